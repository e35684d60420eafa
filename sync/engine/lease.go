package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
)

// Lease is the one lease under which stages run: matching and scoring look at
// everything, so two jobs never turn the loop at once.
const Lease = "loop"

// leaseTTL is how long a killed run keeps others out; it is renewed at a third.
const leaseTTL = 60 * time.Second

// lock takes the lease and keeps it until release; losing it ends ctx.
func (t *turn) lock(ctx context.Context) (context.Context, func(), error) {
	me := holder(t.req.Job)
	for {
		token, ok, err := t.Store.AcquireLease(ctx, Lease, me, leaseTTL)
		if err != nil {
			return nil, nil, unwritten(err)
		}
		if ok {
			t.fence = store.Fence{Lease: Lease, Token: token}
			break
		}
		held, err := t.Store.LeaseOf(ctx, Lease)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, nil, unwritten(err)
		}
		if dead(held.Holder) {
			t.Log.Info("taking over from a process that is gone", "holder", held.Holder)
			if _, err := t.Store.ReleaseLease(ctx, store.Fence{Lease: Lease, Token: held.Token}); err != nil {
				return nil, nil, unwritten(err)
			}
			continue
		}
		// A scheduled job that another process works on is done by that one; another
		// job is only in the way, and skipping for it would be a silent gap.
		if !t.req.Wait && (t.req.Trigger != "schedule" || jobOf(held.Holder) == t.req.Job) {
			return nil, nil, fault.New("E7001", t.req.Job, held.Holder, held.Expires.Format(time.RFC3339))
		}
		if err := t.Clock.Sleep(ctx, 2*time.Second); err != nil {
			return nil, nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	var renewing sync.WaitGroup
	renewing.Go(func() {
		ticker := time.NewTicker(leaseTTL / 3)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if held, err := t.Store.RenewLease(ctx, t.fence, leaseTTL); err == nil && !held {
					cancel(store.ErrFenced)
					return
				}
			}
		}
	})
	return ctx, func() {
		close(done)
		renewing.Wait()
		cancel(nil)
		if _, err := t.Store.ReleaseLease(context.WithoutCancel(ctx), t.fence); err != nil {
			t.Log.Warn("lease not released, it runs out by itself", "error", err)
		}
	}, nil
}
