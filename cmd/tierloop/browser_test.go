package main

import (
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/cmd/tierloop/demo"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit/browser"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// TestTheLoopInABrowser is a day at the console over the demo's five systems: a
// steward decides three questions by keyboard, a person approves the first filling
// and has it written, a salesperson sees the tier in the CRM, and a person of one
// unit sees that unit alone.
func TestTheLoopInABrowser(t *testing.T) {
	b := browser.Start(t)
	ctx := t.Context()
	dir := t.TempDir()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true, config: filepath.Join(dir, "tierloop.yaml")}
	defer a.close()
	data := demo.New(7, a.clock.Now())
	fakes, _, err := a.demoSystems(dir, 7, data)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(a.config)
	if err != nil {
		t.Fatal(err)
	}
	held := strings.Replace(string(text), "first_fill: allow, ", "", 1)
	if err := os.WriteFile(a.config, []byte(held), 0o600); err != nil || held == string(text) {
		t.Fatalf("the first filling is not held: %v", err)
	}
	e, err := a.openEngine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	report, _ := e.Run(ctx, engine.Request{Job: "demo", Trigger: "demo"}) // planted rows are rejected, then the gate holds
	if report.Plan == nil || report.Plan.State != model.PlanHeld {
		t.Fatalf("the plan is not held: %+v", report.Run)
	}
	plan := report.Plan.ID
	pages, guard, err := a.console(ctx, e, nil)
	if err != nil {
		t.Fatal(err)
	}
	own, other := data.Units[0].Name, data.Units[1].Name
	for _, p := range []access.Person{{Name: "chief", Role: model.Admin}, {Name: "viewer", Role: model.Viewer, Units: []string{own}}} {
		if err := guard.AddAccountWithPassword(ctx, model.SystemPrincipal(), p, "correct horse battery"); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(pages)
	defer server.Close()
	enter := func(name string) {
		t.Helper()
		b.Open(server.URL + "/login")
		b.Do(chromedp.SetValue(`input[name=name]`, name), chromedp.SetValue(`input[name=password]`, "correct horse battery"))
		b.Submit(`.door .btn`)
		b.Do(chromedp.WaitVisible(`nav.side`))
	}

	enter("chief")
	for _, lang := range []string{"zh", "en"} {
		b.Submit(`.lang button[value=` + lang + `]`)
		b.Do(chromedp.WaitVisible(`html[lang^=` + lang + `] nav.side`))
	}

	b.Open(server.URL + "/review")
	b.Submit(`form[action="/review/claim"] button`)
	b.Settle()
	open, _, err := e.Store.QueueSize(ctx, model.SystemPrincipal())
	if err != nil || open < 3 {
		t.Fatalf("%d questions are open: %v", open, err)
	}
	for i, key := range []string{"n", "y", "n"} {
		b.Do(chromedp.KeyEvent(key), chromedp.WaitVisible(fmt.Sprintf(`.pill[data-open="%d"]`, int(open)-i-1)))
		b.Settle()
	}
	answers, err := e.Store.DecisionsBy(ctx, model.SystemPrincipal(), "chief", time.Time{}, 10)
	if err != nil || len(answers) != 3 || answers[0].Verdict != model.Different || answers[1].Verdict != model.Same || answers[2].Verdict != model.Different {
		t.Errorf("decided by keyboard: %+v, %v", answers, err)
	}

	b.Open(server.URL + "/plans/" + plan)
	var gates int
	b.Do(chromedp.Evaluate(`document.querySelectorAll('input[name=gate]').forEach(function (x) { x.checked = true; }); document.querySelectorAll('input[name=gate]').length`, &gates),
		chromedp.SetValue(`input[name=reason]`, "agreed with sales"))
	if gates == 0 {
		t.Fatal("no gate waits")
	}
	b.Submit(`form[action$="/approve"] .btn`)
	b.Submit(`form[action$="/apply"] .btn`)
	eventually(t, "the plan is written and read back", func() bool {
		p, err := e.Store.Plan(ctx, model.SystemPrincipal(), plan)
		runs, err2 := e.Store.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Limit: 1})
		return err == nil && err2 == nil && p.State == model.PlanApplied && runs[0].State != model.RunRunning
	})
	rows, err := e.Store.PlanRowsWhere(ctx, model.SystemPrincipal(), plan, store.PlanRowFilter{Source: own, Limit: 1000})
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows for %s, %v", len(rows), own, err)
	}
	b.Open(fakes[0].Page + "?lang=en")
	seen := b.Text("body")
	shown := 0
	for line := range strings.Lines(seen) {
		for _, r := range rows {
			if r.New != "" && strings.Contains(line, r.Target.ID) && strings.Contains(line, r.New) {
				shown++
				break
			}
		}
	}
	if shown < 10 {
		t.Errorf("the CRM's own page shows %d tiers:\n%.2000s", shown, seen)
	}

	foreign := entityOnlyIn(t, e, other, own)
	b.Open(server.URL + "/")
	b.Submit(`form[action="/logout"] button`)
	enter("viewer")
	b.Open(server.URL + "/customers")
	if scope := b.Text(`.top .scope`); !strings.Contains(scope, unitLabel(data, own)) || strings.Contains(scope, unitLabel(data, other)) {
		t.Errorf("the viewer's scope is %q", scope)
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains:\n%s", strings.Join(problems, "\n"))
	}
	b.Open(server.URL + "/customers/" + foreign)
	if page := b.Text("main"); !strings.Contains(page, "404") && !strings.Contains(page, "not") {
		t.Errorf("a customer of another unit:\n%s", page)
	}
}

// entityOnlyIn is a customer of one unit that another has nothing of.
func entityOnlyIn(t *testing.T, e *engine.Engine, unit, not string) string {
	t.Helper()
	found := ""
	err := e.Store.EachCustomer(t.Context(), model.SystemPrincipal(), func(c store.StoredCustomer) error {
		if found != "" || c.Entity == "" || len(c.Units) != 1 || c.Units[0] != unit {
			return nil
		}
		members, err := e.Store.Members(t.Context(), model.Principal{Name: "viewer", Role: model.Viewer, Units: []string{not}}, c.Entity)
		if err == nil && len(members) == 0 || err != nil {
			found = c.Entity
		}
		return nil
	})
	if err != nil || found == "" {
		t.Fatalf("every customer of %s is known in %s: %v", unit, not, err)
	}
	return found
}

func unitLabel(data *demo.Data, name string) string {
	for _, u := range data.Units {
		if u.Name == name {
			return u.Label
		}
	}
	return name
}
