package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// DimProduct is the dimension of white space by product line.
const DimProduct = "product"

// mostLacks is how many of the things that a customer lacks are spelled out.
const mostLacks = 10

// WhiteSpace lists the customers of the best tiers that buy from some units (or
// product lines) and not from all, those that lack fewest first, then by revenue.
// What a customer lacks is in the order of how many of the others have it: next
// is the first of it, with that share of the customers listed and complete ones.
// best is how many rungs of the ladder count; by is DimUnit or DimProduct.
func (r *Room) WhiteSpace(ctx context.Context, s Span, best int, by string) (Table, error) {
	tiers, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	of, topics := unitsOf, business
	if by == DimProduct {
		of, topics = productsOf, []model.Topic{model.TopicOrder, model.TopicProduct}
	}
	type row struct {
		key        int64
		tier       string
		has, lacks []string
		revenue    model.Amount
	}
	var rows []row
	all, peers := map[string]bool{}, map[string]int{}
	err = r.each(ctx, s, tiers, topics, func(c customer) {
		has := of(c, s)
		for _, x := range has {
			all[x] = true
		}
		if slices.Contains(r.Ladder[:min(max(best, 0), len(r.Ladder))], c.tier) && len(has) > 0 {
			rows = append(rows, row{key: c.key, tier: c.tier, has: has, revenue: sumsOf(c.months, s).revenue})
			for _, x := range has {
				peers[x]++
			}
		}
	})
	if err != nil {
		return Table{}, err
	}
	buyers := len(rows)
	popular := slices.Sorted(maps.Keys(all))
	slices.SortStableFunc(popular, func(a, b string) int { return cmp.Compare(peers[b], peers[a]) })
	for i := range rows {
		for _, x := range popular {
			if !slices.Contains(rows[i].has, x) {
				rows[i].lacks = append(rows[i].lacks, x)
			}
		}
	}
	rows = slices.DeleteFunc(rows, func(x row) bool { return len(x.lacks) == 0 })
	keys := make([]int64, len(rows))
	for i, x := range rows {
		keys[i] = x.key
	}
	names, err := r.Store.Names(ctx, r.Reader, keys)
	if err != nil {
		return Table{}, err
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(len(a.lacks), len(b.lacks)), cmp.Compare(b.revenue, a.revenue), cmp.Compare(names[a.key].ID, names[b.key].ID))
	})
	t := Table{Name: "whitespace", Columns: []Column{column("entity_id", "编号", "id", Text), column("name", "客户", "customer", Text), column("tier", "等级", "tier", Tier),
		column("revenue", "销售额", "revenue", Money), column("buys_from", "已购单元", "buys from", Text), column("lacks", "空白单元", "not yet from", Text),
		column("lacking", "空白数", "lacking", Count), column("next", "首选机会", "next", Text), column("peers", "同级客户占比", "of their peers", Share)}}
	if by == DimProduct {
		t.Columns[4], t.Columns[5] = column("buys", "已购产品线", "buys", Text), column("lacks", "空白产品线", "does not buy", Text)
	}
	for _, x := range rows {
		t.Rows = append(t.Rows, []string{names[x.key].ID, names[x.key].Name, x.tier, x.revenue.String(), strings.Join(x.has, " "), strings.Join(x.lacks[:min(mostLacks, len(x.lacks))], " "),
			count(int64(len(x.lacks))), x.lacks[0], share(float64(peers[x.lacks[0]]), float64(buyers))})
	}
	switch {
	case len(all) == 0 && by == DimProduct:
		t.lack("期间内的订单没有产品线；请在映射的 lines 中映射 product，然后重新评级", "no order of the span has product lines; map product under lines, then score again")
	case len(all) == 0:
		t.lack("期间内没有订单", "there are no orders in the span")
	}
	return t, nil
}

// productsOf are the product lines that a customer bought in a span, ascending.
func productsOf(c customer, s Span) []string {
	var out []string
	for i := range c.months {
		m := &c.months[i]
		if m.Topic == model.TopicProduct && m.Count > 0 && s.Holds(m.Month) && !slices.Contains(out, m.Kind) {
			out = append(out, m.Kind)
		}
	}
	slices.Sort(out)
	return out
}

// Differences compares the tier that each unit gives its customers with the
// group's, unit by unit.
func (r *Room) Differences(ctx context.Context) (Table, error) {
	group, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	scopes, err := r.Store.TierScopes(ctx, r.Reader, r.Policy)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "differences", Columns: []Column{column("unit", "单元", "unit", Text), column("unit_tier", "单元等级", "tier in the unit", Tier),
		column("group_tier", "集团等级", "group tier", Tier), column("way", "方向", "way", Text), column("customers", "客户", "customers", Count)}}
	for _, scope := range scopes {
		unit, ok := strings.CutPrefix(scope, model.UnitScope(""))
		if !ok {
			continue
		}
		m := NewMatrix(r.classes(nil)...)
		own, err := r.Store.Standing(ctx, r.Reader, r.Policy, scope, 0)
		if err != nil {
			return Table{}, err
		}
		own.Each(func(key int64, tier string) {
			if of := group.Of(key); of != "" {
				m.Add(tier, of, 1)
			}
		})
		for _, from := range m.Classes {
			for _, to := range m.Classes {
				if n := m.Count(from, to); n > 0 {
					t.Rows = append(t.Rows, []string{unit, from, to, string(Direction(r.Ladder, from, to)), count(n)})
				}
			}
		}
	}
	return t, nil
}
