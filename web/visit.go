package web

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/access"
)

// visit is one request of one visitor, what every handler gets.
type visit struct {
	*Console
	access.Visitor
	w    http.ResponseWriter
	r    *http.Request
	Lang string // zh or en
	// Sought is what the address of a page searches for.
	Sought string
}

func (c *Console) visit(w http.ResponseWriter, r *http.Request) (*visit, error) {
	v := &visit{Console: c, w: w, r: r}
	var err error
	switch {
	case v.api(): // programs have tokens, browsers cookies; neither is taken for the other
		v.Visitor, err = c.Guard.Bearer(r.Context(), bearerToken(r))
	case !strings.HasPrefix(r.URL.Path, "/static/"): // files are the same for everybody
		token := ""
		if cookie, e := r.Cookie(c.cookieName(sessionCookie)); e == nil {
			token = cookie.Value
		}
		// Pages that ask by themselves say so; they do not keep a session in use.
		v.Visitor, err = c.Guard.Visitor(r.Context(), token, r.Header.Get("X-Poll") == "")
	}
	v.Lang = c.languageOf(v)
	return v, err
}

func (v *visit) ctx() context.Context { return v.r.Context() }

// form is one field of the form, without blanks around it.
func (v *visit) form(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// readable says whether an address is text: browsers send nothing else, and a store
// takes nothing else. readForm says it of a form.
func (v *visit) readable() bool {
	query, err := url.ParseQuery(v.r.URL.RawQuery)
	return err == nil && utf8.ValidString(v.r.URL.Path) && valid(query)
}

func (v *visit) readForm() error {
	if v.r.Method != http.MethodPost || !strings.HasPrefix(v.r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return nil
	}
	err := v.r.ParseForm()
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return err
	}
	if err != nil || !valid(v.r.PostForm) || tooLong(v.form("reason")) {
		return errBadQuery
	}
	return nil
}

func valid(values url.Values) bool {
	for name, list := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(list, func(s string) bool { return !utf8.ValidString(s) }) {
			return false
		}
	}
	return true
}

// redirect answers a form: the next page is got, and shows a text of the texts
// with its arguments.
func (v *visit) redirect(path, text string, args ...string) error {
	if text != "" {
		v.setFlash(flash{Text: text, Args: args})
	}
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// tooFast counts the request of somebody who is known, and says in the answer when to
// ask again if it came too early.
func (v *visit) tooFast() bool {
	if !v.In() {
		return false // failed logins have limits of their own
	}
	wait := v.paces.Take(v.Clock.Now(), v.Visitor)
	if wait > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	return wait > 0
}

// askIn sends whoever is not logged in to the login, and back afterwards.
func (v *visit) askIn() {
	if v.api() {
		v.problem(http.StatusUnauthorized)
		return
	}
	to := "/login"
	if v.r.Method == http.MethodGet && v.r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(v.r.URL.RequestURI())
	}
	if v.r.Header.Get("HX-Request") != "" { // a part of a page cannot show the login
		v.w.Header().Set("HX-Redirect", to)
		v.w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
}

// local is a path of this console, else "/": nobody is sent elsewhere.
func local(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// origin is where the request comes from. A declared proxy is believed about it.
func (v *visit) origin() access.Origin {
	host := v.r.RemoteAddr
	if a, err := netip.ParseAddrPort(host); err == nil {
		host = a.Addr().Unmap().String()
	}
	hops := strings.Split(strings.Join(v.r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && v.trusted(host); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = a.Unmap().String()
	}
	return access.Origin{Address: host, Agent: strings.ToValidUTF8(v.r.UserAgent(), "�")}
}

func (c *Console) trusted(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range c.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// base is the address that browsers see, for links that are sent to people.
func (v *visit) base() string {
	switch {
	case v.Origin != "":
		return strings.TrimSuffix(v.Origin, "/")
	case v.Secure:
		return "https://" + v.r.Host
	}
	return "http://" + v.r.Host
}

var (
	errNotFound  = errors.New("not found")
	errForbidden = errors.New("no permission")
	errBadQuery  = errors.New("a parameter is not right")
	errInAddress = errors.New("a search stands in the address")
	errTooFast   = errors.New("too many requests")
)
