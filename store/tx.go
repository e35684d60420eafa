package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Tx is an open transaction; every write of the store is one of its methods.
type Tx struct {
	conn
	now     int64                // the transaction's instant, in microseconds
	streams map[streamName]int64 // made in here, known to others after the commit
	keys    map[string]int64     // of entities looked up in here, by public id
}

// Fence names the lease under which a transaction may commit. The zero value is
// no fence.
type Fence struct {
	Lease string
	Token int64
}

// A transaction that meets a conflict is run again so often.
const maxAttempts = 12

// InTx runs fn in a transaction and commits it unless fn or the fence objects.
// On dead-locks and write conflicts the whole of fn runs again after a short,
// jittered wait; so it does when the server was lost before the commit and ctx is
// Patient. ErrFenced means that the lease has another holder by now and
// nothing was written.
func (db *DB) InTx(ctx context.Context, fence Fence, fn func(*Tx) error) error {
	if db.opt.ReadOnly {
		return ErrReadOnly
	}
	away := db.waits()
	for attempt := 1; ; attempt++ {
		err := db.once(ctx, fence, fn)
		if err != nil && !errors.Is(err, errCommit) && away.again(ctx, err) {
			continue
		}
		if err == nil || attempt >= maxAttempts || !db.again(err) {
			return err
		}
		db.opt.Log.Debug("transaction runs again", "attempt", attempt, "error", err)
		wait := min(5*time.Millisecond<<attempt, time.Second)
		wait = wait/2 + rand.N(wait)/2
		if err := db.opt.Clock.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// errCommit: the transaction failed at its very end. When the answer was lost, it may
// have happened, and is not run again.
var errCommit = errors.New("commit")

// again: the whole transaction may succeed when it is run again.
func (db *DB) again(err error) bool {
	return errors.Is(err, errStale) || db.dialect.conflict(err)
}

func (db *DB) once(ctx context.Context, fence Fence, fn func(*Tx) error) (err error) {
	raw, err := db.write.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", troubled(err))
	}
	done := false
	defer func() {
		if !done {
			_ = raw.Rollback() // the first error says more
		}
	}()
	tx := &Tx{conn: conn{db: db, q: raw}, now: micros(db.opt.Clock.Now()), streams: map[streamName]int64{}, keys: map[string]int64{}}
	if err := fn(tx); err != nil {
		return err
	}
	// Last, so that the lease row is locked for as short as possible: whoever
	// takes the lease over comes either before, and we are fenced off, or after
	// the commit.
	if err := tx.holds(ctx, fence); err != nil {
		return err
	}
	done = true
	if err := raw.Commit(); err != nil {
		return fmt.Errorf("%w: %w", errCommit, troubled(err))
	}
	db.learn(tx.streams)
	db.tendLog()
	return nil
}

// holds counts one more use of the lease under its token. The row always changes,
// which makes a take-over on another node of a cluster collide with us.
func (tx *Tx) holds(ctx context.Context, fence Fence) error {
	if fence == (Fence{}) {
		return nil
	}
	n, err := tx.exec(ctx, "UPDATE lease SET uses = uses + 1 WHERE name = ? AND token = ?", fence.Lease, fence.Token)
	if err != nil {
		return fmt.Errorf("check lease %s: %w", fence.Lease, err)
	}
	if n == 0 {
		return fmt.Errorf("lease %s, token %d: %w", fence.Lease, fence.Token, ErrFenced)
	}
	return nil
}
