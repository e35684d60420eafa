package report

import (
	"context"

	"github.com/tierloop/tierloop/model"
)

// What became of an entity that has a tier at one end of the time only, and moved
// to no other class: these are the doing of matching, not of the business.
const (
	Merged = "merged" // it went into another entity
	Split  = "split"  // it came out of another entity
)

// Moves is who stood where on two days, with the revenue that moved.
type Moves struct {
	From, To model.Date
	*Matrix
	Revenue map[[2]string]model.Amount // of the span, by from and to
}

// Movement compares the tiers at the end of two days. Merges and splits of golden
// records stand apart from new and gone customers. Revenue is of a span.
func (r *Room) Movement(ctx context.Context, from, to model.Date, s Span) (Moves, error) {
	m := Moves{From: from, To: to, Matrix: NewMatrix(append(r.classes(nil), New, Split, Gone, Merged)...), Revenue: map[[2]string]model.Amount{}}
	before, err := r.tiers(ctx, from)
	if err != nil {
		return m, err
	}
	after, err := r.tiers(ctx, to)
	if err != nil {
		return m, err
	}
	split, err := r.splits(ctx, from, to)
	if err != nil {
		return m, err
	}
	move := func(key int64) ([2]string, bool) {
		was, is := before.Of(key), after.Of(key)
		switch {
		case was == "" && is == "":
			return [2]string{}, false
		case was == "" && split[key]:
			was = Split
		case was == "":
			was = New
		case is == "":
			is = Gone
		}
		return [2]string{was, is}, true
	}
	after.Each(func(key int64, _ string) {
		at, _ := move(key)
		m.Add(at[0], at[1], 1)
	})
	var gone []int64
	before.Each(func(key int64, _ string) {
		if after.Of(key) == "" {
			gone = append(gone, key)
		}
	})
	merged := map[int64]bool{}
	if r.Reader.Group() { // to a unit, who was merged away is gone: matching is the group's
		if merged, err = r.Store.Merged(ctx, r.Reader, gone); err != nil {
			return m, err
		}
	}
	for _, key := range gone {
		if merged[key] {
			m.Add(before.Of(key), Merged, 1)
		} else {
			m.Add(before.Of(key), Gone, 1)
		}
	}
	all := sums{}
	err = r.each(ctx, s, nil, business, func(c customer) {
		at, ok := move(c.key)
		if !ok {
			return
		}
		if at[1] == Gone && merged[c.key] {
			at[1] = Merged
		}
		v := m.Revenue[at]
		all.plus(&v, sumsOf(c.months, s).revenue)
		m.Revenue[at] = v
	})
	if err == nil {
		err = all.err
	}
	return m, err
}

// splits are the entities that came out of others in the days after from.
func (r *Room) splits(ctx context.Context, from, to model.Date) (map[int64]bool, error) {
	if !r.Reader.Group() {
		return nil, nil // the journal is the group's
	}
	entries, err := r.Store.Journal(ctx, r.Reader, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entries {
		if e.At.Before(r.endOf(from)) || to != 0 && e.At.After(r.endOf(to)) {
			continue
		}
		switch e.Op {
		case model.EntitySplit:
			ids = append(ids, e.Other)
		case model.EntityRevived:
			ids = append(ids, e.Entity)
		}
	}
	out := map[int64]bool{}
	keys, err := r.Store.EntityKeys(ctx, r.Reader, ids)
	for _, key := range keys {
		out[key] = true
	}
	return out, err
}

// Table lists every kind of move that happened, those who stayed included.
func (m Moves) Table(ladder []string) Table {
	t := Table{Name: "movement", Columns: []Column{
		column("from", "从", "from", Tier), column("to", "到", "to", Tier), column("way", "方向", "way", Text),
		column("customers", "客户", "customers", Count), column("share", "占原等级", "of its tier", Share), column("revenue", "销售额", "revenue", Money),
	}}
	var customers int64
	all := sums{}
	for _, from := range m.Classes {
		for _, to := range m.Classes {
			n := m.Count(from, to)
			if n == 0 {
				continue
			}
			revenue := m.Revenue[[2]string{from, to}]
			t.Rows = append(t.Rows, []string{from, to, string(Direction(ladder, from, to)), count(n), share(float64(n), float64(m.Matrix.From(from))), revenue.String()})
			customers += n
			all.plus(&all.revenue, revenue)
		}
	}
	t.Rows = append(t.Rows, []string{Total, "", "", count(customers), "", all.revenue.String()})
	return t
}
