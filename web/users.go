package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// usersView is the list of users beside the table of what each role may do.
type usersView struct {
	Users  []model.Account
	Form   userForm
	Grants []access.Grant
	Roles  []model.Role
}

// userForm is what the form of a user offers and what is ticked in it.
type userForm struct {
	Person access.Person
	Roles  []model.Role
	Units  []Unit
	Masks  []string
}

// Holds says whether a list of the form has a value, for ticks.
func (userForm) Holds(list []string, value string) bool { return slices.Contains(list, value) }

// Whole says whether the whole group is ticked.
func (f userForm) Whole() bool { return f.Person.Units == nil }

func (c *Console) usersPage(v *visit) error {
	data, err := v.usersView(access.Person{Role: model.Viewer, Units: []string{}, Masked: access.Mask(model.Viewer)})
	if err != nil {
		return err
	}
	return v.show("users", data)
}

func (v *visit) usersView(p access.Person) (usersView, error) {
	users, err := v.Guard.Accounts(v.ctx(), v.Principal())
	return usersView{users, v.userForm(p), access.Grants(), access.Roles}, err
}

func (v *visit) userForm(p access.Person) userForm {
	return userForm{Person: p, Roles: access.Roles, Units: v.Units, Masks: access.Maskable()}
}

// person reads the form. Units and attributes that are not offered are not taken.
func (v *visit) person(name string) access.Person {
	p := access.Person{Name: name, Label: v.form("label"), Role: model.Role(v.form("role"))}
	if v.form("scope") != "group" {
		p.Units = []string{}
		for _, u := range v.Units {
			if slices.Contains(v.r.PostForm["unit"], u.ID) {
				p.Units = append(p.Units, u.ID)
			}
		}
	}
	for _, m := range access.Maskable() {
		if slices.Contains(v.r.PostForm["masked"], m) {
			p.Masked = append(p.Masked, m)
		}
	}
	return p
}

func (c *Console) addUser(v *visit) error {
	p := v.person(v.form("name"))
	token, err := c.Guard.AddAccount(v.ctx(), v.Principal(), p)
	if err != nil {
		data, e := v.usersView(p)
		if e != nil {
			return e
		}
		return v.refused(err, "users", data)
	}
	return v.showInvite(p.Name, token)
}

// inviteView holds a link that is shown this once.
type inviteView struct {
	Name, Link string
	Hours      int
}

func (v *visit) showInvite(name, token string) error {
	return v.show("invite", inviteView{name, v.base() + "/welcome#k=" + token, int(access.InviteLife.Hours())})
}

type userView struct {
	User     model.Account
	Form     userForm
	Sessions []sessionLine
	// Identities are who the user is at the provider of single sign-on; Bindable
	// says whether there is one.
	Identities []model.Identity
	Bindable   bool
	Tokens     []model.APIToken
	Scopes     []access.Permission // that a new token can have
	Days       []int               // that it can live
}

func (c *Console) userPage(v *visit) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	data, err := v.userView(a, personOf(a))
	if err != nil {
		return err
	}
	return v.render(http.StatusOK, "user", view{Title: a.Shown(), Data: data})
}

// user is the account that the path names.
func (v *visit) user() (model.Account, error) {
	a, err := v.Guard.AccountByName(v.ctx(), v.Principal(), v.r.PathValue("name"))
	if errors.Is(err, access.ErrUnknown) {
		err = errNotFound
	}
	return a, err
}

func (v *visit) userView(a model.Account, p access.Person) (userView, error) {
	sessions, err := v.sessions(a.ID)
	if err != nil {
		return userView{}, err
	}
	identities, err := v.Guard.Identities(v.ctx(), v.Principal(), a.ID)
	if err != nil {
		return userView{}, err
	}
	tokens, err := v.Guard.Tokens(v.ctx(), v.Principal(), a.ID)
	return userView{a, v.userForm(p), sessions, identities, v.SSO != nil, tokens, access.Scopes(), tokenDays}, err
}

// personOf is an account as its form shows it.
func personOf(a model.Account) access.Person {
	return access.Person{Name: a.Name, Label: a.Label, Role: a.Role, Units: a.Units, Masked: a.Masked}
}

func (c *Console) changeUser(v *visit) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	p := v.person(a.Name)
	return v.userDone(a, p, c.Guard.Change(v.ctx(), v.Principal(), p), "users.changed")
}

func (c *Console) disableUser(v *visit) error {
	return v.userAct(c.Guard.Disable, "users.disabled.done")
}
func (c *Console) enableUser(v *visit) error { return v.userAct(c.Guard.Enable, "users.enabled.done") }

func (c *Console) unbindUser(v *visit) error { return v.userAct(c.Guard.Unbind, "users.unbound.done") }

func (c *Console) inviteUser(v *visit) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	token, err := c.Guard.Invite(v.ctx(), v.Principal(), a.Name)
	if err != nil {
		return err
	}
	return v.showInvite(a.Name, token)
}

func (c *Console) endUserSession(v *visit) error {
	a, err := v.user()
	if err == nil {
		err = v.endSession(a.ID)
	}
	if err != nil {
		return err
	}
	return v.redirect("/users/"+url.PathEscape(a.Name), "account.ended")
}

// userAct does something to the user that the path names.
func (v *visit) userAct(act func(context.Context, model.Principal, string) error, done string) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	return v.userDone(a, personOf(a), act(v.ctx(), v.Principal(), a.Name), done)
}

// userDone goes back to the user's page, or shows it with the reason why not.
func (v *visit) userDone(a model.Account, p access.Person, err error, done string) error {
	if err == nil {
		return v.redirect("/users/"+url.PathEscape(a.Name), done, a.Shown())
	}
	data, e := v.userView(a, p)
	if e != nil {
		return e
	}
	return v.refused(err, "user", data)
}
