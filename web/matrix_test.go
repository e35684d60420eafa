package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

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

func outcome(a answer) string {
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/login"):
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
	type visitor struct {
		name      string
		principal model.Principal
		in        bool
		enter     func() *client
	}
	var visitors []visitor
	for _, role := range access.Roles {
		for _, units := range [][]string{nil, {"east"}} {
			name := string(role) + "-whole"
			if units != nil {
				name = string(role) + "-east"
			}
			w.account(access.Person{Name: name, Role: role, Units: units})
			visitors = append(visitors, visitor{name, model.Principal{Role: role, Units: units}, true, func() *client { return w.as(name) }})
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
		visitor{"nobody", model.Principal{}, false, w.client},
		visitor{"an unknown token", model.Principal{}, false, forged(strings.Repeat("A", 43))},
		visitor{"an empty token", model.Principal{}, false, forged("")},
		visitor{"a disabled admin", model.Principal{}, false, func() *client { return gone }},
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
			want := toLogin
			switch {
			case r.May == access.Public, v.in && r.May == access.Self:
				want = letIn
			case v.in && slices.Contains(access.Permissions(v.principal), r.May):
				want = letIn
			case v.in:
				want = refused
			}
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
