package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
)

// The page of one's own second factor, and what else is seen of it: the code that a
// login asks for after the password, and the one that grave actions ask for anew.

type factorView struct {
	Since    time.Time // zero: none
	Left     int       // recovery codes
	Required bool      // the role has to have one
	Password bool      // is asked for before a device is set up
	Device   *deviceView
}

// On says whether a device is in use.
func (f factorView) On() bool { return !f.Since.IsZero() }

// deviceView is a device that is being set up.
type deviceView struct {
	access.Device
	QR qrDrawing
}

func (c *Console) factorPage(v *visit) error {
	data, err := v.factorView()
	if err != nil {
		return err
	}
	return v.show("factor", data)
}

func (v *visit) factorView() (factorView, error) {
	data := factorView{Since: v.Account.Factor, Required: v.Guard.FactorRequired(v.Visitor), Password: v.Account.Password != "" && v.Guard.MayUsePassword(v.Visitor)}
	var err error
	if data.Left, err = v.Guard.RecoveryCodes(v.ctx(), v.Visitor); err != nil {
		return data, err
	}
	d, err := v.Guard.NextDevice(v.ctx(), v.Visitor)
	if errors.Is(err, access.ErrNoDevice) {
		return data, nil
	}
	if err == nil {
		data.Device = &deviceView{Device: d}
		data.Device.QR, err = drawQR(d.URI)
	}
	return data, err
}

// factorDone shows the page again with the reason why not, or does done.
func (v *visit) factorDone(err error, done func() error) error {
	if err == nil {
		return done()
	}
	data, e := v.factorView()
	if e != nil {
		return e
	}
	return v.refused(err, "factor", data)
}

func (c *Console) beginFactor(v *visit) error {
	_, err := c.Guard.BeginFactor(v.ctx(), v.Visitor, v.r.PostFormValue("password"), v.origin())
	return v.factorDone(err, func() error { return v.redirect("/account/factor", "") })
}

func (c *Console) confirmFactor(v *visit) error {
	token, recovery, err := c.Guard.ConfirmFactor(v.ctx(), v.Visitor, v.form("code"), v.origin())
	return v.factorDone(err, func() error { return v.showRecovery(token, recovery) })
}

func (c *Console) renewRecovery(v *visit) error {
	token, recovery, err := c.Guard.RenewRecovery(v.ctx(), v.Visitor, v.form("code"), v.origin())
	return v.factorDone(err, func() error { return v.showRecovery(token, recovery) })
}

// showRecovery shows recovery codes this once.
func (v *visit) showRecovery(token string, codes []string) error {
	v.enter(token)
	return v.show("recovery", codes)
}

func (c *Console) dropFactor(v *visit) error {
	token, err := c.Guard.DropFactor(v.ctx(), v.Visitor, v.form("code"), v.origin())
	return v.factorDone(err, func() error {
		v.enter(token)
		return v.redirect("/account", "factor.dropped")
	})
}

func (c *Console) resetFactor(v *visit) error {
	return v.userAct(c.Guard.ResetFactor, "users.factor.done")
}

// codeSeconds is how long the browser keeps the ticket of a half login.
const codeSeconds = 600

type codeView struct{ Next string }

// askCode leads whose password was right to the page of the code.
func (v *visit) askCode(need access.NeedCode, next string) error {
	v.setCookie(codeCookie, need.Ticket, codeSeconds)
	return v.redirect("/login/code?next="+url.QueryEscape(local(next)), "")
}

func (v *visit) ticket() string {
	cookie, err := v.r.Cookie(v.cookieName(codeCookie))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (c *Console) codePage(v *visit) error {
	next := local(v.r.URL.Query().Get("next"))
	if v.In() {
		return v.redirect(next, "")
	}
	if v.ticket() == "" {
		return v.lateCode(next)
	}
	return v.show("code", codeView{next})
}

func (c *Console) loginByCode(v *visit) error {
	form := codeView{local(v.form("next"))}
	token, left, err := c.Guard.LoginByCode(v.ctx(), v.ticket(), v.form("code"), v.origin())
	if errors.Is(err, access.ErrBadLink) {
		return v.lateCode(form.Next)
	}
	if err != nil {
		return v.refused(err, "code", form)
	}
	v.setCookie(codeCookie, "", -1)
	v.enter(token)
	if left >= 0 {
		return v.redirect(form.Next, "code.left", strconv.Itoa(left))
	}
	return v.redirect(form.Next, "")
}

// lateCode begins the login anew.
func (v *visit) lateCode(next string) error {
	v.setCookie(codeCookie, "", -1)
	v.setFlash(flash{Text: "code.late", Bad: true})
	return v.redirect("/login?next="+url.QueryEscape(next), "")
}

// proofField is the field of a form in which a code comes along.
const proofField = "second_factor_code"

// proofView asks for a code, and holds the form that is waiting for it.
type proofView struct {
	What   model.Text
	Action string
	Fields []formField
}

type formField struct{ Name, Value string }

// ownFactor are forms about oneself that ask for the second factor, beside those of
// grave permissions; the other forms of one's second factor have a field for the code.
var ownFactor = []string{"POST /account/factor", "POST /account/password"}

// wantsProof says whether a form has to wait until the second factor is shown anew.
func (v *visit) wantsProof(r route) bool {
	asks := access.Grave(r.may) && v.r.Method == http.MethodPost || slices.Contains(ownFactor, r.pattern)
	return asks && !v.Guard.Proven(v.Visitor)
}

// prove takes the code that came with a form; false: none, or a wrong one, and the
// page that asks for it is the answer. The form goes on unchanged, with or without
// JavaScript.
func (v *visit) prove(r route) (bool, error) {
	data := proofView{Action: v.r.URL.RequestURI()}
	for _, g := range access.Grants() {
		if g.Permission == r.may {
			data.What = g.What
		}
	}
	code := v.form(proofField)
	for name, values := range v.r.PostForm {
		for _, value := range values {
			if name != proofField {
				data.Fields = append(data.Fields, formField{name, value})
			}
		}
	}
	slices.SortStableFunc(data.Fields, func(a, b formField) int { return strings.Compare(a.Name, b.Name) })
	if code == "" {
		return false, v.render(http.StatusForbidden, "prove", view{Title: v.text("prove.title"), Data: data})
	}
	token, err := v.Guard.Prove(v.ctx(), &v.Visitor, code, v.origin())
	if err != nil {
		return false, v.refused(err, "prove", data)
	}
	v.keep(token)
	return true, nil
}
