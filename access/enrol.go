package access

import (
	"bytes"
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// BeginFactor makes the secret of a new device; the one in use stays until a code of
// the new one is shown. password is that of the account, where it has use for one.
func (g *Guard) BeginFactor(ctx context.Context, v Visitor, password string, from Origin) (Device, error) {
	if err := g.owner(ctx, v, password, from); err != nil {
		return Device{}, err
	}
	clear := newSecret()
	next, err := g.sealed(append(slices.Clone(v.Session.Hash), clear...)) // nobody else who is logged in sees it
	if err != nil {
		return Device{}, err
	}
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		f, err := tx.SecondFactor(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		f.Next, f.NextAt = next, g.clock.Now()
		return tx.SaveSecondFactor(ctx, f)
	})
	return device(clear, g.factor.Issuer, v.Account.Name), err
}

// owner makes sure that the visitor is more than somebody who found an open browser.
func (g *Guard) owner(ctx context.Context, v Visitor, password string, from Origin) error {
	if v.Account.Password == "" || !g.mayUsePassword(v.Account.Name) {
		if g.clock.Now().Sub(v.Session.Created) >= ProofLife {
			return ErrOldSession
		}
		return nil
	}
	return g.present(ctx, v.Account, password, from)
}

// NextDevice is the device that is being set up, for a page that is shown again;
// ErrNoDevice when there is none.
func (g *Guard) NextDevice(ctx context.Context, v Visitor) (d Device, err error) {
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, clear, err := g.next(ctx, tx, v)
		d = device(clear, g.factor.Issuer, v.Account.Name)
		return err
	})
	return d, err
}

// next is the secret of the device that the visitor's own session began to set up: a
// session that somebody stole does not learn it.
func (g *Guard) next(ctx context.Context, tx *store.Tx, v Visitor) (f model.SecondFactor, clear []byte, err error) {
	if f, err = tx.SecondFactor(ctx, v.Account.ID); err != nil {
		return f, nil, err
	}
	if len(f.Next) == 0 || g.clock.Now().Sub(f.NextAt) >= codeWait {
		return f, nil, ErrNoDevice
	}
	if clear, err = g.unsealed(v.Account, f.Next); err != nil {
		return f, nil, err
	}
	clear, own := bytes.CutPrefix(clear, v.Session.Hash)
	if !own || len(clear) != secretBytes {
		return f, nil, ErrNoDevice
	}
	return f, clear, nil
}

// ConfirmFactor takes the new device in use by a code of it. All sessions of the
// account end and the visitor comes in anew; recovery are codes that nobody can read
// again.
func (g *Guard) ConfirmFactor(ctx context.Context, v Visitor, code string, from Origin) (token string, recovery []string, err error) {
	recovery, hashes := newRecoveryCodes()
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		_, clear, err := g.next(ctx, tx, v)
		if err != nil {
			return err
		}
		step, ok := stepOf(clear, tidyCode(code), g.clock.Now())
		if !ok {
			return ErrWrongCode
		}
		secret, err := g.sealed(clear)
		if err != nil {
			return err
		}
		f := model.SecondFactor{Account: v.Account.ID, Secret: secret, Since: g.clock.Now(), Step: step}
		if err := tx.SaveSecondFactor(ctx, f); err != nil {
			return err
		}
		if err := tx.SetRecoveryCodes(ctx, v.Account.ID, hashes); err != nil {
			return err
		}
		token, err = g.renew(ctx, tx, v, "factor.set", from)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return token, recovery, nil
}

// renew ends the sessions of the visitor's account, after its factor changed, and
// opens one in which a code was shown.
func (g *Guard) renew(ctx context.Context, tx *store.Tx, v Visitor, action string, from Origin) (string, error) {
	a, err := tx.AccountByID(ctx, v.Account.ID)
	if err == nil && !a.Disabled.IsZero() {
		err = ErrNotIn
	}
	if err == nil {
		err = tx.EndSessions(ctx, a.ID, nil)
	}
	if err == nil {
		err = tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: action, Subject: a.Name, Detail: from.Address})
	}
	if err != nil {
		return "", err
	}
	return g.open(ctx, tx, a, model.Session{Via: v.Session.Via, Proved: g.clock.Now()}, from)
}

// RenewRecovery makes new recovery codes for a code of the device, and logs in anew.
func (g *Guard) RenewRecovery(ctx context.Context, v Visitor, code string, from Origin) (token string, recovery []string, err error) {
	recovery, hashes := newRecoveryCodes()
	err = g.withCode(ctx, v.Account.ID, code, from, func(tx *store.Tx) error {
		if err := tx.SetRecoveryCodes(ctx, v.Account.ID, hashes); err != nil {
			return err
		}
		token, err = g.renew(ctx, tx, v, "factor.codes", from)
		return err
	})
	if err != nil {
		return "", nil, err
	}
	return token, recovery, nil
}

// DropFactor takes the visitor's second factor away for a last code, unless the role
// has to have one.
func (g *Guard) DropFactor(ctx context.Context, v Visitor, code string, from Origin) (token string, err error) {
	if g.FactorRequired(v) {
		return "", ErrFactorNeeded
	}
	err = g.withCode(ctx, v.Account.ID, code, from, func(tx *store.Tx) error {
		if err := tx.DropSecondFactor(ctx, v.Account.ID); err != nil {
			return err
		}
		token, err = g.renew(ctx, tx, v, "factor.drop", from)
		return err
	})
	return token, err
}

// ResetFactor takes the second factor from an account whose owner lost the device and
// the recovery codes. Its sessions and tokens end.
func (g *Guard) ResetFactor(ctx context.Context, by model.Principal, name string) error {
	return g.change(ctx, by, name, "factor.reset", func(tx *store.Tx, a *model.Account) error {
		if err := tx.DropSecondFactor(ctx, a.ID); err != nil {
			return err
		}
		return g.seal(ctx, tx, *a)
	})
}

// RecoveryCodes is how many the visitor's account has left.
func (g *Guard) RecoveryCodes(ctx context.Context, v Visitor) (int, error) {
	return g.store.RecoveryCodes(ctx, v.Account.ID)
}
