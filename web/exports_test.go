package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/web"
)

// fakeExporter has one file, of whoever asks, and makes one kind.
type fakeExporter struct{ asked []web.ExportAsk }

var exported = web.Export{ID: "EX-1", Kind: "entities", Format: "csv", State: "ready", Size: 12_345, Created: morning, Expires: morning.Add(7 * 24 * time.Hour)}

func (*fakeExporter) ExportKinds(model.Principal) []web.ExportKind {
	return []web.ExportKind{{Name: "entities", Say: model.Text{ZH: "黄金记录", EN: "golden records"}}}
}

func (f *fakeExporter) StartExport(_ context.Context, _ model.Principal, _ string, ask web.ExportAsk) (web.Export, error) {
	if ask.Kind != "entities" {
		return web.Export{}, &web.Refusal{Text: model.Text{ZH: "没有这样的文件", EN: "no such file"}}
	}
	f.asked = append(f.asked, ask)
	e := exported
	e.State, e.Size = "making", 0
	return e, nil
}

func (*fakeExporter) Exports(context.Context, model.Principal) ([]web.Export, error) {
	return []web.Export{exported, {ID: "EX-2", Kind: "report.sales", Format: "xlsx", State: "making", Created: morning, Expires: morning}, {ID: "EX-3", Kind: "tiers", Format: "json", State: "failed", Error: "no disk", Created: morning, Expires: morning}}, nil
}

func (*fakeExporter) Export(_ context.Context, _ model.Principal, id string) (web.Export, error) {
	if id != "EX-1" {
		return web.Export{}, report.ErrNotFound
	}
	return exported, nil
}

func (f *fakeExporter) ExportBody(ctx context.Context, p model.Principal, id string) (web.Export, []byte, error) {
	e, err := f.Export(ctx, p, id)
	return e, []byte("a,b\n"), err
}

func TestFilesAreAskedForAndTaken(t *testing.T) {
	f := &fakeExporter{}
	w := newWorld(t, func(o *web.Options) { o.Exporter = f })
	w.account(access.Person{Name: "ana", Role: model.Analyst})
	ana := w.as("ana")
	page := ana.get("/exports").body
	for _, text := range []string{"Golden records", "/exports/EX-1/file", "13 KB", "Sales", "no disk", "every 3s"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	if strings.Contains(page, "⟦") || strings.Contains(page, "/exports/EX-2/file") {
		t.Errorf("the page lacks a text, or offers a file that is not ready:\n%s", page)
	}
	if got := ana.post("/exports", "kind", "entities", "format", "xlsx"); got.status != http.StatusSeeOther || len(f.asked) != 1 || f.asked[0].Format != "xlsx" {
		t.Errorf("asked %+v: status %d", f.asked, got.status)
	}
	if got := ana.post("/exports", "kind", "secrets", "format", "csv"); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.body, "no such file") {
		t.Errorf("a file that there is not: status %d", got.status)
	}
	got := ana.get("/exports/EX-1/file")
	if got.body != "a,b\n" || got.header.Get("Content-Disposition") != `attachment; filename="tierloop-entities-20261120.csv"` || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the file: %q, %v", got.body, got.header)
	}
	if got := ana.get("/exports/EX-9/file"); got.status != http.StatusNotFound {
		t.Errorf("somebody else's file: status %d", got.status)
	}
}

func TestProgramsAskForFiles(t *testing.T) {
	f := &fakeExporter{}
	w := newWorld(t, func(o *web.Options) { o.Exporter = f })
	w.account(access.Person{Name: "ana", Role: model.Analyst})
	token, err := w.guard.MakeToken(ctx, model.SystemPrincipal(), "ana", "", []string{"export.make"}, 48*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	send := func(body string) answer { return w.withToken(token).sendJSON("/api/v1/exports", body) }
	for body, want := range map[string]int{
		`{"kind":"entities","format":"csv"}`:                 http.StatusAccepted,
		`{"kind":"secrets","format":"csv"}`:                  http.StatusUnprocessableEntity,
		`{"kind":"entities","format":"csv","where":"1 = 1"}`: http.StatusBadRequest,
		`{"kind":7}`: http.StatusBadRequest,
		`{"kind":"entities","format":"csv","language":"fr"}`: http.StatusBadRequest,
		``: http.StatusBadRequest,
	} {
		got := send(body)
		if got.status != want {
			t.Errorf("%s: status %d, want %d\n%s", body, got.status, want, got.body)
		}
		if want == http.StatusAccepted {
			var e map[string]any
			doc := openAPI(t)
			if err := json.Unmarshal([]byte(got.body), &e); err != nil || got.header.Get("Location") != "/api/v1/exports/EX-1" {
				t.Errorf("accepted as %s at %q: %v", got.body, got.header.Get("Location"), err)
			}
			if err := fits(doc, object{"$ref": "#/components/schemas/Export"}, e, "export"); err != nil {
				t.Error(err)
			}
		} else if !strings.Contains(got.header.Get("Content-Type"), "problem+json") {
			t.Errorf("%s: told as %s", body, got.header.Get("Content-Type"))
		}
	}
	if got := w.withToken(token).get("/api/v1/exports/EX-1/file"); got.body != "a,b\n" || !strings.HasPrefix(got.header.Get("Content-Type"), "text/csv") {
		t.Errorf("the file: %q as %s", got.body, got.header.Get("Content-Type"))
	}
}

func (c *client) sendJSON(path, body string) answer {
	c.w.t.Helper()
	return c.sendText("POST", path, body, "Content-Type", "application/json")
}

// A credential that asks too fast is told when to come again; others are served.
func TestWhoAsksTooFastWaits(t *testing.T) {
	w := newWorld(t, func(o *web.Options) {
		o.Pace = access.Pace{People: 1, PeopleBurst: 3, Programs: 1, ProgramsBurst: 2}
	})
	w.business()
	for _, name := range []string{"ana", "bot"} {
		w.account(access.Person{Name: name, Role: model.Admin})
	}
	ask, other := w.program("bot", "customers.read"), w.program("ana", "customers.read")
	for range 2 {
		if got := ask("/api/v1/entities"); got.status != http.StatusOK {
			t.Fatalf("status %d", got.status)
		}
	}
	got := ask("/api/v1/entities")
	if got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") != "1" || got.header.Get("Content-Type") != "application/problem+json" || !strings.Contains(got.body, `"status":429`) {
		t.Errorf("the third: status %d, %v\n%s", got.status, got.header, got.body)
	}
	if got := other("/api/v1/entities"); got.status != http.StatusOK {
		t.Errorf("another token: status %d", got.status)
	}
	ana := w.as("ana")
	statuses := map[int]int{}
	for range 5 {
		statuses[ana.get("/account").status]++
	}
	if statuses[http.StatusOK] != 3 || statuses[http.StatusTooManyRequests] != 2 {
		t.Errorf("pages of a person: %v", statuses)
	}
	if got := w.client().get("/login"); got.status != http.StatusOK {
		t.Errorf("the login of others: status %d", got.status)
	}
	w.clock.Advance(2 * time.Second)
	if got := ask("/api/v1/entities"); got.status != http.StatusOK {
		t.Errorf("after the wait: status %d", got.status)
	}
}
