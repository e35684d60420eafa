package testkit

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// PostgreSQL returns the URL of a new empty UTF-8 database, dropped when the test
// ends. Open it with the driver "pgx".
func PostgreSQL(t testing.TB) (dsn string) {
	t.Helper()
	base, err := postgresql()
	if err != nil {
		Unavailable(t, "PostgreSQL", err)
	}
	admin, err := sql.Open("pgx", base.String())
	if err != nil {
		t.Fatalf("open %s: %v", base.Host, err)
	}
	name := newDatabaseName()
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create database %s: %v", name, err)
	}
	t.Cleanup(func() {
		defer admin.Close()
		// FORCE: a test may have left a connection open.
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop database %s: %v", name, err)
		}
	})
	own := *base
	own.Path = "/" + name
	return own.String()
}

// postgresql starts the server of this process once, or names the one to use.
var postgresql = sync.OnceValues(func() (*url.URL, error) {
	if dsn := os.Getenv("TIERLOOP_TEST_POSTGRES_DSN"); dsn != "" {
		u, err := url.Parse(dsn)
		if err != nil {
			return nil, errors.New("TIERLOOP_TEST_POSTGRES_DSN is no URL") // the text may hold a password
		}
		return u, nil
	}
	bin, err := postgresPrograms()
	if err != nil {
		return nil, err
	}
	as, err := serverAccount("postgres")
	if err != nil {
		return nil, err
	}
	dir, err := scratch(as, "postgresql")
	if err != nil {
		return nil, err
	}
	stopAtEnd(func() { os.RemoveAll(dir) })
	data := filepath.Join(dir, "data")
	if err := as.run(dir, nil, filepath.Join(bin, "initdb"), "--pgdata="+data, "--auth=trust",
		"--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	base := &url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/postgres", RawQuery: "sslmode=disable"}
	return base, retried(func() error {
		port, err := freePort()
		if err != nil {
			return err
		}
		base.Host = fmt.Sprintf("127.0.0.1:%d", port)
		// SIGQUIT: an immediate shutdown which still frees the shared memory.
		p, err := spawn(as, filepath.Join(dir, "log"), syscall.SIGQUIT, filepath.Join(bin, "postgres"),
			"-D", data, "-p", fmt.Sprint(port), "-h", "127.0.0.1", "-k", dir, "-c", "fsync=off", "-c", "timezone=UTC")
		if err != nil {
			return err
		}
		stopAtEnd(p.end)
		return p.await(pinged("pgx", base.String()))
	})
})

// postgresPrograms finds the newest version's folder, where Debian keeps initdb.
func postgresPrograms() (string, error) {
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb"); len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := serverProgram("initdb")
	return filepath.Dir(path), err
}
