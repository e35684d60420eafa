package engine

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// questions are those that the store asks stewards.
type questions struct {
	pairs map[uint32][]uint32      // row → rows of which it is asked whether they are one, from both ends
	links map[string][]model.Doubt // on the hierarchy, by the id of the child
	count int
}

// ask finds what stewards are to be asked: about pairs of customers of which one is
// in a cluster that was formed anew, and about the places in the hierarchy of the
// entities within. The other questions stay as they are.
func (g *golden) ask(within []string) {
	if g.whole {
		g.open = &questions{pairs: map[uint32][]uint32{}, links: map[string][]model.Doubt{}}
	}
	g.eachFormed(func(row uint32) {
		for _, other := range g.open.drop(row) {
			g.answered = append(g.answered, model.Doubt{Kind: model.DoubtSame, A: g.index.Ref(row), B: g.index.Ref(other)})
		}
	})
	g.asked = g.index.Doubts(g.formed)
	for _, d := range g.asked {
		a, _ := g.index.Row(d.A)
		b, _ := g.index.Row(d.B)
		g.open.add(a, b)
	}
	for _, id := range within {
		old := g.open.links[id]
		g.answered = append(g.answered, old...)
		var now []model.Doubt
		for _, q := range g.grove.Questions(id) {
			now = append(now, g.question(q))
		}
		g.open.count += len(now) - len(old)
		if delete(g.open.links, id); now != nil {
			g.open.links[id] = now
		}
		g.asked = append(g.asked, now...)
	}
}

// question is one on the hierarchy, put by the first customers of both entities.
func (g *golden) question(q master.Link) model.Doubt {
	first := func(id string) (ref model.Ref) {
		if members := g.book.Members(id); len(members) > 0 {
			ref = members[0]
		}
		return ref
	}
	return model.Doubt{Kind: model.DoubtBelongs, A: first(q.Child), B: first(q.Parent), Why: q.Why}
}

func (q *questions) add(a, b uint32) {
	q.pairs[a] = append(q.pairs[a], b)
	q.pairs[b] = append(q.pairs[b], a)
	q.count++
}

// drop forgets the questions on a row and returns the rows at their other ends.
func (q *questions) drop(row uint32) []uint32 {
	others := q.pairs[row]
	for _, o := range others {
		if q.pairs[o] = slices.DeleteFunc(q.pairs[o], func(r uint32) bool { return r == row }); len(q.pairs[o]) == 0 {
			delete(q.pairs, o)
		}
	}
	delete(q.pairs, row)
	q.count -= len(others)
	return others
}

func (g *golden) saveQuestions(ctx context.Context, tx *store.Tx) error {
	if g.whole {
		return tx.ReplaceDoubts(ctx, g.asked)
	}
	return tx.ChangeDoubts(ctx, g.answered, g.asked)
}
