package web

import (
	"bytes"
	"encoding/hex"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

type accountView struct {
	Account     model.Account
	Permissions []access.Grant
	Sessions    []sessionLine
	Password    bool // the account has use for one
}

// sessionLine is a login in a list.
type sessionLine struct {
	model.Session
	ID   string // names it in forms; it opens nothing
	Here bool   // the one that looks
}

// sessionTable is what the part "sessions" shows; Action takes the one to end.
type sessionTable struct {
	List   []sessionLine
	Action string
}

func (c *Console) accountPage(v *visit) error {
	data, err := v.accountView()
	if err != nil {
		return err
	}
	return v.show("account", data)
}

func (v *visit) accountView() (accountView, error) {
	data := accountView{Account: v.Account, Password: v.Account.Password != "" && v.Guard.MayUsePassword(v.Visitor)}
	for _, g := range access.Grants() {
		if v.May(g.Permission) {
			data.Permissions = append(data.Permissions, g)
		}
	}
	var err error
	data.Sessions, err = v.sessions(v.Account.ID)
	return data, err
}

func (v *visit) sessions(account int64) ([]sessionLine, error) {
	list, err := v.Guard.Sessions(v.ctx(), account)
	out := make([]sessionLine, len(list))
	for i, s := range list {
		out[i] = sessionLine{s, hex.EncodeToString(s.Hash), bytes.Equal(s.Hash, v.Session.Hash)}
	}
	return out, err
}

func (c *Console) changePassword(v *visit) error {
	password, err := v.newPassword()
	token := ""
	if err == nil {
		token, err = c.Guard.ChangePassword(v.ctx(), v.Visitor, v.r.PostFormValue("old"), password, v.origin())
	}
	if err != nil {
		data, e := v.accountView()
		if e != nil {
			return e
		}
		return v.refused(err, "account", data)
	}
	v.enter(token)
	return v.redirect("/account", "account.changed")
}

func (c *Console) endOwnSession(v *visit) error {
	if err := v.endSession(v.Account.ID); err != nil {
		return err
	}
	return v.redirect("/account", "account.ended")
}

// endSession ends the session that the form names.
func (v *visit) endSession(account int64) error {
	hash, err := hex.DecodeString(v.form("session"))
	if err != nil {
		return errNotFound
	}
	return v.Guard.EndSession(v.ctx(), v.Principal(), account, hash)
}
