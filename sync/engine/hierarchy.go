package engine

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// hierarchy builds the forest from what stewards laid down, lists of
// shareholders, parent fields and names: as a whole, or the trees that have to do
// with what moved.
func (g *golden) hierarchy(kin matching.Kinship) {
	g.relate(kin)
	changed := g.layDown()
	claims := map[string][]master.Link{}
	if g.whole {
		for _, row := range g.formed {
			if id := g.entity[row]; claims[id] == nil {
				if links := g.claims(id); links != nil {
					claims[id] = links
				}
			}
		}
		old := g.grove
		g.grove = master.NewGrove()
		g.ask(g.grove.Update(claims).Within)
		g.forest = g.grove.Forest()
		g.compare(old)
	} else {
		for _, id := range g.concerned(kin, changed) {
			claims[id] = g.claims(id)
		}
		growth := g.grove.Update(claims)
		g.forest = g.grove.Forest()
		for _, id := range growth.Moved {
			g.regrown[id] = true
			g.need(id)
		}
		g.ask(growth.Within)
	}
	g.names = map[string]string{}
	g.cycles = g.grove.Cycles()
	for _, c := range g.cycles {
		for _, id := range c {
			g.names[id] = ""
		}
	}
}

// relate takes over what the index says of families.
func (g *golden) relate(k matching.Kinship) {
	if k.All {
		clear(g.kin)
	}
	for _, row := range k.Rows {
		delete(g.kin, row)
	}
	for _, r := range k.Relations {
		row, _ := g.index.Row(r.Child)
		g.kin[row] = r
	}
}

// concerned are the entities on which there may be other claims than before, or
// claims that mean other entities.
func (g *golden) concerned(k matching.Kinship, laid []string) []string {
	ids := maps.Clone(g.left)
	for _, id := range laid {
		ids[id] = true
	}
	note := func(row uint32) {
		ids[g.entity[row]] = true
		for _, child := range g.under[g.index.Ref(row)] {
			ids[g.entity[child]] = true
		}
	}
	for row := range g.moved {
		note(row)
	}
	for _, row := range k.Rows {
		note(row)
	}
	delete(ids, "")
	return slices.Sorted(maps.Keys(ids))
}

// claims are all claims on one child that hold today.
func (g *golden) claims(id string) []master.Link {
	laid := g.laid[id]
	links := slices.Clone(laid.links)
	for _, ref := range g.book.Members(id) {
		row, _ := g.index.Row(ref)
		if l, ok := g.fieldLink(row); ok {
			links = append(links, l)
		}
		if r, ok := g.kin[row]; ok {
			links = append(links, master.Link{Rank: master.RankSources + len(g.Config.Sources), By: r.Child, Doubtful: r.Doubtful, Edge: model.Edge{
				Child: id, Parent: g.entityAt(r.Parent), Kind: r.Kind, Why: r.Why}})
		}
	}
	if len(links) == 0 {
		return nil
	}
	sure, doubtful := master.Claims(links, laid.bans(id), g.stewardship.today)
	return append(sure, doubtful...)
}

// fieldLink is what the parent field of a row says. Customers that are gone, or
// whose source is no longer configured, say nothing.
func (g *golden) fieldLink(row uint32) (master.Link, bool) {
	parent, named := g.parents[row]
	above, ok := g.index.Row(parent)
	ref := g.index.Ref(row)
	src, configured := g.Config.Source(ref.Source)
	if !named || !ok || g.gone[row] || !configured {
		return master.Link{}, false
	}
	return master.Link{Rank: master.RankSources + src.Rank, By: ref, Edge: model.Edge{
		Child: g.entity[row], Parent: g.entity[above], Kind: model.SubsidiaryOf, Why: "parent field of " + ref.Source}}, true
}

// compare has the entities written whose place in the hierarchy is another than
// it was, or than stored.
func (g *golden) compare(before *master.Grove) {
	if before != nil {
		old := before.Forest()
		for _, f := range [...]*master.Forest{&old, &g.forest} {
			for id := range f.Parent {
				g.regrown[id] = true
			}
			for id := range f.Ultimate {
				if old.Top(id) != g.forest.Top(id) || old.Parent[id].Edge != g.forest.Parent[id].Edge {
					g.need(id)
				}
			}
		}
		return
	}
	edge := make(map[string]model.Edge, len(g.stored.Edges))
	for _, e := range g.stored.Edges {
		edge[e.Child], g.regrown[e.Child] = e, true
	}
	for id := range g.forest.Parent {
		g.regrown[id] = true
	}
	for _, e := range g.stored.Entities {
		if now := g.forest.Parent[e.ID].Edge; e.Parent != now.Parent || e.Group != g.forest.Top(e.ID) || edge[e.ID] != now {
			g.need(e.ID)
		}
	}
	g.stored = store.MasterState{}
}

// entityAt is the entity of a customer after this matching, "" when unknown.
func (g *golden) entityAt(ref model.Ref) string {
	if row, ok := g.index.Row(ref); ok {
		return g.entity[row]
	}
	return ""
}

// cyclesTold is how many cycles a run spells out.
const cyclesTold = 5

// tellCycles reports parents that lead back to where they began, by name, and
// which claim was left out.
func (g *golden) tellCycles(ctx context.Context) error {
	if len(g.cycles) == 0 {
		return nil
	}
	var names []string
	for id, name := range g.names {
		if name != "" {
			continue
		}
		e, err := g.Store.Entity(ctx, model.SystemPrincipal(), id)
		if err != nil {
			return err
		}
		if g.names[id] = id; e.Kind != model.Person {
			g.names[id] = cmp.Or(e.Name(), id)
		}
	}
	for i, c := range g.cycles {
		if i == cyclesTold {
			names = append(names, "…")
			break
		}
		var way []string
		for _, id := range append(slices.Clone(c), c[0]) {
			way = append(way, g.names[id])
		}
		names = append(names, strings.Join(way, " → "))
	}
	f := fault.New("E2205", len(g.cycles), strings.Join(names, "; "))
	for _, l := range g.forest.Cut {
		if g.names[l.Child] != "" && g.names[l.Parent] != "" && len(f.Where) < cyclesTold {
			f.At(fmt.Sprintf("%s → %s (%s)", g.names[l.Child], g.names[l.Parent], l.Why))
		}
	}
	g.fault(f)
	return nil
}
