package main

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// What takes a walk through everybody is taken once, and again only when it is old
// and something has run since; one that fails is tried again.
func TestAWalkIsTakenAgainOnlyAfterARun(t *testing.T) {
	ctx := t.Context()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "store.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	hand := clock.NewManual(time.Date(2026, time.November, 22, 8, 0, 0, 0, time.UTC))
	walks, failed, broken := 0, 0, true
	k := &taken[int]{store: db, clock: hand, fail: func(error) { failed++ }, take: func(context.Context) (int, error) {
		if broken {
			return 0, errors.New("gone")
		}
		walks++
		return walks, nil
	}}
	ask := func(want int, have bool) {
		t.Helper()
		_, _ = k.now(ctx)
		k.mu.Lock()
		taking := k.taking
		k.mu.Unlock()
		if taking != nil {
			<-taking
		}
		if k.value != want || k.have != have {
			t.Errorf("walk %d, %v; want %d, %v", k.value, k.have, want, have)
		}
	}
	ask(0, false)
	if failed != 1 {
		t.Errorf("%d failures are told of", failed)
	}
	broken = false
	ask(1, true)
	hand.Advance(time.Hour)
	ask(1, true) // nothing ran
	err = db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, err := tx.StartRun(ctx, model.Run{ID: "r1", State: model.RunDone})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ask(1, true) // it is not old
	hand.Advance(time.Hour)
	ask(2, true)
}
