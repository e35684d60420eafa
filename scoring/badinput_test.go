package scoring

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/model"
)

// Each kind of bad input is a clear error or a stated result. A cycle of parents
// is told where facts are gathered (cmd/tierloop, sync/engine), the guard where
// plans are made (sync/engine).
func TestBadInput(t *testing.T) {
	sums := func(edit func(*Policy, *Model)) Policy {
		return cardPolicy(func(p *Policy, m *Model) {
			p.Indicators["a"] = Indicator{Expr: "sum(orders.amount)"}
			p.Indicators["b"], p.Indicators["c"] = p.Indicators["a"], p.Indicators["a"]
			p.Facts.Orders.NetOf, p.Tiers.MinimumData = "returns", MinimumData{Orders: 1}
			if edit != nil {
				edit(p, m)
			}
		})
	}
	bands := func(rows ...[]Number) Policy {
		return sums(func(_ *Policy, m *Model) { m.Dimensions[0].Measures[0].Bands = rows })
	}
	row := func(from, points string) []Number { return []Number{MustNumber(from), MustNumber(points)} }
	refund := with(order("r", "2026-06-01", 500), func(o *model.Order) { o.Kind = model.Return })
	for name, tt := range map[string]struct {
		policy Policy
		fault  string // of the policy
		facts  []model.Order
		want   string // tier, score
		says   string // in the reason
	}{
		"weights that do not add up": {sums(func(_ *Policy, m *Model) { m.Dimensions[0].Weight = MustNumber("30") }), "warning models.value.dimensions: the weights add up to 90", nil, "", ""},
		"weights that are nothing":   {sums(func(_ *Policy, m *Model) { m.Dimensions[0].Weight = MustNumber("0") }), "error models.value.dimensions[0].weight", nil, "", ""},
		"overlapping bands":          {bands(row("0", "10"), row("0", "20")), "error models.value.dimensions[0].measures[0].bands[1]: two bands start at 0", nil, "", ""},
		"unsorted bands":             {bands(row("100", "10"), row("0", "20")), "error models.value.dimensions[0].measures[0].bands[1]", nil, "", ""},
		"unknown indicator":          {sums(func(_ *Policy, m *Model) { m.Dimensions[0].Measures[0].Use = "aa" }), "error models.value.dimensions[0].measures[0].use: no indicator is named \"aa\"", nil, "", ""},
		"future dates":               {sums(nil), "", []model.Order{order("1", "2026-06-01", 70), order("2", "2027-01-01", 900)}, "gold 70.00", "1 facts without a date or after the as-of date"},
		"refunds above sales":        {sums(nil), "", []model.Order{order("1", "2026-06-01", 100), refund}, "iron 0.00", ""},
		"one customer":               {sums(nil), "", []model.Order{order("1", "2026-06-01", 90)}, "platinum 90.00", ""},
		"no orders":                  {sums(nil), "", []model.Order{refund}, "unrated ", "0 orders of at least 1"},
		"missing rate": {sums(nil), "", []model.Order{with(order("1", "2026-06-01", 90), func(o *model.Order) { o.Currency = "JPY" })},
			"unrated ", "no rate JPY to CNY on 2026-06-01"},
	} {
		t.Run(name, func(t *testing.T) {
			if tt.fault != "" {
				_, issues := Compile(tt.policy)
				for _, i := range issues {
					if strings.HasPrefix(string(i.Severity)+" "+i.Path+": "+i.Text, tt.fault) {
						return
					}
				}
				t.Fatalf("no %q among %+v", tt.fault, issues)
			}
			r := score(t, tt.policy, "2026-12-31", Inputs{}, Subject{Entity: "e", Scope: model.ScopeGroup, Orders: tt.facts})[0]
			if got := r.Final + " " + r.Score; got != tt.want || !strings.Contains(r.Reason.EN, tt.says) {
				t.Errorf("%q: %s", got, r.Reason.EN)
			}
		})
	}
	t.Run("all equal", func(t *testing.T) {
		relative := sums(func(p *Policy, m *Model) {
			for i := range m.Dimensions {
				m.Dimensions[i].Measures[0].Scale = &Scale{Quantile: 5}
			}
			p.Tiers.By, p.Tiers.At = "share", []Number{MustNumber("0.1"), MustNumber("0.3")}
			for i := range p.Tiers.Levels {
				p.Tiers.Levels[i].Min = nil
			}
		})
		var all []Subject
		for _, id := range []string{"e1", "e2", "e3", "e4"} {
			all = append(all, Subject{Entity: id, Scope: model.ScopeGroup, Orders: []model.Order{order(id, "2026-06-01", 90)}})
		}
		for _, r := range score(t, relative, "2026-12-31", Inputs{}, all...) {
			if r.Final != "platinum" || r.Score != "60.00" { // the middle group; ties share the better tier
				t.Errorf("%s: %s %s", r.Entity, r.Final, r.Score)
			}
		}
	})
}
