package matching

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Doubts are the pairs across clusters for the steward that have an end in the
// cluster of one of the founders: between the lines, refused by the clusters as
// a whole, or as good as equal but for a code or a trade. One pair, the
// strongest, stands for two clusters; those with a verdict are left out.
func (x *Index) Doubts(founders []uint32) []model.Doubt {
	decided := map[[2]uint32]bool{}
	for p, v := range x.verdicts {
		if v != model.Same {
			decided[x.between(p[0], p[1])] = true
		}
	}
	best := map[[2]uint32]edge{}
	look := func(e *edge, _ uint32) {
		k := x.between(e.a, e.b)
		if k[0] == k[1] || decided[k] || e.gates != 0 && (e.total < x.m.auto || e.gates&(gateCode|gateIndustry) == 0) {
			return
		}
		if old, ok := best[k]; !ok || x.stronger(e, &old) {
			best[k] = *e
		}
	}
	for _, founder := range founders {
		for row := founder; ; {
			x.edges.of(row, look)
			if row = x.clusters.after[row]; row == founder {
				break
			}
		}
	}
	out := make([]model.Doubt, 0, len(best))
	for _, e := range best {
		why := ""
		switch {
		case e.gates != 0:
			why = "gated"
		case e.total >= x.m.auto:
			why = "cluster-disagrees"
		}
		out = append(out, x.doubt(e, why))
	}
	sortDoubts(out)
	return out
}

func sortDoubts(list []model.Doubt) {
	slices.SortFunc(list, func(a, b model.Doubt) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), a.A.Compare(b.A), a.B.Compare(b.B))
	})
}

// stronger orders edges by weight, then by their rows.
func (x *Index) stronger(e, o *edge) bool {
	return cmp.Or(cmp.Compare(o.total, e.total), x.refs.before(e.a, o.a), x.refs.before(e.b, o.b)) < 0
}

// between is the pair of clusters of two rows.
func (x *Index) between(a, b uint32) [2]uint32 {
	return pairOf(x.clusters.founder[a], x.clusters.founder[b])
}

// doubt words an edge; without a reason given, the evidence is the reason.
func (x *Index) doubt(e edge, why string) model.Doubt {
	a, b := e.a, e.b
	if x.Ref(b).Compare(x.Ref(a)) < 0 {
		a, b = b, a
	}
	var p pair
	if evidence := x.why(a, b, &p); why == "" {
		why = evidence
	}
	return model.Doubt{A: x.Ref(a), B: x.Ref(b), Bits: p.total.float(), Gate: e.gates.first(), Why: why}
}
