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

// fewCustomers is the share of all customers, one in so many, up to which they are
// read by their references.
const fewCustomers = 8

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
	refs, few := g.unread()
	if !few || len(refs) == 0 || len(refs) > fetchMost {
		return
	}
	under := make(chan fetched, 1)
	g.fetching = under
	go func() {
		var f fetched
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
// have not been read yet; few is false, and they are not all, when all customers may
// as well be read.
func (g *golden) unread() (refs []model.Ref, few bool) {
	for founder := range g.needed {
		for _, row := range g.index.Members(founder) {
			if _, ok := g.fresh[row]; !ok {
				refs = append(refs, g.index.Ref(row))
			}
		}
		if len(refs) > g.index.Len()/fewCustomers {
			return nil, false
		}
	}
	return refs, true
}

// eachNeeded yields the members of the entities whose golden records are to be
// written, each entity's in the order of references: entity by entity where they are
// few, else among all other customers.
func (g *golden) eachNeeded(ctx context.Context, fn func(store.JudgedCustomer) error) error {
	if err := g.await(); err != nil {
		return err
	}
	if _, few := g.unread(); !few {
		return g.Store.EachCustomer(ctx, model.SystemPrincipal(), func(c store.StoredCustomer) error {
			return fn(store.JudgedCustomer{StoredCustomer: c})
		})
	}
	var clusters [][]uint32
	for founder := range g.needed {
		clusters = append(clusters, g.index.Members(founder))
	}
	slices.SortFunc(clusters, func(a, b []uint32) int { // as they come when all customers are read
		return g.index.Ref(a[len(a)-1]).Compare(g.index.Ref(b[len(b)-1]))
	})
	for part := range slices.Chunk(clusters, goldenBatch) {
		if err := g.read(ctx, part); err != nil {
			return err
		}
		for _, row := range slices.Concat(part...) {
			if err := fn(g.fresh[row]); err != nil {
				return err
			}
			delete(g.fresh, row)
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
