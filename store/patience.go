package store

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
)

// patience is how long work for which nobody waits waits for a server that is away:
// longer than a restart or the change to another node takes.
const patience = 90 * time.Second

type patientKey struct{}

// Patient is a context for work for which nobody waits: reads and transactions that
// lose the server are tried again for a minute and a half. People at a screen are
// better told at once.
func Patient(ctx context.Context) context.Context { return context.WithValue(ctx, patientKey{}, true) }

// waits counts how long one piece of work has waited for the server.
type waits struct {
	clock  clock.Clock
	so     time.Duration
	notice func(wait time.Duration, err error)
}

// again waits when err says that the server was lost and the work is patient;
// false: err stands.
func (w *waits) again(ctx context.Context, err error) bool {
	if !errors.Is(err, ErrLost) || ctx.Value(patientKey{}) == nil || w.so >= patience {
		return false
	}
	wait := min(max(w.so, 250*time.Millisecond), 10*time.Second)
	w.so += wait
	w.notice(wait, err)
	return w.clock.Sleep(ctx, wait) == nil
}

func (db *DB) waits() *waits {
	return &waits{clock: db.opt.Clock, notice: func(wait time.Duration, err error) {
		db.opt.Log.Warn("the server of the store was lost; trying again", "wait", wait, "error", err)
	}}
}
