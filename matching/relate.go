package matching

import (
	"cmp"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// BelongsTo are candidates for the hierarchy: a branch by its tail, a company by
// the group form of a name of its brand. They never feed a merge.
func (x *Index) BelongsTo() []Relation {
	out := x.branches()
	for i := range x.edges.all {
		e := &x.edges.all[i]
		if e.gates&gateForm == 0 || x.Founder(e.a) == x.Founder(e.b) {
			continue
		}
		child, parent := e.a, e.b
		if x.table.rows[child].isGroup() {
			child, parent = parent, child
		}
		if x.table.rows[child].isGroup() || !x.table.rows[parent].isGroup() {
			continue
		}
		out = append(out, Relation{Child: x.Ref(child), Parent: x.Ref(parent), Kind: model.SubsidiaryOf, Why: "group-form"})
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
func (x *Index) branches() []Relation {
	heads := map[uint32][]uint32{} // text → rows without tail
	cores := map[core][]uint32{}
	for i := range x.table.rows {
		for j := range x.table.rows[i].stand {
			if n := &x.table.rows[i].stand[j]; n.head != 0 {
				heads[n.head] = nil
				cores[core{n.brand, n.region, n.industry}] = nil
			}
		}
	}
	if len(heads) == 0 {
		return nil
	}
	for i := range x.table.rows {
		for j := range x.table.rows[i].stand {
			n := &x.table.rows[i].stand[j]
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
	for i := range x.table.rows {
		if rel, ok := x.branch(uint32(i), heads, cores); ok {
			out = append(out, rel)
		}
	}
	return out
}

func (x *Index) branch(row uint32, heads map[uint32][]uint32, cores map[core][]uint32) (Relation, bool) {
	stand := x.table.rows[row].stand
	for j := range stand {
		n := &stand[j]
		if n.head == 0 {
			continue
		}
		list := x.others(heads[n.head], row)
		if len(list) == 0 {
			if list = x.others(cores[core{n.brand, n.region, n.industry}], row); !x.oneCluster(list) {
				continue
			}
		}
		if len(list) == 0 {
			continue
		}
		parent := x.largest(list)
		rel := Relation{Child: x.Ref(row), Parent: x.Ref(parent), Kind: model.BranchOf, Why: "branch-tail"}
		for _, o := range list {
			rel.Copied = rel.Copied || sharedCode(&x.table.rows[row], &x.table.rows[o])
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
func (x *Index) others(list []uint32, row uint32) []uint32 {
	own := x.Founder(row)
	return slices.DeleteFunc(slices.Clone(list), func(o uint32) bool { return x.Founder(o) == own })
}

func (x *Index) oneCluster(list []uint32) bool {
	for _, o := range list {
		if x.Founder(o) != x.Founder(list[0]) {
			return false
		}
	}
	return true
}

// largest is the first row of the largest cluster, the first by reference on a tie.
func (x *Index) largest(list []uint32) uint32 {
	size := func(o uint32) int { return len(x.Members(o)) }
	return slices.MinFunc(list, func(a, b uint32) int { return cmp.Or(cmp.Compare(size(b), size(a)), x.Ref(a).Compare(x.Ref(b))) })
}
