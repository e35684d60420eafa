package access

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// How often one account may look behind the masks, in a process.
const (
	mostReveals  = 30
	revealWindow = time.Hour
)

var (
	// ErrNoReason: what is looked at behind a mask needs one.
	ErrNoReason = errors.New("a reason is needed")
	// ErrRevealed: the account looked behind masks so often that it has to wait.
	ErrRevealed = errors.New("too many looks behind the masks")
)

// Reveal is the visitor as a reader who sees one subject without masks, within its
// units as before. It stands in the audit log first; left is how many more looks there
// are in this hour.
func (g *Guard) Reveal(ctx context.Context, v Visitor, subject, reason string) (p model.Principal, left int, err error) {
	p = v.Principal()
	if reason = strings.TrimSpace(reason); reason == "" {
		return p, 0, ErrNoReason
	}
	if left = g.reveals.take(g.clock.Now(), v.Account.ID); left < 0 {
		return p, 0, ErrRevealed
	}
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: "unmask", Subject: subject, Detail: strings.Join(p.Masked, ", ") + ": " + reason})
	})
	if err != nil {
		return p, left, err
	}
	p.Masked = nil
	return p, left, nil
}

// reveals counts looks by account.
type reveals struct {
	mu     sync.Mutex
	counts map[int64]count
}

// take counts a look and says how many are left; below 0, it must not be had.
func (r *reveals) take(now time.Time, account int64) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.counts[account]
	if now.Sub(c.since) >= revealWindow {
		c = count{since: now}
	}
	if c.n < mostReveals {
		c.n++
		r.counts[account] = c
		return mostReveals - c.n
	}
	return -1
}
