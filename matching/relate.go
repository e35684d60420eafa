package matching

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// relations are the belongs-to candidates: a branch by its tail, a company by
// the group form of a name of its brand.
func (r *run) relations(edges []edge) []Relation {
	out := r.branches()
	for _, e := range edges {
		if e.gates&gateForm == 0 || r.forest.find(e.a) == r.forest.find(e.b) {
			continue
		}
		child, parent := e.a, e.b
		if r.table.rows[child].isGroup() {
			child, parent = parent, child
		}
		if r.table.rows[child].isGroup() || !r.table.rows[parent].isGroup() {
			continue
		}
		out = append(out, Relation{Child: r.ref(child), Parent: r.ref(parent), Kind: model.SubsidiaryOf, Why: "group-form"})
	}
	slices.SortFunc(out, func(a, b Relation) int { return cmp.Or(a.Child.Compare(b.Child), a.Parent.Compare(b.Parent)) })
	return out
}

func (r *row) isGroup() bool {
	for i := range r.stand {
		if r.stand[i].group {
			return true
		}
	}
	return false
}

// core is a name without its form and tail.
type core struct{ brand, region, industry uint32 }

// branches finds the head office of every record with a branch tail: by the
// head's whole name, else by its brand, region and trade when these name one
// cluster only.
func (r *run) branches() []Relation {
	heads := map[uint32][]uint32{} // text → rows without tail
	cores := map[core][]uint32{}
	for i := range r.table.rows {
		for j := range r.table.rows[i].stand {
			if n := &r.table.rows[i].stand[j]; n.head != 0 {
				heads[n.head] = nil
				cores[core{n.brand, n.region, n.industry}] = nil
			}
		}
	}
	if len(heads) == 0 {
		return nil
	}
	for i := range r.table.rows {
		for j := range r.table.rows[i].stand {
			n := &r.table.rows[i].stand[j]
			if n.tail != 0 {
				continue
			}
			if list, ok := heads[n.text]; ok {
				heads[n.text] = append(list, uint32(i))
			}
			if list, ok := cores[core{n.brand, n.region, n.industry}]; ok && n.industry != 0 {
				cores[core{n.brand, n.region, n.industry}] = append(list, uint32(i))
			}
		}
	}
	var out []Relation
	for i := range r.table.rows {
		if rel, ok := r.branch(uint32(i), heads, cores); ok {
			out = append(out, rel)
		}
	}
	return out
}

func (r *run) branch(row uint32, heads map[uint32][]uint32, cores map[core][]uint32) (Relation, bool) {
	stand := r.table.rows[row].stand
	for j := range stand {
		n := &stand[j]
		if n.head == 0 {
			continue
		}
		list := r.others(heads[n.head], row)
		if len(list) == 0 {
			if list = r.others(cores[core{n.brand, n.region, n.industry}], row); !r.oneCluster(list) {
				continue
			}
		}
		if len(list) == 0 {
			continue
		}
		parent := r.largest(list)
		rel := Relation{Child: r.ref(row), Parent: r.ref(parent), Kind: model.BranchOf, Why: "branch-tail"}
		for _, o := range list {
			rel.Copied = rel.Copied || sharedCode(&r.table.rows[row], &r.table.rows[o])
		}
		return rel, true
	}
	return Relation{}, false
}

// sharedCode says whether both rows carry one valid code, whosever it is.
func sharedCode(a, b *row) bool {
	for i := range a.codes {
		for j := range b.codes {
			if x, y := &a.codes[i], &b.codes[j]; x.value == y.value && x.valid && x.known {
				return true
			}
		}
	}
	return false
}

// others leaves out the rows of the branch's own cluster.
func (r *run) others(list []uint32, row uint32) []uint32 {
	own := r.forest.find(row)
	return slices.DeleteFunc(slices.Clone(list), func(o uint32) bool { return r.forest.find(o) == own })
}

func (r *run) oneCluster(list []uint32) bool {
	for _, o := range list {
		if r.forest.find(o) != r.forest.find(list[0]) {
			return false
		}
	}
	return true
}

// largest is the first row of the largest cluster, the smaller row on a tie.
func (r *run) largest(list []uint32) uint32 {
	size := func(o uint32) int { return len(r.forest.members[r.forest.find(o)]) }
	return slices.MinFunc(list, func(a, b uint32) int { return cmp.Or(cmp.Compare(size(b), size(a)), cmp.Compare(a, b)) })
}
