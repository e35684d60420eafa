package web

import "github.com/tierloop/tierloop/access"

// The setup page makes the first admin, the welcome page lets an invited person
// set a password. Both show the same form to everybody: whether a link is good is
// told only to whoever has it. The code of a link stands behind the # of its
// address, which no server and no log sees; app.js puts it into the form.

type linkView struct{ Code, Name, Label string }

func (c *Console) setupPage(v *visit) error   { return v.show("setup", linkView{}) }
func (c *Console) welcomePage(v *visit) error { return v.show("welcome", linkView{}) }

func (c *Console) setup(v *visit) error {
	form := linkView{v.form("code"), v.form("name"), v.form("label")}
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
	form := linkView{Code: v.form("code")}
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
