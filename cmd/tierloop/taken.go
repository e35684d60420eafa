package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// taken is what takes a walk through all customers. It is taken in the background
// when it is first asked for, and again when it is old and a run has ended since.
type taken[T any] struct {
	take  func(context.Context) (T, error)
	store *store.DB
	clock clock.Clock
	fail  func(error)

	mu     sync.Mutex
	value  T
	have   bool
	at     time.Time
	after  string        // the run after which it was taken
	taking chan struct{} // closed when the walk under way ends; nil: none is
}

// How long what was taken is good enough whatever has run, and how long a page
// waits for the first one.
const (
	takenLife = 30 * time.Minute
	takenWait = 25 * time.Millisecond
)

// now is what was taken last; false while the first walk is under way.
func (k *taken[T]) now(ctx context.Context) (T, bool) {
	k.mu.Lock()
	if k.taking == nil && (!k.have || k.clock.Now().Sub(k.at) > takenLife) {
		k.taking = make(chan struct{})
		go k.walk(k.taking)
	}
	value, have, taking := k.value, k.have, k.taking
	k.mu.Unlock()
	if have {
		return value, true
	}
	select {
	case <-taking:
	case <-time.After(takenWait):
	case <-ctx.Done():
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.value, k.have
}

func (k *taken[T]) walk(done chan struct{}) {
	value, again, after, err := k.anew(context.Background())
	k.mu.Lock()
	defer k.mu.Unlock()
	defer close(done)
	k.taking = nil
	if err != nil {
		k.fail(err)
		return
	}
	if again {
		k.value = value
	}
	k.have, k.at, k.after = true, k.clock.Now(), after
}

// anew takes it, unless no run has ended since.
func (k *taken[T]) anew(ctx context.Context) (value T, again bool, after string, err error) {
	if after, err = lastRun(ctx, k.store); err != nil {
		return value, false, "", err
	}
	k.mu.Lock()
	same := k.have && k.after == after
	k.mu.Unlock()
	if same {
		return value, false, after, nil
	}
	value, err = k.take(ctx)
	return value, true, after, err
}

// lastRun names the last run that has ended, in the state in which it is.
func lastRun(ctx context.Context, db *store.DB) (string, error) {
	last, err := db.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Limit: 10})
	if err != nil {
		return "", err
	}
	for _, r := range last {
		if r.State != model.RunRunning {
			return fmt.Sprint(r.ID, r.State, r.Stage), nil
		}
	}
	return "", nil
}
