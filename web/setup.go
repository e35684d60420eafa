package web

import "github.com/tierloop/tierloop/access"

// The setup page makes the first admin, the welcome page lets an invited person
// set a password. Both show the same form to everybody: whether a link is good is
// told only to whoever has it. With single sign-on the invitation can be bound to
// somebody at the provider instead. The code of a link stands behind the # of its
// address, which no server and no log sees; app.js puts it into the form.

type linkView struct {
	Code, Name, Label string
	Provider          string // of single sign-on, that an invitation can be bound to; "" is none
	Password          bool   // an invitation can set a password
}

func (v *visit) welcomeForm(code string) linkView {
	form := linkView{Code: code, Password: !v.Guard.Enforced()}
	if v.SSO != nil {
		form.Provider = v.ssoLabel(v)
	}
	return form
}

func (c *Console) setupPage(v *visit) error   { return v.show("setup", linkView{}) }
func (c *Console) welcomePage(v *visit) error { return v.show("welcome", v.welcomeForm("")) }

func (c *Console) setup(v *visit) error {
	form := linkView{Code: v.form("code"), Name: v.form("name"), Label: v.form("label")}
	password, err := v.newPassword()
	token := ""
	if err == nil {
		token, err = c.Guard.Setup(v.ctx(), form.Code, access.Person{Name: form.Name, Label: form.Label, Language: v.Lang}, password, v.origin())
	}
	if err != nil {
		return v.refused(err, "setup", form)
	}
	v.enter(token)
	return v.redirect("/", "setup.done")
}

func (c *Console) welcome(v *visit) error {
	form := v.welcomeForm(v.form("code"))
	password, err := v.newPassword()
	token := ""
	if err == nil {
		token, err = c.Guard.Accept(v.ctx(), form.Code, password, v.origin())
	}
	if err != nil {
		return v.refused(err, "welcome", form)
	}
	v.enter(token)
	return v.redirect("/", "welcome.done")
}
