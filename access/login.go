package access

import (
	"context"
	"errors"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Origin is where a request comes from, as far as one can tell.
type Origin struct{ Address, Agent string }

// Login opens a session for a name and its password and returns the token for the
// cookie. The error is ErrNotIn, ErrNoPasswords, TooMany, NeedCode, or a failure of the
// store.
func (g *Guard) Login(ctx context.Context, name, password string, from Origin) (token string, err error) {
	name = fold(name)
	if !g.mayUsePassword(name) {
		return "", ErrNoPasswords
	}
	wait, last := g.limits.take(g.clock.Now(), from.Address, name)
	if wait > 0 {
		return "", TooMany{wait}
	}
	a, err := g.store.AccountByName(ctx, name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	hash := a.Password
	if hash == "" || !a.Disabled.IsZero() {
		hash = g.dummy // takes as long, and is nobody's
	}
	if len(password) > mostPassword {
		password = ""
	}
	ok, old, err := g.hasher.verify(ctx, password, hash)
	if err != nil {
		return "", err
	}
	if !ok || hash == g.dummy {
		return "", errors.Join(ErrNotIn, g.noteFailure(ctx, a, from, last))
	}
	if old {
		if hash, err = g.hasher.hash(ctx, password); err != nil {
			return "", err
		}
	}
	token, err = g.start(ctx, a.ID, model.Session{Via: model.ViaPassword}, from, func(ctx context.Context, tx *store.Tx, now *model.Account) error {
		if now.Password != a.Password {
			return ErrNotIn // it was changed while we looked
		}
		if !old {
			return nil
		}
		now.Password = hash
		return tx.ChangeAccount(ctx, *now)
	})
	if _, half := errors.AsType[NeedCode](err); half || err == nil {
		g.limits.succeeded(from.Address, name)
	}
	return token, err
}

// noteFailure keeps the name out unless an account has it: people type passwords
// into the wrong field.
func (g *Guard) noteFailure(ctx context.Context, a model.Account, from Origin, last bool) error {
	actor, action := a.Name, "login.failed"
	if actor == "" {
		actor = "unknown"
	}
	if last {
		action = "login.locked"
	}
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: actor, Action: action, Subject: "session", Detail: from.Address})
	})
}

// start opens a session of an account that may come in; also may object. It is NeedCode
// where the account has a second factor that was not shown yet.
func (g *Guard) start(ctx context.Context, account int64, s model.Session, from Origin, also func(context.Context, *store.Tx, *model.Account) error) (token string, err error) {
	var need NeedCode
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		a, err := tx.AccountByID(ctx, account)
		if err != nil {
			return err
		}
		if !a.Disabled.IsZero() {
			return ErrNotIn
		}
		if err := also(ctx, tx, &a); err != nil {
			return err
		}
		if need = (NeedCode{}); !a.Factor.IsZero() && s.Proved.IsZero() {
			need, err = g.awaitCode(ctx, tx, a.ID)
			return err
		}
		token, err = g.open(ctx, tx, a, s, from)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case need.Ticket != "":
		return "", need
	}
	return token, nil
}

// open stores a new session of an account and returns its token. s says how it came
// to be, and whether a second factor was shown.
func (g *Guard) open(ctx context.Context, tx *store.Tx, a model.Account, s model.Session, from Origin) (string, error) {
	token, hash := newToken()
	now := g.clock.Now()
	if err := tx.DropOldSessions(ctx, now.Add(-SessionLife), now.Add(-SessionIdle)); err != nil {
		return "", err
	}
	s.Hash, s.Account, s.Address, s.Agent = hash, a.ID, from.Address, from.Agent
	if err := tx.StartSession(ctx, s); err != nil {
		return "", err
	}
	return token, tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "login", Subject: "session", Detail: s.Via + " " + from.Address})
}

// Visitor is who a session's token belongs to; a token that opens nothing, and
// one that is too old, give nobody and no error. byHand: somebody is there, not a
// page that asks by itself, so the session stays in use.
func (g *Guard) Visitor(ctx context.Context, token string, byHand bool) (Visitor, error) {
	if token == "" {
		return Visitor{}, nil
	}
	s, a, err := g.store.Session(ctx, hashOf(token))
	if errors.Is(err, store.ErrNotFound) {
		return Visitor{}, nil
	}
	if err != nil {
		return Visitor{}, err
	}
	now := g.clock.Now()
	if s.Via != model.ViaSSO && !g.mayUsePassword(a.Name) { // it began before sign-on was enforced
		return Visitor{}, nil
	}
	if s.Via != model.ViaSSO && !a.Factor.IsZero() && s.Proved.IsZero() { // it began while the factor was set
		return Visitor{}, nil
	}
	if !a.Disabled.IsZero() || now.Sub(s.Created) >= SessionLife || now.Sub(s.Seen) >= SessionIdle {
		return Visitor{}, nil
	}
	if byHand && now.Sub(s.Seen) >= touchEvery {
		g.touch(ctx, func(tx *store.Tx) error { return tx.TouchSession(ctx, s.Hash) })
	}
	v := visitor(a, s)
	if a.Factor.IsZero() && g.FactorRequired(v) {
		v.Enrol, v.allowed = true, nil
	}
	return v, nil
}

// touch notes the request. A store that is busy with a run must not hold up a
// page; the next request notes it then.
func (g *Guard) touch(ctx context.Context, note func(*store.Tx) error) {
	ctx, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
	defer cancel()
	if err := g.store.InTx(ctx, store.Fence{}, note); err != nil {
		g.log.Debug("a credential could not be noted as in use", "error", err)
	}
}

// Logout ends the visitor's own session.
func (g *Guard) Logout(ctx context.Context, v Visitor) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		ended, err := tx.EndSession(ctx, v.Account.ID, v.Session.Hash)
		if err != nil || !ended {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: v.Account.Name, Action: "logout", Subject: "session"})
	})
}
