package scoring

import (
	"testing"
	"unicode/utf8"
)

// FuzzExpression holds that no text makes the parser or the resolver panic, and
// that a fault lies inside the text.
func FuzzExpression(f *testing.F) {
	for _, s := range []string{
		"sum(orders.amount)", "ratio(sum(orders.profit), sum(orders.amount))", "growth(count(orders), 12m)",
		"years_since(attributes.since) * -2", "days_since(max(订单.日期))", "overdue_days > 90 and margin < 0.1 or x != 1",
		"decay(orders.amount, 180d)", "decay(days_since(max(orders.date)), 4w)", "last(activities.score)", "count(sales)", "growth(orders.amount, last_fiscal_year)",
		"((((", "1 2", "sum(", "12m", "a.b.c", ")", "--1", "1..2", "sum(orders.amount", "\xff", "9999999999999999999", "growth(orders.amount, year)",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := cardPolicy(nil)
		p.Indicators["x"] = Indicator{Expr: text}
		c, issues := Compile(p)
		for _, i := range issues {
			if i.Path == "indicators.x.expr" && (i.Column < 1 || i.Column > utf8.RuneCountInString(text)+1 || i.Text == "") {
				t.Errorf("%q: issue at column %d: %s", text, i.Column, i.Text)
			}
		}
		if c != nil {
			run, err := c.NewRun(day("2026-12-31"), Inputs{})
			if err != nil {
				t.Fatal(err)
			}
			s := points("e", "5")
			s.Orders = append(s.Orders, order("1", "2026-05-05", 10))
			if err := run.Add(s); err != nil {
				t.Fatal(err)
			}
		}
		holds, bad := parseCondition(text, nil, func(string) (int, bool) { return 0, true })
		if bad == nil {
			holds([]value{whole(3)})
		} else if bad.col < 1 || bad.col > utf8.RuneCountInString(text)+1 {
			t.Errorf("%q: fault at column %d: %s", text, bad.col, bad.text)
		}
	})
}

// FuzzSpans holds that no text makes the small readers of a policy panic, and that
// what is taken can be computed with.
func FuzzSpans(f *testing.F) {
	for _, s := range []string{"12m", "90d", "4w", "2y", "year", "last_fiscal_year", "2025-01-01..2025-12-31", "04-01", "0..100", "-5..5", "1/3", "0.5", "20%", "", "d", "中", "1..", "9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if w, err := parseWindow(text); err == nil {
			if first, last := w.days(day("2026-02-28")); w.unit != ".." && first > last+1 {
				t.Errorf("%q is %s..%s", text, first, last)
			}
		}
		if low, high, ok := bounds(text); ok && !low.Less(high) {
			t.Errorf("%q is %s to %s", text, low, high)
		}
		if month, date, ok := twoDigits(text); ok && (month < 1 || month > 12 || date < 1 || date > 28) {
			t.Errorf("%q is %d-%d", text, month, date)
		}
		var fraction Fraction
		if fraction.UnmarshalText([]byte(text)) == nil && !(fraction.float() > 0) {
			t.Errorf("%q is %g", text, fraction.float())
		}
		var n Number
		if n.UnmarshalText([]byte(text)) == nil && !n.IsZero() {
			var again Number
			if b, err := n.MarshalText(); err != nil || again.UnmarshalText(b) != nil || !again.Equal(n.Decimal) {
				t.Errorf("%q is %s and then %s", text, n.String(), again.String())
			}
		}
	})
}
