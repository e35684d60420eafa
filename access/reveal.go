package access

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// How often one account may look behind the masks. The audit log counts, so that all
// processes on a store count together.
const (
	mostReveals  = 30
	revealWindow = time.Hour
	unmask       = "unmask" // the action in the audit log
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
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		err := tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: unmask, Subject: subject, Detail: strings.Join(p.Masked, ", ") + ": " + reason})
		if err != nil {
			return err
		}
		n, err := tx.CountAudit(ctx, p.Name, unmask, g.clock.Now().Add(-revealWindow))
		if left = mostReveals - n; err == nil && left < 0 {
			err = ErrRevealed
		}
		return err
	})
	if errors.Is(err, ErrRevealed) {
		return p, 0, ErrRevealed
	}
	if err != nil {
		return p, 0, err
	}
	p.Masked = nil
	return p, left, nil
}
