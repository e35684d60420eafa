package web_test

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/web"
)

// frontTables are the tables behind the front page, by the name of their report: the
// columns that it reads, then the rows.
var frontTables = map[string][]string{
	"tiers": {"tier customers customers_before customers_change customer_share revenue revenue_change revenue_share",
		"platinum 10 8 0.25 0.1 6100000.00 0.5 0.61", "gold 30 30 0 0.3 2900000.00 -0.1 0.29", "unrated 60 62 -0.0323 0.6 1000000.00  0.1", "total 100 100 0 1 10000000.00 -0.064 1"},
	"overlap": {"units n customers customer_share", "east+med 2 12 0.15", "east 1 68 0.85", "total  80 1"},
	"concentration": {"measure value", "revenue 10000000.00", "gini 0.7411", "top_20_percent 0.786", "lorenz_10 0", "lorenz_20 0", "lorenz_30 0.005", "lorenz_40 0.01", "lorenz_50 0.02", "lorenz_60 0.05",
		"lorenz_70 0.11", "lorenz_80 0.214", "lorenz_90 0.4"},
	"movement": {"from to way customers revenue", "platinum platinum same 6 1.00", "platinum gold down 2 20.00", "gold platinum up 4 30.00", "unrated gold other 1 5.00",
		"new unrated other 7 0.00", "split gold other 1 0.00", "gold gone other 3 0.00", "gold merged other 2 0.00", "total   26 56.00"},
	"units": {"unit tier customers", "east platinum 9", "east unrated 41", "med platinum 1", "med gold 20"},
}

// Tables is slow over one month, behind over three, and has nobody in two years.
func (fakeAnalyst) Tables(_ context.Context, p model.Principal, asks ...web.ReportAsk) (out []web.Counted, err error) {
	for _, ask := range asks {
		c := web.Counted{Fresh: ask.Months != 1 && ask.Months != 3, Span: report.Span{First: 202512, Last: 202611}, Before: report.Span{First: 202412, Last: 202511},
			From: model.NewDate(2025, 11, 20), To: model.NewDate(2026, 11, 20)}
		lines := frontTables[ask.Name]
		if ask.Months == 1 {
			lines = nil
		} else {
			c.Missing = []model.Text{{ZH: "没有成本", EN: "no costs"}}
		}
		for i, line := range lines {
			cells := strings.Split(line, " ")
			switch {
			case i == 0:
				for _, id := range cells {
					c.Columns = append(c.Columns, report.Column{ID: id})
				}
			case len(p.Units) == 1 && ask.Name == "units" && cells[0] != p.Units[0]:
			case ask.Months == 24 && cells[0] != report.Total:
			case ask.Months == 24:
				row := make([]string, len(c.Columns))
				row[0], row[1] = report.Total, "0"
				c.Rows = append(c.Rows, row)
			default:
				c.Rows = append(c.Rows, cells)
			}
		}
		out = append(out, c)
	}
	return out, nil
}

var tag = regexp.MustCompile(`<[^>]*>`)

// words are a page without its tags, a space for each run of them.
func words(page string) string {
	return strings.Join(strings.Fields(tag.ReplaceAllString(page, " ")), " ")
}

func TestTheFrontPageOfTheReports(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "ana", Role: model.Analyst})
	w.account(access.Person{Name: "east", Role: model.Viewer, Units: []string{"east"}})
	for _, tt := range []struct {
		name, as, path string
		want, lacks    []string
		refresh        bool
	}{
		{"the strip, and against what", "ana", "/reports", []string{"Unified customers 100 ± 0 against 2024-12 – 2025-11", "In several units 12 15.0 % of those with orders",
			"10.0 m ▼ 6.4 % against", "From platinum 61.0 % of revenue, by 10.0 % of the customers", "From the largest fifth 78.6 % of revenue, Gini 0.74"}, []string{"being counted", "⟦"}, false},
		{"the pyramid and its figures", "ana", "/reports", []string{"platinum revenue 61.0 % 10 · 10.0 %", "gold 30 30.0 % 2,900,000.00 29.0 %", "unrated 60 60.0 %"}, nil, false},
		{"who moved, and who came and left", "ana", "/reports", []string{"2025-11-20 → 2026-11-20 7 customers changed tier: 4 up, 2 down, 1 to or from unrated", "platinum → gold: 2 customers", "8 are new or were split off, 5 are gone or were merged",
			"gold merged other 2"}, []string{"platinum → platinum"}, false},
		{"units by tier", "ana", "/reports", []string{"华东 9 0 41 50", "医疗 1 20 0 21", "Customers with business"}, nil, false},
		{"the curve from the largest down", "ana", "/reports", []string{"top 20.0 % → 78.6 %", "10.0 % 60.0 %", "50.0 % 98.0 %", "100.0 % 100.0 %"}, nil, false},
		{"what is missing, once", "ana", "/reports", []string{"Missing data: no costs"}, []string{"no costs ▲ Missing data: no costs"}, false},
		{"counted for the first time", "ana", "/reports?months=1", []string{"The figures are being counted"}, []string{"Pyramid", "Lorenz", "Moves between"}, true},
		{"counted anew", "ana", "/reports?months=3", []string{"those before it", "Pyramid"}, nil, true},
		{"nobody yet", "ana", "/reports?months=24", []string{"No figures yet"}, []string{"Pyramid", "NaN"}, false},
		{"a viewer of one unit", "east", "/reports", []string{"华东 9 0 41 50"}, []string{"医疗", "In several units", "Excel"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := w.as(tt.as).get(tt.path)
			text := words(got.body)
			if got.status != http.StatusOK {
				t.Fatalf("status %d\n%s", got.status, text)
			}
			for _, x := range tt.want {
				if !strings.Contains(text, x) {
					t.Errorf("lacks %q", x)
				}
			}
			for _, x := range tt.lacks {
				if strings.Contains(text, x) {
					t.Errorf("has %q", x)
				}
			}
			if again := got.header.Get("Refresh") != ""; again != tt.refresh {
				t.Errorf("loads again: %t", again)
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
	ana := w.as("ana")
	for _, path := range []string{"/reports?months=7", "/reports?compare=never"} {
		if got := ana.get(path); got.status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got.status)
		}
	}
	page := ana.get("/reports?compare=year&months=6").body
	for _, link := range []string{"/reports/tiers?compare=year&amp;months=6", "/reports/movement?months=6", "/reports/tiers/file?compare=year&amp;months=6&amp;format=xlsx"} {
		if !strings.Contains(page, `href="`+link+`"`) {
			t.Errorf("no link %s", link)
		}
	}
}
