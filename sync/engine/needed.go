package engine

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// decided has the golden records of customers on whom a steward spoke written: why
// they belong may be another reason than before.
func (g *golden) decided() {
	for _, d := range g.decisions {
		for _, ref := range [...]model.Ref{d.A, d.B} {
			if row, ok := g.index.Row(ref); ok {
				g.needed[g.index.Founder(row)] = true
			}
		}
	}
}

// need has the golden record of a living entity written.
func (g *golden) need(id string) {
	if members := g.book.Members(id); len(members) > 0 {
		row, _ := g.index.Row(members[0])
		g.needed[g.index.Founder(row)] = true
	}
}

// fetchMost is how many customers are read ahead, and so held, at once.
const fetchMost = 50_000

// fetched are customers that were read while other work was done.
type fetched struct {
	customers []store.JudgedCustomer
	err       error
}

// fetch begins to read the members of the entities whose golden records are to be
// written, where they are few.
func (g *golden) fetch(ctx context.Context) {
	refs := g.unread(fetchMost)
	if len(refs) == 0 || len(refs) > fetchMost {
		return
	}
	under := make(chan fetched, 1)
	g.fetching = under
	go func() {
		f := fetched{customers: make([]store.JudgedCustomer, 0, len(refs))}
		f.err = g.Store.EachCustomerOf(ctx, model.SystemPrincipal(), refs, func(c store.JudgedCustomer) error {
			f.customers = append(f.customers, c)
			return nil
		})
		under <- f
	}()
}

// await takes what fetch has read.
func (g *golden) await() error {
	if g.fetching == nil {
		return nil
	}
	f := <-g.fetching
	g.fetching = nil
	for _, c := range f.customers {
		row, _ := g.index.Row(c.Ref)
		g.fresh[row] = c
	}
	return f.err
}

// unread are the members of the entities whose golden records are to be written that
// have not been read yet; not all when there are more than most.
func (g *golden) unread(most int) (refs []model.Ref) {
	for founder := range g.needed {
		for _, row := range g.index.Members(founder) {
			if _, ok := g.fresh[row]; !ok {
				refs = append(refs, g.index.Ref(row))
			}
		}
		if len(refs) > most {
			break
		}
	}
	return refs
}

// eachNeeded yields the members of each entity whose golden record is to be written,
// in the order of references. Of customers that nobody has read yet no more than a
// batch of entities has are held, however many there are.
func (g *golden) eachNeeded(ctx context.Context, fn func([]store.JudgedCustomer) error) error {
	if err := g.await(); err != nil {
		return err
	}
	var clusters [][]uint32
	for founder := range g.needed {
		clusters = append(clusters, g.index.Members(founder))
	}
	slices.SortFunc(clusters, func(a, b []uint32) int { // nearly in the order of the store
		return g.index.Ref(a[len(a)-1]).Compare(g.index.Ref(b[len(b)-1]))
	})
	for part := range slices.Chunk(clusters, goldenBatch) {
		if err := g.read(ctx, part); err != nil {
			return err
		}
		for _, rows := range part {
			members := make([]store.JudgedCustomer, len(rows))
			for i, row := range rows {
				members[i] = g.fresh[row]
				delete(g.fresh, row)
			}
			if err := fn(members); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads what has not been read yet of some clusters.
func (g *golden) read(ctx context.Context, clusters [][]uint32) error {
	var refs []model.Ref
	for _, row := range slices.Concat(clusters...) {
		if _, ok := g.fresh[row]; !ok {
			refs = append(refs, g.index.Ref(row))
		}
	}
	return g.Store.EachCustomerOf(ctx, model.SystemPrincipal(), refs, func(c store.JudgedCustomer) error {
		row, _ := g.index.Row(c.Ref)
		g.fresh[row] = c
		return nil
	})
}
