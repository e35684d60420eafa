package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// What was committed comes into the file of a store that stays open, before a commit
// has to do it.
func TestTheLogIsMovedIntoTheFileBesideOtherWork(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tierloop.db")
	db := migrated(t, path, store.Options{})
	before := fileSize(t, path)
	for part := range 5 {
		inTx(t, db, func(tx *store.Tx) error {
			var list []model.Customer
			for i := range 1_000 {
				list = append(list, model.Customer{Ref: model.Ref{Source: "crm", Object: "customer", ID: fmt.Sprintf("%d-%04d", part, i)}, Kind: model.Organisation, Name: "泊岚电气"})
			}
			_, err := tx.SaveCustomers(context.Background(), 1, list)
			return err
		})
	}
	for range 500 {
		if fileSize(t, path) > before+500_000 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if now := fileSize(t, path); now <= before+500_000 {
		t.Errorf("5,000 customers are stored, and the file grew from %d to %d bytes", before, now)
	}
	if err := db.Compact(context.Background()); err != nil {
		t.Error(err)
	}
	if n := fileSize(t, path+"-wal"); n != 0 {
		t.Errorf("a log of %d bytes was left by compacting", n)
	}
}

// A log that another process reads cannot be cut off, and compacting says so.
func TestALogThatIsReadElsewhereIsNotSaidToBeGone(t *testing.T) {
	t.Parallel() // it waits as long as SQLite waits for locks
	path := filepath.Join(t.TempDir(), "tierloop.db")
	db := migrated(t, path, store.Options{})
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	reading, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Rollback()
	var n int
	if err := reading.QueryRow("SELECT COUNT(*) FROM customer").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := db.Compact(context.Background()); err == nil || !strings.Contains(err.Error(), "another process reads it") {
		t.Errorf("compacting beside a reader: %v", err)
	}
	reading.Rollback()
	if err := db.Compact(context.Background()); err != nil {
		t.Errorf("after the reader: %v", err)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
