package web

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/access"
)

// tokenDays are the lives that the form offers.
var tokenDays = []int{30, 90, 180, 365}

func (c *Console) makeToken(v *visit) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	days, _ := strconv.Atoi(v.form("days"))
	token, err := c.Guard.MakeToken(v.ctx(), v.Principal(), a.Name, v.form("name"), v.r.PostForm["scope"], time.Duration(days)*24*time.Hour)
	if err != nil {
		return v.userDone(a, personOf(a), err, "")
	}
	return v.show("token", tokenView{a.Name, token, days})
}

// tokenView holds a token that is shown this once.
type tokenView struct {
	User, Token string
	Days        int
}

func (c *Console) revokeToken(v *visit) error {
	a, err := v.user()
	if err != nil {
		return err
	}
	id, _ := strconv.ParseInt(v.form("token"), 10, 64)
	list, err := c.Guard.Tokens(v.ctx(), v.Principal(), a.ID)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.ID == id {
			err = c.Guard.RevokeToken(v.ctx(), v.Principal(), id)
			if err != nil && !errors.Is(err, access.ErrBadToken) { // else somebody else was faster
				return err
			}
			return v.redirect("/users/"+url.PathEscape(a.Name), "token.revoked", t.Name)
		}
	}
	return errNotFound
}
