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
