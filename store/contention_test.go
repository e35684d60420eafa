package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// The lease changes hands while the old holder is in the middle of its work.
func TestATakeOverDuringATransactionFencesIt(t *testing.T) {
	ctx, c := context.Background(), clock.NewManual(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))
	db := openMariaDB(t, store.Options{Clock: c})
	old, ok, err := db.AcquireLease(ctx, "crm", "a", time.Minute)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	c.Advance(time.Hour)
	err = db.InTx(ctx, store.Fence{Lease: "crm", Token: old}, func(tx *store.Tx) error {
		if err := tx.SaveCursor(ctx, 1, store.Cursor{Value: "a"}); err != nil {
			return err
		}
		_, _, err := db.AcquireLease(ctx, "crm", "b", time.Minute)
		return err
	})
	if !errors.Is(err, store.ErrFenced) {
		t.Errorf("the old holder: %v", err)
	}
	if cursors, err := db.Cursors(ctx, system, 1); err != nil || len(cursors) != 0 {
		t.Errorf("it left %v, %v", cursors, err)
	}
}

// Two processes work on one store: a command beside the service.
func TestTwoProcessesShareAStore(t *testing.T) {
	for name, dsn := range map[string]func() string{
		"sqlite":  func() string { return filepath.Join(t.TempDir(), "store.db") },
		"mariadb": func() string { return "mysql:" + testkit.MariaDB(t) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, at := context.Background(), dsn()
			dbs := []*store.DB{migrated(t, at, store.Options{}), migrated(t, at, store.Options{})}
			var wg sync.WaitGroup
			for _, db := range dbs {
				wg.Go(func() {
					for range 50 {
						err := db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
							s, err := tx.EnsureStream(ctx, "crm", "Account", store.CustomerStream)
							if err == nil {
								_, err = tx.NextGeneration(ctx, s.ID)
							}
							return err
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			for _, db := range dbs {
				if streams, err := db.Streams(ctx, system); err != nil || len(streams) != 1 || streams[0].Generation != 100 {
					t.Errorf("streams %+v, %v", streams, err)
				}
				if _, err := db.Raw(ctx, system, model.Ref{Source: "crm", Object: "Account", ID: "1"}); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("an unknown record: %v", err)
				}
			}
		})
	}
}
