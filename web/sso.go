package web

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
)

// Single sign-on begins with a link, not with a form: our policy lets forms go
// nowhere but here, and browsers hold redirects of a form to it.

// ssoSeconds is how long somebody may take at the provider.
const ssoSeconds = 600

// trip is what the browser keeps while somebody is at the provider.
type trip struct {
	Ticket sso.Ticket `json:"t"`
	Next   string     `json:"p,omitempty"`
	Code   string     `json:"k,omitempty"` // of an invitation, to bind
}

func (v *visit) keepTrip(t trip) error {
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	v.setCookie(ssoCookie, base64.RawURLEncoding.EncodeToString(body), ssoSeconds)
	return nil
}

// trip reads what was kept; the zero trip is none.
func (v *visit) trip() (t trip) {
	cookie, err := v.r.Cookie(v.cookieName(ssoCookie))
	if err != nil {
		return trip{}
	}
	body, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(body, &t) != nil {
		return trip{}
	}
	return t
}

// signOn sends the browser to the provider; with bind=1 to bind the invitation
// whose code welcomeSignOn kept.
func (c *Console) signOn(v *visit) error {
	if c.SSO == nil {
		return errNotFound
	}
	ask := v.r.URL.Query()
	t := trip{Next: local(ask.Get("next"))}
	if ask.Get("bind") != "" {
		t.Code = v.trip().Code
	}
	to, ticket, err := c.SSO.Begin(v.ctx())
	if err != nil {
		return v.notSignedOn(t, err)
	}
	t.Ticket = ticket
	if err := v.keepTrip(t); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// signedOn is where the provider sends the browser back to.
func (c *Console) signedOn(v *visit) error {
	if c.SSO == nil {
		return errNotFound
	}
	t := v.trip()
	v.setCookie(ssoCookie, "", -1)
	if err := c.Guard.Knock(v.origin()); err != nil {
		return v.notSignedOn(t, err)
	}
	who, err := c.SSO.Finish(v.ctx(), t.Ticket, v.r.URL.Query())
	if err != nil {
		return v.notSignedOn(t, err)
	}
	token, err := c.Guard.SignOn(v.ctx(), who, t.Code, v.origin())
	if err != nil {
		return v.notSignedOn(t, err)
	}
	v.enter(token)
	return v.redirect(local(t.Next), "")
}

// signedOff is where the provider says that somebody logged out there. It is believed by
// the signature of what it says, and comes without a browser.
func (c *Console) signedOff(v *visit) error {
	if c.SSO == nil {
		return errNotFound
	}
	if err := c.Guard.Knock(v.origin()); err != nil {
		return errTooFast
	}
	said, err := c.SSO.SignedOff(v.ctx(), v.form("logout_token"))
	_, refused := errors.AsType[sso.Refused](err)
	_, away := errors.AsType[sso.Away](err)
	if refused || away {
		v.Log.Warn("a logout of single sign-on", "error", err)
		return errBadQuery
	}
	if err != nil {
		return err
	}
	n, err := c.Guard.SignOff(v.ctx(), said, v.origin())
	if err != nil {
		return err
	}
	c.Guard.Known(v.origin())
	v.Log.Info("a logout of single sign-on", "sessions", n)
	v.w.WriteHeader(http.StatusOK)
	return nil
}

// notSignedOn leads to the login, which says why nobody was let in: an address with
// a code in it is left at once. What the provider said is for the log.
func (v *visit) notSignedOn(t trip, err error) error {
	because := flash{Text: "sso.refused", Bad: true}
	many, locked := errors.AsType[access.TooMany](err)
	_, refused := errors.AsType[sso.Refused](err)
	_, away := errors.AsType[sso.Away](err)
	switch {
	case locked:
		because.Text, because.Args = "sso.locked", []string{strconv.Itoa(int(math.Ceil(many.Wait.Minutes())))}
	case refused:
		v.Log.Warn("single sign-on", "error", err)
	case away:
		because.Text = "sso.down"
		v.Log.Error("single sign-on", "error", err)
	default:
		if because.Text = whyNotSignedOn(err); because.Text == "" {
			return err
		}
	}
	v.setFlash(because)
	return v.redirect("/login?next="+url.QueryEscape(local(t.Next)), "")
}

// whyNotSignedOn is the key of what a person can do about it; "" is a fault.
func whyNotSignedOn(err error) string {
	for _, known := range []struct {
		err error
		key string
	}{
		{access.ErrStale, "sso.stale"}, {access.ErrBadLink, "sso.badlink"}, {access.ErrUnbound, "sso.unbound"}, {access.ErrBound, "sso.bound"},
		{access.ErrNoGroup, "sso.nogroup"}, {access.ErrNameTaken, "sso.taken"}, {access.ErrLastAdmin, "users.lastadmin"},
	} {
		if errors.Is(err, known.err) {
			return known.key
		}
	}
	return ""
}

// bindView is the page between the code of an invitation and the provider.
type bindView struct{ Provider string }

// welcomeSignOn keeps the code of an invitation and shows the way to the provider.
func (c *Console) welcomeSignOn(v *visit) error {
	if c.SSO == nil {
		return errNotFound
	}
	if err := v.keepTrip(trip{Code: v.form("code")}); err != nil {
		return err
	}
	return v.show("bind", bindView{c.ssoLabel(v)})
}

// ssoLabel is what people call the provider.
func (c *Console) ssoLabel(v *visit) string {
	if c.SSOLabel != "" {
		return c.SSOLabel
	}
	return v.text("sso.label")
}
