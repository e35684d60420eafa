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
	merged, err := r.Store.Redirects(ctx, r.Reader)
	if err != nil {
		return m, err
	}
	moves := make(map[string][2]string, len(after))
	for id, tier := range after {
		was, ok := before[id]
		switch {
		case ok:
		case split[id]:
			was = Split
		default:
			was = New
		}
		moves[id] = [2]string{was, tier}
	}
	for id, was := range before {
		if _, ok := after[id]; ok {
			continue
		}
		moves[id] = [2]string{was, Gone}
		if _, ok := merged[id]; ok {
			moves[id] = [2]string{was, Merged}
		}
	}
	for _, id := range sortedKeys(moves) {
		m.Add(moves[id][0], moves[id][1], 1)
	}
	all := sums{}
	err = r.each(ctx, s, nil, business, func(c customer) {
		if move, ok := moves[c.id]; ok {
			v := m.Revenue[move]
			all.plus(&v, sumsOf(c.months, s).revenue)
			m.Revenue[move] = v
		}
	})
	if err == nil {
		err = all.err
	}
	return m, err
}

// splits are the entities that came out of others in the days after from.
func (r *Room) splits(ctx context.Context, from, to model.Date) (map[string]bool, error) {
	out := map[string]bool{}
	if !r.Reader.Group() {
		return out, nil // the journal is the group's
	}
	entries, err := r.Store.Journal(ctx, r.Reader, "")
	for _, e := range entries {
		if e.At.Before(r.endOf(from)) || to != 0 && e.At.After(r.endOf(to)) {
			continue
		}
		switch e.Op {
		case model.EntitySplit:
			out[e.Other] = true
		case model.EntityRevived:
			out[e.Entity] = true
		}
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
