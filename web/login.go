package web

import (
	"errors"
	"math"

	"github.com/tierloop/tierloop/access"
)

type loginView struct {
	Name, Next string
	Provider   string // of single sign-on; "" is none
	Password   bool   // the form is shown
	Hidden     bool   // sign-on is enforced: a link leads to the form of the one account
}

func (v *visit) loginForm(name, next string) loginView {
	form := loginView{Name: name, Next: local(next), Password: true}
	if v.SSO != nil {
		form.Provider = v.ssoLabel(v)
	}
	if v.Guard.Enforced() {
		form.Password = name != "" || v.r.URL.Query().Get("with") == "password"
		form.Hidden = !form.Password
	}
	return form
}

func (c *Console) loginPage(v *visit) error {
	next := local(v.r.URL.Query().Get("next"))
	if v.In() {
		return v.redirect(next, "")
	}
	return v.show("login", v.loginForm("", next))
}

func (c *Console) login(v *visit) error {
	form := v.loginForm(v.form("name"), v.form("next"))
	token, err := c.Guard.Login(v.ctx(), form.Name, v.r.PostFormValue("password"), v.origin())
	if need, ok := errors.AsType[access.NeedCode](err); ok {
		return v.askCode(need, form.Next)
	}
	if err != nil {
		return v.refused(err, "login", form)
	}
	v.enter(token)
	return v.redirect(form.Next, "")
}

func (c *Console) logout(v *visit) error {
	if err := c.Guard.Logout(v.ctx(), v.Visitor); err != nil {
		return err
	}
	v.setCookie(sessionCookie, "", -1)
	return v.redirect("/login", "login.out")
}

// refused shows the form again for what a person can mend; other errors stay errors.
func (v *visit) refused(err error, screen string, data any) error {
	if many, ok := errors.AsType[access.TooMany](err); ok {
		return v.refuse(screen, v.text("login.locked", int(math.Ceil(many.Wait.Minutes()))), data)
	}
	if need, ok := errors.AsType[access.NeedCode](err); ok {
		return v.askCode(need, "/")
	}
	for _, known := range []struct {
		err error
		key string
	}{
		{access.ErrNotIn, "login.wrong"}, {access.ErrBadLink, "setup.badlink"}, {access.ErrWeakPassword, "account.weak"}, {access.ErrBrokenPassword, "account.broken"},
		{access.ErrNameTaken, "users.taken"}, {access.ErrBadName, "users.badname"}, {access.ErrBadRole, "users.badrole"},
		{access.ErrLastAdmin, "users.lastadmin"}, {errUnlike, "account.unlike"},
		{access.ErrNotBreakGlass, "sso.notbreakglass"}, {access.ErrBadScope, "token.badscope"}, {access.ErrBadExpiry, "token.badexpiry"},
		{access.ErrWrongCode, "factor.wrong"}, {access.ErrFactorLocked, "factor.locked"}, {access.ErrNoDevice, "factor.nodevice"},
		{access.ErrOldSession, "factor.oldsession"}, {access.ErrFactorNeeded, "factor.needed"},
	} {
		if errors.Is(err, known.err) {
			return v.refuse(screen, v.text(known.key), data)
		}
	}
	if errors.Is(err, access.ErrUnknown) || errors.Is(err, access.ErrNoPasswords) {
		return errNotFound
	}
	return err
}

// errUnlike: the two fields of a new password do not agree.
var errUnlike = errors.New("the two passwords differ")

// newPassword reads the two fields of a new password.
func (v *visit) newPassword() (string, error) {
	password := v.r.PostFormValue("password")
	if password != v.r.PostFormValue("again") {
		return "", errUnlike
	}
	return password, nil
}
