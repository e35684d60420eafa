package scoring

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/model"
)

// winsorized scores 1 to 9 and 100 by their own value.
func winsorized(t *testing.T, w Winsorize, more ...Subject) (*Run, map[string]model.TierResult) {
	t.Helper()
	p := modelPolicy(t, "{type: pyramid, use: a, at: [0.5], labels: [high, low]}", "{from: a, levels: [{id: high, min: 50}, {id: low}]}")
	in := p.Indicators["a"]
	in.Winsorize = &w
	p.Indicators["a"] = in
	c, issues := Compile(p)
	if c == nil {
		t.Fatal(issues)
	}
	r, err := c.NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 100} {
		more = append(more, attributes(fmt.Sprintf("c%03d", n), "a", strconv.Itoa(n)))
	}
	for _, s := range more {
		if err := r.Add(s); err != nil {
			t.Fatal(err)
		}
	}
	results, err := r.Results()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]model.TierResult{}
	for x := range results {
		out[x.Entity] = x
	}
	return r, out
}

func TestWinsorizedValuesStopAtTheQuantiles(t *testing.T) {
	five, ninetyFive := MustNumber("5%"), MustNumber("95%")
	for kind, want := range map[string][2]string{"": {"1.45", "59.05"}, "linear": {"1.45", "59.05"}, "observed": {"1", "100"}} {
		r, got := winsorized(t, Winsorize{Low: five, High: ninetyFive, Type: kind})
		if diff := cmp.Diff(want, r.Learned()[model.ScopeGroup].Bounds["a"]); diff != "" {
			t.Errorf("%q: bounds %s", kind, diff)
		}
		for entity, value := range map[string]string{"c001": want[0], "c005": "5", "c100": want[1]} {
			if x := got[entity]; x.Indicators["a"] != value || x.Outputs["m.score"] != value {
				t.Errorf("%q: %s has %q, the model %q, want %s", kind, entity, x.Indicators["a"], x.Outputs["m.score"], value)
			}
		}
	}
}

// A member of a group counts not among the population, yet is cut off as it is; a
// missing value stays missing, and no lift asks for what is cut off.
func TestWhoIsWinsorized(t *testing.T) {
	member := attributes("member", "a", "5000")
	member.Group = "top"
	r, got := winsorized(t, Winsorize{Low: MustNumber("0"), High: MustNumber("0.8")}, member, attributes("none"))
	if x := got["member"].Indicators["a"]; x != "8.2" {
		t.Errorf("the member has %q", x)
	}
	if x := got["none"]; x.Indicators["a"] != "" || x.Raw != model.Unrated {
		t.Errorf("nobody's value is %q, tier %s", x.Indicators["a"], x.Raw)
	}
	if x := got["c005"]; len(x.Lifts) != 0 { // 50 is beyond 8.2
		t.Errorf("lifts %+v", x.Lifts)
	}
	if again, err := r.Results(); err != nil {
		t.Error(err)
	} else {
		for x := range again {
			if diff := cmp.Diff(got[x.Entity], x); diff != "" {
				t.Errorf("asked again: %s", diff)
			}
		}
	}
}

func TestWinsorizeNeedsTwoShares(t *testing.T) {
	for _, w := range []Winsorize{{Low: MustNumber("0.95"), High: MustNumber("0.05")}, {Low: MustNumber("-0.1"), High: MustNumber("1")}, {Low: MustNumber("5"), High: MustNumber("95")},
		{Low: MustNumber("0"), High: MustNumber("1"), Type: "median"}} {
		p := modelPolicy(t, "{type: grid, x: a, y: b}", "")
		p.Indicators["a"] = Indicator{Field: "a", Winsorize: &w}
		if c, issues := Compile(p); c != nil || issues[0].Path[:len("indicators.a.winsorize")] != "indicators.a.winsorize" {
			t.Errorf("%+v: %v", w, issues)
		}
	}
}
