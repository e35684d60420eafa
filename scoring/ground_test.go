package scoring

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tierloop/tierloop/model"
)

func TestACustomerOnTheGroundIsScoredAsAmongAll(t *testing.T) {
	levels := ", levels: [{id: A}, {id: B}, {id: C}]}"
	for _, c := range []struct {
		model, tiers string
		relative     bool
	}{
		{"{type: abc, use: a}", "{from: a, by: share, at: [0.1, 0.3]" + levels, true},
		{"{type: abc, use: a}", "{from: a, by: quantile, at: [0.9, 0.5]" + levels, true},
		{"{type: topsis, criteria: [{use: a, weight: 100}]}", "{from: m, levels: [{id: A, min: 60}, {id: B}]}", true},
		{"{type: scorecard, dimensions: [{id: d, weight: 100, measures: [{use: a, max: 100, bands: [[0, 10], [100, 90]]}]}]}", "{from: m, levels: [{id: A, min: 60}, {id: B}]}", false},
		{"{type: scorecard, dimensions: [{id: d, weight: 100, measures: [{use: a, max: 100, scale: {quantile: 4}}]}]}", "{from: m, levels: [{id: A, min: 60}, {id: B}]}", true},
	} {
		policy := mustCompile(t, modelPolicy(t, c.model, c.tiers))
		if policy.Relative() != c.relative {
			t.Errorf("%s %s: relative is %t", c.model, c.tiers, !c.relative)
		}
		people := values("a", abcList...)
		run := func(in Inputs, subjects ...Subject) (*Run, []model.TierResult) {
			r, err := policy.NewRun(day("2026-12-31"), in)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range subjects {
				if err := r.Add(s); err != nil {
					t.Fatal(err)
				}
			}
			results, err := r.Results()
			if err != nil {
				t.Fatal(err)
			}
			return r, slices.Collect(results)
		}
		whole, want := run(Inputs{}, people...)
		for i, s := range people {
			_, got := run(Inputs{Ground: whole.Ground()}, s)
			if d := cmp.Diff(want[i], got[0]); d != "" {
				t.Fatalf("%s: %s alone (-among all +on the ground):\n%s", c.model, s.Entity, d)
			}
		}
	}
}

func TestAGroundIsOfOnePolicy(t *testing.T) {
	a, b := mustCompile(t, modelPolicy(t, "{type: abc, use: a}", "")), mustCompile(t, modelPolicy(t, "{type: abc, use: b}", ""))
	r, err := a.NewRun(day("2026-12-31"), Inputs{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Ground() != nil {
		t.Error("a run without results has a ground")
	}
	if err := r.Add(values("a", "1")[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Results(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.NewRun(day("2026-12-31"), Inputs{Ground: r.Ground()}); err == nil {
		t.Error("the ground of another policy is taken")
	}
}
