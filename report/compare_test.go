package report

import (
	"testing"

	"github.com/tierloop/tierloop/model"
)

func TestAComparisonLaysTheTimeBeforeBeside(t *testing.T) {
	table := func(rows ...[]string) Table {
		return Table{Name: "tiers", Columns: []Column{column("tier", "等级", "tier", Tier), column("customers", "客户", "customers", Count), column("customer_share", "占比", "share", Share),
			column("margin_rate", "毛利率", "margin rate", Share)}, Rows: rows}
	}
	now := table([]string{"gold", "30", "0.75", "0.25"}, []string{"iron", "10", "0.25", ""}, []string{Total, "40", "1", "0.25"})
	before := table([]string{"gold", "20", "1", "0.3"}, []string{"lead", "0", "0", ""}, []string{Total, "20", "1", "0.3"})
	before.lack("没有成本", "no cost")
	got := Compare(now, before)
	expect(t, "rows", text(t, got, nil), "gold|30|20|0.5000|0.75|0.25|0.3|-0.0500", "iron|10|||0.25|||", "lead||0|||||", "total|40|20|1.0000|1|0.25|0.3|-0.0500")
	if got.Columns[3].ID != "customers_change" || got.Columns[3].Kind != Share || got.Columns[7].Label.ZH != "毛利率变化" {
		t.Errorf("columns %+v", got.Columns)
	}
	if len(got.Missing) != 1 || got.Missing[0] != (model.Text{ZH: "对比期：没有成本", EN: "before: no cost"}) {
		t.Errorf("missing %v", got.Missing)
	}
}

// A table compared with itself has not changed, whatever it is.
func TestATableAgainstItselfDidNotChange(t *testing.T) {
	w := newWorld(t, t.TempDir()+"/store.db")
	small(w)
	for _, ask := range []func() (Table, error){
		func() (Table, error) { return w.ByTier(ctx, year, 0) },
		func() (Table, error) { return w.Effect(ctx, year, 0) },
		func() (Table, error) { return w.Sales(ctx, year, DimUnit, nil) },
		func() (Table, error) { t, _, err := w.Concentration(ctx, year, false); return t, err },
		func() (Table, error) { return w.Overlap(ctx, year) },
	} {
		table, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		got := Compare(table, table)
		if len(got.Rows) != len(table.Rows) {
			t.Errorf("%s: %d rows of %d", table.Name, len(got.Rows), len(table.Rows))
		}
		for _, row := range got.Rows {
			for i, c := range got.Columns {
				if c.ID[max(0, len(c.ID)-7):] == "_change" && row[i] != "" && row[i] != "0.0000" {
					t.Errorf("%s: %s of %s is %s", table.Name, c.ID, row[0], row[i])
				}
			}
		}
	}
}

func TestSpansHaveDays(t *testing.T) {
	s := Span{202411, 202502}
	if s.Start().String() != "2024-11-01" || s.End().String() != "2025-02-28" || s.YearBefore() != (Span{202311, 202402}) || s.YearBefore().End().String() != "2024-02-29" {
		t.Errorf("%s to %s, a year before %v", s.Start(), s.End(), s.YearBefore())
	}
}
