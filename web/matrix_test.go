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
)

// wanted is what the table of permissions says about a visitor at a route. Pages
// take sessions only, the API takes tokens only.
func wanted(may access.Permission, program bool, v caller) string {
	known := v.in && program == (v.scopes != nil)
	switch {
	case may == access.Public, known && may == access.Self && !program:
		return letIn
	case !known:
		return toLogin
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
	enter     func() *client
}

func outcome(a answer) string {
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/login"):
		return toLogin
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
			visitors = append(visitors, caller{name, model.Principal{Role: role, Units: units}, true, nil, func() *client { return w.as(name) }})
		}
	}
	for _, v := range slices.Clone(visitors) {
		for _, scopes := range [][]string{everything, {"customers.read"}} {
			token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), v.name, "", scopes, 48*time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			name := fmt.Sprint("a token of ", v.name, " for ", scopes)
			visitors = append(visitors, caller{name, v.principal, true, scopes, func() *client { return w.withToken(token) }})
		}
	}
	w.account(access.Person{Name: "gone", Role: model.Admin})
	gone := w.as("gone")
	if err := w.guard.Disable(ctx, model.SystemPrincipal(), "gone"); err != nil {
		t.Fatal(err)
	}
	forged := func(cookie string) func() *client {
		return func() *client { return w.withCookie(cookie) }
	}
	visitors = append(visitors,
		caller{"nobody", model.Principal{}, false, nil, w.client},
		caller{"an unknown token", model.Principal{}, false, nil, forged(strings.Repeat("A", 43))},
		caller{"an empty token", model.Principal{}, false, nil, forged("")},
		caller{"a disabled admin", model.Principal{}, false, nil, func() *client { return gone }},
	)
	clients := map[string]*client{} // each stays logged in until a request logs it out
	for _, r := range web.Routes() {
		path := r.Path
		for from, to := range samplePaths {
			path = strings.ReplaceAll(path, from, to)
		}
		if strings.Contains(path, "{") {
			t.Fatalf("samplePaths has nothing for %s", r.Path)
		}
		for _, v := range visitors {
			want := wanted(r.May, strings.HasPrefix(path, "/api/"), v)
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
			if outcome(got) != want {
				t.Errorf("%s %s by %s: %s (status %d), want %s", r.Method, path, v.name, outcome(got), got.status, want)
			}
			if got.status >= 500 {
				t.Errorf("%s %s by %s: status %d", r.Method, path, v.name, got.status)
			}
		}
	}
}
