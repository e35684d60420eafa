package report

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Trend is orders, revenue and margin by month and tier, of the present tiers.
func (r *Room) Trend(ctx context.Context, s Span) (Table, error) {
	tiers, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	type cell struct {
		sums
		active int64
	}
	by, met, all := map[int]map[string]*cell{}, map[string]bool{}, sums{}
	var seen []int // months of one customer
	err = r.each(ctx, s, tiers, business, func(c customer) {
		met[c.tier] = true
		seen = seen[:0]
		for i := range c.months {
			m := &c.months[i]
			if m.Topic != model.TopicOrder {
				continue
			}
			if by[m.Month] == nil {
				by[m.Month] = map[string]*cell{}
			}
			x := by[m.Month][c.tier]
			if x == nil {
				x = &cell{}
				by[m.Month][c.tier] = x
			}
			x.add(m)
			all.add(m)
			if !slices.Contains(seen, m.Month) {
				seen = append(seen, m.Month)
				x.active++
			}
		}
	})
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "trend", Columns: []Column{
		column("month", "月份", "month", Text), column("tier", "等级", "tier", Tier), column("active", "有订单", "with orders", Count),
		column("orders", "订单", "orders", Count), column("revenue", "销售额", "revenue", Money), column("margin", "毛利", "margin", Money),
	}}
	for month := s.First; month <= s.Last; month = addMonths(month, 1) {
		for _, class := range r.classes(met) {
			if x := by[month][class]; x != nil {
				t.Rows = append(t.Rows, []string{MonthText(month), class, count(x.active), count(x.orders), x.revenue.String(), x.margin()})
			}
		}
	}
	all.gaps(&t)
	return t, all.err
}
