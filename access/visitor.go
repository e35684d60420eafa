package access

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// Visitor is somebody who showed a credential. The zero value is nobody and may
// do nothing.
type Visitor struct {
	Account model.Account
	// Session is set when the credential is a browser's cookie, Token when it is a
	// program's.
	Session model.Session
	Token   model.APIToken
	// Enrol: the role has to have a second factor, and until then nothing else is open.
	Enrol   bool
	allowed []Permission
}

func visitor(a model.Account, s model.Session) Visitor {
	return Visitor{Account: a, Session: s, allowed: Permissions(a.Principal())}
}

// bearer is a program with a token: it may do what both the account and the token
// are for.
func bearer(a model.Account, t model.APIToken) Visitor {
	v := Visitor{Account: a, Token: t}
	for _, p := range Permissions(a.Principal()) {
		if slices.Contains(t.Scopes, string(p)) {
			v.allowed = append(v.allowed, p)
		}
	}
	return v
}

// In says whether somebody is logged in at all.
func (v Visitor) In() bool { return v.Account.ID != 0 }

// Principal is the visitor as a reader of the store. Nobody is a principal that
// sees no unit.
func (v Visitor) Principal() model.Principal {
	if !v.In() {
		return model.Principal{Units: []string{}}
	}
	p := v.Account.Principal()
	if v.Token.ID != 0 {
		p.Token = cmp.Or(v.Token.Name, "#"+strconv.FormatInt(v.Token.ID, 10))
	}
	return p
}

// May says whether the visitor has the permission.
func (v Visitor) May(p Permission) bool {
	switch p {
	case Public:
		return true
	case Self: // a token is no person
		return v.In() && v.Token.ID == 0
	}
	return v.In() && slices.Contains(v.allowed, p)
}
