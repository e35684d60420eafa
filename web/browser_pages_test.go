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

// noPages are routes of GET that show no page of their own.
const noPages = `/static/{file...} /sso /sso/return /exports/{id}/file /reports/{report}/file /policy/trials/{id}/file
	/imports/review/template /imports/parents/template /imports/pins/template /imports/scores/template
	/imports/review/back/{id} /imports/parents/back/{id} /imports/pins/back/{id} /imports/scores/back/{id}`

// TestBrowserEveryPageCanBeUsed measures every page in both languages, before and
// after the login: contrast, names, headings, sizes, focus.
func TestBrowserEveryPageCanBeUsed(t *testing.T) {
	b := visited(t)
	w, _ := operations(t)
	b.w = w
	w.people()
	w.account(access.Person{Name: "measurer", Role: model.Admin})
	if _, err := w.guard.AddAccount(ctx, model.SystemPrincipal(), access.Person{Name: "wu", Role: model.Viewer, Units: []string{"east"}}); err != nil {
		t.Fatal(err)
	}
	samples := map[string][]string{
		"/{$}": {"/"}, "/runs/{id}": {"/runs/RUN1", "/runs/RUN1?row=2"}, "/plans/{id}": {"/plans/PLAN1", "/plans/PLAN2"}, "/customers/{id}": {"/customers/G-SUZHOU1", "/customers/G-SUZHOU1?as_of=2026-11-20"},
		"/hierarchy/{id}": {"/hierarchy/G-BOLAN01"}, "/users/{name}": {"/users/wu"}, "/search": {"/search?q=norvik", "/search?q=nothing-like-it"},
		"/privacy/receipts/{id}": {"/privacy/receipts/ER-1"}, "/policy/trials/{id}": {"/policy/trials/T-under", "/policy/trials/T-moves", "/policy/trials/T-past"}, "/dead": {"/dead", "/dead?code=E2001&source=crm&object=Account"}, "/reports/{report}": {"/reports/tiers", "/reports/movement"},
	}
	measure := func(path, lang string) {
		t.Helper()
		b.Open(w.url + path)
		for _, width := range []int64{1280, 390} {
			b.Width(width)
			for _, f := range b.Faults() {
				t.Errorf("%s in %s at %d points: %s", path, lang, width, f)
			}
		}
	}
	b.Open(w.url + "/login")
	for _, lang := range []string{"zh", "en"} {
		b.speak(lang)
		for _, path := range []string{"/login", "/setup", "/welcome"} {
			measure(path, lang)
		}
	}
	b.Width(1280)
	b.enter("measurer")
	for _, lang := range []string{"zh", "en"} {
		b.Width(1280)
		b.Open(w.url + "/account")
		b.speak(lang)
		for _, r := range web.Routes() {
			if r.Method != http.MethodGet || r.May == access.Public || strings.HasPrefix(r.Path, "/api/") || slices.Contains(strings.Fields(noPages), r.Path) {
				continue
			}
			paths := samples[r.Path]
			if paths == nil {
				paths = []string{r.Path}
			}
			for _, path := range paths {
				if strings.Contains(path, "{") {
					t.Fatalf("samples have nothing for %s", r.Path)
				}
				measure(path, lang)
			}
		}
		measure("/nowhere", lang)
		b.Forget() // the 404 is the point
	}
	b.content()
}
