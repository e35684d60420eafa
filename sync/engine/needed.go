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

// fetching are customers that are being read while other work is done, in the order
// of references.
type fetching struct {
	pages chan []store.JudgedCustomer // closed when all were read
	err   error                       // why not; known when pages is closed
}

// fetchPage is how many customers are handed over together.
const fetchPage = 500

// fetch begins to read the members of the entities whose golden records are to be
// written, where they are few.
func (g *golden) fetch(ctx context.Context) {
	refs := g.unread(fetchMost)
	if len(refs) == 0 || len(refs) > fetchMost {
		return
	}
	f := &fetching{pages: make(chan []store.JudgedCustomer, len(refs)/fetchPage+1)}
	g.fetching = f
	go func() {
		defer close(f.pages)
		page := make([]store.JudgedCustomer, 0, min(fetchPage, len(refs)))
		f.err = g.Store.EachCustomerOf(ctx, model.SystemPrincipal(), refs, func(c store.JudgedCustomer) error {
			if page = append(page, c); len(page) == fetchPage {
				f.pages <- page // there is room for all
				page = make([]store.JudgedCustomer, 0, fetchPage)
			}
			return nil
		})
		f.pages <- page
	}()
}

// await takes what fetch reads, until it has come to a customer.
func (g *golden) await(ref model.Ref) error {
	for g.fetching != nil {
		page, more := <-g.fetching.pages
		if !more {
			err := g.fetching.err
			g.fetching = nil
			return err
		}
		for _, c := range page {
			row, _ := g.index.Row(c.Ref)
			g.fresh[row] = c
		}
		if len(page) > 0 && page[len(page)-1].Ref.Compare(ref) >= 0 {
			break
		}
	}
	return nil
}

// unread are the members of the entities whose golden records are to be written that
// have not come in yet; not all when there are more than most.
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
	clusters := make([][]uint32, 0, len(g.needed))
	for founder := range g.needed {
		clusters = append(clusters, g.index.Members(founder))
	}
	last := func(c []uint32) model.Ref { return g.index.Ref(c[len(c)-1]) }
	slices.SortFunc(clusters, func(a, b []uint32) int { return last(a).Compare(last(b)) }) // nearly in the order of the store
	for len(clusters) > 0 {
		part := clusters[:min(g.size, len(clusters))]
		clusters = clusters[len(part):]
		if err := g.await(last(part[len(part)-1])); err != nil {
			return err
		}
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
