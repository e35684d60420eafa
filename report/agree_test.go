package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/tierloop/tierloop/model"
)

// Whatever was sold, every report says the same of the whole.
func TestAllReportsAgree(t *testing.T) {
	w := newWorld(t, filepath.Join(t.TempDir(), "store.db"))
	small(w)
	total := func(t *rapid.T, table Table, err error, columns ...string) string {
		if err != nil {
			t.Fatal(err)
		}
		last, out := table.Rows[len(table.Rows)-1], ""
		for _, c := range columns {
			out += last[slices.IndexFunc(table.Columns, func(x Column) bool { return x.ID == c })] + " "
		}
		return out
	}
	// added up is a column of all rows but the total.
	addedUp := func(t *rapid.T, table Table, column string) string {
		at := slices.IndexFunc(table.Columns, func(x Column) bool { return x.ID == column })
		var sum model.Amount
		for _, r := range table.Rows {
			if r[0] == Total || r[at] == "" {
				continue
			}
			v, err := model.ParseAmount(r[at])
			if err != nil {
				t.Fatal(err)
			}
			sum += v
		}
		return sum.String()
	}
	rapid.Check(t, func(t *rapid.T) {
		var rows []model.Month
		var revenue, margin model.Amount
		var orders int64
		for _, e := range []string{"A", "B", "C", "D"} {
			for _, unit := range []string{"east", "west"} {
				for _, month := range []int{202512, 202601, 202606, 202612} {
					if !rapid.Bool().Draw(t, "sold") {
						continue
					}
					m := model.Month{Entity: e, Unit: unit, Month: month, Topic: model.TopicOrder, Count: rapid.Int64Range(1, 9).Draw(t, "orders"),
						Amount: model.Amount(rapid.IntRange(-10_000, 9_999_999).Draw(t, "amount"))}
					m.Costed, m.Cost = m.Amount, model.Amount(rapid.IntRange(0, 9_999_999).Draw(t, "cost"))
					rows = append(rows, m)
					if year.Holds(month) {
						revenue, margin, orders = revenue+m.Amount, margin+m.Costed-m.Cost, orders+m.Count
					}
				}
			}
		}
		byEntity := map[string][]model.Month{"A": nil, "B": nil, "C": nil, "D": nil}
		for _, m := range rows {
			byEntity[m.Entity] = append(byEntity[m.Entity], m)
		}
		w.replace(t, byEntity)
		money := ""
		if orders > 0 && margin != 0 {
			money = margin.String()
		}
		want := fmt.Sprintf("%d %s ", orders, revenue)
		table, err := w.ByTier(ctx, year, 0)
		customers := total(t, table, err, "customers")
		if got := total(t, table, err, "orders", "revenue"); got != want || addedUp(t, table, "revenue") != revenue.String() {
			t.Fatalf("tiers say %s, want %s", got, want)
		}
		if got := total(t, table, err, "margin"); money != "" && got != money+" " {
			t.Fatalf("tiers say margin %s, want %s", got, money)
		}
		table, err = w.Effect(ctx, year, 0)
		if got := total(t, table, err, "customers"); got != customers {
			t.Fatalf("effect has %s customers, tiers %s", got, customers)
		}
		for _, by := range []string{DimTier, DimUnit, DimMonth, DimQuarter, DimYear, DimType, DimRegion, "industry"} {
			table, err = w.Sales(ctx, year, by, nil)
			if got := total(t, table, err, "orders", "revenue"); got != want || addedUp(t, table, "revenue") != revenue.String() {
				t.Fatalf("sales by %s say %s, want %s", by, got, want)
			}
		}
		if table, err = w.Trend(ctx, year); err != nil || addedUp(t, table, "revenue") != revenue.String() {
			t.Fatalf("the trend adds up to %s, want %s (%v)", addedUp(t, table, "revenue"), revenue, err)
		}
		table, err = w.Overlap(ctx, year)
		if got := total(t, table, err, "revenue"); got != revenue.String()+" " || addedUp(t, table, "revenue") != revenue.String() {
			t.Fatalf("overlap says %s, want %s", got, revenue)
		}
		day := model.DateOf(w.clock.Now())
		m, err := w.Movement(ctx, day, day, year)
		if got := total(t, m.Table(w.Ladder), err, "revenue"); got != revenue.String()+" " {
			t.Fatalf("movement says %s, want %s", got, revenue)
		}
		table, _, err = w.Concentration(ctx, year, false)
		if err != nil || table.Rows[1][1] != revenue.String() {
			t.Fatalf("concentration says %s, want %s (%v)", table.Rows[1][1], revenue, err)
		}
	})
}
