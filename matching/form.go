package matching

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// clusters are what the rows of an index have come to: each row knows its
// founder, the row after it in its cluster, and why it is there.
type clusters struct {
	founder []uint32 // by row: the first of its cluster by reference
	after   []uint32 // by row: the next by reference, the founder after the last
	with    []uint32 // by row: the row that brought it in, + 1; 0 for founders
	bits    []bits   // by row: of the pair with that row; bySteward when one said so
}

const bySteward bits = -1 << 31

func (c *clusters) add(row uint32) {
	c.founder, c.after = append(c.founder, row), append(c.after, row)
	c.with, c.bits = append(c.with, 0), append(c.bits, 0)
}

// alone makes a row a cluster by itself.
func (c *clusters) alone(row uint32) {
	c.founder[row], c.after[row], c.with[row], c.bits[row] = row, row, 0, 0
}

// Founder is the first row of the cluster of a row, by reference.
func (x *Index) Founder(row uint32) uint32 { return x.clusters.founder[row] }

// Members are the rows of the cluster of a row, by reference.
func (x *Index) Members(row uint32) []uint32 {
	first := x.clusters.founder[row]
	out := []uint32{first}
	for i := x.clusters.after[first]; i != first; i = x.clusters.after[i] {
		out = append(out, i)
	}
	return out
}

// Size is the number of rows in the cluster of a row.
func (x *Index) Size(row uint32) int {
	n := 1
	for i := x.clusters.after[row]; i != row; i = x.clusters.after[i] {
		n++
	}
	return n
}

// Link is the row that brought a row into its cluster, and the weight of the
// pair in bits; a founder has none. A steward's word has no weight.
func (x *Index) Link(row uint32) (with uint32, weight float64, linked bool) {
	c := &x.clusters
	if c.with[row] == 0 {
		return 0, 0, false
	}
	if c.bits[row] == bySteward {
		return c.with[row] - 1, 0, true
	}
	return c.with[row] - 1, c.bits[row].float(), true
}

// Evidence is why a row is in its cluster.
func (x *Index) Evidence(row uint32) model.Evidence {
	with, weight, linked := x.Link(row)
	if !linked {
		return model.Evidence{Why: "founder"}
	}
	e := model.Evidence{With: x.Ref(with), Bits: weight, Why: "steward"}
	if x.clusters.bits[row] != bySteward {
		var p pair
		e.Why = x.why(with, row, &p)
	}
	return e
}

// merges says whether an edge may bring two clusters together.
func (x *Index) merges(e *edge) bool {
	kind := x.scorer.of(&x.table.rows[e.a])
	return e.gates == 0 && e.total >= kind.edgeLine(x.m, 1, sample)-kind.sole()
}

// region are the living rows whose clusters are to be formed anew: all that can
// be reached from what moved.
func (x *Index) region(all bool) []uint32 {
	var out []uint32
	if all {
		out = make([]uint32, 0, x.Len())
		for i, lives := range x.refs.lives {
			if lives {
				out = append(out, uint32(i))
			}
		}
		return out
	}
	in := map[uint32]bool{}
	reach := func(i uint32) {
		if x.refs.lives[i] && !in[i] {
			in[i] = true
			out = append(out, i)
		}
	}
	for _, i := range x.pending.moved {
		reach(i)
	}
	for n := 0; n < len(out); n++ {
		x.edges.of(out[n], func(e *edge, other uint32) {
			if x.merges(e) {
				reach(other)
			}
		})
		for _, o := range x.bound[out[n]] {
			reach(o)
		}
	}
	return out
}

// form clusters the rows of a region and returns the founders.
func (x *Index) form(region []uint32) (founders []uint32) {
	var rows []uint32 // those that an edge or a steward may join with another
	for _, i := range region {
		x.clusters.alone(i)
		if x.bound[i] != nil || x.joined(i) {
			rows = append(rows, i)
		} else {
			founders = append(founders, i)
		}
	}
	slices.SortFunc(rows, x.refs.before)
	number := make(map[uint32]uint32, len(rows))
	if len(rows)*4 > len(x.table.rows) {
		number = nil
	}
	at := x.numbers(rows, number)
	var edges, same []edge
	for n, i := range rows {
		x.edges.of(i, func(e *edge, other uint32) {
			if e.a == i && x.merges(e) {
				edges = append(edges, edge{a: uint32(n), b: at(other), total: e.total})
			}
		})
		for _, o := range x.bound[i] {
			delete(x.conflicts, pairOf(i, o))
			if m := at(o); uint32(n) < m {
				same = append(same, edge{a: uint32(n), b: m})
			}
		}
	}
	f := x.newForest(rows)
	for _, e := range f.bind(same) {
		e.a, e.b = rows[e.a], rows[e.b]
		x.conflicts[pairOf(e.a, e.b)] = e
	}
	x.stats.Refused += f.grow(edges)
	x.stats.Merges += len(f.tree)
	return append(founders, x.settleForest(f)...)
}

// joined says whether an edge may bring the row into a cluster.
func (x *Index) joined(i uint32) (yes bool) {
	x.edges.of(i, func(e *edge, _ uint32) { yes = yes || x.merges(e) })
	return yes
}

func pairOf(a, b uint32) [2]uint32 { return [2]uint32{min(a, b), max(a, b)} }

// numbers gives each row its place in the list, by a map where the list is short
// beside the table.
func (x *Index) numbers(rows []uint32, short map[uint32]uint32) func(uint32) uint32 {
	if short != nil {
		for n, i := range rows {
			short[i] = uint32(n)
		}
		return func(i uint32) uint32 { return short[i] }
	}
	all := make([]uint32, len(x.table.rows))
	for n, i := range rows {
		all[i] = uint32(n)
	}
	return func(i uint32) uint32 { return all[i] }
}

// settleForest writes the clusters of a forest down and returns their founders.
func (x *Index) settleForest(f *forest) (founders []uint32) {
	near := f.neighbours()
	c := &x.clusters
	for _, members := range f.members {
		if members == nil {
			continue
		}
		rows := make([]uint32, len(members))
		for i, m := range members {
			rows[i] = f.rows[m]
		}
		slices.SortFunc(rows, func(a, b uint32) int { return x.Ref(a).Compare(x.Ref(b)) })
		for i, r := range rows {
			c.founder[r], c.after[r] = rows[0], rows[(i+1)%len(rows)]
		}
		founders = append(founders, rows[0])
		first := members[slices.IndexFunc(members, func(m uint32) bool { return f.rows[m] == rows[0] })]
		for queue := []uint32{first}; len(queue) > 0; queue = queue[1:] {
			from := queue[0]
			for _, e := range near(from) {
				to := e.a + e.b - from
				if r := f.rows[to]; c.with[r] == 0 && to != first {
					c.with[r], c.bits[r] = f.rows[from]+1, e.total
					if e.gates == gateSteward {
						c.bits[r] = bySteward
					}
					queue = append(queue, to)
				}
			}
		}
	}
	return founders
}

// neighbours lists the tree's edges by their ends.
func (f *forest) neighbours() func(uint32) []edge {
	from := make([]uint32, len(f.rows)+1)
	for _, e := range f.tree {
		from[e.a+1]++
		from[e.b+1]++
	}
	for i := range f.rows {
		from[i+1] += from[i]
	}
	list, next := make([]edge, 2*len(f.tree)), slices.Clone(from)
	for _, e := range f.tree {
		for _, end := range [...]uint32{e.a, e.b} {
			list[next[end]] = e
			next[end]++
		}
	}
	return func(i uint32) []edge { return list[from[i]:from[i+1]] }
}
