package master

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Link is one claim that an entity belongs to another.
type Link struct {
	model.Edge
	// Rank of who claims it: RankSteward, RankList, then the sources, the best
	// first. Claims derived from names rank behind every source.
	Rank int
	// By is the record that claims it; the smaller one wins a tie.
	By model.Ref
	// Doubtful claims build nothing; they are questions for a steward.
	Doubtful bool
}

// The ranks before those of the sources, of which the best has RankSources.
const (
	RankSteward = iota
	RankList
	RankSources
)

func (l Link) compare(o Link) int {
	return cmp.Or(cmp.Compare(l.Rank, o.Rank), l.By.Compare(o.By), cmp.Compare(l.Parent, o.Parent),
		cmp.Compare(l.Kind, o.Kind), cmp.Compare(l.Why, o.Why), cmp.Compare(l.Child, o.Child))
}

// Forest is the corporate hierarchy: at most one parent for each entity, and no
// way up that comes back.
type Forest struct {
	Parent map[string]Link // by child
	// Ultimate is the top of the tree of every entity that a link names.
	Ultimate map[string]string
	// Cut are the claims left out to end cycles and to keep to MaxDepth.
	Cut []Link
}

// Top is the ultimate parent; the entity itself when no link names it.
func (f Forest) Top(entity string) string {
	if top, ok := f.Ultimate[entity]; ok {
		return top
	}
	return entity
}

// MaxDepth is the number of edges from the lowest entity to its ultimate
// parent. Real groups stay below ten; a longer way up is a fault in the data.
const MaxDepth = 32

// Hierarchy builds the forest. Of several parents of one entity the claim of
// the best source counts, then that of the smaller Ref. In a cycle the weakest
// claim is cut; cycles are returned as the ids on the way up, the smallest
// first. A claim of an entity on itself is ignored.
func Hierarchy(links []Link) (Forest, [][]string) {
	best := map[string]Link{}
	f := Forest{Parent: map[string]Link{}, Ultimate: map[string]string{}}
	for _, l := range links {
		if l.Child == l.Parent || l.Child == "" || l.Parent == "" {
			continue
		}
		if old, ok := best[l.Child]; !ok || l.compare(old) < 0 {
			best[l.Child] = l
		}
		f.Ultimate[l.Child], f.Ultimate[l.Parent] = "", ""
	}
	children := make([]string, 0, len(best))
	for id := range best {
		children = append(children, id)
	}
	slices.Sort(children)
	cycles := f.breakCycles(best, children)
	f.limit(best, children)
	for id, l := range best {
		f.Parent[id] = l
	}
	for id := range f.Ultimate {
		top := id
		for up, ok := best[top]; ok; up, ok = best[top] {
			top = up.Parent
		}
		f.Ultimate[id] = top
	}
	return f, cycles
}

// breakCycles takes the weakest claim out of each cycle. Every entity has one
// way up, so cycles share no entity.
func (f *Forest) breakCycles(best map[string]Link, children []string) (cycles [][]string) {
	done := map[string]int{} // the walk that came by
	for walk, start := range children {
		at := start
		for done[at] == 0 {
			done[at] = walk + 1
			up, ok := best[at]
			if !ok {
				break
			}
			at = up.Parent
		}
		if _, ok := best[at]; !ok || done[at] != walk+1 {
			continue
		}
		cycle := []string{at}
		weakest := best[at]
		for next := best[at].Parent; next != at; next = best[next].Parent {
			cycle = append(cycle, next)
			if best[next].compare(weakest) > 0 {
				weakest = best[next]
			}
		}
		delete(best, weakest.Child)
		f.Cut = append(f.Cut, weakest)
		low := slices.Index(cycle, slices.Min(cycle))
		cycles = append(cycles, append(cycle[low:len(cycle):len(cycle)], cycle[:low]...))
	}
	slices.SortFunc(cycles, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	return cycles
}

// limit cuts the edge above every entity that stands MaxDepth edges or more
// below, walking from the top.
func (f *Forest) limit(best map[string]Link, children []string) {
	depth := map[string]int{}
	for _, start := range children {
		var path []string
		at := start
		for {
			up, ok := best[at]
			if _, known := depth[at]; known || !ok {
				break
			}
			path = append(path, at)
			at = up.Parent
		}
		for i := len(path) - 1; i >= 0; i-- {
			d := depth[best[path[i]].Parent] + 1
			if d > MaxDepth {
				f.Cut = append(f.Cut, best[path[i]])
				delete(best, path[i])
				d = 0
			}
			depth[path[i]] = d
		}
	}
	slices.SortFunc(f.Cut, func(a, b Link) int { return cmp.Compare(a.Child, b.Child) })
}
