package report

import (
	"context"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Writeback is where the write-back of each system stands: how many fields have
// which last receipt, by source and field.
func (r *Room) Writeback(ctx context.Context) (Table, error) {
	states, err := r.Store.WriteStates(ctx, r.Reader)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "writeback", Columns: []Column{column("source", "来源", "source", Text), column("field", "字段", "field", Text), column("state", "状态", "state", Text),
		column("records", "记录", "records", Count), column("share", "占比", "share", Share), column("last", "最近一次", "last", Text)}}
	all := map[[2]string]int64{}
	for _, s := range states {
		all[[2]string{s.Source, s.Field}] += s.N
	}
	for _, s := range states {
		last := ""
		if !s.Last.IsZero() {
			last = s.Last.In(r.Zone).Format("2006-01-02 15:04")
		}
		t.Rows = append(t.Rows, []string{s.Source, s.Field, string(s.State), count(s.N), share(float64(s.N), float64(all[[2]string{s.Source, s.Field}])), last})
	}
	if len(states) == 0 {
		t.lack("还没有回写过任何字段", "no field was ever written back")
	}
	return t, nil
}

// ByUnit is what each tier is worth to each unit: customers with business in the
// span, orders, revenue and margin, by the group tiers that stand now.
func (r *Room) ByUnit(ctx context.Context, s Span, at model.Date) (Table, error) {
	tiers, err := r.tiers(ctx, at)
	if err != nil {
		return Table{}, err
	}
	type cell struct {
		sums
		customers int64
	}
	by, whole, met, all := map[string]map[string]*cell{}, map[string]*sums{}, map[string]bool{}, sums{}
	err = r.each(ctx, s, tiers, business, func(c customer) {
		for i := range c.months {
			m := &c.months[i]
			if by[m.Unit] == nil {
				by[m.Unit], whole[m.Unit] = map[string]*cell{}, &sums{}
			}
			x := by[m.Unit][c.tier]
			if x == nil {
				x = &cell{}
				by[m.Unit][c.tier] = x
			}
			if x.add(m); i == 0 || c.months[i-1].Unit != m.Unit { // they come unit by unit
				met[c.tier] = true
				x.customers++
			}
			whole[m.Unit].add(m)
			all.add(m)
		}
	})
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "units", Columns: []Column{column("unit", "单元", "unit", Text), column("tier", "等级", "tier", Tier), column("customers", "客户", "customers", Count),
		column("orders", "订单", "orders", Count), column("revenue", "销售额", "revenue", Money), column("revenue_share", "占该单元", "of the unit", Share),
		column("margin", "毛利", "margin", Money), column("margin_rate", "毛利率", "margin rate", Share)}}
	for _, unit := range slices.Sorted(maps.Keys(by)) {
		for _, tier := range r.classes(met) {
			if x := by[unit][tier]; x != nil {
				t.Rows = append(t.Rows, []string{unit, tier, count(x.customers), count(x.orders), x.revenue.String(),
					share(float64(x.revenue), float64(whole[unit].revenue)), x.margin(), x.rate()})
			}
		}
	}
	all.gaps(&t)
	return t, all.err
}
