package master

import (
	"cmp"
	"maps"
	"slices"
)

// Grove holds claims from call to call and keeps their hierarchy up to date by
// those that changed: what Hierarchy and Questions make of all claims, by looking
// at the entities alone that claims connect with the ones concerned.
type Grove struct {
	claims map[string][]Link          // by child
	named  map[string]map[string]bool // parent → children that a claim puts under it
	forest Forest
	cut    map[string]Link     // by child
	cycles map[string][]string // by their smallest id
	asked  map[string][]Link   // questions by child
}

// NewGrove is a grove without claims.
func NewGrove() *Grove {
	return &Grove{claims: map[string][]Link{}, named: map[string]map[string]bool{}, cut: map[string]Link{}, cycles: map[string][]string{},
		asked: map[string][]Link{}, forest: Forest{Parent: map[string]Link{}, Ultimate: map[string]string{}}}
}

// Growth is what an update did.
type Growth struct {
	// Within are the entities looked at, in order: those given and all that claims
	// connect with them, before or now. The questions of others are what they were.
	Within []string
	// Moved are those whose parent or top is another than before.
	Moved []string
}

// Update replaces all claims on each of the given children: sure ones and doubtful
// ones. An entity of which only the members changed is given with its claims too.
func (g *Grove) Update(children map[string][]Link) Growth {
	within := map[string]bool{}
	for id := range children {
		g.reach(id, within)
	}
	for id, links := range children {
		g.replace(id, links)
	}
	before := slices.Collect(maps.Keys(within))
	clear(within)
	for _, id := range before {
		g.reach(id, within)
	}
	return g.regrow(slices.Sorted(maps.Keys(within)))
}

// replace puts the claims on a child in the place of those before.
func (g *Grove) replace(child string, links []Link) {
	for _, l := range g.claims[child] {
		if delete(g.named[l.Parent], child); len(g.named[l.Parent]) == 0 {
			delete(g.named, l.Parent)
		}
	}
	delete(g.claims, child)
	if len(links) == 0 {
		return
	}
	g.claims[child] = links
	for _, l := range links {
		if g.named[l.Parent] == nil {
			g.named[l.Parent] = map[string]bool{}
		}
		g.named[l.Parent][child] = true
	}
}

// reach adds an entity and all that claims connect with it.
func (g *Grove) reach(id string, in map[string]bool) {
	next := []string{id}
	for len(next) > 0 {
		id = next[len(next)-1]
		next = next[:len(next)-1]
		if in[id] {
			continue
		}
		in[id] = true
		for _, l := range g.claims[id] {
			next = append(next, l.Parent)
		}
		for child := range g.named[id] {
			next = append(next, child)
		}
	}
}

// regrow builds anew the trees of entities that no claim connects with others.
func (g *Grove) regrow(ids []string) Growth {
	growth := Growth{Within: ids}
	var sure, doubtful []Link
	for _, id := range ids {
		for _, l := range g.claims[id] {
			if l.Doubtful {
				doubtful = append(doubtful, l)
			} else {
				sure = append(sure, l)
			}
		}
	}
	f, cycles := Hierarchy(sure)
	for _, id := range ids {
		if g.forest.Top(id) != f.Top(id) || g.forest.Parent[id].Edge != f.Parent[id].Edge {
			growth.Moved = append(growth.Moved, id)
		}
		delete(g.forest.Parent, id)
		delete(g.forest.Ultimate, id)
		delete(g.cut, id)
		delete(g.cycles, id)
		delete(g.asked, id)
	}
	maps.Copy(g.forest.Parent, f.Parent)
	maps.Copy(g.forest.Ultimate, f.Ultimate)
	for _, l := range f.Cut {
		g.cut[l.Child] = l
	}
	for _, c := range cycles {
		g.cycles[c[0]] = c
	}
	for _, q := range f.Questions(sure, doubtful) {
		g.asked[q.Child] = append(g.asked[q.Child], q)
	}
	return growth
}

// Forest is the hierarchy of all claims; its maps are the grove's own.
func (g *Grove) Forest() Forest {
	f := g.forest
	f.Cut = slices.SortedFunc(maps.Values(g.cut), func(a, b Link) int { return cmp.Compare(a.Child, b.Child) })
	return f
}

// Cycles are those of all claims, as Hierarchy returns them.
func (g *Grove) Cycles() [][]string {
	return slices.SortedFunc(maps.Values(g.cycles), func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
}

// Questions are those on one child.
func (g *Grove) Questions(child string) []Link { return g.asked[child] }
