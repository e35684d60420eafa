package web_test

import (
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

func TestEveryAnswerHasTheHeaders(t *testing.T) {
	w := newWorld(t, func(o *web.Options) { o.Secure = true })
	for _, path := range []string{"/login", "/", "/static/nothing", "/nowhere"} {
		h := w.client().get(path).header
		if p := h.Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: policy %q", path, p)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000; includeSubDomains"} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
}

func TestTheCookieOfASessionIsHeldToItsHost(t *testing.T) {
	w := newWorld(t, func(o *web.Options) { o.Secure = true })
	w.account(access.Person{Name: "li", Role: model.Viewer})
	set := w.client().post("/login", "name", "li", "password", password).header.Values("Set-Cookie")
	if len(set) != 1 || !strings.HasPrefix(set[0], "__Host-tierloop=") {
		t.Fatalf("cookies %q", set)
	}
	for _, want := range []string{"Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(set[0], want) {
			t.Errorf("cookie without %s: %s", want, set[0])
		}
	}
	if strings.Contains(set[0], "Domain=") {
		t.Errorf("cookie for other hosts: %s", set[0])
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	c := w.as("chen")
	for name, headers := range map[string][]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"},
		"of a sister site":  {"Sec-Fetch-Site", "same-site"},
		"by Origin":         {"Origin", "https://evil.example"},
	} {
		if got := c.do("POST", "/logout", nil, headers...); got.status != http.StatusForbidden {
			t.Errorf("%s: status %d", name, got.status)
		}
	}
	if got := c.get("/account"); got.status != http.StatusOK {
		t.Errorf("logged out by another site: status %d", got.status)
	}
}

func TestAPublicAddressMayBeDeclared(t *testing.T) {
	w := newWorld(t, func(o *web.Options) { o.Origin = "https://tierloop.example.com" })
	w.account(access.Person{Name: "chen", Role: model.Admin})
	if got := w.as("chen").do("POST", "/logout", nil, "Origin", "https://tierloop.example.com"); got.status != http.StatusSeeOther {
		t.Errorf("a form of our own address behind a proxy: status %d", got.status)
	}
}

func TestLoginLeadsNowhereElse(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Viewer})
	for next, want := range map[string]string{"//evil.example": "/", "https://evil.example": "/", "/account": "/account", "/\\evil.example": "/"} {
		if got := w.client().post("/login", "name", "li", "password", password, "next", next); got.header.Get("Location") != want {
			t.Errorf("next=%s leads to %s", next, got.header.Get("Location"))
		}
	}
	if got := w.client().get("/users?x=1"); got.header.Get("Location") != "/login?next=%2Fusers%3Fx%3D1" {
		t.Errorf("the login comes back to %s", got.header.Get("Location"))
	}
}

// The answers to a wrong password, an unknown name and a link that is not valid
// do not say which it was, nor whether there is an admin: Metabase's CVE-2023-38646.
func TestNoPageTellsWhetherThereIsAnAdmin(t *testing.T) {
	w := newWorld(t)
	setup := func() answer {
		return w.client().post("/setup", "code", "guess", "name", "eve", "password", password, "again", password)
	}
	page, refused := w.client().get("/setup"), setup()
	w.account(access.Person{Name: "chen", Role: model.Admin})
	if after := w.client().get("/setup"); after.status != page.status || after.body != page.body {
		t.Error("the setup page differs once there is an admin")
	}
	if after := setup(); after.status != refused.status || after.body != refused.body {
		t.Error("a guessed link is answered differently once there is an admin")
	}
	wrong := w.client().post("/login", "name", "chen", "password", "x")
	unknown := w.client().post("/login", "name", "nobody", "password", "x")
	if wrong.status != unknown.status || strings.ReplaceAll(wrong.body, "chen", "") != strings.ReplaceAll(unknown.body, "nobody", "") {
		t.Error("the login tells an unknown name from a wrong password")
	}
}

func TestALockedLoginSaysHowLong(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Viewer})
	c := w.client()
	for range 5 {
		c.post("/login", "name", "li", "password", "wrong")
	}
	if got := c.post("/login", "name", "li", "password", password); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "Try again in 15 min") {
		t.Errorf("status %d", got.status)
	}
}

func TestOnlyADeclaredProxyIsBelievedAboutTheVisitor(t *testing.T) {
	for name, tt := range map[string]struct {
		proxies []netip.Prefix
		want    string
	}{
		"nobody is declared": {nil, "127.0.0.1"},
		"the proxy is":       {[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, "198.51.100.9"},
		"two proxies are":    {[]netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("198.51.100.0/24")}, "203.0.113.5"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(o *web.Options) { o.Proxies = tt.proxies })
			w.account(access.Person{Name: "li", Role: model.Viewer})
			c := w.client()
			got := c.do("POST", "/login?", map[string][]string{"name": {"li"}, "password": {password}}, "X-Forwarded-For", "10.9.9.9, 203.0.113.5, 198.51.100.9")
			if got.status != http.StatusSeeOther {
				t.Fatalf("status %d", got.status)
			}
			sessions, err := w.db.Sessions(ctx, 0)
			if err != nil || len(sessions) != 1 || sessions[0].Address != tt.want {
				t.Errorf("session %+v, want address %s, %v", sessions, tt.want, err)
			}
		})
	}
}

func TestAnInvitedUserComesInByTheLink(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	admin := w.as("chen")
	added := admin.post("/users", "name", "wu@example.com", "label", "<b>Wu</b>", "role", "viewer", "scope", "units", "unit", "east", "unit", "elsewhere", "masked", "phone", "masked", "everything")
	link := regexp.MustCompile(`/welcome#k=([\w-]{43})`).FindStringSubmatch(added.body)
	if added.status != http.StatusOK || link == nil {
		t.Fatalf("status %d\n%s", added.status, added.body)
	}
	if got := admin.get("/users"); !strings.Contains(got.body, "&lt;b&gt;Wu&lt;/b&gt;") || strings.Contains(got.body, link[1]) {
		t.Error("the list shows markup of a name, or the link a second time")
	}
	guest := w.client()
	if got := guest.post("/welcome", "code", link[1], "password", password, "again", "another good one"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords: status %d", got.status)
	}
	if got := guest.post("/welcome", "code", link[1], "password", password, "again", password); got.status != http.StatusSeeOther {
		t.Fatalf("status %d\n%s", got.status, got.body)
	}
	if got := guest.get("/"); !strings.Contains(got.body, "华东") || strings.Contains(got.body, "/users") {
		t.Error("the guest's page lacks the unit, or has a menu for admins")
	}
	a, err := w.db.AccountByName(ctx, "wu@example.com")
	if err != nil || strings.Join(a.Units, " ") != "east" || strings.Join(a.Masked, " ") != "phone" {
		t.Errorf("units %v and masks %v were taken from the form, %v", a.Units, a.Masked, err)
	}
	if got := admin.post("/users/wu@example.com/disable"); got.status != http.StatusSeeOther {
		t.Errorf("disable: status %d", got.status)
	}
	if got := guest.get("/account"); got.header.Get("Location") == "" {
		t.Error("a disabled user is still in")
	}
	if got := admin.post("/users/chen/disable"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("disabling the last admin: status %d", got.status)
	}
	if err := w.db.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
}

func TestFilesAreCompressedAndKept(t *testing.T) {
	w := newWorld(t)
	page := w.client().get("/login").body
	css := regexp.MustCompile(`/static/app\.[0-9a-f]{10}\.css`).FindString(page)
	if css == "" {
		t.Fatal("the page has no style sheet")
	}
	got := w.client().do("GET", css, nil, "Accept-Encoding", "gzip")
	if got.header.Get("Content-Encoding") != "gzip" || got.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("headers %v", got.header)
	}
	if got := w.client().do("GET", css, nil, "Accept-Encoding", "identity"); !strings.Contains(got.body, ":root{") {
		t.Error("without compression the file is something else")
	}
	for _, path := range []string{"/static/app.css", "/static/../web.go", "/static/vendor/README.md", "/static/vendor/htmx/LICENSE"} {
		if got := w.client().get(path); got.status == http.StatusOK {
			t.Errorf("%s is served", path)
		}
	}
}

func TestAFaultOfTheStoreTellsNothing(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	c := w.as("chen")
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	got := c.get("/")
	if got.status != http.StatusInternalServerError || strings.Contains(got.body, "sql") || strings.Contains(got.body, "database") {
		t.Errorf("status %d\n%s", got.status, got.body)
	}
}

func TestTheOverviewShowsRunsToWhoeverMaySeeThem(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "op", Role: model.Operator})
	w.account(access.Person{Name: "op-east", Role: model.Operator, Units: []string{"east"}})
	if got := w.as("op").get("/"); !strings.Contains(got.body, "Nothing ran yet") {
		t.Error("no advice where nothing ran")
	}
	w.runs(model.RunDone, model.RunFailed)
	got := w.as("op").get("/")
	for _, want := range []string{"✓ done", "× failed", "2026-11-20 09:30", `class="run-done"`, `class="run-failed"`} {
		if !strings.Contains(got.body, want) {
			t.Errorf("the overview lacks %s", want)
		}
	}
	if got := w.as("op-east").get("/"); strings.Contains(got.body, "nightly") || got.status != http.StatusOK {
		t.Errorf("one unit's operator sees runs of the group, or status %d", got.status)
	}
}

func TestTheLanguageIsPickedAndKept(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Viewer})
	c := w.client()
	if got := c.do("GET", "/login", nil, "Accept-Language", "zh-CN,zh;q=0.9"); !strings.Contains(got.body, `lang="zh-CN"`) {
		t.Error("the browser's language is not taken")
	}
	c.post("/login", "name", "li", "password", password)
	if got := c.post("/language", "language", "zh", "back", "//evil.example"); got.header.Get("Location") != "/" {
		t.Errorf("back leads to %s", got.header.Get("Location"))
	}
	if got := w.as("li").get("/"); !strings.Contains(got.body, "总览") {
		t.Error("the account does not keep its language")
	}
	if got := c.post("/language", "language", "fr"); got.status != http.StatusNotFound {
		t.Errorf("a language that is not there: status %d", got.status)
	}
}

// One session's end names its account: nobody ends the session of another by its id.
func TestASessionIsEndedByItsOwnerOnly(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Viewer})
	w.account(access.Person{Name: "eve", Role: model.Viewer})
	li, eve := w.as("li"), w.as("eve")
	a, err := w.db.AccountByName(ctx, "li")
	if err != nil {
		t.Fatal(err)
	}
	var sessions []model.Session
	if sessions, err = w.db.Sessions(ctx, a.ID); err != nil || len(sessions) != 1 {
		t.Fatal(err)
	}
	eve.post("/account/sessions/end", "session", hexOf(sessions[0]))
	if got := li.get("/account"); got.status != http.StatusOK {
		t.Error("eve ended the session of li")
	}
	li.post("/account/sessions/end", "session", hexOf(sessions[0]))
	if got := li.get("/account"); got.status != http.StatusSeeOther {
		t.Error("li could not end the own session")
	}
	if _, _, err := w.db.Session(ctx, sessions[0].Hash); err == nil || !strings.Contains(err.Error(), store.ErrNotFound.Error()) {
		t.Errorf("the session is still stored: %v", err)
	}
}

func TestTheAuditLogIsShownVerifiedAndExported(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	w.account(access.Person{Name: "boss", Role: model.Approver})
	if err := w.guard.Note(ctx, model.Principal{Name: "=cmd()"}, "test", "<script>alert(1)</script>", "+1"); err != nil {
		t.Fatal(err)
	}
	c := w.as("boss")
	page := c.get("/audit")
	if !strings.Contains(page.body, "✓ chain verified") || !strings.Contains(page.body, "account.add") || strings.Contains(page.body, "<script>alert") {
		t.Errorf("status %d\n%s", page.status, page.body)
	}
	got := c.post("/audit/export")
	if got.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(got.body, ",'=cmd(),test,") || !strings.Contains(got.body, ",'+1\n") || !strings.Contains(got.body, "boss,audit.export") {
		t.Errorf("export: %v\n%s", got.header, got.body)
	}
	for range auditLines {
		if err := w.guard.Note(ctx, model.SystemPrincipal(), "many", "x", ""); err != nil {
			t.Fatal(err)
		}
	}
	older := regexp.MustCompile(`/audit\?before=\d+`).FindString(c.get("/audit").body)
	if older == "" || !strings.Contains(c.get(older).body, "account.add") {
		t.Errorf("the page before: %q", older)
	}
}

// auditLines is more than a page of the log.
const auditLines = 120
