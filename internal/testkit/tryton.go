package testkit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TrytonServer is a trytond of its own on SQLite, with the modules party, sale,
// account_invoice and sale_opportunity set up and nothing entered yet. Its methods
// enter business by JSON-RPC and fail the test when the server refuses.
type TrytonServer struct {
	URL      string // http://127.0.0.1:port, without the database
	Database string
	User     string
	Password string

	t       testing.TB
	session string         // value of the Authorization header
	context map[string]any // sent with every call
}

const (
	trytonDatabase = "tl"
	trytonPassword = "admin-Password1"
)

// Tryton starts a server (about one second; the first one on a machine sets up a
// template database in about twenty) and stops it when the test ends.
func Tryton(t testing.TB) *TrytonServer {
	t.Helper()
	template, err := trytonTemplate()
	if err != nil {
		Unavailable(t, "Tryton", err)
	}
	server, err := exec.LookPath("trytond")
	if err != nil {
		Unavailable(t, "Tryton", err)
	}
	dir := t.TempDir()
	fresh, err := os.ReadFile(template)
	if err != nil {
		t.Fatalf("read the template of Tryton's database: %v", err)
	}
	s := &TrytonServer{User: "admin", Password: trytonPassword, t: t}
	if err := retried(func() error { return s.start(server, dir, fresh) }); err != nil {
		t.Fatalf("Tryton: %v", err)
	}
	return s
}

// start starts the server on a port that was free a moment ago. Somebody else's
// server may have taken it since: only one that knows a database of this name, and
// lets us in, is ours.
func (s *TrytonServer) start(server, dir string, fresh []byte) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	s.Database = fmt.Sprintf("%s%d", trytonDatabase, port)
	if err := os.WriteFile(filepath.Join(dir, s.Database+".sqlite"), fresh, 0o600); err != nil {
		return fmt.Errorf("copy the template of Tryton's database: %w", err)
	}
	listen := fmt.Sprintf("127.0.0.1:%d", port)
	conf, err := trytonConf(dir, listen)
	if err != nil {
		return err
	}
	p, err := spawn(nil, filepath.Join(dir, "log"), syscall.SIGKILL, server, "-c", conf, "-d", s.Database)
	if err != nil {
		return err
	}
	s.t.Cleanup(p.end)
	s.URL = "http://" + listen
	return p.await(s.login)
}

// trytonConf writes a configuration whose databases are the files of dir.
func trytonConf(dir, listen string) (path string, err error) {
	path = filepath.Join(dir, "trytond.conf")
	text := fmt.Sprintf("[database]\nuri = sqlite://\npath = %s\n[web]\nlisten = %s\n", dir, listen)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("configuration of Tryton: %w", err)
	}
	return path, nil
}
