package report

import (
	"context"

	"github.com/tierloop/tierloop/model"
)

// Total is the class of a total row.
const Total = "total"

// ByTier is what each tier is worth: customers, orders, revenue and margin of a
// span, by the tiers that stood at the end of a day (zero: the present ones).
func (r *Room) ByTier(ctx context.Context, s Span, at model.Date) (Table, error) {
	tiers, err := r.tiers(ctx, at)
	if err != nil {
		return Table{}, err
	}
	type worth struct {
		sums
		customers, active int64
	}
	by, met, all := map[string]*worth{}, map[string]bool{}, &worth{}
	err = r.each(ctx, s, tiers, business, func(c customer) {
		w := by[c.tier]
		if w == nil {
			w = &worth{}
			by[c.tier], met[c.tier] = w, true
		}
		sum := sumsOf(c.months, s)
		for _, into := range []*worth{w, all} {
			into.customers++
			if sum.orders > 0 {
				into.active++
			}
			into.join(sum)
		}
	})
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "tiers", Columns: []Column{
		column("tier", "等级", "tier", Tier), column("customers", "客户", "customers", Count), column("customer_share", "客户占比", "of customers", Share),
		column("active", "有订单", "with orders", Count), column("orders", "订单", "orders", Count), column("revenue", "销售额", "revenue", Money),
		column("revenue_share", "销售占比", "of revenue", Share), column("margin", "毛利", "margin", Money), column("margin_rate", "毛利率", "margin rate", Share),
	}}
	line := func(class string, w *worth) {
		t.Rows = append(t.Rows, []string{class, count(w.customers), share(float64(w.customers), float64(all.customers)), count(w.active), count(w.orders),
			w.revenue.String(), share(float64(w.revenue), float64(all.revenue)), w.margin(), w.rate()})
	}
	for _, class := range r.classes(met) {
		if by[class] == nil {
			by[class] = &worth{}
		}
		line(class, by[class])
	}
	line(Total, all)
	all.gaps(&t)
	return t, all.err
}
