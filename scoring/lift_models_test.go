package scoring

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
	"pgregory.net/rapid"
)

// A lift of any model is enough, and the least bit less is not.
func TestLiftsOfEveryModelAreExact(t *testing.T) {
	classes := "{from: m, by: class, levels: [{id: high, classes: [明星]}, {id: mid, classes: [金牛, 问题]}, {id: low, classes: [瘦狗]}]}"
	for name, tt := range map[string][2]string{
		"matrix by score":      {"{type: grid, x: a, y: b}", "{from: m, levels: [{id: high, min: 4}, {id: mid, min: 3}, {id: low}]}"},
		"nine-box by score":    {"{type: grid, x: a, y: b, cuts: {x: terciles, y: terciles}}", "{from: m, levels: [{id: high, min: 5}, {id: mid, min: 4}, {id: low}]}"},
		"matrix by class":      {"{type: grid, x: a, y: b}", classes},
		"given cuts, by class": {"{type: grid, x: a, y: b, cuts: {x: [30], y: [50.5]}}", classes},
		"rfm by class": {"{type: rfm, recency: debt, frequency: a, monetary: b, classes: cn8}",
			"{from: m, by: class, levels: [{id: high, classes: ['111', '110']}, {id: mid, classes: ['101', '011']}, {id: low, classes: ['001', '100', '010', '000']}]}"},
		"topsis": {"{type: topsis, criteria: [{use: a, weight: 3}, {use: b, weight: 2}, {use: debt, weight: 1}]}",
			"{from: m, levels: [{id: high, min: 0.7}, {id: mid, min: 0.4}, {id: low}]}"},
	} {
		t.Run(name, func(t *testing.T) {
			c, issues := Compile(modelPolicy(t, tt[0], tt[1]))
			if c == nil {
				t.Fatal(issues)
			}
			found := 0
			rapid.Check(t, func(t *rapid.T) {
				var crowd []Subject
				for i := range 7 {
					n := strconv.Itoa(i * 13 % 90)
					crowd = append(crowd, attributes("crowd"+n, "a", n, "b", strconv.Itoa(i*i), "debt", strconv.Itoa(90-i*7)))
				}
				mine := map[string]string{"a": draw(t, "a"), "b": draw(t, "b"), "debt": draw(t, "debt")}
				before := among(t, c, crowd, mine, "", "")
				for _, l := range before.Lifts {
					found++
					in, out := aroundLift(l)
					if got := among(t, c, crowd, mine, l.Indicator, in); c.tiers.level(got.Raw) >= c.tiers.level(before.Raw) {
						t.Fatalf("%v from %s gives %s (%s)", l, before.Raw, got.Raw, got.Score)
					}
					if got := among(t, c, crowd, mine, l.Indicator, out); c.tiers.level(got.Raw) < c.tiers.level(before.Raw) {
						t.Fatalf("less than %v from %s is enough: %s at %s", l, before.Raw, got.Raw, out)
					}
				}
			})
			if found == 0 {
				t.Error("no lift was ever found")
			}
		})
	}
}

func draw(t *rapid.T, name string) string {
	return known(decimal.MustNew(int64(rapid.IntRange(0, 9000).Draw(t, name)), 2)).text()
}

// aroundLift is a value on the right side of a lift and the nearest on the other.
func aroundLift(l model.Lift) (in, out string) {
	to, step := parseScore(l.To), known(decimal.MustNew(1, grain))
	switch l.Side {
	case ">":
		return to.add(step).text(), to.text()
	case "<":
		return to.sub(step).text(), to.text()
	case "<=":
		return to.text(), to.add(step).text()
	}
	return to.text(), to.sub(step).text()
}

// among scores one customer, who is not of the population, with one value changed.
func among(t *rapid.T, c *Compiled, crowd []Subject, values map[string]string, name, value string) model.TierResult {
	s := Subject{Entity: "me", Scope: model.ScopeGroup, Group: "elsewhere", Attributes: map[string]string{}}
	for k, v := range values {
		s.Attributes[k] = v
	}
	if name != "" {
		s.Attributes[name] = value
	}
	r, err := c.NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range append(crowd, s) {
		if err := r.Add(x); err != nil {
			t.Fatal(err)
		}
	}
	results, err := r.Results()
	if err != nil {
		t.Fatal(err)
	}
	var mine model.TierResult
	for x := range results {
		if x.Entity == "me" {
			mine = x
		}
	}
	return mine
}

// Under the simple method and under a fitted one the lift is an amount; a customer
// who had spent it would be in the next tier, one who spent a cent less would not.
func TestLiftsOfLifetimeValueAreAmounts(t *testing.T) {
	for method, indicator := range map[string]string{"simple, retention: 0.8": "m.recent", "bg_nbd, horizon: 12m": "m.spend"} {
		p := modelPolicy(t, "{type: clv, method: "+method+"}", "{from: m, levels: [{id: high, min: 5000}, {id: low}]}")
		p.Currency.Base = "CNY"
		people := func(more model.Amount) []Subject {
			var out []Subject
			for i := range 12 {
				var orders []model.Order
				for k := range 2 + i%3 {
					o := order(strconv.Itoa(k), "2026-12-20", model.Amount(100+10*i*k))
					o.Date -= model.Date(k*(20+i*5) + i)
					orders = append(orders, o)
				}
				out = append(out, Subject{Entity: "e" + strconv.Itoa(10+i), Scope: model.ScopeGroup, Orders: orders})
			}
			mine := Subject{Entity: "me", Scope: model.ScopeGroup, Group: "elsewhere", Orders: []model.Order{order("1", "2026-03-01", 100), order("2", "2026-10-01", 200)}}
			mine.Orders[1].Amount += more
			return append(out, mine)
		}
		last := func(more model.Amount) model.TierResult {
			all := score(t, p, "2026-12-31", Inputs{}, people(more)...)
			return all[len(all)-1]
		}
		r := last(0)
		if len(r.Lifts) != 1 || r.Lifts[0].Indicator != indicator {
			t.Fatalf("%s: lifts are %v at %s", method, r.Lifts, r.Score)
		}
		from, err := model.ParseAmount(r.Lifts[0].From)
		to, err2 := model.ParseAmount(r.Lifts[0].To)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if got := last(to - from); got.Raw != "high" {
			t.Errorf("%s: %v gives %s (%s)", method, r.Lifts[0], got.Raw, got.Score)
		}
		if got := last(to - from - 100); got.Raw != "low" {
			t.Errorf("%s: a cent less than %v is enough: %s", method, r.Lifts[0], got.Score)
		}
	}
}

// Of "a or b" only what holds has to end, and nothing alone ends two.
func TestTheWayOutOfEitherOr(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Indicators["late"], p.Indicators["margin"] = Indicator{Field: "late"}, Indicator{Field: "margin"}
		p.Tiers.Limits = []Limit{{When: "late > 90 or margin < 0", AtMost: "iron"}}
	})
	for _, tt := range []struct{ late, margin, want string }{
		{"120", "5", "late <= 90"}, {"10", "-1", "margin >= 0"}, {"120", "-1", ""}, {"10", "5", "none"},
	} {
		r := score(t, p, "2026-12-31", Inputs{}, attributes("e", "a", "90", "b", "90", "c", "90", "late", tt.late, "margin", tt.margin))[0]
		var got []string
		for _, l := range r.Lifts {
			got = append(got, l.Indicator+" "+l.Side+" "+l.To)
		}
		if capped := strings.Contains(r.Reason.EN, "capped: no"); capped != (tt.want == "none") {
			t.Errorf("late %s, margin %s: %s", tt.late, tt.margin, r.Reason.EN)
		}
		if text := strings.Join(got, ", "); tt.want != "none" && text != tt.want {
			t.Errorf("late %s, margin %s: the lifts are %q, want %q", tt.late, tt.margin, text, tt.want)
		}
	}
}

func TestLookupTurnsTextsIntoNumbersInsideAnExpression(t *testing.T) {
	grades := map[string]Number{"A": MustNumber("3"), "B": MustNumber("1.5")}
	for grade, want := range map[string]string{"A": "30", "B": "15", "C": "", "": ""} {
		s := Subject{Attributes: map[string]string{"grade": grade}}
		if got, _ := measured(t, Indicator{Expr: "lookup(attributes.grade) * 10", Lookup: grades}, Facts{}, s); got != want {
			t.Errorf("%q is %q, want %q", grade, got, want)
		}
	}
	for text, in := range map[string]Indicator{
		"no table to look":    {Expr: "lookup(attributes.grade)"},
		"needs an attribute":  {Expr: "lookup(sum(orders.amount))", Lookup: grades},
		"looks nothing up":    {Expr: "sum(orders.amount)", Lookup: grades},
		"no function is name": {Expr: "look_up(attributes.grade)"},
	} {
		p := modelPolicy(t, "{type: abc, use: a}", "")
		p.Indicators["x"] = in
		_, issues := Compile(p)
		found := false
		for _, i := range issues {
			found = found || strings.Contains(i.Text, text)
		}
		if !found {
			t.Errorf("%q: the issues are %v", text, issues)
		}
	}
}

// A lift of stages, loyalty and behaviour is enough, and the least bit less is not.
func TestLiftsOfStagesAndBehaviour(t *testing.T) {
	three := "levels: [{id: high, classes: [%s]}, {id: mid, classes: [%s]}, {id: low, classes: [%s]}]"
	levels := func(classes ...any) string { return "{from: m, by: class, " + fmt.Sprintf(three, classes...) + "}" }
	scores := "{from: m, levels: [{id: high, min: %s}, {id: mid, min: %s}, {id: low}]}"
	inputs := "{type: lifecycle, recency: debt, frequency: a}"
	for name, tt := range map[string]struct {
		model, tiers string
		mine         map[string]string
		want         string
	}{
		"inactive, by class":  {inputs, levels("active, new", "defecting", "inactive"), map[string]string{"debt": "400", "a": "3"}, "debt <= 365"},
		"defecting, by class": {inputs, levels("active, new", "defecting", "inactive"), map[string]string{"debt": "200", "a": "3"}, "debt <= 90"},
		"new, by score":       {inputs, fmt.Sprintf(scores, "4", "3"), map[string]string{"debt": "30", "a": "1"}, "a >= 2"},
		"active has no way":   {inputs, fmt.Sprintf(scores, "4", "3"), map[string]string{"debt": "30", "a": "9"}, ""},
		"behaviour by score": {"{type: behaviour, criteria: [{use: a, weight: 1}, {use: debt, weight: 3}]}", fmt.Sprintf(scores, "70", "50"),
			map[string]string{"a": "0", "debt": "80"}, "a > 3.6; debt <= 73.2"},
	} {
		t.Run(name, func(t *testing.T) {
			c, issues := Compile(modelPolicy(t, tt.model, tt.tiers))
			if c == nil {
				t.Fatal(issues)
			}
			rapid.Check(t, func(t *rapid.T) { // among asks for it
				var crowd []Subject
				for i := range 7 {
					crowd = append(crowd, attributes("crowd"+strconv.Itoa(i), "a", strconv.Itoa(i), "b", "1", "debt", strconv.Itoa(90-i*7)))
				}
				before := among(t, c, crowd, tt.mine, "", "")
				var got []string
				for _, l := range before.Lifts {
					got = append(got, l.Indicator+" "+l.Side+" "+l.To)
					in, out := aroundLift(l)
					if l.Side == "<=" && c.policy.Models["m"].Type == "lifecycle" { // days are whole
						out = parseScore(l.To).add(whole(1)).text()
					} else if l.Side == ">=" {
						out = parseScore(l.To).sub(whole(1)).text()
					}
					if got := among(t, c, crowd, tt.mine, l.Indicator, in); c.tiers.level(got.Raw) >= c.tiers.level(before.Raw) {
						t.Fatalf("%v from %s gives %s", l, before.Raw, got.Raw)
					}
					if got := among(t, c, crowd, tt.mine, l.Indicator, out); c.tiers.level(got.Raw) < c.tiers.level(before.Raw) {
						t.Fatalf("less than %v from %s is enough: %s", l, before.Raw, got.Raw)
					}
				}
				if text := strings.Join(got, "; "); text != tt.want {
					t.Fatalf("%s, %s: lifts %q, want %q", before.Raw, before.Score, text, tt.want)
				}
			})
		})
	}
}

// One order is named to those whom it would bring back, and it counts among all
// of their orders too.
func TestAnOrderLiftsAChurnedCustomer(t *testing.T) {
	for model, tt := range map[string]struct{ classes, last, from, to string }{
		"{type: churn}":   {"{from: m, by: class, levels: [{id: high, classes: [retained, returned]}, {id: mid, classes: [new, churned]}, {id: low, classes: [lost]}]}", "2024-03-01", "low", "high"},
		"{type: loyalty}": {"{from: m, levels: [{id: high, min: 50}, {id: mid, min: 25}, {id: low}]}", "2026-08-15", "mid", "high"},
	} {
		p := modelPolicy(t, model, tt.classes)
		p.Currency.Base = "CNY"
		c, issues := Compile(p)
		if c == nil {
			t.Fatal(issues)
		}
		const groupScope = "group"
		scored := func(dates ...string) string {
			s := Subject{Entity: "me", Scope: groupScope}
			for i, d := range dates {
				s.Orders = append(s.Orders, order(strconv.Itoa(i), d, 100))
			}
			r, err := c.NewRun(day("2026-12-31"), Inputs{})
			if err == nil {
				err = r.Add(s)
			}
			if err != nil {
				t.Fatal(err)
			}
			results, err := r.Results()
			if err != nil {
				t.Fatal(err)
			}
			for x := range results {
				for _, l := range x.Lifts {
					if l.Side != ">=" || l.To != "1" || l.Label.EN != "orders of this period" {
						t.Errorf("%s: lift %+v", model, l)
					}
				}
				return fmt.Sprint(x.Raw, " ", len(x.Lifts))
			}
			return ""
		}
		if got := scored(tt.last); got != tt.from+" 1" {
			t.Errorf("%s: %s before", model, got)
		}
		if got := scored(tt.last, "2026-12-30"); got != tt.to+" 0" {
			t.Errorf("%s: %s after an order", model, got)
		}
	}
}
