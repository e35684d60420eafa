package matching

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// doubts are the pairs for the steward: between the lines, refused by the
// clusters as a whole, or as good as equal but for a code or a trade. One pair,
// the strongest, stands for two clusters; those with a verdict are left out.
func (r *run) doubts(edges []edge) []model.Doubt {
	decided := map[[2]uint32]bool{}
	for p, v := range r.verdicts {
		if v != model.Same {
			decided[r.between(p[0], p[1])] = true
		}
	}
	var out []model.Doubt
	for _, e := range edges { // strongest first
		k := r.between(e.a, e.b)
		if k[0] == k[1] || decided[k] || e.gates != 0 && (e.total < r.m.auto || e.gates&(gateCode|gateIndustry) == 0) {
			continue
		}
		decided[k] = true
		why := ""
		switch {
		case e.gates != 0:
			why = "gated"
		case e.total >= r.m.auto:
			why = "cluster-disagrees"
		}
		out = append(out, r.doubt(e, why))
	}
	slices.SortFunc(out, func(a, b model.Doubt) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), a.A.Compare(b.A), a.B.Compare(b.B))
	})
	return out
}

// between is the pair of clusters of two rows, the smaller root first.
func (r *run) between(a, b uint32) [2]uint32 {
	x, y := r.forest.find(a), r.forest.find(b)
	return [2]uint32{min(x, y), max(x, y)}
}

// doubt words an edge; without a reason given, the evidence is the reason.
func (r *run) doubt(e edge, why string) model.Doubt {
	var p pair
	r.scorer.weigh(&r.table.rows[e.a], &r.table.rows[e.b], &p)
	if why == "" {
		why = r.scorer.why(&p)
	}
	return model.Doubt{A: r.ref(e.a), B: r.ref(e.b), Bits: p.total.float(), Gate: e.gates.first(), Why: why}
}
