package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/store"
)

func TestSyncWritesOutTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tierloop.db")
	db, err := store.Open(context.Background(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Sync(); err != nil {
		t.Errorf("a store without a log: %v", err)
	}
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		t.Fatalf("commits are not in the log that is written out: %v", err)
	}
	if err := db.Sync(); err != nil {
		t.Error(err)
	}
	if err := os.Rename(path+"-wal", path+"-moved"); err != nil {
		t.Fatal(err)
	}
	defer os.Rename(path+"-moved", path+"-wal")
	if err := os.Mkdir(path+"-wal", 0o700); err != nil {
		t.Fatal(err)
	}
	defer os.Remove(path + "-wal")
	if err := db.Sync(); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a log that cannot be written out: %v", err)
	}
}
