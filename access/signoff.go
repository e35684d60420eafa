package access

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// SignedOff is what the provider says when somebody logged out there, or was logged out:
// the login SID, or with "" all of the subject's.
type SignedOff struct {
	Issuer, Subject, SID string
	At                   time.Time
}

// clocksDiffer is by how much the provider's clock may be behind ours.
const clocksDiffer = time.Minute

// SignOff ends the sessions that such a login opened, and says how many. Those that began
// later stay, so that the same word said again ends nothing new. Whoever is unknown here
// has none.
func (g *Guard) SignOff(ctx context.Context, s SignedOff, from Origin) (n int64, err error) {
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		var a model.Account
		if s.Subject != "" {
			a, err = tx.AccountByIdentity(ctx, s.Issuer, s.Subject)
		} else {
			a, err = tx.AccountBySID(ctx, s.SID)
		}
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if n, err = tx.EndSignOns(ctx, a.ID, s.SID, s.At.Add(clocksDiffer)); err != nil || n == 0 {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: model.ViaSSO, Action: "logout", Subject: a.Name, Detail: from.Address})
	})
	return n, err
}
