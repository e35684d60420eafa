package testkit

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/go-sql-driver/mysql"
)

// MariaDB returns the DSN (go-sql-driver form, parseTime, UTC) of a new empty
// database with collation utf8mb4_bin, dropped when the test ends.
func MariaDB(t testing.TB) (dsn string) {
	t.Helper()
	base, err := mariadb()
	if err != nil {
		Unavailable(t, "MariaDB", err)
	}
	admin, err := sql.Open("mysql", base.FormatDSN())
	if err != nil {
		t.Fatalf("open %s: %v", base.Addr, err)
	}
	name := newDatabaseName()
	if _, err := admin.Exec("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatalf("create database %s: %v", name, err)
	}
	t.Cleanup(func() {
		defer admin.Close()
		if _, err := admin.Exec("DROP DATABASE " + name); err != nil {
			t.Errorf("drop database %s: %v", name, err)
		}
	})
	own := base.Clone()
	own.DBName = name
	return own.FormatDSN()
}

// mariadb starts the server of this process once, or names the one to use.
var mariadb = sync.OnceValues(func() (*mysql.Config, error) {
	if dsn := os.Getenv("TIERLOOP_TEST_MYSQL_DSN"); dsn != "" {
		cfg, err := mysql.ParseDSN(dsn)
		if err != nil {
			return nil, fmt.Errorf("TIERLOOP_TEST_MYSQL_DSN: %w", err)
		}
		cfg.ParseTime, cfg.DBName = true, ""
		return cfg, nil
	}
	server, err := serverProgram("mariadbd")
	if err != nil {
		return nil, err
	}
	installer, err := exec.LookPath("mariadb-install-db")
	if err != nil {
		return nil, err
	}
	as, err := serverAccount("mysql")
	if err != nil {
		return nil, err
	}
	dir, err := scratch(as, "mariadb")
	if err != nil {
		return nil, err
	}
	stopAtEnd(func() { os.RemoveAll(dir) })
	data := filepath.Join(dir, "data")
	if err := as.run(dir, nil, installer, "--no-defaults", "--datadir="+data,
		"--auth-root-authentication-method=normal", "--skip-test-db"); err != nil {
		return nil, err
	}
	cfg := mysql.NewConfig()
	cfg.User, cfg.Net, cfg.ParseTime = "root", "tcp", true
	return cfg, retried(func() error {
		port, err := freePort()
		if err != nil {
			return err
		}
		cfg.Addr = fmt.Sprintf("127.0.0.1:%d", port)
		p, err := spawn(as, filepath.Join(dir, "log"), syscall.SIGKILL, server, append([]string{"--no-defaults",
			"--datadir=" + data, "--socket=" + filepath.Join(dir, "s"), fmt.Sprintf("--port=%d", port),
			"--bind-address=127.0.0.1", "--pid-file=" + filepath.Join(dir, "pid"), "--tmpdir=" + dir,
			"--skip-name-resolve", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_bin",
			"--default-time-zone=+00:00", "--innodb-flush-log-at-trx-commit=2"}, haste()...)...)
		if err != nil {
			return err
		}
		stopAtEnd(p.end)
		return p.await(pinged("mysql", cfg.FormatDSN()))
	})
})

// haste is what a server may leave out for tests: what they kill is never the machine,
// so that nothing has to reach its disk. A benchmark pays for what users pay for.
func haste() []string {
	if f := flag.Lookup("test.bench"); f != nil && f.Value.String() != "" {
		return nil
	}
	return []string{"--loose-innodb-flush-method=nosync", "--loose-sync-frm=OFF", "--loose-skip-innodb-doublewrite"}
}

// pinged is ready once a connection to the data source can be made.
func pinged(driver, dsn string) func(context.Context) error {
	return func(ctx context.Context) error {
		db, err := sql.Open(driver, dsn)
		if err != nil {
			return err
		}
		defer db.Close()
		return db.PingContext(ctx)
	}
}

var databases atomic.Int64

// newDatabaseName is unique on a server that several test processes share.
func newDatabaseName() string {
	return fmt.Sprintf("tl_%d_%d", os.Getpid(), databases.Add(1))
}

// serverProgram finds a program that lives in sbin, which PATH may lack.
func serverProgram(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return exec.LookPath(filepath.Join("/usr/sbin", name))
}
