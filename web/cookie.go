package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/tierloop/tierloop/access"
)

const (
	sessionCookie  = "tierloop"
	languageCookie = "tierloop-language"
	flashCookie    = "tierloop-flash"
	ssoCookie      = "tierloop-sso"
	codeCookie     = "tierloop-code"
)

// cookieName: under TLS the prefix makes browsers hold the cookie to this host.
func (c *Console) cookieName(name string) string {
	if c.Secure {
		return "__Host-" + name
	}
	return name
}

// setCookie keeps a value in the browser, for seconds; -1 takes it away.
func (v *visit) setCookie(name, value string, seconds int) {
	http.SetCookie(v.w, &http.Cookie{Name: v.cookieName(name), Value: value, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: v.Secure, SameSite: http.SameSiteLaxMode})
}

// enter gives the browser the token of a new session. The one that it had ends: whoever
// came by its token cannot go on with it.
func (v *visit) enter(token string) {
	if v.In() {
		if err := v.Guard.Logout(v.ctx(), v.Visitor); err != nil {
			v.Log.Error("the session of before was not ended", "error", err)
		}
	}
	v.keep(token)
}

// keep gives the browser the token of its session.
func (v *visit) keep(token string) {
	v.setCookie(sessionCookie, token, int(access.SessionLife.Seconds()))
}

// flash is a sentence that the next page shows: a key of the texts and arguments.
type flash struct {
	Text string   `json:"t"`
	Args []string `json:"a,omitempty"`
	Bad  bool     `json:"b,omitempty"` // why something was not done
}

func (v *visit) setFlash(f flash) {
	body, err := json.Marshal(f)
	if err == nil {
		v.setCookie(flashCookie, base64.RawURLEncoding.EncodeToString(body), 60)
	}
}

// takeFlash reads the sentence and forgets it.
func (v *visit) takeFlash() (text string, bad bool) {
	cookie, err := v.r.Cookie(v.cookieName(flashCookie))
	if err != nil {
		return "", false
	}
	v.setCookie(flashCookie, "", -1)
	body, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	var f flash
	if err != nil || json.Unmarshal(body, &f) != nil {
		return "", false
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = a
	}
	return v.text(f.Text, args...), f.Bad
}

// languageOf is the account's language, else the cookie's, the browser's, ours.
func (c *Console) languageOf(v *visit) string {
	if l := v.Account.Language; l == "zh" || l == "en" {
		return l
	}
	if cookie, err := v.r.Cookie(c.cookieName(languageCookie)); err == nil && (cookie.Value == "zh" || cookie.Value == "en") {
		return cookie.Value
	}
	for _, part := range strings.Split(v.r.Header.Get("Accept-Language"), ",") {
		switch tag := strings.ToLower(strings.TrimSpace(part)); {
		case strings.HasPrefix(tag, "zh"):
			return "zh"
		case strings.HasPrefix(tag, "en"):
			return "en"
		}
	}
	return c.Language
}

// language keeps the language that was picked, in the browser and for the account.
func (c *Console) language(v *visit) error {
	lang := v.form("language")
	if lang != "zh" && lang != "en" {
		return errNotFound
	}
	v.setCookie(languageCookie, lang, 365*24*3600)
	if v.In() {
		if err := c.Guard.SetLanguage(v.ctx(), v.Visitor, lang); err != nil {
			return err
		}
	}
	return v.redirect(local(v.form("back")), "")
}
