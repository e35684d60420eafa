package web_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/web"
)

// samplePaths fill in what stands in braces in the path of a route.
var samplePaths = map[string]string{"{$}": "", "{name}": "someone", "{id}": "nothing", "{source}": "nobody", "{report}": "tiers", "{file...}": "nothing.css"}

// What becomes of a request: let in means that a handler ran, whatever it said.
const (
	toLogin = "to the login"
	refused = "refused"
	letIn   = "let in"
	toSetUp = "to setting up a second factor"
)

// wanted is what the table of permissions says about a visitor at a route. Pages
// take sessions only, the API takes tokens only.
func wanted(method, path string, may access.Permission, v caller) string {
	program := strings.HasPrefix(path, "/api/")
	known := v.in && program == (v.scopes != nil)
	switch {
	case known && v.stale && method == http.MethodPost && (access.Grave(may) || path == "/account/factor" || path == "/account/password"):
		return refused
	case may == access.Public, known && may == access.Self && !program:
		return letIn
	case !known:
		return toLogin
	case v.enrol:
		return toSetUp
	case slices.Contains(access.Permissions(v.principal), may) && (!program || slices.Contains(v.scopes, string(may))):
		return letIn
	}
	return refused
}

// caller is somebody with a credential.
type caller struct {
	name      string
	principal model.Principal
	in        bool
	scopes    []string // of a token; nil is a session
	enrol     bool     // the role has to have a second factor, and there is none
	stale     bool     // the second factor was shown too long ago for what is grave
	enter     func() *client
}

func outcome(a answer) string {
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/login"):
		return toLogin
	case a.status == http.StatusSeeOther && a.header.Get("Location") == "/account/factor":
		return toSetUp
	case a.status == http.StatusUnauthorized:
		return toLogin
	case a.status == http.StatusForbidden:
		return refused
	}
	return letIn
}

// Every route is asked by every role, for the whole group and for one unit, and by
// every kind of credential that opens nothing.
func TestEveryRouteByEveryRoleAndCredential(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "someone", Role: model.Viewer})
	var visitors []caller
	for _, role := range access.Roles {
		for _, units := range [][]string{nil, {"east"}} {
			name := string(role) + "-whole"
			if units != nil {
				name = string(role) + "-east"
			}
			w.account(access.Person{Name: name, Role: role, Units: units})
			visitors = append(visitors, caller{name: name, principal: model.Principal{Role: role, Units: units}, in: true, enter: func() *client { return w.as(name) }})
		}
	}
	for _, v := range slices.Clone(visitors) {
		for _, scopes := range [][]string{everything, {"customers.read"}} {
			token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), v.name, "", scopes, 48*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprint("a token of ", v.name, " for ", scopes)
			visitors = append(visitors, caller{name: name, principal: v.principal, in: true, scopes: scopes, enter: func() *client { return w.withToken(token) }})
		}
	}
	w.account(access.Person{Name: "gone", Role: model.Admin})
	gone := w.as("gone")
	if err := w.guard.Disable(ctx, model.SystemPrincipal(), "gone"); err != nil {
		t.Fatal(err)
	}
	// One who has a device and showed a code too long ago, and one who has to have one.
	w.account(access.Person{Name: "careful", Role: model.Admin})
	device := w.enrol("careful")
	w.clock.Advance(access.ProofLife)
	half := w.client()
	if got := half.post("/login", "name", "careful", "password", password); got.header.Get("Location") != "/login/code?next=%2F" {
		t.Fatalf("a password beside a second factor leads to %s", got.header.Get("Location"))
	}
	stale := func() *client {
		c := w.as("careful", device)
		w.clock.Advance(access.ProofLife)
		return c
	}
	forged := func(cookie string) func() *client {
		return func() *client { return w.withCookie(cookie) }
	}
	visitors = append(visitors,
		caller{name: "an admin with an old proof", principal: model.Principal{Role: model.Admin}, in: true, stale: true, enter: stale},
		caller{name: "a password without its code", enter: func() *client { return half }},
		caller{name: "nobody", enter: w.client},
		caller{name: "an unknown token", enter: forged(strings.Repeat("A", 43))},
		caller{name: "an empty token", enter: forged("")},
		caller{name: "a disabled admin", enter: func() *client { return gone }},
	)
	clients := map[string]*client{} // each stays logged in until a request logs it out
	for _, r := range web.Routes() {
		path := samplePath(r.Path)
		if strings.Contains(path, "{") {
			t.Fatalf("samplePaths has nothing for %s", r.Path)
		}
		for _, v := range visitors {
			want := wanted(r.Method, path, r.May, v)
			if clients[v.name] == nil {
				clients[v.name] = v.enter()
			}
			c, got := clients[v.name], answer{}
			if r.Method == http.MethodGet {
				got = c.get(path)
			} else {
				got = c.post(path)
			}
			if r.Path == "/logout" {
				clients[v.name] = nil
			}
			if r.Path == "/logout" && want == letIn { // its answer is the way to the login
				want = toLogin
			}
			if r.Path == "/login/code" && outcome(got) == toLogin { // so is that to whoever has no ticket
				continue
			}
			if outcome(got) != want {
				t.Errorf("%s %s by %s: %s (status %d), want %s", r.Method, path, v.name, outcome(got), got.status, want)
			}
			if got.status >= 500 {
				t.Errorf("%s %s by %s: status %d", r.Method, path, v.name, got.status)
			}
		}
	}
}

// Whoever has to have a second factor gets to setting it up and to nothing else.
func TestEveryRouteWaitsForARequiredSecondFactor(t *testing.T) {
	w := newWorld(t)
	w.guard.UseSecondFactor(access.SecondFactor{Required: []model.Role{model.Admin}})
	w.account(access.Person{Name: "chief", Role: model.Admin})
	v := caller{principal: model.Principal{Role: model.Admin}, in: true, enrol: true}
	c := w.as("chief")
	for _, r := range web.Routes() {
		path := samplePath(r.Path)
		if strings.HasPrefix(path, "/api/") || path == "/logout" || path == "/login/code" {
			continue
		}
		got := c.do(r.Method, path, nil, "Sec-Fetch-Site", "same-origin")
		if want := wanted(r.Method, path, r.May, v); outcome(got) != want && !(want == letIn && got.header.Get("Location") == "/account/factor") {
			t.Errorf("%s %s: %s (status %d), want %s", r.Method, path, outcome(got), got.status, want)
		}
	}
}

func samplePath(path string) string {
	for from, to := range samplePaths {
		path = strings.ReplaceAll(path, from, to)
	}
	return path
}
