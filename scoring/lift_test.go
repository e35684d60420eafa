package scoring

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
	"pgregory.net/rapid"
)

// ladder is a scorecard with every way from value to points.
func ladder(rounded bool) Policy {
	m := Model{Type: "scorecard", Dimensions: []Dimension{
		{ID: "x", Weight: MustNumber("70"), Measures: []Measure{
			{Use: "a", Max: number("50"), Bands: [][]Number{{MustNumber("0"), MustNumber("10")}, {MustNumber("100"), MustNumber("30")}, {MustNumber("1000"), MustNumber("50")}}},
			{Use: "late", Max: number("30"), Bands: [][]Number{{MustNumber("0"), MustNumber("30")}, {MustNumber("30"), MustNumber("10")}, {MustNumber("90"), MustNumber("0")}}},
			{Use: "b", Max: number("20"), Scale: &Scale{Linear: []Number{MustNumber("-0.2"), MustNumber("0.3")}}}}},
		{ID: "y", Weight: MustNumber("30"), Measures: []Measure{
			{Use: "c", Max: number("60"), Scale: &Scale{Quantile: 4}}, {Use: "d", Max: number("20"), Scale: &Scale{Linear: []Number{MustNumber("90"), MustNumber("0")}}},
			{Use: "e", Max: number("20")}}}}}
	if rounded {
		two, one := 2, 1
		m.Rounding = Rounding{Measure: &two, Total: &one}
	}
	p := Policy{APIVersion: "tier/v1", Name: "ladder", Currency: Currency{Base: "CNY"}, Indicators: map[string]Indicator{}, Models: map[string]Model{"value": m},
		Tiers: Tiers{From: "value", Levels: []Level{{ID: "A", Min: number("80")}, {ID: "B", Min: number("61.3")}, {ID: "C", Min: number("40")}, {ID: "D"}}}}
	for _, id := range []string{"a", "b", "c", "d", "e", "late"} {
		p.Indicators[id] = Indicator{Field: id}
	}
	return p
}

// A lift reaches the next tier, and the least bit less does not.
func TestALiftIsEnoughAndNoMoreThanEnough(t *testing.T) {
	found := 0
	rapid.Check(t, func(t *rapid.T) {
		c, _ := Compile(ladder(rapid.Bool().Draw(t, "rounded")))
		draw := func(name string, low, high int, by string) string {
			v := known(decimal.MustNew(int64(rapid.IntRange(low, high).Draw(t, name)), 0)).mul(known(decimal.MustParse(by)))
			return v.text()
		}
		var crowd []Subject
		for i := range 8 {
			crowd = append(crowd, attributes("crowd"+strconv.Itoa(i), "c", strconv.Itoa(i*10)))
		}
		values := map[string]string{"a": draw("a", 0, 1500, "1"), "b": draw("b", -30, 40, "0.01"), "c": draw("c", 0, 80, "1"),
			"d": draw("d", 0, 100, "1"), "e": draw("e", 0, 200, "0.1"), "late": draw("late", 0, 120, "1")}
		if rapid.Bool().Draw(t, "a gap") {
			delete(values, "e")
		}
		run := func(edit map[string]string) model.TierResult {
			s := Subject{Entity: "me", Scope: model.ScopeGroup, Group: "elsewhere", Attributes: map[string]string{}} // not of the population
			for k, v := range values {
				s.Attributes[k] = v
			}
			for k, v := range edit {
				s.Attributes[k] = v
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
		before := run(nil)
		for _, l := range before.Lifts {
			found++
			to, step := parseScore(l.To), known(decimal.MustNew(1, grain))
			in, out := to, to.sub(step)
			switch l.Side {
			case ">":
				in, out = to.add(step), to
			case "<":
				in, out = to.sub(step), to
			case "<=":
				out = to.add(step)
			}
			if got := run(map[string]string{l.Indicator: in.text()}); got.Raw >= before.Raw {
				t.Fatalf("%v from %s gives %s (%s)", l, before.Raw, got.Raw, got.Score)
			}
			if got := run(map[string]string{l.Indicator: out.text()}); got.Raw < before.Raw {
				t.Fatalf("less than %v from %s is enough: %s at %s", l, before.Raw, got.Raw, out.text())
			}
		}
	})
	if found == 0 {
		t.Error("no lift was ever found")
	}
}

func TestTheWayOutOfALimitIsTheLimitItself(t *testing.T) {
	p := cardPolicy(func(p *Policy, _ *Model) {
		p.Indicators["late"], p.Indicators["margin"] = Indicator{Field: "late"}, Indicator{Field: "margin"}
		p.Tiers.Limits = []Limit{{When: "late > 90", AtMost: "gold", Why: Label{ZH: "逾期", EN: "overdue"}}, {When: "margin < -0.5 and a > 10", AtMost: "iron"}}
	})
	r := score(t, p, "2026-12-31", Inputs{}, attributes("e", "a", "90", "b", "90", "c", "90", "late", "120", "margin", "-1"))[0]
	want := []model.Lift{
		{Indicator: "late", Label: model.Text{ZH: "late", EN: "late"}, From: "120", To: "90", Side: "<="},
		{Indicator: "margin", Label: model.Text{ZH: "margin", EN: "margin"}, From: "-1", To: "-0.5", Side: ">="},
		{Indicator: "a", Label: model.Text{ZH: "a", EN: "a"}, From: "90", To: "10", Side: "<="},
	}
	if d := cmp.Diff(want, r.Lifts); d != "" {
		t.Error(d)
	}
	if !strings.Contains(r.Reason.ZH, "解除封顶：late不超过 90（现 120）") || !strings.Contains(r.Reason.EN, "the cap goes with late at most 90 (now 120)") {
		t.Errorf("the reason is %v", r.Reason)
	}
}

func TestRFMLiftsNameTheNextCutPoint(t *testing.T) {
	var subjects []Subject
	for i := 1; i <= 10; i++ {
		n := strconv.Itoa(i)
		subjects = append(subjects, attributes(fmt.Sprintf("e%02d", i), "a", strconv.Itoa(11-i), "b", n, "c", n))
	}
	p := modelPolicy(t, "{type: rfm, recency: a, frequency: b, monetary: c}", "{from: m, levels: [{id: high, min: 13}, {id: low}]}")
	results := score(t, p, "2026-12-31", Inputs{}, subjects...)
	r := results[7] // R, F and M are 4: one more of any is 13
	want := []string{"a <= 2.8", "b > 8.2", "c > 8.2"}
	var got []string
	for _, l := range r.Lifts {
		got = append(got, l.Indicator+" "+l.Side+" "+l.To)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s scores %s: %s", r.Entity, r.Score, d)
	}
}

func TestTheFloorIsTheLiftOfAnIndicator(t *testing.T) {
	p := modelPolicy(t, "{type: abc, use: a}", "{from: a, levels: [{id: high, min: 100}, {id: low}]}")
	r := score(t, p, "2026-12-31", Inputs{}, attributes("e", "a", "40"))[0]
	if len(r.Lifts) != 1 || r.Lifts[0].To != "100" || r.Lifts[0].Side != ">=" {
		t.Errorf("lifts are %v", r.Lifts)
	}
	if !strings.Contains(r.Reason.EN, "a at least 100 (now 40) is enough") {
		t.Error(r.Reason.EN)
	}
}
