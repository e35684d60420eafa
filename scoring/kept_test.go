package scoring

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// keptPolicy counts in every kind of window and in every way that a day may move.
func keptPolicy() Policy {
	return cardPolicy(func(p *Policy, _ *Model) {
		p.Timezone, p.FiscalYear = "Asia/Shanghai", "04-01"
		p.Facts = Facts{Orders: FactRule{NetOf: "returns", DedupeAcrossUnits: "order_no"}}
		p.Tiers.MinimumData = MinimumData{Orders: 1, Age: "30d"}
		for id, in := range map[string]Indicator{
			"rolling": {Expr: "sum(orders.amount)", Window: "12m"}, "days": {Expr: "count(orders)", Window: "90d"},
			"growth": {Expr: "growth(orders.amount, 6m)"}, "past": {Expr: "avg(orders.amount)", Window: "3m", Back: 2},
			"month": {Expr: "distinct(orders.number)", Window: "month"}, "quarter": {Expr: "max(orders.amount)", Window: "last_quarter"},
			"fiscal": {Expr: "sum(invoices.amount)", Window: "fiscal_year", Back: 1}, "fixed": {Expr: "count(sales)", Window: "2026-12-01..2027-02-15"},
			"recency": {Expr: "days_since(max(orders.date))"}, "years": {Expr: "years_since(min(orders.date))"}, "last": {Expr: "last(orders.amount)"},
			"overdue": {Expr: "max(invoices.days_overdue)"}, "margin": {Expr: "ratio(sum(orders.profit), sum(orders.amount))", Window: "1y"},
			"visits": {Expr: "count(activities)", Window: "4w", Kinds: []string{"visit"}}, "liked": {Expr: "avg(activities.score)"},
			"since": {Expr: "days_since(attributes.since)"}, "staff": {Field: "staff"}, "word": {Manual: "0..100", Valid: "60d"},
		} {
			p.Indicators[id] = in
		}
	})
}

// keptSubjects are customers with facts of every kind around the day.
func keptSubjects(t *rapid.T, day model.Date) []Subject {
	var out []Subject
	for i := range rapid.IntRange(1, 5).Draw(t, "customers") {
		s := Subject{Entity: fmt.Sprint("e", i), Scope: model.ScopeGroup, Attributes: map[string]string{"since": "2020-02-29"}}
		if i%2 == 1 {
			s.Attributes["staff"], s.FirstSeen = "-12.50", day-40
			s.Manual = []model.ManualScore{{Indicator: "word", Score: "70", Date: day - 20}}
		}
		for k := range rapid.IntRange(0, 6).Draw(t, "documents") {
			o := order(fmt.Sprint(i, "-", k), "2026-01-01", model.Amount(rapid.IntRange(-50, 900).Draw(t, "amount")))
			o.Date = day + model.Date(rapid.IntRange(-800, 60).Draw(t, "date"))
			o.Kind = rapid.SampledFrom([]model.OrderKind{model.SalesOrder, model.SalesOrder, model.Invoice, model.Payment, model.Return}).Draw(t, "kind")
			o.Number, o.Unit = fmt.Sprint("N", k%3), rapid.SampledFrom([]string{"cloud", "iot"}).Draw(t, "unit")
			o.Currency = rapid.SampledFrom([]string{"CNY", "CNY", "USD", "EUR"}).Draw(t, "currency")
			if rapid.Bool().Draw(t, "more") {
				o.Due, o.Open, o.Cost, o.HasCost = o.Date+30, 5, 3*model.AmountScale, true
				o.Preceding.ID = fmt.Sprint("N", (k+1)%3)
			}
			s.Orders = append(s.Orders, o)
		}
		for range rapid.IntRange(0, 2).Draw(t, "activities") {
			s.Activities = append(s.Activities, model.Activity{Kind: "visit", Score: "8", At: (day + model.Date(rapid.IntRange(-90, 20).Draw(t, "at"))).Time().Add(20 * time.Hour)})
		}
		out = append(out, s)
	}
	return out
}

func keptOf(r *Run) (out []Kept) {
	for i := range r.Len() {
		out = append(out, r.Kept(i))
	}
	return out
}

// A run that takes up what an earlier one counted says the same, to the byte, as
// one that reads all facts, on every day before the one that was named.
func TestKeptCountsScoreAsTheFactsDo(t *testing.T) {
	recalled := 0
	rapid.Check(t, func(t *rapid.T) {
		p := keptPolicy()
		if rapid.Bool().Draw(t, "fading") {
			p.Indicators["decay"] = Indicator{Expr: "decay(orders.amount, 30d)"}
		}
		p.Currency.Rate = rapid.SampledFrom([]string{"document_date", "as_of", "month_average"}).Draw(t, "rate")
		c, issues := Compile(p)
		if c == nil {
			t.Fatal(issues)
		}
		in := Inputs{Rates: []model.Rate{{From: "USD", To: "CNY", Date: day("2024-01-01"), Rate: "7.1"}, {From: "USD", To: "CNY", Date: day("2026-12-20"), Rate: "7.213"}}}
		first := day("2026-11-30") + model.Date(rapid.IntRange(0, 40).Draw(t, "first day"))
		subjects := keptSubjects(t, first)
		run := func(day model.Date, add func(*Run)) (*Run, []model.TierResult) {
			r, err := c.NewRun(day, in)
			if err != nil {
				t.Fatal(err)
			}
			r.Keep()
			add(r)
			results, err := r.Results()
			if err != nil {
				t.Fatal(err)
			}
			return r, slices.Collect(results)
		}
		facts := func(r *Run) {
			for _, s := range subjects {
				if err := r.Add(s); err != nil {
					t.Fatal(err)
				}
			}
		}
		then, _ := run(first, facts)
		kept, err := ReadKept(string(AppendKept(nil, keptOf(then))))
		if err != nil || len(kept) != len(subjects) {
			t.Fatalf("%d of %d read, %v", len(kept), len(subjects), err)
		}
		later := first + model.Date(rapid.IntRange(0, 120).Draw(t, "days"))
		_, want := run(later, facts)
		_, got := run(later, func(r *Run) {
			for i, k := range kept {
				if k.Until != 0 && k.Until <= later {
					err = r.Add(subjects[i])
				} else {
					recalled++
					err = r.Recall(k, subjects[i].Manual)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s after %s: %s", later, first, diff)
		}
	})
	if recalled < 50 {
		t.Errorf("only %d customers were recalled", recalled)
	}
}

// The day that is named is the very one on which something is otherwise, where
// one fact says when.
func TestKeptCountsStandAsLongAsTheyCan(t *testing.T) {
	for _, tt := range []struct {
		expr, window, date string
		until              string // on 2026-11-30; "" is never
	}{
		{"sum(orders.amount)", "12m", "2026-02-10", "2027-02-10"},
		{"sum(orders.amount)", "90d", "2026-11-30", "2027-02-28"},
		{"sum(orders.amount)", "month", "2026-11-30", "2026-12-01"},
		{"sum(orders.amount)", "last_quarter", "2026-11-30", "2027-01-01"},
		{"growth(orders.amount, 1m)", "", "2026-11-01", "2026-12-01"},
		{"sum(orders.amount)", "2026-01-01..2026-12-31", "2026-11-01", ""},
		{"max(orders.date)", "", "2026-11-01", ""},
		{"count(orders)", "", "2026-12-24", "2026-12-24"},
		{"decay(orders.amount, 9d)", "", "2026-11-01", "2026-12-01"},
	} {
		if tt.expr == "max(orders.date)" {
			tt.expr = "days_since(max(orders.date))"
		}
		p := cardPolicy(func(p *Policy, _ *Model) { p.Indicators["x"] = Indicator{Expr: tt.expr, Window: tt.window} })
		c, issues := Compile(p)
		if c == nil {
			t.Fatal(issues)
		}
		r, err := c.NewRun(day("2026-11-30"), Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		r.Keep()
		if err := r.Add(Subject{Entity: "e", Scope: model.ScopeGroup, Orders: []model.Order{order("1", tt.date, 100)}}); err != nil {
			t.Fatal(err)
		}
		for _, k := range keptOf(r) {
			got := ""
			if k.Until != 0 && k.Until < day("2026-11-30")+outlookDays {
				got = k.Until.String()
			}
			if got != tt.until {
				t.Errorf("%s in %q of %s: until %q, want %q", tt.expr, tt.window, tt.date, got, tt.until)
			}
		}
	}
}

// Damaged counts are an error, never another customer's.
func FuzzReadKept(f *testing.F) {
	c, _ := Compile(keptPolicy())
	r, err := c.NewRun(day("2026-11-30"), Inputs{})
	if err != nil {
		f.Fatal(err)
	}
	r.Keep()
	if err := r.Add(Subject{Entity: "e", Scope: model.ScopeGroup, Attributes: map[string]string{"staff": "9999999999999999999"}, Orders: []model.Order{order("1", "2026-11-01", 100)}}); err != nil {
		f.Fatal(err)
	}
	f.Add(AppendKept(nil, keptOf(r)))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ReadKept(string(data))
		if err != nil {
			return
		}
		again, err := c.NewRun(day("2026-11-30"), Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range list {
			_ = again.Recall(k, nil) // must not panic
		}
		if back, err := ReadKept(string(AppendKept(nil, list))); err != nil || !slices.Equal(back, list) {
			t.Errorf("%v is read back as %v, %v", list, back, err)
		}
	})
}
