package report

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// WhiteSpace lists the customers of the best tiers that buy from some units and
// not from all, those that lack fewest first, then by revenue. best is how many
// rungs of the ladder count.
func (r *Room) WhiteSpace(ctx context.Context, s Span, best int) (Table, error) {
	tiers, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	type row struct {
		id, tier   string
		has, lacks []string
		revenue    model.Amount
	}
	var rows []row
	units := map[string]bool{}
	err = r.each(ctx, s, tiers, func(c customer) {
		has := unitsOf(c, s)
		for _, u := range has {
			units[u] = true
		}
		if slices.Contains(r.Ladder[:min(max(best, 0), len(r.Ladder))], c.tier) && len(has) > 0 {
			rows = append(rows, row{id: c.id, tier: c.tier, has: has, revenue: sumsOf(c.months, s).revenue})
		}
	})
	if err != nil {
		return Table{}, err
	}
	wanted := map[string]bool{}
	for i := range rows {
		for _, u := range sortedKeys(units) {
			if !slices.Contains(rows[i].has, u) {
				rows[i].lacks = append(rows[i].lacks, u)
			}
		}
		wanted[rows[i].id] = len(rows[i].lacks) > 0
	}
	rows = slices.DeleteFunc(rows, func(x row) bool { return len(x.lacks) == 0 })
	slices.SortStableFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(len(a.lacks), len(b.lacks)), cmp.Compare(b.revenue, a.revenue), cmp.Compare(a.id, b.id))
	})
	names, err := r.names(ctx, wanted)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "whitespace", Columns: []Column{column("entity_id", "编号", "id", Text), column("name", "客户", "customer", Text), column("tier", "等级", "tier", Tier),
		column("revenue", "销售额", "revenue", Money), column("buys_from", "已购单元", "buys from", Text), column("lacks", "空白单元", "not yet from", Text)}}
	for _, x := range rows {
		t.Rows = append(t.Rows, []string{x.id, names[x.id], x.tier, x.revenue.String(), strings.Join(x.has, " "), strings.Join(x.lacks, " ")})
	}
	return t, nil
}

// names are the names of some entities.
func (r *Room) names(ctx context.Context, wanted map[string]bool) (map[string]string, error) {
	out := map[string]string{}
	err := r.Store.EachEntity(ctx, r.Reader, func(e store.StoredEntity) error {
		if wanted[e.ID] {
			out[e.ID] = e.Name()
		}
		return nil
	})
	return out, err
}

// Differences compares the tier that each unit gives its customers with the
// group's, unit by unit.
func (r *Room) Differences(ctx context.Context) (Table, error) {
	group, err := r.tiers(ctx, 0)
	if err != nil {
		return Table{}, err
	}
	scopes, err := r.Store.Policies(ctx, r.Reader)
	if err != nil {
		return Table{}, err
	}
	t := Table{Name: "differences", Columns: []Column{column("unit", "单元", "unit", Text), column("unit_tier", "单元等级", "tier in the unit", Tier),
		column("group_tier", "集团等级", "group tier", Tier), column("way", "方向", "way", Text), column("customers", "客户", "customers", Count)}}
	for _, scope := range scopes[r.Policy] {
		unit, ok := strings.CutPrefix(scope, model.UnitScope(""))
		if !ok {
			continue
		}
		m := NewMatrix(r.classes(nil)...)
		err := r.Store.CurrentTiers(ctx, r.Reader, r.Policy, scope, func(s store.StoredTier) error {
			if tier, ok := group[s.Entity]; ok {
				m.Add(s.Final, tier, 1)
			}
			return nil
		})
		if err != nil {
			return Table{}, err
		}
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
