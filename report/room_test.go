package report

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestReportsOfASmallGroup(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		table, err := w.ByTier(ctx, year, 0)
		expect(t, "tiers", text(t, table, err),
			"platinum|1|0.2500|1|3|1000.00|0.9091|200.00|0.2500", "gold|2|0.5000|1|1|100.00|0.0909|50.00|0.5000",
			"unrated|1|0.2500|0|0|0.00|0.0000||", "total|4|1.0000|2|4|1100.00|1.0000|250.00|0.2778")
		table, err = w.Effect(ctx, year, 0)
		expect(t, "effect", text(t, table, err),
			"platinum|1|1|1.0000|0.0000|0|0||||0|0||", "gold|2|1|0.0000|1.0000|1|3|0.2500|8.50||1|1|6.00|250.00",
			"unrated|1|0|||0|0||||0|0||", "total|4|2|0.5000|0.5000|1|3|0.2500|8.50||1|1|6.00|250.00")
		table, err = w.Trend(ctx, year)
		expect(t, "trend", text(t, table, err), "2026-01|gold|1|1|100.00|50.00", "2026-03|platinum|1|2|800.00|200.00", "2026-05|platinum|1|1|200.00|")
		table, err = w.Sales(ctx, year, DimUnit, nil)
		expect(t, "sales by unit", text(t, table, err), "east|2|3|900.00|0.8182|250.00|0.2778", "west|1|1|200.00|0.1818||", "total|2|4|1100.00|1.0000|250.00|0.2778")
		table, err = w.Sales(ctx, Span{202501, 202612}, "industry", Target{"钢铁": 2400 * model.AmountScale, "化工": 100 * model.AmountScale})
		expect(t, "sales by industry", text(t, table, err), "钢铁|2|5|1200.00|0.7059|250.00|0.2778|2400.00|0.5000", "|1|1|500.00|0.2941|||0.00|",
			"化工|0|0|0.00|0.0000|||100.00|0.0000", "total|3|6|1700.00|1.0000|250.00|0.2778|2500.00|0.6800")
		table, err = w.Sales(ctx, year, DimQuarter, nil)
		expect(t, "sales by quarter", text(t, table, err), "2026-Q1|2|3|900.00|0.8182|250.00|0.2778", "2026-Q2|1|1|200.00|0.1818||", "total|2|4|1100.00|1.0000|250.00|0.2778")
		table, err = w.Overlap(ctx, year)
		expect(t, "overlap", text(t, table, err), "east + west|2|1|0.5000|1000.00|0.9091", "east|1|1|0.5000|100.00|0.0909", "total||2|1.0000|1100.00|1.0000")
		table, err = w.Pairs(ctx, year)
		expect(t, "pairs", text(t, table, err), "east|east|2|900.00", "east|west|1|1000.00", "west|west|1|200.00")
		table, err = w.WhiteSpace(ctx, year, 2, DimUnit)
		expect(t, "white space", text(t, table, err), "B|乙|gold|100.00|east|west|1|west|0.5000")
		table, err = w.ByUnit(ctx, year, 0)
		expect(t, "units", text(t, table, err), "east|platinum|1|2|800.00|0.8889|200.00|0.2500", "east|gold|1|1|100.00|0.1111|50.00|0.5000", "west|platinum|1|1|200.00|1.0000||")
		table, err = w.Differences(ctx)
		expect(t, "differences", text(t, table, err), "east|gold|platinum|up|1", "east|gold|gold|same|1", "west|platinum|platinum|same|1")
		_, c, err := w.Concentration(ctx, year, false)
		if err != nil || c.Len() != 2 || decimals(c.Gini(), 4) != "0.4091" || decimals(c.HHI(), 1) != "8347.1" || c.Reach(.8) != 1 {
			t.Errorf("concentration: %d customers, gini %v, hhi %v, %v", c.Len(), c.Gini(), c.HHI(), err)
		}
	})
}

// A unit sees what it sold, and no number of another unit.
func TestAUnitReportsOnItself(t *testing.T) {
	onBothStores(t, func(t *testing.T, w *world) {
		small(w)
		w.Reader = model.Principal{Name: "someone", Role: model.Viewer, Units: []string{"west"}}
		table, err := w.Sales(ctx, year, DimUnit, nil)
		expect(t, "sales", text(t, table, err), "west|1|1|200.00|1.0000||", "total|1|1|200.00|1.0000||")
		table, err = w.Overlap(ctx, year)
		expect(t, "overlap", text(t, table, err), "west|1|1|1.0000|200.00|1.0000", "total||1|1.0000|200.00|1.0000")
	})
}

func TestSpans(t *testing.T) {
	s := Months(12, model.NewDate(2026, 2, 28))
	if s != (Span{202503, 202602}) || s.Len() != 12 || s.Before() != (Span{202403, 202502}) || s.String() != "2025-03 – 2026-02" {
		t.Errorf("%v before %v", s, s.Before())
	}
	if one := Months(1, model.NewDate(2026, 1, 1)); one != (Span{202601, 202601}) || one.Before() != (Span{202512, 202512}) {
		t.Errorf("%v before %v", one, one.Before())
	}
	if Quarter(202612) != "2026-Q4" || Quarter(202601) != "2026-Q1" {
		t.Error("quarters")
	}
	for in, want := range map[string]string{"山东省": "山东", "上海市": "上海", "新疆维吾尔自治区": "新疆", "内蒙古自治区": "内蒙古", "Bayern": "Bayern", "省": "省", "": ""} {
		if got := region(in); got != want {
			t.Errorf("region %q is %q", in, got)
		}
	}
}
