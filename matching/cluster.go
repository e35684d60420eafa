package matching

import (
	"cmp"
	"slices"
)

// sample is how many members of each side the mean of two clusters looks at.
const sample = 24

// forest is a set of growing clusters of some rows, which it numbers by rank.
// Two clusters merge only when no gate holds between any of their members and
// the clusters as a whole agree.
type forest struct {
	m    *Matcher
	s    *scorer
	t    *table
	v    verdicts
	rows []uint32 // by number in the forest: row of the table
	root []uint32
	// members of each root, ordered; one that is no root has none.
	members [][]uint32
	// vetoes[r] are the roots that a gate keeps r from for ever.
	vetoes map[uint32]map[uint32]struct{}
	// bound[r] lists those that a steward joined with r, r included.
	bound map[uint32][]uint32
	// split remembers the sizes at which two roots disagreed, so that the many
	// edges between two large clusters cost one comparison.
	split map[[2]uint32]int
	// refused[r] are the rows that r might be one with but is not, once every edge
	// was tried.
	refused map[uint32][]uint32
	tree    []edge // the edges that merged, a spanning tree of each cluster
}

func (x *Index) newForest(rows []uint32) *forest {
	f := &forest{m: x.m, s: x.scorer, t: x.table, v: x.verdicts, rows: rows, root: make([]uint32, len(rows)), members: make([][]uint32, len(rows)),
		vetoes: map[uint32]map[uint32]struct{}{}, split: map[[2]uint32]int{}, bound: map[uint32][]uint32{}}
	self := make([]uint32, len(rows))
	for i := range f.root {
		f.root[i] = uint32(i)
		self[i] = uint32(i)
		f.members[i] = self[i : i+1 : i+1]
	}
	return f
}

func (f *forest) row(i uint32) *row { return &f.t.rows[f.rows[i]] }

func (f *forest) find(r uint32) uint32 {
	for f.root[r] != r {
		f.root[r] = f.root[f.root[r]]
		r = f.root[r]
	}
	return r
}

// grow merges along the edges, strongest first. Edges that the clusters as a
// whole refuse get a second chance at the end, when clusters have grown. It
// returns how many were refused for good.
func (f *forest) grow(edges []edge) (refused int) {
	slices.SortFunc(edges, func(x, y edge) int {
		return cmp.Or(cmp.Compare(y.total, x.total), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	var again []edge
	for _, e := range edges {
		if !f.try(e) {
			again = append(again, e)
		}
	}
	f.settled(again)
	for _, e := range again {
		if !f.try(e) {
			refused++
		}
	}
	return refused
}

// try merges the clusters of an edge if they agree; true when they are one.
func (f *forest) try(e edge) bool {
	x, y := f.find(e.a), f.find(e.b)
	if x == y {
		return true
	}
	x, y = min(x, y), max(x, y)
	if _, no := f.vetoes[x][y]; no {
		return false
	}
	a, b := f.members[x], f.members[y]
	kind, relief := f.s.of(f.row(e.a)), f.relief(x, y, e)
	if e.total < kind.edgeLine(f.m, min(len(a), len(b)), max(len(a), len(b)))-relief {
		return false
	}
	if len(a) > 1 || len(b) > 1 {
		at, sizes := [2]uint32{x, y}, len(a)<<32+len(b)
		if f.split[at] == sizes {
			return false
		}
		if f.between(a, b) != 0 {
			f.veto(x, y)
			f.veto(y, x)
			return false
		}
		if _, ok := f.agree(a, b, e, relief); !ok {
			f.split[at] = sizes
			return false
		}
	}
	f.join(x, y, e)
	return true
}

// between is the first gate that holds between any two members.
func (f *forest) between(a, b []uint32) gate {
	for _, x := range a {
		for _, y := range b {
			if g := f.gate(x, y); g != 0 && !f.excused(x, y, g) {
				return g
			}
		}
	}
	return 0
}

func (f *forest) gate(x, y uint32) gate {
	a, b := f.row(x), f.row(y)
	g := f.s.gate(a, b)
	if a.decided && b.decided {
		g |= f.v.gate(f.rows[x], f.rows[y])
	}
	return g
}

// excused lets a record join one that a steward bound to another against a
// soft gate: it is enough that it fits one of the bound records.
func (f *forest) excused(x, y uint32, g gate) bool {
	if g&(hard|gateSteward) != 0 || f.bound[x] == nil && f.bound[y] == nil {
		return false
	}
	var p pair
	for _, i := range f.boundTo(x) {
		for _, j := range f.boundTo(y) {
			if f.gate(i, j) == 0 {
				if f.s.sift(f.row(i), f.row(j), f.m.auto, &p); p.total >= f.m.auto {
					return true
				}
			}
		}
	}
	return false
}

func (f *forest) boundTo(x uint32) []uint32 {
	if b := f.bound[x]; b != nil {
		return b
	}
	return []uint32{x}
}

// held is what two clusters come to when they are held against each other.
type held struct {
	sum     int64 // of the pairs whose names can be compared
	pairs   int
	best    int64 // of the best partners of the smaller side's members
	members int
	twins   twins
}

// agree asks the kind whether two clusters agree as a whole; of large ones it
// sees a sample.
func (f *forest) agree(a, b []uint32, e edge, relief bits) (held, bool) {
	if len(a) > len(b) || len(a) == len(b) && a[0] > b[0] {
		a, b = b, a
	}
	return f.s.of(f.row(a[0])).agree(f, spread(a, e), spread(b, e), relief)
}

// spread picks at most sample members, evenly, and the edge's own end.
func spread(list []uint32, e edge) []uint32 {
	if len(list) <= sample {
		return list
	}
	out := make([]uint32, 0, sample+1)
	for i := range sample {
		out = append(out, list[i*len(list)/sample])
	}
	for _, end := range [...]uint32{e.a, e.b} {
		if _, in := slices.BinarySearch(list, end); in && !slices.Contains(out, end) {
			out = append(out, end)
		}
	}
	return out
}

// join makes y part of x; the smaller row number stays the root.
func (f *forest) join(x, y uint32, e edge) {
	if y < x {
		x, y = y, x
	}
	f.root[y] = x
	f.members[x] = merged(f.members[x], f.members[y])
	f.members[y] = nil
	for r := range f.vetoes[y] {
		delete(f.vetoes[r], y)
		f.veto(r, x)
		f.veto(x, r)
	}
	delete(f.vetoes, y)
	f.tree = append(f.tree, e)
}

func (f *forest) veto(x, y uint32) {
	if f.vetoes[x] == nil {
		f.vetoes[x] = map[uint32]struct{}{}
	}
	f.vetoes[x][y] = struct{}{}
}

// merged joins two ordered lists.
func merged(a, b []uint32) []uint32 {
	out := make([]uint32, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// bind carries out the steward's "same" on the given pairs, in their order, and
// returns those that a hard gate or a "different" forbids.
func (f *forest) bind(same []edge) (conflicts []edge) {
	slices.SortFunc(same, func(x, y edge) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	for _, e := range same {
		x, y := f.find(e.a), f.find(e.b)
		if x == y {
			continue
		}
		for _, a := range f.members[x] {
			for _, b := range f.members[y] {
				e.gates |= f.gate(a, b) & (hard | gateSteward)
			}
		}
		if e.gates != 0 {
			conflicts = append(conflicts, e)
			continue
		}
		e.total = crossHigh
		e.gates = gateSteward
		f.join(x, y, e)
		for _, r := range f.members[min(x, y)] {
			f.bound[r] = f.members[min(x, y)]
		}
	}
	return conflicts
}
