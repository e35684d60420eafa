package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestAFileIsTheOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c%20#.db")
	db := migrated(t, "sqlite:"+path, store.Options{})
	inTx(t, db, func(tx *store.Tx) error { return tx.Audit(context.Background(), store.AuditEntry{Actor: "li"}) })
	for _, f := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f, info.Mode())
		}
	}
	if db.Kind() != "sqlite" {
		t.Errorf("kind %s", db.Kind())
	}
}

func TestAddressesThatAreRefusedDoNotShowThePassword(t *testing.T) {
	for _, dsn := range []string{"", "sqlite:", "mysql://li:geheim@host:3306", "mysql://li:geheim@host:x/db", "mysql:li:geheim@tcp(host", "mysql:li:geheim@tcp(host)/",
		"mysql://li:geheim@127.0.0.1:1/db", "postgres://li:geheim@host/db"} {
		db, err := store.Open(context.Background(), dsn, store.Options{})
		if err == nil {
			_ = db.Close()
			t.Errorf("%q was opened", dsn)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", dsn, err)
		}
	}
}

func TestAServerIsReachedByURL(t *testing.T) {
	own := testkit.MariaDB(t) // root@tcp(127.0.0.1:PORT)/NAME?…
	user, rest, ok := strings.Cut(own, "@tcp(")
	addr, rest, ok2 := strings.Cut(rest, ")/")
	name, _, _ := strings.Cut(rest, "?")
	if !ok || !ok2 {
		t.Fatalf("address of another form: %s", own)
	}
	db := migrated(t, "mysql://"+user+"@"+addr+"/"+name+"?tls=false", store.Options{})
	if db.Kind() != "mysql" {
		t.Errorf("kind %s", db.Kind())
	}
}

func TestMigrationIsDoneOnce(t *testing.T) {
	for name, open := range map[string]func(*testing.T, store.Options) *store.DB{"sqlite": openSQLite, "mariadb": openMariaDB} {
		t.Run(name, func(t *testing.T) {
			db := open(t, store.Options{})
			if err := db.Migrate(context.Background()); err != nil {
				t.Fatal(err)
			}
			has, wants, err := db.SchemaVersion(context.Background())
			if err != nil || has != wants || wants < 1 {
				t.Errorf("has %d, wants %d, %v", has, wants, err)
			}
			if err := db.Verify(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	for name, dsn := range map[string]func() string{
		"sqlite":  func() string { return filepath.Join(t.TempDir(), "store.db") },
		"mariadb": func() string { return "mysql:" + testkit.MariaDB(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := dsn()
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					db, err := store.Open(context.Background(), at, store.Options{})
					if err != nil {
						t.Error(err)
						return
					}
					defer db.Close()
					if err := db.Migrate(context.Background()); err != nil {
						t.Error(err)
					}
					if err := db.Verify(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		})
	}
}

func TestABackupIsAWholeStore(t *testing.T) {
	ctx := context.Background()
	db := openSQLite(t, store.Options{})
	inTx(t, db, func(tx *store.Tx) error {
		if _, err := tx.StartRun(ctx, model.Run{ID: "r1"}); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "backup"})
	})
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := db.Backup(ctx, path); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(ctx, path); err == nil {
		t.Error("a file was overwritten")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	copied, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if err := copied.Verify(ctx); err != nil {
		t.Error(err)
	}
	if _, err := copied.Run(ctx, model.SystemPrincipal(), "r1"); err != nil {
		t.Error(err)
	}
	if err := copied.InTx(ctx, store.Fence{}, func(*store.Tx) error { return nil }); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing to a store opened for reading: %v", err)
	}
	if err := copied.Migrate(ctx); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("migrating a store opened for reading: %v", err)
	}
}

func TestVerifyFindsDamage(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "store.db")
	db := migrated(t, path, store.Options{})
	for range 3 {
		inTx(t, db, func(tx *store.Tx) error {
			return tx.Audit(ctx, store.AuditEntry{Actor: "li", Action: "plan.approve"})
		})
	}
	for _, c := range []struct{ name, harm, heal string }{
		{"a changed line", "UPDATE audit SET actor = 'wu' WHERE seq = 2", "UPDATE audit SET actor = 'li' WHERE seq = 2"},
		{"a moved head", "UPDATE audit_head SET seq = 5", "UPDATE audit_head SET seq = 3"},
		{"a line taken out", "DELETE FROM audit WHERE seq = 2", ""},
	} {
		alter(t, path, c.harm)
		if err := db.Verify(ctx); err == nil {
			t.Errorf("%s was not found", c.name)
		}
		if c.heal != "" {
			alter(t, path, c.heal)
			if err := db.Verify(ctx); err != nil {
				t.Errorf("after %s was taken back: %v", c.name, err)
			}
		}
	}
}

// A store that has a later version already still gets one that came in between.
func TestAMigrationThatCameLateIsRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, view := range store.Views() {
		alter(t, path, "DROP VIEW "+view)
	}
	alter(t, path, "DROP TABLE fact_month")
	alter(t, path, "DROP TABLE fact_month_hash")
	alter(t, path, "DELETE FROM goose_db_version WHERE version_id = 5")
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	alter(t, path, "DELETE FROM fact_month") // fails where the table is not there
}
