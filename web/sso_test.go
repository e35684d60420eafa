package web_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/access/sso"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/internal/testkit/idp"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// withProvider is a console with single sign-on at a provider of the test.
func withProvider(t *testing.T, rules access.SignOn) (*world, *idp.Provider) {
	t.Helper()
	there := idp.Start(t)
	w := newWorldAt(t, func(url string, o *web.Options) {
		there.Return, there.Now = url+"/sso/return", o.Clock.Now
		o.Guard.UseSignOn(rules)
		o.SSO = sso.New(sso.Options{Issuer: there.URL, ClientID: idp.ClientID, Secret: idp.Secret, Return: there.Return, Client: &http.Client{Timeout: 5 * time.Second}, Clock: o.Clock})
		o.SSOLabel = "Group ID"
	})
	return w, there
}

// signOn goes to the provider and comes back; the answer is that of the console.
func (c *client) signOn(path string) answer {
	c.w.t.Helper()
	return c.finished(c.get(c.goneToProvider(path)))
}

// finished follows a sign-on that failed to the login, which says why.
func (c *client) finished(got answer) answer {
	c.w.t.Helper()
	if to := got.header.Get("Location"); strings.HasPrefix(to, "/login?") {
		return c.get(to)
	}
	return got
}

// goneToProvider is the path, with query, that the provider sends the browser to.
func (c *client) goneToProvider(path string) string {
	c.w.t.Helper()
	begun := c.get(path)
	if begun.status != http.StatusSeeOther {
		c.w.t.Fatalf("%s: status %d\n%s", path, begun.status, begun.body)
	}
	resp, err := c.Get(begun.header.Get("Location"))
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		c.w.t.Fatalf("the provider: status %d, %v", resp.StatusCode, err)
	}
	return back.RequestURI()
}

// invited is the code of an invitation for a new account.
func (w *world) invited(p access.Person) string {
	w.t.Helper()
	code, err := w.guard.AddAccount(ctx, model.SystemPrincipal(), p)
	if err != nil {
		w.t.Fatal(err)
	}
	return code
}

func TestSignOnOpensTheAccountThatAnInvitationBound(t *testing.T) {
	w, _ := withProvider(t, access.SignOn{})
	code := w.invited(access.Person{Name: "wu", Role: model.Viewer, Units: []string{"east"}})
	stranger := w.client()
	if got := stranger.signOn("/sso"); !strings.Contains(got.body, "has no account here") || strings.Contains(got.body, "code=") {
		t.Errorf("before it is bound: status %d\n%s", got.status, got.body)
	}
	c := w.client()
	if page := c.get("/welcome").body; !strings.Contains(page, `action="/welcome/sso"`) || !strings.Contains(page, `action="/welcome"`) {
		t.Errorf("the welcome page:\n%s", page)
	}
	if got := c.post("/welcome/sso", "code", code); got.status != http.StatusOK || !strings.Contains(got.body, `href="/sso?bind=1"`) || strings.Contains(got.body, code) {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	if got := c.signOn("/sso?bind=1"); got.status != http.StatusSeeOther || got.header.Get("Location") != "/" {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	if got := c.get("/account"); got.status != http.StatusOK || !strings.Contains(got.body, "single sign-on") || strings.Contains(got.body, "/account/password") {
		t.Errorf("status %d, or a form for a password that is not there", got.status)
	}
	again := w.client()
	if got := again.signOn("/sso?next=%2Faccount"); got.header.Get("Location") != "/account" {
		t.Errorf("back at %s", got.header.Get("Location"))
	}
	w.account(access.Person{Name: "chen", Role: model.Admin})
	admin := w.as("chen")
	if page := admin.get("/users/wu").body; !strings.Contains(page, "u-1") || !strings.Contains(page, "/users/wu/unbind") {
		t.Errorf("the page of the user:\n%s", page)
	}
	admin.post("/users/wu/unbind")
	if got := again.get("/account"); got.status != http.StatusSeeOther {
		t.Error("a session outlives the binding")
	}
	if got := again.signOn("/sso"); !strings.Contains(got.body, "has no account here") {
		t.Errorf("an identity that was unbound: status %d", got.status)
	}
}

// Who logs out at the provider, or is thrown out there, is out here too.
func TestALogoutAtTheProviderEndsTheSession(t *testing.T) {
	w, there := withProvider(t, access.SignOn{Groups: []access.GroupRule{{Group: "all", Role: model.Viewer}}})
	enter := func(sub, sid string) *client {
		there.User = map[string]any{"sub": sub, "preferred_username": sub, "sid": sid, "groups": "all"}
		c := w.client()
		c.signOn("/sso")
		return c
	}
	in := func(c *client) bool { return c.get("/account").status == http.StatusOK }
	office, phone, other := enter("wu", "s-1"), enter("wu", "s-2"), enter("li", "s-3")
	say := func(change map[string]any) answer {
		claims := map[string]any{"iss": there.URL, "aud": idp.ClientID, "iat": w.clock.Now().Unix(), "exp": w.clock.Now().Add(2 * time.Minute).Unix(), "jti": "j",
			"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
		maps.Copy(claims, change)
		return w.client().do("POST", "/sso/logout", url.Values{"logout_token": {there.ES256(claims)}})
	}
	for name, change := range map[string]map[string]any{"of nobody": {"sub": "zhang"}, "of an unknown login": {"sid": "s-9"}, "made before they began": {"sub": "wu", "iat": w.clock.Now().Add(-time.Hour).Unix()}} {
		if got := say(change); got.status != http.StatusOK || !in(office) {
			t.Errorf("a logout %s: status %d", name, got.status)
		}
	}
	if got := say(map[string]any{"sub": "wu", "nonce": "n"}); got.status != http.StatusBadRequest || !in(office) {
		t.Errorf("a logout that is none: status %d", got.status)
	}
	if got := say(map[string]any{"sid": "s-1"}); got.status != http.StatusOK || got.header.Get("Cache-Control") != "no-store" || in(office) || !in(phone) {
		t.Errorf("of one login: status %d", got.status)
	}
	if got := say(map[string]any{"sub": "wu"}); got.status != http.StatusOK || in(phone) || !in(other) {
		t.Errorf("of all logins of one: status %d", got.status)
	}
	w.clock.Advance(2 * time.Minute)
	if again := enter("wu", "s-4"); !in(again) {
		t.Error("who was logged out cannot come back")
	}
}

func TestASignOnIsOfOneBrowserAndOnce(t *testing.T) {
	w, _ := withProvider(t, access.SignOn{Groups: []access.GroupRule{{Group: "all", Role: model.Viewer}}})
	stale := func(name string, c *client, back string) {
		t.Helper()
		if got := c.finished(c.get(back)); !strings.Contains(got.body, "Begin anew") || strings.Contains(got.body, "state=") {
			t.Errorf("%s: status %d\n%s", name, got.status, got.body)
		}
		if got := c.get("/account"); got.status != http.StatusSeeOther {
			t.Errorf("%s: somebody is in", name)
		}
	}
	victim, thief := w.client(), w.client()
	back := thief.goneToProvider("/sso")
	stale("the answer for another browser", victim, back)
	victim.goneToProvider("/sso")
	stale("the answer for another sign-on", victim, back)
	stale("a made-up answer", w.client(), "/sso/return?code=x&state=y")
	stale("no answer", w.client(), "/sso/return")
}

// The state and the ticket of a sign-on that was finished open nothing again, even
// to whoever has the browser's cookie of then.
func TestAReplayedStateOpensNothing(t *testing.T) {
	w, there := withProvider(t, access.SignOn{Groups: []access.GroupRule{{Group: "all", Role: model.Viewer}}})
	there.User = map[string]any{"sub": "u-1", "preferred_username": "wu", "groups": []string{"all"}}
	c := w.client()
	back := c.goneToProvider("/sso")
	home, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	kept := c.Jar.Cookies(home)
	if got := c.get(back); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	c.post("/logout")
	if got := c.finished(c.get(back)); !strings.Contains(got.body, "Begin anew") {
		t.Errorf("a second time in the same browser: status %d", got.status)
	}
	copied := w.client()
	copied.Jar.SetCookies(home, kept)
	if got := copied.finished(copied.get(back)); !strings.Contains(got.body, "refused") {
		t.Errorf("with the cookie of then: status %d\n%s", got.status, got.body)
	}
}

func TestWhatTheProviderSaysIsForTheLog(t *testing.T) {
	w, there := withProvider(t, access.SignOn{})
	there.Answer = func(v url.Values) {
		v.Set("error", "access_denied")
		v.Set("error_description", "<script>call 0900-12345</script>")
	}
	if got := w.client().signOn("/sso"); strings.Contains(got.body, "0900") || !strings.Contains(got.body, "refused") {
		t.Errorf("status %d\n%s", got.status, got.body)
	}
}

func TestAProviderThatIsDownIsSaid(t *testing.T) {
	w := newWorldAt(t, func(url string, o *web.Options) {
		nobody := httptest.NewServer(http.NotFoundHandler())
		t.Cleanup(nobody.Close)
		o.SSO = sso.New(sso.Options{Issuer: nobody.URL, ClientID: idp.ClientID, Return: url + "/sso/return", Client: nobody.Client(), Clock: o.Clock})
	})
	c := w.client()
	if got := c.finished(c.get("/sso")); got.status != http.StatusOK || !strings.Contains(got.body, "does not answer") {
		t.Errorf("status %d\n%s", got.status, got.body)
	}
}

func TestSignOnLeadsNowhereElse(t *testing.T) {
	w, there := withProvider(t, access.SignOn{Groups: []access.GroupRule{{Group: "all", Role: model.Viewer}}})
	there.User = map[string]any{"sub": "u-1", "preferred_username": "wu", "groups": "all"}
	if got := w.client().signOn("/sso?next=%2F%2Fevil.example"); got.header.Get("Location") != "/" {
		t.Errorf("leads to %s", got.header.Get("Location"))
	}
}

func TestWithoutAProviderThereIsNoSignOn(t *testing.T) {
	w := newWorld(t)
	if got := w.client().get("/login"); strings.Contains(got.body, "/sso") {
		t.Error("the login offers it")
	}
	for _, path := range []string{"/sso", "/sso/return?code=x&state=y"} {
		if got := w.client().get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	if got := w.client().post("/welcome/sso", "code", "x"); got.status != http.StatusNotFound {
		t.Errorf("/welcome/sso: status %d", got.status)
	}
}

// With sign-on enforced the routes of passwords are not there, but for one account.
func TestEnforcedSignOnHidesPasswords(t *testing.T) {
	w, there := withProvider(t, access.SignOn{Enforced: true, BreakGlass: "chen", Groups: []access.GroupRule{{Group: "all", Role: model.Viewer}}})
	there.User = map[string]any{"sub": "u-1", "preferred_username": "wu", "groups": "all"}
	w.account(access.Person{Name: "chen", Role: model.Admin})
	w.account(access.Person{Name: "li", Role: model.Viewer})
	if page := w.client().get("/login").body; strings.Contains(page, `type="password"`) || !strings.Contains(page, "/login?with=password") {
		t.Errorf("the login:\n%s", page)
	}
	if page := w.client().get("/login?with=password").body; !strings.Contains(page, `type="password"`) {
		t.Errorf("the login for emergencies:\n%s", page)
	}
	if got := w.client().post("/login", "name", "li", "password", password); got.status != http.StatusNotFound {
		t.Errorf("a password: status %d", got.status)
	}
	code := w.invited(access.Person{Name: "zhao", Role: model.Viewer})
	if page := w.client().get("/welcome").body; strings.Contains(page, `type="password"`) {
		t.Error("the welcome page offers a password")
	}
	if got := w.client().post("/welcome", "code", code, "password", password, "again", password); got.status != http.StatusNotFound {
		t.Errorf("an invitation that sets a password: status %d", got.status)
	}
	c := w.client()
	if got := c.signOn("/sso"); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	if got := c.post("/account/password", "old", password, "password", password+"!", "again", password+"!"); got.status != http.StatusNotFound {
		t.Errorf("a change of the password: status %d", got.status)
	}
	if got := w.as("chen").get("/account"); got.status != http.StatusOK || !strings.Contains(got.body, "/account/password") {
		t.Errorf("the account for emergencies: status %d", got.status)
	}
}

func TestTheCookieOfASignOnTellsNothingToScripts(t *testing.T) {
	w, _ := withProvider(t, access.SignOn{})
	set := w.client().get("/sso").header.Values("Set-Cookie")
	if len(set) != 1 || !regexp.MustCompile(`^tierloop-sso=[\w-]+; Path=/; Max-Age=600; HttpOnly; SameSite=Lax$`).MatchString(set[0]) {
		t.Errorf("cookies %q", set)
	}
}

func TestBrowserSignOn(t *testing.T) {
	b := browser.Start(t)
	w, there := withProvider(t, access.SignOn{})
	there.Ask = true
	code := w.invited(access.Person{Name: "wu", Label: "吴桐", Role: model.Viewer, Units: []string{"east"}})

	b.Open(w.url + "/welcome#k=" + code)
	b.Picture("welcome-sso-en")
	b.Submit(`form[action="/welcome/sso"] .btn`)
	b.Do(chromedp.WaitVisible(`a[href="/sso?bind=1"]`))
	b.Picture("bind-en")
	b.Do(chromedp.Click(`a[href="/sso?bind=1"]`), chromedp.WaitVisible(`#yes`), chromedp.Click(`#yes`), chromedp.WaitVisible(`nav.side`))
	if got := b.Text(`header.top`); !strings.Contains(got, "吴桐") {
		t.Errorf("signed on as %q", got)
	}
	b.Do(chromedp.Click(`form[action="/logout"] button`), chromedp.WaitVisible(`a[href^="/sso"]`))
	b.Picture("login-sso-en")
	b.Do(chromedp.Click(`a[href^="/sso"]`), chromedp.WaitVisible(`#yes`), chromedp.Click(`#yes`), chromedp.WaitVisible(`nav.side`))
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
}
