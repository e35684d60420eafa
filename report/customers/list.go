package customers

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Filter narrows List; empty fields do not. Text is part of a name, a credit code,
// the end of a phone number (four digits or more) or a domain.
type Filter struct {
	Text  string
	Tier  string // NoResult is without one
	Unit  string
	Group string // id of an ultimate parent
	Below int    // quality worse than this, in hundreds
	After string // Next of the page before; sealed.ErrBad where it is not of this list
	Limit int    // 0: 50
}

// purpose is what the places of a list are good for: a list that is narrowed otherwise
// is another.
func (f Filter) purpose() string {
	return fmt.Sprintf("customers %q %q %q %q %d", f.Text, f.Tier, f.Unit, f.Group, f.Below)
}

// NoResult is the tier facet of customers without a result.
const NoResult = "-"

// List is one page of customers with the facets of all that the reader sees.
type List struct {
	Rows []store.ListRow
	Next string // "" is the last page
	// Total is how many customers the filter leaves, -1 where that would take a count.
	Total int64
	// All is how many customers the reader sees.
	All   int64
	Tiers []Facet
	Units []Facet
	Bands []Facet // quality below 1000, 800, 600, 400; nil for readers of units
	Group string  // the name of the group asked for
}

// Facet is a value and how many customers have it.
type Facet struct {
	Value string
	Below int
	N     int64
}

// List lists customers, the best tier first and then by name.
func (r *Room) List(ctx context.Context, p model.Principal, f Filter) (List, error) {
	n := limit(f.Limit)
	tiers := r.classes()
	if f.Tier != "" {
		tiers = []string{f.Tier}
		if f.Tier == NoResult {
			tiers = []string{""}
		}
	}
	counts, err := r.Store.ListCounts(ctx, p)
	if err != nil {
		return List{}, err
	}
	out := facets(p, f, counts, r.classes())
	if f.Tier == "" { // tiers of an older policy are at the end
		for _, t := range out.Tiers {
			if tier := plainTier(t.Value); !slices.Contains(tiers, tier) {
				tiers = append(tiers, tier)
			}
		}
	}
	var after store.ListMark
	if f.After != "" {
		if err := r.Words().Open(ctx, f.purpose(), f.After, &after); err != nil {
			return List{}, err
		}
	}
	rows, err := r.Store.ListEntities(ctx, p, store.ListFilter{Text: f.Text, Tiers: tiers, Unit: f.Unit, Group: f.Group, Below: f.Below, After: after, Limit: n + 1})
	if err != nil {
		return List{}, err
	}
	if len(rows) > n {
		rows = rows[:n]
		if out.Next, err = r.Words().Seal(ctx, f.purpose(), rows[n-1].Mark); err != nil {
			return List{}, err
		}
	}
	out.Rows = rows
	if f.After == "" && out.Next == "" {
		out.Total = int64(len(rows))
	}
	if f.Group != "" && p.Group() {
		if e, err := r.Store.Entity(ctx, p, f.Group); err == nil {
			out.Group = e.Name()
		}
	}
	return out, nil
}

// Spread counts the customers that p sees, all and by tier, the best first.
func (r *Room) Spread(ctx context.Context, p model.Principal) (all int64, tiers []Facet, err error) {
	counts, err := r.Store.ListCounts(ctx, p)
	if err != nil {
		return 0, nil, err
	}
	l := facets(p, Filter{}, counts, r.classes())
	return l.All, l.Tiers, nil
}

func plainTier(value string) string {
	if value == NoResult {
		return ""
	}
	return value
}

// facets sums up the counts: each facet under the other choices.
func facets(p model.Principal, f Filter, counts []store.ListCount, classes []string) List {
	scope := f.Unit // the rows that count customers once
	if scope == "" && !p.Group() && len(p.Units) == 1 {
		scope = p.Units[0]
	}
	tiers, units, bands := map[string]int64{}, map[string]int64{}, map[int]int64{}
	out := List{}
	for _, c := range counts {
		value := c.Tier
		if value == "" {
			value = NoResult
		}
		good := f.Below > 0 && c.Band >= f.Below/100
		other := f.Tier != "" && value != f.Tier
		if c.Unit != "" && !good && !other {
			units[c.Unit] += c.N
		}
		if c.Unit != scope {
			continue
		}
		out.All += c.N
		if !good {
			tiers[value] += c.N
		}
		if !other {
			bands[c.Band] += c.N
		}
		if !good && !other {
			out.Total += c.N
		}
	}
	if f.Text != "" || f.Group != "" {
		out.Total = -1
	}
	rank := func(v string) int {
		if at := slices.Index(classes, plainTier(v)); at >= 0 {
			return at
		}
		return len(classes)
	}
	for v, n := range tiers {
		out.Tiers = append(out.Tiers, Facet{Value: v, N: n})
	}
	slices.SortFunc(out.Tiers, func(a, b Facet) int {
		return cmp.Or(cmp.Compare(rank(a.Value), rank(b.Value)), cmp.Compare(a.Value, b.Value))
	})
	for v, n := range units {
		out.Units = append(out.Units, Facet{Value: v, N: n})
	}
	slices.SortFunc(out.Units, func(a, b Facet) int { return cmp.Compare(a.Value, b.Value) })
	if p.Group() {
		for _, below := range []int{800, 600, 400} {
			n := int64(0)
			for band, k := range bands {
				if band < below/100 {
					n += k
				}
			}
			out.Bands = append(out.Bands, Facet{Below: below, N: n})
		}
	}
	return out
}
