package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Overlap lists the sets of units that share customers in a span, with how many
// and what they buy: the sets are disjoint, so that the rows add up. A customer
// belongs to the units that it has orders with.
func (r *Room) Overlap(ctx context.Context, s Span) (Table, error) {
	type set struct {
		sums
		customers int64
		units     int
	}
	by, all := map[string]*set{}, set{}
	err := r.each(ctx, s, nil, business, func(c customer) {
		units := unitsOf(c, s)
		if len(units) == 0 {
			return
		}
		key := strings.Join(units, " + ")
		if by[key] == nil {
			by[key] = &set{units: len(units)}
		}
		sum := sumsOf(c.months, s)
		by[key].customers, all.customers = by[key].customers+1, all.customers+1
		by[key].join(sum)
		all.join(sum)
	})
	if err != nil {
		return Table{}, err
	}
	keys := slices.Sorted(maps.Keys(by))
	slices.SortStableFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(by[b].units, by[a].units), cmp.Compare(by[b].customers, by[a].customers))
	})
	t := Table{Name: "overlap", Columns: []Column{
		column("units", "单元组合", "units", Text), column("n", "单元数", "how many", Count), column("customers", "客户", "customers", Count),
		column("customer_share", "客户占比", "of customers", Share), column("revenue", "销售额", "revenue", Money), column("revenue_share", "销售占比", "of revenue", Share),
	}}
	for _, k := range keys {
		x := by[k]
		t.Rows = append(t.Rows, []string{k, count(int64(x.units)), count(x.customers), share(float64(x.customers), float64(all.customers)),
			x.revenue.String(), share(float64(x.revenue), float64(all.revenue))})
	}
	t.Rows = append(t.Rows, []string{Total, "", count(all.customers), share(1, 1), all.revenue.String(), share(1, 1)})
	all.gaps(&t)
	return t, all.err
}

// unitsOf are the units with which a customer has orders in a span, ascending.
func unitsOf(c customer, s Span) []string {
	var out []string
	for i := range c.months {
		m := &c.months[i]
		if m.Topic == model.TopicOrder && m.Unit != "" && s.Holds(m.Month) && !slices.Contains(out, m.Unit) {
			out = append(out, m.Unit)
		}
	}
	slices.Sort(out)
	return out
}

// Pairs is the matrix of units: customers that two units share, and the revenue
// of both with them. A unit with itself is all its customers.
func (r *Room) Pairs(ctx context.Context, s Span) (Table, error) {
	type cell struct {
		customers int64
		revenue   model.Amount
	}
	by, units, all := map[[2]string]*cell{}, map[string]bool{}, sums{}
	each := map[string]model.Amount{} // of one customer
	err := r.each(ctx, s, nil, business, func(c customer) {
		clear(each)
		for i := range c.months {
			m := &c.months[i]
			if m.Topic == model.TopicOrder && m.Unit != "" {
				v := each[m.Unit]
				all.plus(&v, m.Amount)
				each[m.Unit], units[m.Unit] = v, true
			}
		}
		of := slices.Sorted(maps.Keys(each))
		for _, a := range of {
			for _, b := range of {
				if b < a {
					continue
				}
				x := by[[2]string{a, b}]
				if x == nil {
					x = &cell{}
					by[[2]string{a, b}] = x
				}
				x.customers++
				all.plus(&x.revenue, each[a])
				if a != b {
					all.plus(&x.revenue, each[b])
				}
			}
		}
	})
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "pairs", Columns: []Column{column("unit", "单元", "unit", Text), column("other", "另一单元", "other", Text),
		column("customers", "共有客户", "shared customers", Count), column("revenue", "双方销售额", "revenue of both", Money)}}
	for _, a := range slices.Sorted(maps.Keys(units)) {
		for _, b := range slices.Sorted(maps.Keys(units)) {
			if x := by[[2]string{a, b}]; x != nil {
				t.Rows = append(t.Rows, []string{a, b, count(x.customers), x.revenue.String()})
			}
		}
	}
	return t, all.err
}
