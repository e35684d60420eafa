package access

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// SignOn is what single sign-on means for accounts. The zero value leaves passwords
// to everybody and rights to the admins.
type SignOn struct {
	// Groups give a role to whoever the provider counts among them. When there are
	// any, the provider decides about rights, at every sign-on.
	Groups []GroupRule
	// Enforced: nobody but BreakGlass, an account, comes in by a password.
	Enforced   bool
	BreakGlass string
}

// GroupRule gives members of a provider's group a role.
type GroupRule struct {
	Group string
	Role  model.Role
	Units []string // nil: the whole group of companies
}

// UseSignOn sets the rules, before the guard is used.
func (g *Guard) UseSignOn(s SignOn) {
	s.BreakGlass = fold(s.BreakGlass)
	g.signOn = s
}

// Enforced says whether sign-on is the way in for everybody but one account.
func (g *Guard) Enforced() bool { return g.signOn.Enforced }

// MayUsePassword says whether the visitor's account has use for a password.
func (g *Guard) MayUsePassword(v Visitor) bool { return g.mayUsePassword(v.Account.Name) }

func (g *Guard) mayUsePassword(name string) bool {
	return !g.signOn.Enforced || name == g.signOn.BreakGlass
}

// Identity is somebody whom the provider vouches for. Nothing but Issuer and Subject
// says who it is: names and addresses change hands.
type Identity struct {
	Issuer, Subject string
	Name, Label     string // for an account of its own
	Groups          []string
	SID             string    // what the provider calls the login, "" nothing
	Nonce           string    // opens one session
	Until           time.Time // when the provider's word is out of date
}

var (
	// ErrNoPasswords: sign-on is enforced, and the account is not the one for emergencies.
	ErrNoPasswords = errors.New("passwords open nothing here")
	// ErrNotBreakGlass: the first admin under enforced sign-on has the name of the configuration.
	ErrNotBreakGlass = errors.New("the first admin has the name of break_glass")
	// ErrStale: a sign-on that was not begun here, took too long, or was used.
	ErrStale = errors.New("the sign-on was not begun here, took too long, or was used")
	// ErrUnbound: the provider knows somebody who has no account here.
	ErrUnbound = errors.New("no account is bound to this identity")
	// ErrBound: the identity of an invitation has another account.
	ErrBound = errors.New("the identity is bound to another account")
	// ErrNoGroup: none of the provider's groups gives a role.
	ErrNoGroup = errors.New("no group of the identity gives a role")
)

// Knock counts a sign-on from an address before the provider is asked, which a
// success takes back; a TooMany says to wait.
func (g *Guard) Knock(from Origin) error {
	if wait := g.limits.knock(g.clock.Now(), from.Address); wait > 0 {
		return TooMany{wait}
	}
	return nil
}

// Known takes back a Knock.
func (g *Guard) Known(from Origin) { g.limits.succeeded(from.Address, "") }

// SignOn opens a session for an identity. link, which may be "", is the token of an
// invitation: it binds the identity to the invited account, and nothing else ever
// binds one to an account that is there.
func (g *Guard) SignOn(ctx context.Context, id Identity, link string, from Origin) (token string, err error) {
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if err := tx.SpendNonce(ctx, hashOf(id.Nonce), id.Until); errors.Is(err, store.ErrConflict) {
			return ErrStale
		} else if err != nil {
			return err
		}
		a, err := g.accountOf(ctx, tx, id, link)
		if err != nil {
			return err
		}
		if !a.Disabled.IsZero() {
			return ErrUnbound
		}
		token, err = g.open(ctx, tx, a, model.Session{Via: model.ViaSSO, ProviderSID: id.SID}, from)
		return err
	})
	switch {
	case err == nil:
		g.Known(from)
		return token, nil
	case errors.Is(err, ErrUnbound), errors.Is(err, ErrNoGroup), errors.Is(err, ErrBound), errors.Is(err, ErrNameTaken), errors.Is(err, ErrLastAdmin):
		note := g.Note(ctx, model.Principal{Name: "unknown"}, "login.failed", "session", model.ViaSSO+" "+from.Address+" "+id.Subject)
		if errors.Is(err, ErrNoGroup) {
			note = errors.Join(note, g.putOut(ctx, id))
		}
		return "", errors.Join(err, note)
	}
	return "", err
}

// putOut ends what is open of an account to which the provider gives no role any more:
// its sessions, and tokens that would live on for months.
func (g *Guard) putOut(ctx context.Context, id Identity) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		a, err := tx.AccountByIdentity(ctx, id.Issuer, id.Subject)
		if errors.Is(err, store.ErrNotFound) || err == nil && a.Name == g.signOn.BreakGlass {
			return nil
		}
		if err != nil {
			return err
		}
		if err := g.seal(ctx, tx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: model.ViaSSO, Action: "account.out", Subject: a.Name, Detail: "in none of the groups"})
	})
}

// accountOf finds, binds or makes the account of an identity, with the rights that
// the provider's groups give.
func (g *Guard) accountOf(ctx context.Context, tx *store.Tx, id Identity, link string) (model.Account, error) {
	a, err := tx.AccountByIdentity(ctx, id.Issuer, id.Subject)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return a, err
	}
	if link != "" {
		l, err := tx.UseLink(ctx, model.LinkInvite, hashOf(link))
		if err != nil {
			return a, badLink(err)
		}
		if known && l.Account != a.ID {
			return a, ErrBound
		}
		if a, err = tx.AccountByID(ctx, l.Account); err != nil {
			return a, err
		}
		if !a.Disabled.IsZero() {
			return a, ErrBadLink
		}
	}
	role, units, placed := g.placed(id.Groups)
	switch {
	case len(g.signOn.Groups) > 0 && !placed:
		return a, ErrNoGroup
	case a.ID == 0 && !placed:
		return a, ErrUnbound
	case a.ID == 0:
		return g.newcomer(ctx, tx, id, role, units)
	}
	if placed && (a.Role != role || !sameUnits(a.Units, units)) {
		a.Role, a.Units, a.Masked = role, units, Mask(role)
		if err := g.seal(ctx, tx, a); err != nil {
			return a, err
		}
		if err := tx.Audit(ctx, store.AuditEntry{Actor: model.ViaSSO, Action: "account.change", Subject: a.Name, Detail: described(a)}); err != nil {
			return a, err
		}
	}
	if known || link == "" {
		return a, nil
	}
	return a, g.bind(ctx, tx, a, id)
}

// newcomer makes an account for an identity that has none, because a group gives it
// a role. An account that has the name is another's, whatever the name says.
func (g *Guard) newcomer(ctx context.Context, tx *store.Tx, id Identity, role model.Role, units []string) (model.Account, error) {
	a, err := Person{Name: id.Name, Label: shorten(id.Label, 64), Role: role, Units: units, Masked: Mask(role)}.account()
	if err != nil {
		return a, ErrUnbound // a name that no account can have: an admin invites
	}
	if a.ID, err = tx.AddAccount(ctx, a); err != nil {
		return a, taken(err)
	}
	if err := closeSetup(ctx, tx, a); err != nil {
		return a, err
	}
	if err := tx.Audit(ctx, store.AuditEntry{Actor: model.ViaSSO, Action: "account.add", Subject: a.Name, Detail: described(a)}); err != nil {
		return a, err
	}
	return a, g.bind(ctx, tx, a, id)
}

// bind ties an identity to an account, whose sessions and tokens of before end.
func (g *Guard) bind(ctx context.Context, tx *store.Tx, a model.Account, id Identity) error {
	err := tx.AddIdentity(ctx, model.Identity{Account: a.ID, Issuer: id.Issuer, Subject: id.Subject})
	if errors.Is(err, store.ErrConflict) {
		return ErrBound // somebody did just now
	}
	if err != nil {
		return err
	}
	if err := g.seal(ctx, tx, a); err != nil {
		return err
	}
	return tx.Audit(ctx, store.AuditEntry{Actor: a.Name, Action: "account.bind", Subject: a.Name, Detail: id.Issuer + " " + id.Subject})
}

// placed is what the groups give: the role of the first rule that fits, and the
// units of all rules of that role that fit.
func (g *Guard) placed(groups []string) (role model.Role, units []string, ok bool) {
	whole := false
	for _, r := range g.signOn.Groups {
		if !slices.Contains(groups, r.Group) || ok && r.Role != role {
			continue
		}
		if !ok {
			role, units, ok = r.Role, []string{}, true
		}
		whole = whole || r.Units == nil
		for _, u := range r.Units {
			if !slices.Contains(units, u) {
				units = append(units, u)
			}
		}
	}
	if whole {
		units = nil
	}
	return role, units, ok
}

func sameUnits(a, b []string) bool {
	if (a == nil) != (b == nil) || len(a) != len(b) {
		return false
	}
	for _, u := range a {
		if !slices.Contains(b, u) {
			return false
		}
	}
	return true
}

func shorten(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

// Identities are who the account is at providers of sign-on.
func (g *Guard) Identities(ctx context.Context, p model.Principal, account int64) ([]model.Identity, error) {
	return g.store.Identities(ctx, p, account)
}

// Unbind takes all identities from an account; its sessions and tokens end.
func (g *Guard) Unbind(ctx context.Context, by model.Principal, name string) error {
	return g.change(ctx, by, name, "account.unbind", func(tx *store.Tx, a *model.Account) error {
		if _, err := tx.DropIdentities(ctx, a.ID); err != nil {
			return err
		}
		return g.seal(ctx, tx, *a)
	})
}
