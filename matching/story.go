package matching

import (
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Step is one merge on the way to a cluster.
type Step struct {
	A, B        model.Ref // the pair that joined the two sides
	Left, Right int       // records on the side of A and on that of B before
	Bits        float64   // of the pair; 0 when a steward joined it
	Why         string    // as in model.Evidence
}

// Steps tells how the cluster of a row came to be, in the order of its merges.
// It is empty for a row alone.
func (x *Index) Steps(row uint32) []Step {
	members := x.Members(row)
	if len(members) == 1 {
		return nil
	}
	f := x.regrow(members)
	sizes := x.newForest(f.rows) // joined again, to see the sizes
	var out []Step
	for _, e := range f.tree {
		a, b := f.rows[e.a], f.rows[e.b]
		s := Step{A: x.Ref(a), B: x.Ref(b), Left: len(sizes.members[sizes.find(e.a)]), Right: len(sizes.members[sizes.find(e.b)]),
			Bits: e.total.float(), Why: "steward"}
		if e.gates == gateSteward {
			s.Bits = 0
		} else {
			var p pair
			s.Why = x.why(a, b, &p)
		}
		sizes.join(sizes.find(e.a), sizes.find(e.b), e)
		out = append(out, s)
	}
	return out
}

// regrow forms clusters of these rows alone. What other rows do never changes
// the merges among them, so whole clusters come out as they are.
func (x *Index) regrow(rows []uint32) *forest {
	rows = slices.Clone(rows)
	slices.SortFunc(rows, x.refs.before)
	number := make(map[uint32]uint32, len(rows))
	for n, i := range rows {
		number[i] = uint32(n)
	}
	var edges, same []edge
	for n, i := range rows {
		x.edges.of(i, func(e *edge, other uint32) {
			if m, in := number[other]; in && e.a == i && x.merges(e) {
				edges = append(edges, edge{a: uint32(n), b: m, total: e.total})
			}
		})
		for _, o := range x.bound[i] {
			if m, in := number[o]; in && uint32(n) < m {
				same = append(same, edge{a: uint32(n), b: m})
			}
		}
	}
	f := x.newForest(rows)
	f.bind(same)
	f.grow(edges)
	return f
}

// Apart tells why two rows are in two clusters.
type Apart struct {
	// Unmet: they share no key, so they were never compared with one another.
	Unmet bool
	// A and B are the first members of the two clusters that gates keep apart.
	A, B  model.Ref
	Gates []string
	// Mean is what all pairs of the two clusters come to, in bits, and Best what
	// the best partner of each member of the smaller one does. They merge from
	// the review line and from the merge line on.
	Mean, Best float64
	// Twins is nil unless a source that holds each company once has records in both:
	// what these come to, in bits. They merge from the merge line on.
	Twins *float64
}

// Apart looks at the clusters of two rows; nil when they are in one.
func (x *Index) Apart(a, b uint32) *Apart {
	if x.Founder(a) == x.Founder(b) {
		return nil
	}
	out := &Apart{Unmet: !x.met(a, b)}
	f := x.regrow(slices.Concat(x.Members(a), x.Members(b)))
	at := func(row uint32) (in []uint32) {
		for _, i := range x.Members(row) {
			in = append(in, uint32(slices.Index(f.rows, i)))
		}
		slices.Sort(in)
		return in
	}
	left, right := at(a), at(b)
	for _, i := range left {
		for _, j := range right {
			if g := f.gate(i, j); g != 0 && out.Gates == nil && !f.excused(i, j, g) {
				out.A, out.B, out.Gates = x.Ref(f.rows[i]), x.Ref(f.rows[j]), g.list()
			}
		}
	}
	v, _ := f.agree(left, right, edge{a: uint32(slices.Index(f.rows, a)), b: uint32(slices.Index(f.rows, b))}, 0)
	out.Mean, out.Best = float64(v.sum)/float64(max(v.pairs, 1))/100, float64(v.best)/float64(v.members)/100
	if t := &v.twins; t.pairs > 0 {
		bits := (float64(t.sum)/float64(t.pairs) + float64(t.own)) / 100
		out.Twins = &bits
	}
	return out
}

// met says whether two rows share a key that brings rows together.
func (x *Index) met(a, b uint32) bool {
	left := slices.Clone(x.inner.row(&x.table.rows[a]))
	return slices.ContainsFunc(x.inner.row(&x.table.rows[b]), func(k rowKey) bool {
		return !k.mute && slices.ContainsFunc(left, func(o rowKey) bool { return o.key == k.key && !o.mute })
	})
}
