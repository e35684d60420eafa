package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Lease says who works on a named thing, and until when.
type Lease struct {
	Name    string
	Holder  string
	Token   int64 // grows with every holder
	Expires time.Time
}

// AcquireLease takes a lease that is free or has expired. ok is false while
// somebody else holds it. Use Fence{name, token} in every transaction of the work.
// Taking it again under the same holder's name also gives a new token: a process
// that starts anew must not be mistaken for the one before.
func (db *DB) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (token int64, ok bool, err error) {
	err = db.InTx(ctx, Fence{}, func(tx *Tx) error {
		token, ok = 0, false
		ins := insertion{table: "lease", columns: []string{"name", "holder", "token", "expires", "uses"}, keys: []string{"name"},
			keep: []string{"holder", "token", "expires", "uses"}}
		if err := tx.insert(ctx, ins, [][]any{{name, "", int64(0), int64(0), int64(0)}}); err != nil {
			return err
		}
		n, err := tx.exec(ctx, "UPDATE lease SET holder = ?, token = token + 1, expires = ?, uses = 0 WHERE name = ? AND (expires <= ? OR holder = ?)",
			holder, tx.now+ttl.Microseconds(), name, tx.now, holder)
		if err != nil || n == 0 {
			return err
		}
		ok = true
		return tx.get(ctx, &token, "SELECT token FROM lease WHERE name = ?", name)
	})
	if err != nil {
		return 0, false, fmt.Errorf("acquire lease %s: %w", name, err)
	}
	return token, ok, nil
}

// RenewLease prolongs a lease from now; false: it has another holder by now.
func (db *DB) RenewLease(ctx context.Context, f Fence, ttl time.Duration) (bool, error) {
	return db.changeLease(ctx, f, func(now int64) int64 { return now + ttl.Microseconds() })
}

// ReleaseLease gives a lease back before its time; false: it had another holder.
func (db *DB) ReleaseLease(ctx context.Context, f Fence) (bool, error) {
	return db.changeLease(ctx, f, func(int64) int64 { return 0 })
}

func (db *DB) changeLease(ctx context.Context, f Fence, expires func(now int64) int64) (held bool, err error) {
	err = db.InTx(ctx, Fence{}, func(tx *Tx) error {
		n, err := tx.exec(ctx, "UPDATE lease SET expires = ?, uses = uses + 1 WHERE name = ? AND token = ?", expires(tx.now), f.Lease, f.Token)
		held = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("renew or release lease %s: %w", f.Lease, err)
	}
	return held, nil
}

// LeaseOf reads a lease; ErrNotFound when it was never taken.
func (db *DB) LeaseOf(ctx context.Context, name string) (Lease, error) {
	var r struct {
		Holder  string `db:"holder"`
		Token   int64  `db:"token"`
		Expires int64  `db:"expires"`
	}
	err := db.reads().get(ctx, &r, "SELECT holder, token, expires FROM lease WHERE name = ?", name)
	if errors.Is(err, sql.ErrNoRows) {
		return Lease{}, fmt.Errorf("lease %s: %w", name, ErrNotFound)
	}
	return Lease{Name: name, Holder: r.Holder, Token: r.Token, Expires: instant(r.Expires)}, err
}
