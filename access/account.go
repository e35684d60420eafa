package access

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// goodName is what an account may be called: an e-mail address or a word, in any script.
var goodName = regexp.MustCompile(`^[\pL\pN][\pL\pN._@+-]{1,63}$`)

// fold is how names are compared: a login does not depend on capitals or blanks.
func fold(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// Person is what an account is made from or changed to.
type Person struct {
	Name     string
	Label    string
	Role     model.Role
	Units    []string // nil: the whole group
	Masked   []string // attributes that are shown masked; Mask gives the usual ones
	Language string   // zh, en or ""
}

func (p Person) account() (model.Account, error) {
	a := model.Account{Name: fold(p.Name), Label: strings.TrimSpace(p.Label), Role: p.Role, Units: p.Units, Masked: p.Masked, Language: p.Language}
	if !goodName.MatchString(a.Name) || len([]rune(a.Label)) > 64 {
		return a, ErrBadName
	}
	if !slices.Contains(Roles, a.Role) {
		return a, ErrBadRole
	}
	return a, nil
}

// AddAccount makes an account that has no password yet and returns the token of
// the link that sets one.
func (g *Guard) AddAccount(ctx context.Context, by model.Principal, p Person) (invite string, err error) {
	a, err := p.account()
	if err != nil {
		return "", err
	}
	token, hash := newToken()
	err = g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		id, err := tx.AddAccount(ctx, a)
		if err != nil {
			return taken(err)
		}
		if err := tx.MakeLink(ctx, model.OnceLink{Hash: hash, Purpose: model.LinkInvite, Account: id, Expires: g.clock.Now().Add(InviteLife)}); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: "account.add", Subject: a.Name, Detail: described(a)})
	})
	return token, err
}

// AddAccountWithPassword makes an account that can log in at once.
func (g *Guard) AddAccountWithPassword(ctx context.Context, by model.Principal, p Person, password string) error {
	a, err := p.account()
	if err == nil {
		err = g.goodPassword(a, password)
	}
	if err == nil {
		a.Password, err = g.hasher.hash(ctx, password)
	}
	if err != nil {
		return err
	}
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		if _, err := tx.AddAccount(ctx, a); err != nil {
			return taken(err)
		}
		if err := closeSetup(ctx, tx, a); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: "account.add", Subject: a.Name, Detail: described(a)})
	})
}

func taken(err error) error {
	if errors.Is(err, store.ErrConflict) {
		return ErrNameTaken
	}
	return err
}

// closeSetup ends the links that make the first admin, once there is one.
func closeSetup(ctx context.Context, tx *store.Tx, a model.Account) error {
	if a.Role != model.Admin {
		return nil
	}
	return tx.DropLinks(ctx, model.LinkSetup, 0)
}

// described is an account as the audit log keeps it: rights, no secret.
func described(a model.Account) string {
	s := "role " + string(a.Role) + ", units all"
	if a.Units != nil {
		s = "role " + string(a.Role) + ", units [" + strings.Join(a.Units, " ") + "]"
	}
	if len(a.Masked) > 0 {
		s += ", masked [" + strings.Join(a.Masked, " ") + "]"
	}
	return s
}

// Invite makes a new link by which the account sets a password; its present
// password and sessions stay until the link is used.
func (g *Guard) Invite(ctx context.Context, by model.Principal, name string) (token string, err error) {
	token, hash := newToken()
	err = g.change(ctx, by, name, "account.invite", func(tx *store.Tx, a *model.Account) error {
		return tx.MakeLink(ctx, model.OnceLink{Hash: hash, Purpose: model.LinkInvite, Account: a.ID, Expires: g.clock.Now().Add(InviteLife)})
	})
	return token, err
}

// Change gives an account another label, role, units and masks. Its sessions and
// API tokens end.
func (g *Guard) Change(ctx context.Context, by model.Principal, p Person) error {
	want, err := p.account()
	if err != nil {
		return err
	}
	return g.change(ctx, by, p.Name, "account.change", func(tx *store.Tx, a *model.Account) error {
		a.Label, a.Role, a.Units, a.Masked = want.Label, want.Role, want.Units, want.Masked
		return g.seal(ctx, tx, *a)
	})
}

// Disable shuts an account and ends its sessions and links.
func (g *Guard) Disable(ctx context.Context, by model.Principal, name string) error {
	return g.change(ctx, by, name, "account.disable", func(tx *store.Tx, a *model.Account) error {
		a.Disabled = g.clock.Now()
		if err := tx.DropLinks(ctx, model.LinkInvite, a.ID); err != nil {
			return err
		}
		return g.seal(ctx, tx, *a)
	})
}

// Enable opens a disabled account again.
func (g *Guard) Enable(ctx context.Context, by model.Principal, name string) error {
	return g.change(ctx, by, name, "account.enable", func(tx *store.Tx, a *model.Account) error {
		a.Disabled = model.Account{}.Disabled
		return g.seal(ctx, tx, *a)
	})
}

// SetPassword gives an account a new password and ends its sessions and invitations.
func (g *Guard) SetPassword(ctx context.Context, by model.Principal, name, password string) error {
	if err := g.goodPassword(model.Account{Name: fold(name)}, password); err != nil {
		return err
	}
	hash, err := g.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return g.change(ctx, by, name, "account.password", func(tx *store.Tx, a *model.Account) error {
		if err := g.goodPassword(*a, password); err != nil { // its label is known by now
			return err
		}
		a.Password = hash
		if err := tx.DropLinks(ctx, model.LinkInvite, a.ID); err != nil {
			return err
		}
		return g.seal(ctx, tx, *a)
	})
}

// SetLanguage keeps the visitor's language.
func (g *Guard) SetLanguage(ctx context.Context, v Visitor, language string) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		a, err := tx.AccountByID(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		a.Language = language
		return tx.ChangeAccount(ctx, a)
	})
}

// change runs fn on an account as it stands now, and notes it, in one transaction.
func (g *Guard) change(ctx context.Context, by model.Principal, name, action string, fn func(*store.Tx, *model.Account) error) error {
	return g.store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		a, err := tx.AccountByName(ctx, fold(name))
		if errors.Is(err, store.ErrNotFound) {
			return ErrUnknown
		}
		if err != nil {
			return err
		}
		if err := fn(tx, &a); err != nil {
			return err
		}
		return tx.Audit(ctx, store.AuditEntry{Actor: by.Name, Action: action, Subject: a.Name, Detail: described(a)})
	})
}

// seal stores an account whose rights or password changed: its credentials of
// before end here, and an admin is left.
func (g *Guard) seal(ctx context.Context, tx *store.Tx, a model.Account) error {
	before, err := tx.Admins(ctx)
	if err != nil {
		return err
	}
	if err := tx.ChangeAccount(ctx, a); err != nil {
		return err
	}
	if err := tx.EndSessions(ctx, a.ID, nil); err != nil {
		return err
	}
	if err := tx.DropAPITokens(ctx, a.ID); err != nil {
		return err
	}
	if err := tx.DropLinks(ctx, model.LinkFactor, a.ID); err != nil { // its password was that of before
		return err
	}
	after, err := tx.Admins(ctx)
	if err != nil {
		return err
	}
	if before > 0 && after == 0 {
		return ErrLastAdmin
	}
	return closeSetup(ctx, tx, a)
}

// Accounts lists all accounts by name.
func (g *Guard) Accounts(ctx context.Context, p model.Principal) ([]model.Account, error) {
	return g.store.Accounts(ctx, p)
}

// AccountByName reads one account; ErrUnknown when there is none.
func (g *Guard) AccountByName(ctx context.Context, p model.Principal, name string) (model.Account, error) {
	all, err := g.store.Accounts(ctx, p)
	if err != nil {
		return model.Account{}, err
	}
	for _, a := range all {
		if a.Name == fold(name) {
			return a, nil
		}
	}
	return model.Account{}, ErrUnknown
}
