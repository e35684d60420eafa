package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// raw asks for a path that no client of Go would send as it is.
func (w *world) raw(path, cookie string) (status int, body string) {
	w.t.Helper()
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(w.url, "http://"), 5*time.Second)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: console\r\nCookie: tierloop=%s\r\nConnection: close\r\n\r\n", path, cookie)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(resp.Body); err != nil {
		w.t.Fatal(err)
	}
	return resp.StatusCode, text.String()
}

// Grafana's CVE-2021-43798 read any file by a path with dots. Ours are embedded, and
// no way of writing dots leads to another.
func TestPathTraversal(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	token, err := w.guard.Login(ctx, "chen", password, access.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	up := []string{"../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", `..\`, "....//", "%252e%252e%252f", "..%00/", "..;/"}
	for _, dots := range up {
		for _, base := range []string{"/static/", "/static/vendor/htmx/", "/reports/", "/customers/", "/users/", "/runs/", "/api/v1/entities/"} {
			for _, goal := range []string{"etc/passwd", "web.go", "templates/layout.html", "text/en/login.txt"} {
				path := base + strings.Repeat(dots, 6) + goal
				status, body := w.raw(path, token)
				if status == http.StatusOK || strings.Contains(body, "root:") || strings.Contains(body, "{{") || strings.Contains(body, "login.title =") {
					t.Errorf("%s: status %d\n%.200s", path, status, body)
				}
			}
		}
	}
}

// A store of MySQL takes no text that is none; it must not get so far, and no search may
// be cut in the middle of a letter.
func TestWhatIsNoTextIsRefused(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	c := w.as("chen")
	for _, path := range []string{"/customers?q=%ff", "/search?q=%e4%b8", "/runs?%ff=1", "/audit?before=%zz", "/login?next=%ff", "/users/%ff", "/customers/%c3%28"} {
		if got := c.get(path); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	for _, path := range []string{"/login", "/users", "/language"} {
		if got := c.post(path, "name", "li\xff", "role", "viewer"); got.status != http.StatusBadRequest {
			t.Errorf("a form to %s: status %d", path, got.status)
		}
	}
	for _, path := range []string{"/customers?q=", "/search?q="} {
		if got := c.page(path + url.QueryEscape("a"+strings.Repeat("集", 100))); got.status != http.StatusOK || strings.Contains(got.body, "\ufffd") {
			t.Errorf("%s with a long text: status %d", path, got.status)
		}
	}
	if got := c.sendText("POST", "/login", "name=chen&password="+url.QueryEscape(password), "Content-Type", "application/x-www-form-urlencoded", "User-Agent", "odd \xff"); got.status != http.StatusSeeOther {
		t.Errorf("a browser with an odd name: status %d", got.status)
	}
	list, err := w.guard.Sessions(ctx, 0)
	if err != nil || !slices.ContainsFunc(list, func(s model.Session) bool { return s.Agent == "odd \ufffd" }) {
		t.Errorf("sessions: %+v, %v", list, err)
	}
}

// Grafana's CVE-2026-21720: each of some requests left a goroutine behind. Here every
// route is asked, in and out, and by visitors who leave before the answer.
func TestHandlersLeaveNoGoroutine(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "someone", Role: model.Admin})
	in, out := w.as("someone"), w.client()
	clients := []*client{in, out}
	before := goleak.IgnoreCurrent()
	for _, r := range web.Routes() {
		path := r.Path
		for from, to := range samplePaths {
			path = strings.ReplaceAll(path, from, to)
		}
		if r.Path == "/logout" {
			continue
		}
		for _, c := range clients {
			if r.Method == http.MethodGet {
				c.get(path)
			} else {
				c.post(path)
			}
		}
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(w.url, "http://"), 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: console\r\nContent-Length: 100\r\n\r\nname=", r.Method, path)
		_ = conn.Close()
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	if err := goleak.Find(before, goleak.IgnoreTopFunction("internal/poll.runtime_pollWait")); err != nil {
		t.Error(err)
	}
}

func TestAFormBeyondTheLimitIsRefused(t *testing.T) {
	w := newWorld(t)
	if got := w.client().post("/login", "name", "li", "password", strings.Repeat("x", 2<<20)); got.status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got.status)
	}
}

// A session is not taken for a token, a token not for a session, and HTTP's own login
// for neither: Gitea checked scopes on some of these ways only.
func TestNoCredentialIsTakenInAnothersPlace(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), "chen", "", []string{"customers.read"}, 48*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	session, err := w.guard.Login(ctx, "chen", password, access.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	basic := func(name, secret string) string {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.SetBasicAuth(name, secret)
		return r.Header.Get("Authorization")
	}
	for name, header := range map[string][]string{
		"a password by Basic":      {"Authorization", basic("chen", password)},
		"a token by Basic":         {"Authorization", basic("chen", token)},
		"a token as a name":        {"Authorization", basic(token, "x-oauth-basic")},
		"a session as Bearer":      {"Authorization", "Bearer " + session},
		"a session by Basic":       {"Authorization", basic("chen", session)},
		"a token as a cookie":      {"Cookie", "tierloop=" + token},
		"a token in the query":     {"X-Nothing", "1"},
		"another scheme":           {"Authorization", "Token " + token},
		"a token without a scheme": {"Authorization", token},
	} {
		for _, r := range web.Routes() {
			if r.May == access.Public {
				continue
			}
			path := r.Path
			for from, to := range samplePaths {
				path = strings.ReplaceAll(path, from, to)
			}
			if got := w.client().do(r.Method, path+"?access_token="+token, nil, header...); outcome(got) != toLogin {
				t.Errorf("%s opens %s %s: status %d", name, r.Method, path, got.status)
			}
		}
	}
}

// canary are a person's data and secrets, none of which a log may hold.
var canary = []string{"canary-name", "13800007777", "canary@person.example", "canary-password", "tierloop_"}

func TestLogsHoldNothingPersonalAndNoSecret(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, func(o *web.Options) {
		o.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	w.account(access.Person{Name: "chen", Role: model.Admin})
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), "chen", "", []string{"customers.read"}, 48*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := w.as("chen")
	for _, q := range canary {
		c.page("/search?q=" + q)
		c.page("/customers?q=" + q)
		c.post("/search", "q", q)
		c.get("/users/" + q)
		c.get("/nowhere/" + "?phone=" + q)
		c.post("/login", "name", q, "password", "canary-password")
		c.do("POST", "/logout", nil, "Origin", "https://evil.example", "Referer", "https://evil.example/"+q)
	}
	w.withToken(token).get("/api/v1/lookup?source=crm&object=account&id=canary-name")
	if err := w.db.Close(); err != nil {
		t.Fatal(err)
	}
	c.get("/search?q=canary-name")
	c.get("/customers?q=13800007777")
	w.withToken(token).get("/api/v1/lookup?source=crm&object=account&id=canary-name")
	if !strings.Contains(log.String(), "a page failed") {
		t.Fatalf("nothing was logged:\n%s", log.String())
	}
	for _, q := range append(canary, token, password) {
		if strings.Contains(log.String(), q) {
			t.Errorf("the log holds %q:\n%s", q, log.String())
		}
	}
}

// What a visitor types reaches the store as a value, never as SQL or a pattern.
func TestWhatIsTypedIsNoSQL(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	c := w.as("chen")
	for _, q := range []string{"'", `"`, "' OR '1'='1", "'; DROP TABLE account; --", "%", "_", `\`, "%s%s%n", "\u202e", "${7*7}", "{{.}}"} {
		for _, path := range []string{"/search?q=", "/customers?q=", "/customers?tier=", "/runs?state=", "/customers/", "/runs/", "/users/"} {
			if got := c.page(path + url.PathEscape(q)); got.status >= 500 {
				t.Errorf("%s%s: status %d", path, q, got.status)
			}
		}
	}
	if got := c.get("/users"); got.status != http.StatusOK || !strings.Contains(got.body, "chen") {
		t.Errorf("afterwards: status %d", got.status)
	}
}
