package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

type object = map[string]any

func openAPI(t *testing.T) object {
	t.Helper()
	body, err := os.ReadFile("openapi.json")
	var doc object
	if err == nil {
		err = json.Unmarshal(body, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheDocumentOfTheAPIHasItsRoutes(t *testing.T) {
	doc := openAPI(t)
	var written, routed []string
	for path, item := range doc["paths"].(object) {
		for method, op := range item.(object) {
			method = strings.ToUpper(method)
			written = append(written, method+" /api/v1"+path)
			scope := scopeOf(op.(object))
			for _, r := range web.Routes() {
				if r.Path == "/api/v1"+path && r.Method == method && scope != string(r.May) {
					t.Errorf("%s %s is written with scope %q, the route wants %s", method, path, scope, r.May)
				}
			}
		}
	}
	for _, r := range web.Routes() {
		if strings.HasPrefix(r.Path, "/api/") && r.May != access.Public {
			routed = append(routed, r.Method+" "+r.Path)
			if !slices.Contains(access.Scopes(), r.May) {
				t.Errorf("no token can have %s for %s", r.May, r.Path)
			}
		}
	}
	slices.Sort(written)
	slices.Sort(routed)
	if !slices.Equal(written, routed) {
		t.Errorf("written\n%s\nrouted\n%s", strings.Join(written, "\n"), strings.Join(routed, "\n"))
	}
}

// scopeOf is the scope that the description of an operation names.
func scopeOf(op object) string {
	found := regexp.MustCompile("Scope `(.+?)`").FindStringSubmatch(op["description"].(string))
	if found == nil {
		return ""
	}
	return found[1]
}

// fits says where a value is not as the schema has it.
func fits(doc, schema object, v any, at string) error {
	if name, ok := schema["$ref"].(string); ok {
		schema = doc["components"].(object)["schemas"].(object)[strings.TrimPrefix(name, "#/components/schemas/")].(object)
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		return fmt.Errorf("%s is %v, not one of %v", at, v, enum)
	}
	switch schema["type"] {
	case "object":
		o, ok := v.(object)
		if !ok {
			return fmt.Errorf("%s is no object: %v", at, v)
		}
		for _, name := range list(schema["required"]) {
			if _, ok := o[name.(string)]; !ok {
				return fmt.Errorf("%s lacks %s", at, name)
			}
		}
		props, _ := schema["properties"].(object)
		for _, name := range slices.Sorted(maps.Keys(o)) {
			p, ok := props[name].(object)
			if !ok {
				if p, ok = schema["additionalProperties"].(object); !ok {
					if schema["additionalProperties"] == false {
						return fmt.Errorf("%s has %s, which is not written", at, name)
					}
					continue
				}
			}
			if err := fits(doc, p, o[name], at+"."+name); err != nil {
				return err
			}
		}
	case "array":
		items, ok := v.([]any)
		if !ok {
			return fmt.Errorf("%s is no list: %v", at, v)
		}
		for i, item := range items {
			if err := fits(doc, schema["items"].(object), item, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case "string":
		text, ok := v.(string)
		if !ok {
			return fmt.Errorf("%s is no text: %v", at, v)
		}
		layout := map[any]string{"date": time.DateOnly, "date-time": time.RFC3339Nano}[schema["format"]]
		if layout != "" {
			_, err := time.Parse(layout, text)
			return err
		}
	case "integer":
		if n, ok := v.(float64); !ok || n != float64(int64(n)) {
			return fmt.Errorf("%s is no whole number: %v", at, v)
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return fmt.Errorf("%s is neither true nor false: %v", at, v)
		}
	}
	return nil
}

func list(v any) []any { l, _ := v.([]any); return l }

// business fills the store with one customer of two units, its tier, a decision,
// a run and a plan.
func (w *world) business() {
	w.t.Helper()
	crm, erp := model.Ref{Source: "crm", Object: "account", ID: "1"}, model.Ref{Source: "erp", Object: "customer", ID: "7"}
	at := w.clock.Now()
	customer := func(ref model.Ref, name, unit string) model.Customer {
		return model.Customer{Ref: ref, Kind: model.Organisation, Name: name, Units: []string{unit}, Status: model.Active, Phones: []model.Phone{{E164: "+862112345678"}}}
	}
	result := model.TierResult{Entity: "G1", Policy: "group", Scope: model.ScopeGroup, AsOf: model.NewDate(2026, time.November, 20), Score: "82.9", Raw: "A", Held: "A", Final: "A",
		Parts:  []model.Part{{ID: "money", Label: model.Text{ZH: "金额", EN: "money"}, Input: "7", Points: "40"}},
		Reason: model.Text{ZH: "医疗单元收入 7 万", EN: "70,000 in unit med"}, SafeReason: model.Text{ZH: "集团收入高", EN: "much revenue in the group"}}
	err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		run, err := tx.StartRun(ctx, model.Run{ID: "R1", Job: "nightly", Trigger: "schedule", State: model.RunDone, Stage: "verify", Started: at, Counts: map[string]int64{"pull.rows": 2}})
		if err != nil {
			return err
		}
		if _, err := tx.SaveCustomers(ctx, run, []model.Customer{customer(crm, "泊岚电气", "east"), customer(erp, "泊岚电气有限公司", "med")}); err != nil {
			return err
		}
		_, err = tx.ApplyMaster(ctx, run, store.MasterChange{
			Entities: []store.EntityChange{{Entity: model.Entity{ID: "G1", Kind: model.Organisation, Group: "G1", Values: map[string]model.Value{
				"name": {Text: "泊岚电气有限公司", From: erp, Rule: "longest"}, "phone": {Text: "+862112345678", From: crm, Rule: "newest"}}}, Quality: 640}},
			Members: []model.Member{{Customer: crm, Entity: "G1", Evidence: model.Evidence{Why: "founder"}}, {Customer: erp, Entity: "G1", Evidence: model.Evidence{With: crm, Why: "name"}}},
		})
		if err != nil {
			return err
		}
		if _, err := tx.SaveTiers(ctx, run, []model.TierResult{result}); err != nil {
			return err
		}
		if err := tx.SaveDecision(ctx, model.Decision{A: crm, B: erp, Verdict: model.Same, Author: "li", Reason: "同一执照", At: at}); err != nil {
			return err
		}
		return tx.SavePlan(ctx, model.Plan{ID: "P1", Run: "R1", Made: at, State: model.PlanOpen, Counts: model.PlanCounts{New: 1}},
			func(yield func(model.PlanRow, error) bool) {
				yield(model.PlanRow{Seq: 1, Target: crm, Name: "泊岚电气", Unit: "east", Entity: "G1", Field: "tier", OldKnown: true, New: "A"}, nil)
			})
	})
	if err == nil {
		err = w.db.RefreshLists(ctx, store.Fence{}, "group", 1)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// program is a client with a token for an account.
func (w *world) program(account string, scopes ...string) func(path string) answer {
	w.t.Helper()
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), account, "test", scopes, 48*time.Hour)
	if err != nil {
		w.t.Fatal(err)
	}
	c := w.client()
	return func(path string) answer { return c.do("GET", path, nil, "Authorization", "Bearer "+token) }
}

var everything = []string{"customers.read", "customers.ask", "customers.grant", "runs.read", "plan.read", "review.read", "scores.enter", "scores.approve", "export.make"}

func TestEveryAnswerOfTheAPIIsAsItsDocumentSays(t *testing.T) {
	w := newWorld(t)
	w.business()
	w.account(access.Person{Name: "bot", Role: model.Admin})
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}, Masked: access.Mask(model.Viewer)})
	doc := openAPI(t)
	whole, unit := w.program("bot", everything...), w.program("east", "customers.read", "customers.ask")
	if got := w.as("east").post("/customers/G1/ask", "reason", "one offer for both"); got.status != http.StatusSeeOther {
		t.Fatalf("asked: status %d", got.status)
	}
	ids := map[string]string{"/entities/{id}": "G1", "/runs/{id}": "R1", "/plans/{id}": "P1", "/exports/{id}": "EX-1", "/requests/{id}": "1"}
	for path, item := range doc["paths"].(object) {
		if item.(object)["get"] == nil || path == "/exports/{id}/file" { // no document
			continue
		}
		real := path
		for prefix, id := range ids {
			if strings.HasPrefix(path, prefix) {
				real = strings.Replace(path, "{id}", id, 1)
			}
		}
		if path == "/lookup" {
			real += "?source=crm&object=account&id=1"
		}
		for name, ask := range map[string]func(string) answer{"the whole group": whole, "one unit": unit} {
			got := ask("/api/v1" + real)
			if path == "/requests/asked" && name == "the whole group" {
				continue // it has nothing to ask for
			}
			if name == "one unit" && path != "/requests/asked" && !strings.HasPrefix(path, "/entities") && path != "/lookup" && path != "/customers" {
				if got.status != http.StatusForbidden {
					t.Errorf("%s by %s: status %d", path, name, got.status)
				}
				continue
			}
			responses := item.(object)["get"].(object)["responses"].(object)
			schema := responses["200"].(object)["content"].(object)["application/json"].(object)["schema"].(object)
			var v any
			if err := json.Unmarshal([]byte(got.body), &v); err != nil || got.status != http.StatusOK {
				t.Errorf("%s by %s: status %d, %v\n%s", path, name, got.status, err, got.body)
				continue
			}
			if err := fits(doc, schema, v, path); err != nil {
				t.Errorf("by %s: %v\n%s", name, err, got.body)
			}
			if rows, ok := v.(object)["data"]; ok && len(list(rows)) == 0 {
				t.Errorf("%s by %s has no row to check", path, name)
			}
		}
	}
	if got := w.client().get("/api/v1/openapi.json"); got.status != http.StatusOK || !json.Valid([]byte(got.body)) {
		t.Errorf("the document itself: status %d", got.status)
	}
}

// A unit's program sees its own records and the safe reason, whatever it asks.
func TestAUnitsProgramLearnsNothingOfOthers(t *testing.T) {
	w := newWorld(t)
	w.business()
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}, Masked: []string{"phone"}})
	w.account(access.Person{Name: "other", Role: model.Viewer, Units: []string{"nowhere"}})
	east, other := w.program("east", everything...), w.program("other", everything...)
	for _, path := range []string{"customers", "entities", "entities/G1", "entities/G1/explain", "entities/G1/tiers", "lookup?source=crm&object=account&id=1", "lookup?source=erp&object=customer&id=7"} {
		got := east("/api/v1/" + path)
		for _, secret := range []string{"erp", "82.9", "70,000", "+8621", `"med"`} {
			if strings.Contains(got.body, secret) {
				t.Errorf("%s shows %s to another unit:\n%s", path, secret, got.body)
			}
		}
		if strings.HasPrefix(path, "entities/") || strings.HasPrefix(path, "lookup") {
			if got := other("/api/v1/" + path); got.status != http.StatusNotFound || got.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s by a unit without that customer: status %d", path, got.status)
			}
		}
	}
	if got := east("/api/v1/lookup?source=erp&object=customer&id=7"); got.status != http.StatusNotFound {
		t.Errorf("another unit's record: status %d", got.status)
	}
	if got := east("/api/v1/lookup?source=crm&object=account&id=1"); !strings.Contains(got.body, `"tier":"A"`) || !strings.Contains(got.body, "集团收入高") {
		t.Errorf("its own record:\n%s", got.body)
	}
}

func TestTheAPISaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.business()
	w.account(access.Person{Name: "bot", Role: model.Admin})
	ask := w.program("bot", "customers.read")
	for path, want := range map[string]int{"/lookup": 400, "/entities?limit=x": 400, "/entities?limit=51": 400, "/entities/G9": 404, "/nothing": 404, "/runs": 403} {
		got := ask("/api/v1" + path)
		var p struct {
			Status        int
			Title, Detail string
		}
		if err := json.Unmarshal([]byte(got.body), &p); err != nil || got.status != want || p.Status != want || p.Title == "" || p.Detail == "" || got.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d, %v\n%s", path, got.status, err, got.body)
		}
	}
	if got := w.client().get("/api/v1/entities"); got.status != http.StatusUnauthorized || !strings.HasPrefix(got.header.Get("WWW-Authenticate"), "Bearer") {
		t.Errorf("without a token: status %d", got.status)
	}
	if got := w.as("bot").get("/api/v1/entities"); got.status != http.StatusUnauthorized {
		t.Errorf("with a browser's cookie: status %d", got.status)
	}
}

func TestATokenIsMadeShownOnceAndRevokedOnItsPage(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "chen", Role: model.Admin})
	w.account(access.Person{Name: "bot", Role: model.Viewer})
	admin := w.as("chen")
	made := admin.post("/users/bot/tokens", "name", "crm page", "days", "30", "scope", "customers.read")
	token := regexp.MustCompile(`tierloop_[\w-]{43}`).FindString(made.body)
	if token == "" {
		t.Fatalf("status %d\n%s", made.status, made.body)
	}
	ask := func() int {
		return w.client().do("GET", "/api/v1/entities", nil, "Authorization", "bearer "+token).status
	}
	page := admin.get("/users/bot").body
	if ask() != http.StatusOK || strings.Contains(page, token) || !strings.Contains(page, "crm page") {
		t.Error("the token opens nothing, or is shown again, or is not listed")
	}
	id := regexp.MustCompile(`name="token" value="(\d+)"`).FindStringSubmatch(page)
	if got := admin.post("/users/chen/tokens/revoke", "token", id[1]); got.status != http.StatusNotFound || ask() != http.StatusOK {
		t.Errorf("revoked on the page of another user: status %d", got.status)
	}
	if got := admin.post("/users/bot/tokens/revoke", "token", id[1]); got.status != http.StatusSeeOther || ask() != http.StatusUnauthorized {
		t.Errorf("revoked: status %d", got.status)
	}
	if got := admin.post("/users/bot/tokens", "name", "x", "days", "9999", "scope", "customers.read"); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a token for ever: status %d", got.status)
	}
}

// The list of source customers is paged by golden customer, and each reader gets the
// records that it sees, masked as its pages are.
func TestSourceCustomersArePaged(t *testing.T) {
	w := newWorld(t)
	w.people()
	w.account(access.Person{Name: "bot", Role: model.Admin})
	w.account(access.Person{Name: "eastbot", Role: model.Viewer, Units: []string{"east"}, Masked: []string{"phone", "identifier"}})
	type row struct {
		model.Ref
		Entity string
		Units  []string
		Phones []string
	}
	all := func(ask func(string) answer) (rows []row) {
		t.Helper()
		for next, pages := "", 0; pages < 100; pages++ {
			got := ask("/api/v1/customers?limit=1&after=" + next)
			var page struct {
				Data []row
				Next string
			}
			if err := json.Unmarshal([]byte(got.body), &page); err != nil || got.status != http.StatusOK {
				t.Fatalf("status %d, %v\n%s", got.status, err, got.body)
			}
			rows = append(rows, page.Data...)
			if next = page.Next; next == "" {
				return rows
			}
		}
		t.Fatal("the pages do not end")
		return nil
	}
	seen := map[model.Ref]bool{}
	for _, r := range all(w.program("bot", "customers.read")) {
		if seen[r.Ref] || r.Entity == "" {
			t.Errorf("%s comes twice, or belongs to nobody", r.Ref)
		}
		seen[r.Ref] = true
	}
	own := all(w.program("eastbot", "customers.read"))
	if len(own) == 0 || len(own) >= len(seen) {
		t.Errorf("a unit sees %d of %d records", len(own), len(seen))
	}
	for _, r := range own {
		if !slices.Contains(r.Units, "east") || len(r.Phones) > 0 && !strings.Contains(r.Phones[0], "•") {
			t.Errorf("a unit sees %+v", r)
		}
	}
}

func TestPlansArePaged(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "bot", Role: model.Admin})
	err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		for i := range 5 {
			plan := model.Plan{ID: fmt.Sprint("P", i), Run: "R1", Made: w.clock.Now().Add(time.Duration(i) * time.Minute), State: model.PlanOpen}
			if err := tx.SavePlan(ctx, plan, func(func(model.PlanRow, error) bool) {}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ask, ids, next := w.program("bot", "plan.read"), "", ""
	for range 3 {
		var page struct {
			Data []struct{ ID string }
			Next string
		}
		got := ask("/api/v1/plans?limit=2&after=" + next)
		if err := json.Unmarshal([]byte(got.body), &page); err != nil || got.status != http.StatusOK {
			t.Fatalf("status %d, %v\n%s", got.status, err, got.body)
		}
		for _, p := range page.Data {
			ids += p.ID + " "
		}
		next = page.Next
	}
	if ids != "P4 P3 P2 P1 P0 " || next != "" {
		t.Errorf("paged as %q, then %q", ids, next)
	}
	if got := ask("/api/v1/plans?after=9999"); got.status != http.StatusBadRequest {
		t.Errorf("beyond the list: status %d", got.status)
	}
}
