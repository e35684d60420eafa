package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/cmd/tierloop/demo"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
)

var (
	tableRow  = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	tableCell = regexp.MustCompile(`(?s)<t[dh][^>]*>(.*?)</t[dh]>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// tableRows are the rows of all tables of a page, their cells joined by bars.
func tableRows(page string) (out []string) {
	for _, r := range tableRow.FindAllStringSubmatch(page, -1) {
		var cells []string
		for _, c := range tableCell.FindAllStringSubmatch(r[1], -1) {
			cells = append(cells, strings.TrimSpace(anyTag.ReplaceAllString(c[1], "")))
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

// The front page of the reports shows the figures of the reports' own pages, to the
// group and to somebody of one unit, over the demo's five systems.
func TestTheFrontPageSaysWhatTheReportsSay(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true, config: filepath.Join(dir, "tierloop.yaml")}
	defer a.close()
	data := demo.New(7, a.clock.Now())
	if _, _, err := a.demoSystems(dir, 7, data); err != nil {
		t.Fatal(err)
	}
	e, err := a.openEngine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = e.Run(ctx, engine.Request{Job: "demo", Trigger: "demo"}) // planted rows are rejected
	pages, guard, err := a.console(ctx, e, nil)
	if err != nil {
		t.Fatal(err)
	}
	own, other := data.Units[0].Name, data.Units[1].Name
	server := httptest.NewServer(pages)
	defer server.Close()
	for _, who := range []access.Person{{Name: "chief", Role: model.Admin}, {Name: "viewer", Role: model.Viewer, Units: []string{own}}} {
		t.Run(who.Name, func(t *testing.T) {
			if err := guard.AddAccountWithPassword(ctx, model.SystemPrincipal(), who, "correct horse battery"); err != nil {
				t.Fatal(err)
			}
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			p := visitor{t, server.URL, &http.Client{Jar: jar}}
			p.post("/login", "name", who.Name, "password", "correct horse battery")
			p.post("/language", "language", "en", "back", "/")
			front := p.get("/reports")
			if !strings.Contains(front, "nobody had a tier yet") {
				t.Error("a first run has tiers to compare with")
			}
			shown := strings.Join(tableRows(front), "\n")
			if group := len(who.Units) == 0; strings.Contains(front, unitLabel(data, other)) != group {
				t.Errorf("unit %s is shown: %t, want %t", other, !group, group)
			}
			has := func(row string) {
				t.Helper()
				if !strings.Contains(shown, row) {
					t.Errorf("no row %q in\n%s", row, shown)
				}
			}
			n := 0
			for _, row := range tableRows(p.get("/reports/tiers"))[1:] {
				c := strings.Split(row, "|") // tier, customers, share, with orders, orders, revenue, share
				if n++; c[0] == "total" {
					if !strings.Contains(front, `<span class="v">`+c[1]+`</span>`) {
						t.Errorf("the strip lacks %s customers", c[1])
					}
					continue
				}
				has(strings.Join([]string{c[0], c[1], zeroShare(c[2]), c[5], zeroShare(c[6])}, "|"))
			}
			for _, row := range tableRows(p.get("/reports/movement"))[1:] {
				if c := strings.Split(row, "|"); c[0] != c[1] && c[0] != "total" {
					has("|" + c[3] + "|" + c[5])
					n++
				}
			}
			for _, row := range tableRows(p.get("/reports/units"))[1:] {
				c := strings.Split(row, "|") // unit, tier, customers
				found := false
				for _, line := range strings.Split(shown, "\n") {
					found = found || strings.HasPrefix(line, labelOf(data, c[0])+"|") && strings.Contains(line+"|", "|"+c[2]+"|")
				}
				if n++; !found {
					t.Errorf("no cell %q in\n%s", row, shown)
				}
			}
			for _, row := range tableRows(p.get("/reports/concentration"))[1:] {
				if c := strings.Split(row, "|"); c[0] == "gini" {
					if n++; !strings.Contains(front, "Gini "+c[1][:3]) {
						t.Errorf("Gini is %s", c[1])
					}
				}
			}
			if n < 12 {
				t.Errorf("%d rows were compared", n)
			}
		})
	}
}

// zeroShare is a share as the page shows one of nothing.
func zeroShare(cell string) string { return strings.Replace(cell, "—", "0.0 %", 1) }

// labelOf is the label of a unit, its id where it has none.
func labelOf(data *demo.Data, unit string) string {
	if label := unitLabel(data, unit); label != "" {
		return label
	}
	return unit
}
