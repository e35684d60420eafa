package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/sheet"
	"github.com/tierloop/tierloop/web"
)

// fakeAnalyst knows two reports.
type fakeAnalyst struct{}

func (fakeAnalyst) Reports() []web.ReportKind {
	return []web.ReportKind{{Name: "tiers", Say: model.Text{ZH: "各等级的客户", EN: "customers of each tier"}, Span: true, Compares: true},
		{Name: "sales", Say: model.Text{ZH: "销售", EN: "sales"}, Span: true, By: []string{"tier", "unit"}}}
}

func (fakeAnalyst) Report(_ context.Context, p model.Principal, lang string, ask web.ReportAsk) (web.Report, error) {
	rows := [][]string{{"platinum", "463"}, {"<script>", "2265"}, {"total", "2728"}}
	if ask.Months == 1 || ask.Months == 3 { // still counted: for the first time, or anew
		return web.Report{Counting: true, Columns: make([]web.ReportColumn, ask.Months/3)}, nil
	}
	if ask.By == "unit" {
		for range 600 {
			rows = append(rows, []string{"x", "1"})
		}
	}
	return web.Report{Span: "2025-12 – 2026-11 · CNY", Columns: []web.ReportColumn{{Name: "tier"}, {Name: "customers of " + strings.Join(p.Units, "+") + lang, Number: true}},
		Rows: rows, Total: true, Missing: []string{"no costs"},
		Charts: []sheet.Chart{{Title: "customers", Categories: []string{"platinum", "</script>"}, Series: []sheet.Series{{Name: "n", Values: []float64{463, 2265}}}}}}, nil
}

func (fakeAnalyst) File(_ context.Context, p model.Principal, _ string, ask web.ReportAsk, format string) ([]byte, error) {
	return []byte(ask.Name + " as " + format + " for " + p.Name), nil
}

func (fakeAnalyst) Deliveries(context.Context, model.Principal) ([]web.Delivery, error) {
	return []web.Delivery{{Name: "monthly-tiers", Report: "tiers", Cron: "0 8 1 * *", Channels: []string{"board", "mail"}, Next: morning.AddDate(0, 0, 11),
		Last: []web.Delivered{{Due: morning.AddDate(0, 0, -19), Again: morning.Add(time.Hour), State: "failed", Attempts: 2, Said: "E3401", Channels: []web.Sent{{Channel: "board", State: "sent"}, {Channel: "mail", State: "failed", Said: "E3401"}}},
			{Due: morning.AddDate(0, -1, -19), State: "sent", Attempts: 1, Channels: []web.Sent{{Channel: "board", State: "unsure"}, {Channel: "mail", State: "sent"}}}}},
		{Name: "weekly", Report: "sales", Cron: "0 8 * * 1", Channels: []string{"board"}}}, nil
}

func (fakeAnalyst) Policy() web.Policy {
	return web.Policy{Name: "group", File: "policy.yaml", Hash: "0123456789abcdef", Text: "name: group", Levels: []web.PolicyLevel{{ID: "platinum", Label: model.Text{ZH: "铂金", EN: "Platinum"}}, {ID: "gold", Label: model.Text{ZH: "黄金", EN: "Gold"}}}}
}

func TestReportsAreReadAndTakenAway(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "ana", Role: model.Analyst})
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}})
	ana := w.as("ana")
	for _, tt := range []struct {
		path   string
		status int
		want   []string
	}{
		{"/reports/tiers", http.StatusOK, []string{"463", "&lt;script&gt;", `class="total"`, "no costs", "2025-12 – 2026-11", `\u003c/script\u003e`, "format=xlsx"}},
		{"/reports/tiers?compare=year&months=24", http.StatusOK, []string{`href="/reports/tiers/file?compare=year&amp;months=24&amp;format=csv"`}},
		{"/reports/tiers?months=7", http.StatusNotFound, nil},
		{"/reports/tiers?months=x", http.StatusNotFound, nil},
		{"/reports/tiers?months=1", http.StatusOK, []string{"figures are being counted"}},
		{"/reports/tiers?months=3", http.StatusOK, []string{"those before it", "<table>"}},
		{"/reports/sales?compare=year", http.StatusNotFound, nil},
		{"/reports/sales?by=unit", http.StatusOK, []string{"103 more rows"}},
		{"/reports/sales?by=secret", http.StatusNotFound, nil},
		{"/reports/other", http.StatusNotFound, nil},
		{"/reports/tiers/file?format=csv", http.StatusOK, []string{"tiers as csv for ana"}},
		{"/reports/tiers/file?format=exe", http.StatusNotFound, nil},
		{"/policy", http.StatusOK, []string{"Platinum", "name: group", "0123456789ab"}},
		{"/exports", http.StatusOK, []string{"/reports/sales/file?format=xlsx", "monthly-tiers", "attempt 2", "again at 2026-11-20 10:30", "unsure", "Not sent yet; channels: board"}},
	} {
		got := ana.get(tt.path)
		if got.status != tt.status {
			t.Errorf("%s: status %d, want %d", tt.path, got.status, tt.status)
		}
		for _, text := range tt.want {
			if !strings.Contains(got.body, text) {
				t.Errorf("%s lacks %q", tt.path, text)
			}
		}
		counting := strings.HasSuffix(tt.path, "months=1") || strings.HasSuffix(tt.path, "months=3")
		if again := got.header.Get("Refresh"); (again != "") != counting {
			t.Errorf("%s: Refresh %q", tt.path, again)
		}
		if strings.Contains(got.body, "⟦") {
			t.Errorf("%s lacks a text", tt.path)
		}
	}
	if got := w.as("east").get("/reports/tiers"); !strings.Contains(got.body, "customers of east") || strings.Contains(got.body, "format=") {
		t.Errorf("a viewer of one unit: status %d\n%s", got.status, got.body)
	}
}

func TestNumbersAreGrouped(t *testing.T) {
	for in, want := range map[string]string{"6600000.00": "6,600,000.00", "-1234.5": "-1,234.5", "999": "999", "—": "—", "17.3 %": "17.3 %", "": "", "1e5": "1e5"} {
		if got := web.Number(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
