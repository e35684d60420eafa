package access

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/secret"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// SecondFactor is what a second factor means here. The zero value leaves it to each
// person whether to have one.
type SecondFactor struct {
	// Required are the roles that may do nothing without one, when they came in by a
	// password: a provider of single sign-on asks for its own.
	Required []model.Role
	// Issuer is whose codes an authenticator app calls them.
	Issuer string
	// Keys seal the secrets in the store; nil leaves them as they are.
	Keys *secret.Keys
}

// ProofLife is how long a session may do grave things after a code was shown in it;
// codeWait how long the code of a login is waited for, and a device to be set up.
const (
	ProofLife = 15 * time.Minute
	codeWait  = 10 * time.Minute
)

// failsOfCode are wrong codes of an account in window, from wherever: whoever gets so
// far has its password. mostWrongCodes in a row, and only a recovery code is taken.
const (
	failsOfCode    = 5
	mostWrongCodes = 100
)

var (
	// ErrWrongCode: the code is not the device's, was used, or is too old.
	ErrWrongCode = errors.New("the code is not right, was used, or is out of date")
	// ErrFactorLocked: so many codes were wrong that the device is believed no more.
	ErrFactorLocked = errors.New("too many wrong codes in a row: a recovery code is needed, or an admin")
	// ErrFactorNeeded: the role has to have a second factor.
	ErrFactorNeeded = errors.New("the role has to have a second factor")
	// ErrNoDevice: nothing is being set up, or it took too long.
	ErrNoDevice = errors.New("no device is being set up, or it took too long")
	// ErrOldSession: who came in by sign-on long ago comes in anew before the device changes.
	ErrOldSession = errors.New("the login is too long ago for this")
)

// NeedCode: the password was right, and a code of the second factor is awaited with
// this ticket.
type NeedCode struct{ Ticket string }

func (NeedCode) Error() string { return "a code of the second factor is needed" }

// UseSecondFactor sets the rules, before the guard is used.
func (g *Guard) UseSecondFactor(f SecondFactor) { g.factor = f }

// FactorRequired says whether the visitor's role has to have a second factor.
func (g *Guard) FactorRequired(v Visitor) bool {
	return v.Session.Via != model.ViaSSO && slices.Contains(g.factor.Required, v.Account.Role)
}

// Proven says whether the visitor may do grave things now: a code was shown a short
// while ago, or the account has no second factor to show.
func (g *Guard) Proven(v Visitor) bool {
	return v.Account.Factor.IsZero() || g.clock.Now().Sub(v.Session.Proved) < ProofLife
}

// Prove takes a code for the visitor's session, which has a new token from then on: who
// had come by the old one does not come by what the code opens.
func (g *Guard) Prove(ctx context.Context, v *Visitor, code string, from Origin) (token string, err error) {
	token, hash := newToken()
	err = g.withCode(ctx, v.Account.ID, code, from, func(tx *store.Tx) error {
		renewed, err := tx.ProveSession(ctx, v.Session.Hash, hash)
		if err == nil && !renewed {
			err = ErrNotIn // it was ended just now
		}
		return err
	})
	if err != nil {
		return "", err
	}
	v.Session.Hash, v.Session.Proved = hash, g.clock.Now()
	return token, nil
}

// LoginByCode opens the session whose password was right. left is how many recovery
// codes there are still, -1 when none was used.
func (g *Guard) LoginByCode(ctx context.Context, ticket, code string, from Origin) (token string, left int, err error) {
	l, err := g.store.Link(ctx, model.LinkFactor, hashOf(ticket))
	if err != nil {
		return "", -1, badLink(err)
	}
	err = g.withCode(ctx, l.Account, code, from, func(tx *store.Tx) error {
		if _, err := tx.UseLink(ctx, model.LinkFactor, l.Hash); err != nil {
			return badLink(err)
		}
		a, err := tx.AccountByID(ctx, l.Account)
		if err == nil && !a.Disabled.IsZero() {
			err = ErrBadLink
		}
		if err != nil {
			return err
		}
		token, err = g.open(ctx, tx, a, model.Session{Via: model.ViaPassword, Proved: g.clock.Now()}, from)
		return err
	})
	if err != nil {
		return "", -1, err
	}
	if left = -1; isRecovery(code) {
		left, err = g.store.RecoveryCodes(ctx, l.Account)
	}
	return token, left, err
}

// awaitCode makes the ticket of a login whose password was right.
func (g *Guard) awaitCode(ctx context.Context, tx *store.Tx, account int64) (NeedCode, error) {
	ticket, hash := newToken()
	err := tx.MakeLink(ctx, model.OnceLink{Hash: hash, Purpose: model.LinkFactor, Account: account, Expires: g.clock.Now().Add(codeWait)})
	return NeedCode{ticket}, err
}

// withCode takes a code of an account, of its device or for recovery, and does fn in
// the transaction that spends it. A try is counted before it is looked at, so that many
// at once are no more; what fails stands in the audit log.
func (g *Guard) withCode(ctx context.Context, account int64, code string, from Origin, fn func(*store.Tx) error) error {
	var wait time.Duration
	var last bool
	err := g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) (err error) {
		wait, last, err = tx.TryCode(ctx, account, failsOfCode, window)
		return err
	})
	if err != nil {
		return err
	}
	if wait > 0 {
		return TooMany{wait}
	}
	var a model.Account
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		var err error
		if a, err = tx.AccountByID(ctx, account); err != nil {
			return err
		}
		f, err := tx.SecondFactor(ctx, account)
		if err != nil {
			return err
		}
		if err := g.spend(ctx, tx, a, f, tidyCode(code)); err != nil {
			return err
		}
		return fn(tx)
	})
	if errors.Is(err, ErrWrongCode) || errors.Is(err, ErrFactorLocked) {
		return errors.Join(err, g.noteWrongCode(ctx, a, from, last))
	}
	return err
}

// spend takes a code once.
func (g *Guard) spend(ctx context.Context, tx *store.Tx, a model.Account, f model.SecondFactor, code string) error {
	if len(f.Secret) == 0 {
		return ErrWrongCode
	}
	if isRecovery(code) {
		used, err := tx.UseRecoveryCode(ctx, a.ID, hashOf(code))
		if err == nil && !used {
			err = ErrWrongCode
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "factor.recovery", Subject: a.Name})
	}
	if f.Failed >= mostWrongCodes {
		return ErrFactorLocked
	}
	clear, err := g.unsealed(a, f.Secret)
	if err != nil {
		return err
	}
	step, ok := stepOf(clear, code, g.clock.Now())
	if ok {
		ok, err = tx.SpendStep(ctx, a.ID, step)
	}
	if err == nil && !ok {
		err = ErrWrongCode
	}
	return err
}

// isRecovery says whether a text is long enough to be a recovery code.
func isRecovery(code string) bool { return len(tidyCode(code)) == recoveryLength }

func (g *Guard) noteWrongCode(ctx context.Context, a model.Account, from Origin, last bool) error {
	action := "factor.failed"
	if last {
		action = "factor.locked"
	}
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := tx.CountWrongCode(ctx, a.ID); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: action, Subject: "session", Detail: from.Address})
	})
}

func (g *Guard) sealed(clear []byte) ([]byte, error) {
	if g.factor.Keys == nil {
		return clear, nil
	}
	return g.factor.Keys.Seal(clear)
}

// unsealed opens a secret of the store; E1307 when no identity opens it.
func (g *Guard) unsealed(a model.Account, stored []byte) ([]byte, error) {
	if !secret.Sealed(stored) {
		return stored, nil
	}
	f := fault.New("E1307", "second factor").At("account " + a.Name)
	if g.factor.Keys == nil {
		return nil, f
	}
	clear, err := g.factor.Keys.Open(stored)
	if err != nil {
		return nil, f.Because(err)
	}
	return clear, nil
}
