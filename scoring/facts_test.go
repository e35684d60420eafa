package scoring

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
)

// day reads a date of a test.
func day(s string) model.Date {
	d, err := model.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// order is a confirmed order of so many CNY.
func order(id, date string, amount model.Amount) model.Order {
	return model.Order{
		Ref: model.Ref{Source: "erp", Object: "so", ID: id}, Kind: model.SalesOrder, Date: day(date),
		Currency: "CNY", Amount: amount * model.AmountScale, Status: model.Confirmed, Unit: "cloud",
	}
}

func with(o model.Order, edit func(*model.Order)) model.Order {
	edit(&o)
	return o
}

// measured computes one indicator of one customer.
func measured(t *testing.T, in Indicator, facts Facts, s Subject, rates ...model.Rate) (string, model.TierResult) {
	t.Helper()
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Facts, p.Timezone = facts, "Asia/Shanghai"
		p.Indicators["x"] = in
	})
	s.Entity, s.Scope = "e", model.ScopeGroup
	r := score(t, p, "2026-12-31", Inputs{Rates: rates}, s)[0]
	return r.Indicators["x"], r
}

func TestIndicatorsOverOneCustomer(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	s := Subject{
		FirstSeen:  day("2020-12-31"),
		Attributes: map[string]string{"employees": "1200", "kind": "SOE", "since": "2016-12-31", "text": "many"},
		Orders: []model.Order{
			with(order("1", "2026-12-31", 100), func(o *model.Order) { o.Cost, o.HasCost = 40*model.AmountScale, true }),
			with(order("2", "2026-01-01", 200), func(o *model.Order) { o.Cost, o.HasCost = 260*model.AmountScale, true }),
			order("3", "2025-12-31", 50), // the first day outside 12m
			with(order("4", "2025-06-30", 70), func(o *model.Order) {
				o.Unit, o.Number = "iot", "SO-4"
				o.Lines = []model.OrderLine{{Product: "5G"}, {Product: "IoT"}, {Product: "5G"}}
			}),
			with(order("5", "2026-06-30", 9), func(o *model.Order) { o.Status = model.Cancelled }),
			with(order("6", "2026-06-30", 8), func(o *model.Order) { o.Role = "channel" }),
			with(order("7", "2027-01-01", 7), nothing), // after the as-of date
			with(order("8", "2026-11-30", 6), func(o *model.Order) { o.Status = model.Draft }),
			with(order("i1", "2026-06-01", 100), func(o *model.Order) { o.Kind, o.Due, o.Open = model.Invoice, day("2026-07-01"), 1 }),
			with(order("i2", "2026-05-01", 100), func(o *model.Order) { o.Kind, o.Due = model.Invoice, day("2026-06-01") }),
			with(order("r1", "2026-12-01", 30), func(o *model.Order) { o.Kind = model.Return }),
			with(order("r2", "2026-12-02", -5), func(o *model.Order) { o.Kind = model.Return }),
			with(order("p1", "2026-12-02", 60), func(o *model.Order) { o.Kind = model.Payment }),
		},
		Activities: []model.Activity{
			{Kind: "visit", At: at("2026-12-30T16:30:00Z"), Score: "8", Unit: "iot", Status: "done"}, // already the 31st in Shanghai
			{Kind: "call", At: at("2026-12-31T15:59:00Z"), Score: "5.5"},
			{Kind: "visit", At: at("2026-12-31T16:00:00Z")}, // the next year in Shanghai
			{Kind: "visit", At: at("2026-01-15T00:00:00Z")},
		},
	}
	net := Facts{Orders: FactRule{NetOf: "returns"}}
	tests := []struct {
		in    Indicator
		facts Facts
		want  string
	}{
		{Indicator{Expr: "sum(orders.amount)"}, Facts{}, "420"},
		{Indicator{Expr: "sum(orders.amount)", Window: "12m"}, Facts{}, "300"},
		{Indicator{Expr: "sum(orders.amount)", Window: "365d"}, Facts{}, "300"},
		{Indicator{Expr: "sum(orders.amount)", Window: "366d"}, Facts{}, "350"},
		{Indicator{Expr: "sum(orders.amount)", Window: "2y"}, Facts{}, "420"},
		{Indicator{Expr: "sum(orders.amount)", Window: "year"}, Facts{}, "300"},
		{Indicator{Expr: "sum(orders.amount)", Window: "quarter"}, Facts{}, "100"},
		{Indicator{Expr: "sum(orders.amount)", Window: "12m"}, net, "265"},
		{Indicator{Expr: "avg(orders.amount)", Window: "12m"}, net, "132.5"},
		{Indicator{Expr: "count(orders)", Window: "12m"}, net, "2"},
		{Indicator{Expr: "sum(returns.amount)"}, Facts{}, "25"},
		{Indicator{Expr: "sum(orders.amount)", Status: []string{"cancelled", "draft"}}, Facts{}, "15"},
		{Indicator{Expr: "sum(orders.amount)", Roles: []string{"channel"}}, Facts{}, "8"},
		{Indicator{Expr: "sum(orders.amount)"}, Facts{Orders: FactRule{Status: []string{"draft"}}}, "6"},
		{Indicator{Expr: "min(orders.amount)"}, Facts{}, "50"},
		{Indicator{Expr: "max(orders.amount) - min(orders.amount) * 2"}, Facts{}, "100"},
		{Indicator{Expr: "distinct(orders.unit)"}, Facts{}, "2"},
		{Indicator{Expr: "distinct(orders.date)"}, Facts{}, "4"},
		{Indicator{Expr: "growth(orders.amount, 12m)"}, Facts{}, "1.5"},
		{Indicator{Expr: "growth(count(orders), 12m)"}, Facts{}, "0"},
		{Indicator{Expr: "growth(orders.amount, year)"}, Facts{}, "1.5"},
		{Indicator{Expr: "growth(payments.amount, 12m)"}, Facts{}, ""},
		{Indicator{Expr: "growth(orders.amount, 12m)", Clamp: []Number{MustNumber("-1"), MustNumber("1")}}, Facts{}, "1"},
		{Indicator{Expr: "ratio(sum(orders.profit), sum(orders.amount))"}, Facts{}, "0"},
		{Indicator{Expr: "ratio(sum(orders.profit), sum(orders.amount))", Window: "quarter"}, Facts{}, "0.6"},
		{Indicator{Expr: "sum(orders.cost)", Window: "12m"}, Facts{}, "300"},
		{Indicator{Expr: "ratio(sum(payments.amount), sum(opportunities.amount))"}, Facts{}, ""},
		{Indicator{Expr: "sum(opportunities.profit)"}, Facts{}, ""},
		{Indicator{Expr: "max(opportunities.amount)"}, Facts{}, ""},
		{Indicator{Expr: "max(opportunities.amount)", Missing: number("0")}, Facts{}, "0"},
		{Indicator{Expr: "days_since(max(orders.date))"}, Facts{}, "0"},
		{Indicator{Expr: "days_since(min(orders.date))"}, Facts{}, "549"},
		{Indicator{Expr: "years_since(first_seen)"}, Facts{}, "6"},
		{Indicator{Expr: "years_since(attributes.since)"}, Facts{}, "10"},
		{Indicator{Expr: "max(invoices.days_overdue)"}, Facts{}, "183"},
		{Indicator{Expr: "count(activities)", Window: "90d"}, Facts{}, "2"},
		{Indicator{Expr: "count(activities)", Kinds: []string{"visit"}}, Facts{}, "2"},
		{Indicator{Expr: "avg(activities.score)"}, Facts{}, "6.75"},
		{Indicator{Expr: "max(activities.score)"}, Facts{}, "8"},
		{Indicator{Expr: "distinct(activities.kind)"}, Facts{}, "2"},
		{Indicator{Expr: "distinct(activities.unit)"}, Facts{}, "1"},
		{Indicator{Expr: "distinct(activities.status)"}, Facts{}, "1"},
		{Indicator{Expr: "distinct(activities.date)"}, Facts{}, "2"},
		{Indicator{Expr: "days_since(min(activities.date))"}, Facts{}, "350"},
		{Indicator{Expr: "distinct(orders.product)"}, Facts{}, "2"},
		{Indicator{Expr: "distinct(orders.number)"}, Facts{}, "1"},
		{Indicator{Expr: "distinct(invoices.due)"}, Facts{}, "2"},
		{Indicator{Expr: "sum(invoices.open)"}, Facts{}, "0.0001"},
		{Indicator{Expr: "days_since(max(invoices.due))"}, Facts{}, "183"},
		{Indicator{Field: "employees"}, Facts{}, "1200"},
		{Indicator{Field: "text"}, Facts{}, ""},
		{Indicator{Field: "kind", Lookup: map[string]Number{"SOE": MustNumber("80")}}, Facts{}, "80"},
		{Indicator{Field: "text", Lookup: map[string]Number{"SOE": MustNumber("80")}, Missing: number("10")}, Facts{}, "10"},
		{Indicator{Expr: "count(orders) / 0"}, Facts{}, ""},
		{Indicator{Expr: "-(1 + 2) * 3"}, Facts{}, "-9"},
		{Indicator{Expr: "1 / 3"}, Facts{}, "0.33333333"},
	}
	for _, tt := range tests {
		t.Run(tt.in.Expr+tt.in.Field+tt.in.Window, func(t *testing.T) {
			if got, _ := measured(t, tt.in, tt.facts, s); got != tt.want {
				t.Errorf("it is %q, want %q", got, tt.want)
			}
		})
	}
	_, r := measured(t, Indicator{Field: "employees"}, Facts{}, s)
	if !strings.Contains(r.Reason.EN, "2 facts without a date or after the as-of date") {
		t.Errorf("the reason does not tell of facts left out: %s", r.Reason.EN)
	}
}

func nothing(*model.Order) {}

func TestOneOrderBookedByTwoUnitsCountsOnce(t *testing.T) {
	booked := func(source, id, unit, number string) model.Order {
		return with(order(id, "2026-06-01", 100), func(o *model.Order) { o.Ref.Source, o.Unit, o.Number = source, unit, number })
	}
	once := Facts{Orders: FactRule{DedupeAcrossUnits: "order_no"}}
	cancelled := with(booked("a", "0", "u0", "SO-1"), func(o *model.Order) { o.Status = model.Cancelled })
	tests := []struct {
		name   string
		facts  Facts
		orders []model.Order
		want   string
	}{
		{"not asked for", Facts{}, []model.Order{booked("a", "1", "u1", "SO-1"), booked("b", "1", "u2", "SO-1")}, "200"},
		{"two units", once, []model.Order{booked("a", "1", "u1", "SO-1"), booked("b", "1", "u2", "SO-1")}, "100"},
		{"another number", once, []model.Order{booked("a", "1", "u1", "SO-1"), booked("b", "1", "u2", "SO-2")}, "200"},
		{"no number", once, []model.Order{booked("a", "1", "u1", ""), booked("b", "1", "u2", "")}, "200"},
		{"two of one unit, two of the other", once, []model.Order{
			booked("a", "1", "u1", "SO-1"), booked("b", "1", "u2", "SO-1"), booked("a", "2", "u1", "SO-1"), booked("b", "2", "u2", "SO-1"),
		}, "200"},
		{"cancelled in one unit", once, []model.Order{cancelled, booked("b", "1", "u2", "SO-1")}, "100"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := measured(t, Indicator{Expr: "sum(orders.amount)"}, tt.facts, Subject{Orders: tt.orders}); got != tt.want {
				t.Errorf("sum is %s, want %s", got, tt.want)
			}
		})
	}
}

func TestForeignFactsAreConvertedAtTheirDate(t *testing.T) {
	foreign := func(id, date, currency string, amount model.Amount) model.Order {
		return with(order(id, date, amount), func(o *model.Order) { o.Currency = currency })
	}
	usd := model.Rate{From: "USD", To: "CNY", Date: day("2026-06-01"), Rate: "7.10"}
	later := model.Rate{From: "USD", To: "CNY", Date: day("2026-12-01"), Rate: "8"}
	eur := model.Rate{From: "EUR", To: "CNY", Date: day("2026-06-01"), Rate: "7.80"}
	jpy := model.Rate{From: "CNY", To: "JPY", Date: day("2026-06-01"), Rate: "20"}
	three := []model.Order{foreign("1", "2026-06-02", "USD", 100), foreign("2", "2026-06-01", "EUR", 100), order("3", "2026-06-01", 100)}
	tests := []struct {
		name   string
		orders []model.Order
		rates  []model.Rate
		want   string
		note   string
	}{
		{"three currencies", three, []model.Rate{later, eur, usd}, "1590", ""},
		{"the opposite rate", []model.Order{foreign("1", "2026-06-02", "JPY", 100)}, []model.Rate{jpy}, "5", ""},
		{"the rate of the day", []model.Order{foreign("1", "2026-12-01", "USD", 100)}, []model.Rate{usd, later}, "800", ""},
		{"only a later rate", []model.Order{foreign("1", "2026-05-31", "USD", 100)}, []model.Rate{usd}, "", "no rate USD to CNY on 2026-05-31"},
		{"no rate", three, []model.Rate{usd}, "", "no rate EUR to CNY on 2026-06-01"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, r := measured(t, Indicator{Expr: "sum(orders.amount)"}, Facts{}, Subject{Orders: tt.orders, Attributes: map[string]string{"a": "50"}}, tt.rates...)
			if got != tt.want {
				t.Errorf("sum is %q, want %q", got, tt.want)
			}
			if unrated := r.Final == model.Unrated; unrated != (tt.note != "") || !strings.Contains(r.Reason.EN, tt.note) {
				t.Errorf("final %s with reason %s, want a note of %q", r.Final, r.Reason.EN, tt.note)
			}
		})
	}
}

func TestRatesThatContradictEachOtherAreRefused(t *testing.T) {
	c := mustCompile(t, cardPolicy(nil))
	a := model.Rate{From: "USD", To: "CNY", Date: day("2026-06-01"), Rate: "7.1"}
	b := a
	b.Rate = "7.10"
	if _, err := c.NewRun(day("2026-12-31"), Inputs{Rates: []model.Rate{a, b}}); err != nil {
		t.Errorf("the same rate in two writings is refused: %v", err)
	}
	for _, bad := range []string{"7.2", "0", "-1", "seven"} {
		b.Rate = bad
		if _, err := c.NewRun(day("2026-12-31"), Inputs{Rates: []model.Rate{a, b}}); err == nil {
			t.Errorf("rate %q beside 7.1 was taken", bad)
		}
	}
}

// A return takes back what the sale brought, also when that was a loss, and
// whichever sign its system writes.
func TestAReturnOfALossAddsToTheProfit(t *testing.T) {
	for name, c := range map[string]struct {
		amount, cost model.Amount
		want         string
	}{
		"of a gain":                   {30, 20, "90"},
		"of a gain, written negative": {-30, -20, "90"},
		"of a loss":                   {30, 50, "120"},
		"of a loss, written negative": {-30, -50, "120"},
	} {
		sub := Subject{Orders: []model.Order{
			with(order("1", "2026-06-30", 300), func(o *model.Order) { o.Cost, o.HasCost = 200*model.AmountScale, true }),
			with(order("r", "2026-07-30", c.amount), func(o *model.Order) { o.Kind, o.Cost, o.HasCost = model.Return, c.cost*model.AmountScale, true }),
		}}
		if got, _ := measured(t, Indicator{Expr: "sum(orders.profit)"}, Facts{Orders: FactRule{NetOf: "returns"}}, sub); got != c.want {
			t.Errorf("%s: profit %s, want %s", name, got, c.want)
		}
	}
}
