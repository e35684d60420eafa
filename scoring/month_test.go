package scoring

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

func monthPolicy(facts Facts) Policy {
	return cardPolicy(func(p *Policy, _ *Model) {
		p.Facts = facts
		p.Indicators["revenue"] = Indicator{Expr: "sum(orders.amount)"}
		p.Indicators["orders"] = Indicator{Expr: "count(orders)"}
		p.Indicators["margin"] = Indicator{Expr: "sum(orders.profit)"}
	})
}

func monthRun(t interface{ Fatal(...any) }, p Policy, rates ...model.Rate) *Run {
	c, issues := Compile(p)
	if c == nil {
		t.Fatal(issues)
	}
	run, err := c.NewRun(model.NewDate(2026, time.November, 30), Inputs{Rates: rates})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func fact(id, unit string, kind model.OrderKind, day model.Date, amount model.Amount) model.Order {
	return model.Order{Ref: model.Ref{Source: unit, Object: "o", ID: id}, Kind: kind, Number: id, Unit: unit, Date: day, Currency: "CNY", Amount: amount, Status: model.Confirmed}
}

func TestMonthsCountAsThePolicySays(t *testing.T) {
	day := model.NewDate(2026, time.October, 5)
	costed := fact("2", "cloud", model.SalesOrder, day+1, 400_0000)
	costed.Cost, costed.HasCost = 300_0000, true
	twice := fact("2", "iot", model.SalesOrder, day+1, 400_0000)
	channel := fact("3", "cloud", model.SalesOrder, day, 1_0000)
	channel.Role = "channel"
	cancelled := fact("4", "cloud", model.SalesOrder, day, 1_0000)
	cancelled.Status = model.Cancelled
	back := fact("5", "cloud", model.Return, day+2, 50_0000)
	won, lost := fact("6", "iot", model.Opportunity, day, 9_0000), fact("7", "iot", model.Opportunity, day, 9_0000)
	won.Status, lost.Status = model.Done, model.Cancelled
	dollars := fact("8", "iot", model.SalesOrder, day, 10_0000)
	dollars.Currency = "USD"
	francs := dollars
	francs.Currency, francs.Number = "CHF", "9"
	late := fact("10", "cloud", model.SalesOrder, day+365, 1_0000)
	orders := []model.Order{fact("1", "cloud", model.SalesOrder, day, 100_0000), costed, twice, channel, cancelled, back, won, lost, dollars, francs, late}
	visit := model.Activity{Kind: "survey", Unit: "cloud", At: day.Time(), Score: "8.5"}
	run := monthRun(t, monthPolicy(Facts{Orders: FactRule{NetOf: "returns", DedupeAcrossUnits: "order_no"}}),
		model.Rate{From: "USD", To: "CNY", Date: day - 5, Rate: "7.1"})
	got := run.Months(orders, []model.Activity{visit, {Kind: "survey", Unit: "cloud", At: day.Time()}}, func(model.Ref) string { return "E" })
	want := []model.Month{
		{Entity: "E", Unit: "cloud", Month: 202610, Topic: model.TopicActivity, Kind: "survey", Count: 2, Scored: 1, Score: 8_5000},
		{Entity: "E", Unit: "cloud", Month: 202610, Topic: model.TopicOrder, Count: 2, Amount: 450_0000, Costed: 400_0000, Cost: 300_0000},
		{Entity: "E", Unit: "cloud", Month: 202610, Topic: model.TopicReturn, Count: 1, Amount: 50_0000},
		{Entity: "E", Unit: "iot", Month: 202610, Topic: model.TopicLost, Count: 1, Amount: 9_0000},
		{Entity: "E", Unit: "iot", Month: 202610, Topic: model.TopicOrder, Count: 2, Amount: 71_0000, Unpriced: 1},
		{Entity: "E", Unit: "iot", Month: 202610, Topic: model.TopicWon, Count: 1, Amount: 9_0000},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Product lines come from the lines of what counts, each document once per line,
// net of the lines of returns.
func TestMonthsKnowTheProductLines(t *testing.T) {
	day := model.NewDate(2026, time.October, 5)
	line := func(product string, amount model.Amount) model.OrderLine {
		return model.OrderLine{Product: product, Amount: amount}
	}
	sold := fact("1", "cloud", model.SalesOrder, day, 100_0000)
	sold.Lines = []model.OrderLine{line(" 云主机 ", 60_0000), line("云主机", 10_0000), line("", 5_0000), line("带宽", 25_0000)}
	dollars := fact("2", "cloud", model.SalesOrder, day, 10_0000)
	dollars.Currency, dollars.Lines = "USD", []model.OrderLine{line("带宽", 10_0000)}
	back := fact("3", "cloud", model.Return, day, -20_0000)
	back.Lines = []model.OrderLine{line("云主机", -20_0000)}
	offered := fact("4", "cloud", model.Invoice, day, 1_0000)
	offered.Lines = []model.OrderLine{line("顾问", 1_0000)}
	run := monthRun(t, monthPolicy(Facts{Orders: FactRule{NetOf: "returns"}}), model.Rate{From: "USD", To: "CNY", Date: day, Rate: "7"})
	var got []model.Month
	for _, m := range run.Months([]model.Order{sold, dollars, back, offered}, nil, func(model.Ref) string { return "E" }) {
		if m.Topic == model.TopicProduct {
			got = append(got, m)
		}
	}
	want := []model.Month{
		{Entity: "E", Unit: "cloud", Month: 202610, Topic: model.TopicProduct, Kind: "云主机", Count: 1, Amount: 50_0000},
		{Entity: "E", Unit: "cloud", Month: 202610, Topic: model.TopicProduct, Kind: "带宽", Count: 2, Amount: 95_0000},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What reports say of money is what the score says of it.
func TestMonthsAddUpToTheIndicators(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var orders []model.Order
		for range rapid.IntRange(0, 12).Draw(t, "orders") {
			o := fact(rapid.StringN(1, 1, 1).Draw(t, "number"), rapid.SampledFrom([]string{"a", "b", ""}).Draw(t, "unit"),
				rapid.SampledFrom([]model.OrderKind{model.SalesOrder, model.SalesOrder, model.Return, model.Invoice}).Draw(t, "kind"),
				model.NewDate(2026, time.January, rapid.IntRange(1, 400).Draw(t, "day")), model.Amount(rapid.IntRange(-5, 5_000_000).Draw(t, "amount")))
			o.HasCost, o.Cost = rapid.Bool().Draw(t, "costed"), model.Amount(rapid.IntRange(0, 10_000).Draw(t, "cost"))
			if o.Kind == model.Return { // of goods that were sold with a gain
				o.Amount = max(o.Amount, o.Cost)
			}
			o.Status = rapid.SampledFrom([]model.OrderStatus{model.Confirmed, model.Done, model.Cancelled}).Draw(t, "status")
			orders = append(orders, o)
		}
		rule := FactRule{NetOf: rapid.SampledFrom([]string{"", "returns"}).Draw(t, "net"), DedupeAcrossUnits: rapid.SampledFrom([]string{"", "order_no"}).Draw(t, "once")}
		run := monthRun(t, monthPolicy(Facts{Orders: rule}))
		if err := run.Add(Subject{Entity: "E", Scope: model.ScopeGroup, Orders: orders}); err != nil {
			t.Fatal(err)
		}
		results, err := run.Results()
		if err != nil {
			t.Fatal(err)
		}
		var all model.Month
		for _, m := range run.Months(orders, nil, func(model.Ref) string { return "E" }) {
			if m.Topic == model.TopicOrder {
				all.Count, all.Amount = all.Count+m.Count, all.Amount+m.Amount
				all.Costed, all.Cost = all.Costed+m.Costed, all.Cost+m.Cost
			}
		}
		for r := range results {
			for id, got := range map[string]model.Amount{"revenue": all.Amount, "orders": model.Amount(all.Count * model.AmountScale), "margin": all.Costed - all.Cost} {
				if r.Indicators[id] == "" {
					continue // no order states a cost
				}
				if want, err := model.ParseAmount(r.Indicators[id]); err != nil || want != got {
					t.Fatalf("%s: the score says %q, the months %s (%v)", id, r.Indicators[id], got, err)
				}
			}
		}
	})
}
