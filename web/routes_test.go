package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
)

// This file is inside the package: it reads the table of routes itself.

func TestEveryRouteHasAPermissionAndAMethod(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range (&Console{}).routes() {
		method, path, ok := strings.Cut(r.pattern, " ")
		if !ok || (method != http.MethodGet && method != http.MethodPost) || path[0] != '/' {
			t.Errorf("route %q is not METHOD /path", r.pattern)
		}
		if seen[r.pattern] {
			t.Errorf("route %q stands twice", r.pattern)
		}
		seen[r.pattern] = true
		if !access.Known(r.may) {
			t.Errorf("route %q has no permission", r.pattern)
		}
		if method == http.MethodPost && r.may == access.Public && !strings.Contains(publicForms, path) {
			t.Errorf("route %q changes something for whoever comes", r.pattern)
		}
	}
}

// publicForms are what may be sent without a login.
const publicForms = "/login /login/code /setup /welcome /welcome/sso /sso/logout /language"

// A permission that opens nothing would promise what is not there.
func TestEveryPermissionOpensARoute(t *testing.T) {
	opens := map[access.Permission]bool{}
	for _, r := range (&Console{}).routes() {
		opens[r.may] = true
	}
	for _, g := range access.Grants() {
		if !opens[g.Permission] {
			t.Errorf("%s opens no route", g.Permission)
		}
	}
}

func TestARouteWithoutAPermissionDoesNotRegister(t *testing.T) {
	if access.Known("") || access.Known("runs") {
		t.Error("an unknown permission is known")
	}
}

func TestEveryLinkOfTheMenuIsARoute(t *testing.T) {
	routes := map[string]access.Permission{}
	for _, r := range (&Console{}).routes() {
		routes[strings.TrimSuffix(r.pattern, "{$}")] = r.may
	}
	for _, g := range navigation {
		for _, l := range g.items {
			if got, ok := routes["GET "+l.path]; !ok || got != l.may {
				t.Errorf("the menu leads to %s with %s, the route wants %q", l.path, l.may, got)
			}
		}
	}
}

// A receipt leads to pages that are there, and to none that its reader may not open.
func TestEveryPageOfAReceiptIsARoute(t *testing.T) {
	routes := map[string]access.Permission{}
	for _, r := range (&Console{}).routes() {
		routes[r.pattern] = r.may
	}
	for table, page := range placePages {
		if got, ok := routes["GET "+page.path]; !ok || got != page.may {
			t.Errorf("%s leads to %s with %s, the route wants %q", table, page.path, page.may, got)
		}
	}
}
