package scoring

import (
	"strconv"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

func TestWindowsOfTheCalendarAndTheFiscalYear(t *testing.T) {
	for text, want := range map[string]string{
		"12m": "2025-05-16..2026-05-15", "2w": "2026-05-02..2026-05-15", "month": "2026-05-01..2026-05-15", "quarter": "2026-04-01..2026-05-15",
		"year": "2026-01-01..2026-05-15", "fiscal_year": "2026-04-01..2026-05-15", "last_month": "2026-04-01..2026-04-30",
		"last_quarter": "2026-01-01..2026-03-31", "last_year": "2025-01-01..2025-12-31", "last_fiscal_year": "2025-04-01..2026-03-31",
		"2025-01-01..2025-06-30": "2025-01-01..2025-06-30", "2026-01-01..2026-06-30": "2026-01-01..2026-05-15",
	} {
		for back, shift := range []string{"", " back"} {
			w, err := parseWindow(text)
			if err != nil {
				t.Fatal(err)
			}
			w.fiscal, w.back = 401, back
			first, last := w.days(day("2026-05-15"))
			got := first.String() + ".." + last.String()
			if shift == "" && got != want {
				t.Errorf("%s is %s, want %s", text, got, want)
			}
			if shift != "" && w.n == 0 && !strings.HasPrefix(got, strconv.Itoa(first.Time().Year())) {
				t.Errorf("%s moved back is %s", text, got)
			}
		}
	}
	w := window{unit: "last_month", back: 1, fiscal: 101}
	if first, last := w.days(day("2025-03-10")); first.String() != "2024-02-01" || last.String() != "2024-02-29" {
		t.Errorf("February of the year before is %s..%s", first, last)
	}
	w = window{unit: "fiscal_year", fiscal: 701}
	if first, _ := w.days(day("2026-05-15")); first.String() != "2025-07-01" {
		t.Errorf("the fiscal year from July starts %s", first)
	}
	for _, bad := range []string{"12", "0d", "12x", "last", "2025-01-01..", "2025-06-01..2025-01-01", "中"} {
		if _, err := parseWindow(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestDecayHalvesWithEveryHalfLife(t *testing.T) {
	for days, want := range map[int]string{0: "1", 90: "0.70710678", 180: "0.5", 365: "0.24523252"} {
		s := Subject{Orders: []model.Order{order("1", "2026-12-31", 1)}}
		s.Orders[0].Date -= model.Date(days)
		for _, expr := range []string{"decay(orders, 180d)", "decay(days_since(max(orders.date)), 180d)"} {
			if got, _ := measured(t, Indicator{Expr: expr}, Facts{}, s); got != want {
				t.Errorf("%s after %d days is %s, want %s", expr, days, got, want)
			}
		}
	}
	s := Subject{Orders: []model.Order{order("1", "2026-12-31", 100), order("2", "2026-07-04", 100), with(order("r", "2026-07-04", 50), func(o *model.Order) { o.Kind = model.Return })}}
	if got, _ := measured(t, Indicator{Expr: "decay(orders.amount, 180d)"}, Facts{Orders: FactRule{NetOf: "returns"}}, s); got != "125" {
		t.Errorf("100 and half of 50 are %s", got)
	}
}

func TestASaleCountsOnceWhicheverDocumentsItHas(t *testing.T) {
	link := func(id, number, before string, kind model.OrderKind, amount model.Amount) model.Order {
		return with(order(id, "2026-06-01", amount), func(o *model.Order) {
			o.Kind, o.Number = kind, number
			if before != "" {
				o.Preceding = model.Ref{Source: "erp", Object: "so", ID: before}
			}
		})
	}
	s := Subject{Orders: []model.Order{
		link("1", "SO1", "", model.SalesOrder, 100), link("2", "IV1", "1", model.Invoice, 100), link("3", "PY1", "2", model.Payment, 100), // one chain
		link("4", "IV2", "", model.Invoice, 10),                                                    // booked as an invoice alone
		link("5", "IV3", "gone", model.Invoice, 1),                                                 // its order is not here
		link("6", "SO6", "", model.SalesOrder, 1000), link("7", "IV6", "SO6", model.Invoice, 1000), // named by number
	}}
	for expr, want := range map[string]string{"sum(sales.amount)": "1111", "count(sales)": "4", "sum(orders.amount)": "1100", "sum(invoices.amount)": "1111"} {
		if got, _ := measured(t, Indicator{Expr: expr}, Facts{}, s); got != want {
			t.Errorf("%s is %s, want %s", expr, got, want)
		}
	}
}

func TestFirstAndLastAreWhatThatDayBrought(t *testing.T) {
	s := Subject{
		Orders: []model.Order{order("2", "2026-03-01", 5), order("1", "2026-01-01", 7), order("3", "2026-01-01", 1), order("4", "2026-12-01", 9)},
		Activities: []model.Activity{{Kind: "survey", At: day("2026-02-01").Time(), Score: "3"}, {Kind: "survey", At: day("2026-05-01").Time(), Score: "8"},
			{Kind: "survey", At: day("2026-05-01").Time(), Score: "9"}},
	}
	for expr, want := range map[string]string{"first(orders.amount)": "8", "last(orders.amount)": "9", "last(activities.score)": "8.5", "first(invoices.amount)": ""} {
		if got, _ := measured(t, Indicator{Expr: expr}, Facts{}, s); got != want {
			t.Errorf("%s is %s, want %s", expr, got, want)
		}
	}
}

func TestRatesMayBeTheMeanOfThePeriod(t *testing.T) {
	rate := func(date, r string) model.Rate { return model.Rate{From: "USD", To: "CNY", Date: day(date), Rate: r} }
	s := Subject{Entity: "e", Scope: model.ScopeGroup, Orders: []model.Order{with(order("1", "2026-06-10", 100), func(o *model.Order) { o.Currency = "USD" })}}
	rates := []model.Rate{rate("2026-05-31", "1"), rate("2026-06-01", "7"), rate("2026-06-30", "8"), rate("2026-07-01", "90")}
	for by, want := range map[string]string{"document_date": "700", "month_average": "750", "quarter_average": "533.3333", "year_average": "533.3333"} {
		p := cardPolicy(func(p *Policy, _ *Model) {
			p.Currency.Rate = by
			p.Indicators["x"] = Indicator{Expr: "sum(orders.amount)"}
		})
		if got := score(t, p, "2026-06-30", Inputs{Rates: rates}, s)[0].Indicators["x"]; got != want {
			t.Errorf("%s gives %s, want %s", by, got, want)
		}
	}
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Currency.Rate = "month_average"
		p.Indicators["x"] = Indicator{Expr: "sum(orders.amount)"}
	})
	s.Orders[0].Date = day("2026-04-30")
	if got := score(t, p, "2026-06-30", Inputs{Rates: rates}, s)[0]; got.Final != model.Unrated || !strings.Contains(got.Reason.EN, "no rate USD to CNY") {
		t.Errorf("a month without a rate gives %s: %s", got.Final, got.Reason.EN)
	}
}

func TestAManualScoreCountsWhileValidAndApproved(t *testing.T) {
	in := Indicator{Manual: "0..100", Valid: "12m", Approve: "sales_manager"}
	given := func(score, date string, edit func(*model.ManualScore)) model.ManualScore {
		s := model.ManualScore{Indicator: "x", Score: score, Date: day(date), Author: "zhang", ApprovedBy: "li", ApprovedAs: "sales_manager"}
		if edit != nil {
			edit(&s)
		}
		return s
	}
	for name, tt := range map[string]struct {
		scores []model.ManualScore
		want   string
	}{
		"the latest":       {[]model.ManualScore{given("60", "2026-01-31", nil), given("80.5", "2026-06-30", nil)}, "80.5"},
		"first valid day":  {[]model.ManualScore{given("60", "2026-01-01", nil)}, "60"},
		"run out":          {[]model.ManualScore{given("60", "2025-12-31", nil)}, ""},
		"in the future":    {[]model.ManualScore{given("60", "2027-01-01", nil)}, ""},
		"not approved":     {[]model.ManualScore{given("60", "2026-06-30", func(s *model.ManualScore) { s.ApprovedBy, s.ApprovedAs = "", "" })}, ""},
		"wrong role":       {[]model.ManualScore{given("60", "2026-06-30", func(s *model.ManualScore) { s.ApprovedAs = "sales" })}, ""},
		"role not named":   {[]model.ManualScore{given("60", "2026-06-30", func(s *model.ManualScore) { s.ApprovedAs = "" })}, "60"},
		"beyond the range": {[]model.ManualScore{given("101", "2026-06-30", nil)}, ""},
		"of another":       {[]model.ManualScore{given("60", "2026-06-30", func(s *model.ManualScore) { s.Indicator = "y" })}, ""},
	} {
		if got, _ := measured(t, in, Facts{}, Subject{Manual: tt.scores}); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	for _, bad := range []Indicator{{Manual: "100"}, {Manual: "100..0"}, {Manual: "0..100", Window: "12m"}, {Manual: "0..100", Field: "x"}, {Field: "x", Valid: "12m"}} {
		p := cardPolicy(func(p *Policy, _ *Model) { p.Indicators["x"] = bad })
		if c, _ := Compile(p); c != nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestQuantilesOfType7(t *testing.T) {
	list := func(n ...int64) (out ranked) {
		for _, v := range n {
			out = append(out, decimal.MustNew(v, 0))
		}
		return out
	}
	ten := list(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	for i, want := range []string{"2.8", "4.6", "6.4", "8.2"} {
		if got := ten.quantile(i+1, 5).text(); got != want {
			t.Errorf("quantile %d is %s, want %s", i+1, got, want)
		}
		if got := ten.at(decimal.MustNew(int64(2*(i+1)), 1)).text(); got != want {
			t.Errorf("at %d/10 is %s, want %s", 2*(i+1), got, want)
		}
	}
	outlier := list(1, 2, 3, 4, 5, 6, 7, 8, 9, 100)
	if low, high := outlier.at(decimal.MustParse("0.05")).text(), outlier.at(decimal.MustParse("0.95")).text(); low != "1.45" || high != "59.05" {
		t.Errorf("the 5 and 95 per cent points are %s and %s", low, high)
	}
}
