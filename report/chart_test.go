package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every chart draws figures of its table, a value for each label.
func TestChartsDrawTheirTables(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/store.db")
	small(w)
	m, err := w.Movement(ctx, 1, 2, year)
	if err != nil {
		t.Fatal(err)
	}
	charts := map[string]int{}
	for _, ask := range []func() (Table, error){
		func() (Table, error) { return w.ByTier(ctx, year, 0) },
		func() (Table, error) { return w.ByUnit(ctx, year, 0) },
		func() (Table, error) { return w.Effect(ctx, year, 0) },
		func() (Table, error) { return w.Trend(ctx, year) },
		func() (Table, error) { return w.Sales(ctx, year, DimUnit, Target{"east": 1}) },
		func() (Table, error) { return w.Overlap(ctx, year) },
		func() (Table, error) { return w.Quality(ctx, true) },
		func() (Table, error) { t, _, err := w.Concentration(ctx, year, false); return t, err },
		func() (Table, error) { return m.Table(w.Ladder), nil },
		func() (Table, error) { return w.Pairs(ctx, year) },
	} {
		table, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		compared := Compare(table, table)
		if len(compared.Charts()) != len(table.Charts()) {
			t.Errorf("%s: a comparison has other charts", table.Name)
		}
		for _, c := range table.Charts() {
			charts[table.Name]++
			for _, s := range c.Series {
				if len(s.Values) != len(c.Labels) || c.Title.ZH == "" {
					t.Errorf("%s: %q has %d values for %d labels", table.Name, s.Name, len(s.Values), len(c.Labels))
				}
			}
		}
	}
	if d := cmp.Diff(map[string]int{"tiers": 2, "units": 1, "effect": 1, "trend": 1, "sales": 1, "overlap": 1, "concentration": 1}, charts); d != "" {
		t.Error(d)
	}
	table, _ := w.ByUnit(ctx, year, 0)
	c := table.Charts()[0]
	if d := cmp.Diff([]string{"east", "west"}, c.Labels); d != "" || c.Series[0].Name != "platinum" || !cmp.Equal(c.Series[0].Values, []float64{800, 200}) || !cmp.Equal(c.Series[1].Values, []float64{100, 0}) {
		t.Errorf("%s %+v", d, c.Series)
	}
}
