package access

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// SetupLink makes the token of the link by which the first admin is made; "" when
// there is an admin. It may be shown on the terminal only.
func (g *Guard) SetupLink(ctx context.Context) (token string, err error) {
	token, hash := newToken()
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		n, err := tx.Admins(ctx)
		if err != nil {
			return err
		}
		if n > 0 {
			token = ""
			return nil
		}
		return tx.MakeLink(ctx, model.OnceLink{Hash: hash, Purpose: model.LinkSetup, Expires: g.clock.Now().Add(LinkLife)})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Setup makes the first admin by the token of a setup link and logs it in.
func (g *Guard) Setup(ctx context.Context, link string, p Person, password string, from Origin) (token string, err error) {
	p.Role, p.Units, p.Masked = model.Admin, nil, nil
	a, err := p.account()
	if err == nil {
		err = g.goodPassword(a, password)
	}
	if err == nil {
		err = g.limitLinks(from)
	}
	if err == nil {
		a.Password, err = g.hasher.hash(ctx, password)
	}
	if err != nil {
		return "", err
	}
	token, hash := newToken()
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if n, err := tx.Admins(ctx); err != nil {
			return err
		} else if n > 0 {
			return ErrBadLink // dead, however it was got
		}
		if _, err := tx.UseLink(ctx, model.LinkSetup, hashOf(link)); err != nil {
			return badLink(err)
		}
		if !g.mayUsePassword(a.Name) {
			return ErrNotBreakGlass
		}
		id, err := tx.AddAccount(ctx, a)
		if err != nil {
			return taken(err)
		}
		if err := closeSetup(ctx, tx, a); err != nil {
			return err
		}
		if err := tx.StartSession(ctx, model.Session{Hash: hash, Account: id, Via: model.ViaSetup, Address: from.Address, Agent: from.Agent}); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "account.setup", Subject: a.Name, Detail: from.Address})
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Accept sets the password of an invited account by the token of its link, ends
// its sessions and logs it in; NeedCode where it has a second factor.
func (g *Guard) Accept(ctx context.Context, link, password string, from Origin) (token string, err error) {
	if err := g.goodPassword(model.Account{}, password); err != nil {
		return "", err
	}
	if err := g.limitLinks(from); err != nil {
		return "", err
	}
	hash, err := g.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	token, sum := newToken()
	var need NeedCode
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		l, err := tx.UseLink(ctx, model.LinkInvite, hashOf(link))
		if err != nil {
			return badLink(err)
		}
		a, err := tx.AccountByID(ctx, l.Account)
		if err != nil {
			return err
		}
		if !a.Disabled.IsZero() {
			return ErrBadLink
		}
		if !g.mayUsePassword(a.Name) {
			return ErrNoPasswords
		}
		if err := g.goodPassword(a, password); err != nil {
			return err
		}
		a.Password = hash
		if err := g.seal(ctx, tx, a); err != nil {
			return err
		}
		if need = (NeedCode{}); a.Factor.IsZero() {
			err = tx.StartSession(ctx, model.Session{Hash: sum, Account: a.ID, Via: model.ViaInvite, Address: from.Address, Agent: from.Agent})
		} else {
			need, err = g.awaitCode(ctx, tx, a.ID)
		}
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "account.accept", Subject: a.Name, Detail: from.Address})
	})
	switch {
	case err != nil:
		return "", err
	case need.Ticket != "":
		return "", need
	}
	return token, nil
}

// limitLinks keeps strangers from having passwords hashed for made-up links.
func (g *Guard) limitLinks(from Origin) error {
	if wait, _ := g.limits.take(g.clock.Now(), from.Address, ""); wait > 0 {
		return TooMany{wait}
	}
	return nil
}

func badLink(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return ErrBadLink
	}
	return err
}

// ChangePassword gives the visitor a new password, ends every session of the
// account, and logs the visitor in anew.
func (g *Guard) ChangePassword(ctx context.Context, v Visitor, old, password string, from Origin) (token string, err error) {
	if !g.mayUsePassword(v.Account.Name) {
		return "", ErrNoPasswords
	}
	if err := g.goodPassword(v.Account, password); err != nil {
		return "", err
	}
	if err := g.present(ctx, v.Account, old, from); err != nil {
		return "", err
	}
	hash, err := g.hasher.hash(ctx, password)
	if err != nil {
		return "", err
	}
	return g.start(ctx, v.Account.ID, model.Session{Via: model.ViaPassword, Proved: v.Session.Proved}, from, func(ctx context.Context, tx *store.Tx, a *model.Account) error {
		a.Password = hash
		if err := g.seal(ctx, tx, *a); err != nil {
			return err
		}
		if err := tx.DropLinks(ctx, model.LinkInvite, a.ID); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "account.password", Subject: a.Name})
	})
}

// present checks the present password of somebody who is logged in already: whoever
// finds an open browser may not guess at it unseen.
func (g *Guard) present(ctx context.Context, a model.Account, password string, from Origin) error {
	wait, last := g.limits.take(g.clock.Now(), from.Address, a.Name)
	if wait > 0 {
		return TooMany{wait}
	}
	ok := false
	if a.Password != "" && len(password) <= mostPassword {
		var err error
		if ok, _, err = g.hasher.verify(ctx, password, a.Password); err != nil {
			return err
		}
	}
	if !ok {
		return errors.Join(ErrNotIn, g.noteFailure(ctx, a, from, last))
	}
	g.limits.succeeded(from.Address, a.Name)
	return nil
}

// Sessions lists the logins of an account that are still alive; 0 is all accounts.
func (g *Guard) Sessions(ctx context.Context, account int64) ([]model.Session, error) {
	all, err := g.store.Sessions(ctx, account)
	if err != nil {
		return nil, err
	}
	now := g.clock.Now()
	out := all[:0]
	for _, s := range all {
		if now.Sub(s.Created) < SessionLife && now.Sub(s.Seen) < SessionIdle {
			out = append(out, s)
		}
	}
	return out, nil
}

// EndSession ends one session of an account, on behalf of by.
func (g *Guard) EndSession(ctx context.Context, by model.Principal, account int64, hash []byte) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		ended, err := tx.EndSession(ctx, account, hash)
		if err != nil || !ended {
			return err
		}
		a, err := tx.AccountByID(ctx, account)
		if err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: "session.end", Subject: a.Name})
	})
}
