package matching

import (
	"cmp"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// BelongsTo are the candidates for the hierarchy: one parent for each entity of
// a family but its head. A branch belongs to the branch above it or to its head
// office, everything else to the head of the family. They never feed a merge.
func (x *Index) BelongsTo() []Relation {
	f := x.families()
	return f.relations(func(yield func(uint32)) {
		for i := range f.why {
			if f.why[i] != 0 || f.bears[i].joined || f.bears[i].asked {
				yield(uint32(i))
			}
		}
	})
}

// Kinship is what became of the families since Kinship was last asked for.
type Kinship struct {
	// All says that Relations are those of everybody.
	All bool
	// Rows are those whose relations, as children, may be others than before;
	// Relations are theirs.
	Rows      []uint32
	Relations []Relation
}

// Kinship tells BelongsTo by what has changed in it.
func (x *Index) Kinship() Kinship {
	f := x.families()
	touched := f.touched
	f.touched = map[uint32]bool{}
	if touched == nil {
		return Kinship{All: true, Relations: x.BelongsTo()}
	}
	k := Kinship{Rows: slices.Sorted(maps.Keys(touched))}
	k.Relations = f.relations(func(yield func(uint32)) {
		for _, i := range k.Rows {
			yield(i)
		}
	})
	return k
}

// relations are those within the families of the given founders.
func (f *families) relations(of func(yield func(uint32))) (out []Relation) {
	met := map[uint32]bool{}
	of(func(i uint32) {
		if met[i] || !f.refs.lives[i] || f.Founder(i) != i {
			return
		}
		var founders []uint32
		f.eachKin(i, func(k uint32) {
			met[k] = true
			founders = append(founders, k)
		})
		switch {
		case len(founders) > 1:
			out = append(out, f.tree(founders)...)
		case f.bears[i].asked:
			out = append(out, Relation{Child: f.Ref(i), Parent: f.Ref(f.headOf(f.brands[f.bears[i].sound].head)), Kind: model.SubsidiaryOf,
				Why: tieNames[tieAsked], Doubtful: true})
		}
	})
	slices.SortFunc(out, func(a, b Relation) int { return cmp.Or(a.Child.Compare(b.Child), a.Parent.Compare(b.Parent)) })
	return out
}

// headOf is the head of those tied to a founder: what only a brand brings to them
// does not lead them.
func (f *families) headOf(founder uint32) uint32 {
	head := founder
	f.eachTied(founder, func(i uint32) {
		if f.leads(i, head) < 0 {
			head = i
		}
	})
	return head
}

// leads orders two entities of a family: what looks more like a head comes first.
func (f *families) leads(a, b uint32) int {
	return cmp.Or(cmp.Compare(f.rank(a), f.rank(b)), cmp.Compare(f.size(b), f.size(a)), f.Ref(a).Compare(f.Ref(b)))
}

// tree is the relations within one family.
func (f *families) tree(founders []uint32) []Relation {
	slices.SortFunc(founders, func(a, b uint32) int { return f.Ref(a).Compare(f.Ref(b)) })
	top := slices.MinFunc(founders, f.leads)
	heads := map[headKey]uint32{}   // head offices of the family
	seats := map[branchKey]uint32{} // its branches by province
	for _, i := range founders {
		f.eachStand(i, func(n *nameRow) {
			if n.tail == 0 {
				keepFirst(heads, n.headKey(), i)
			} else if n.bare && n.rank == 1 {
				keepFirst(seats, branchKey{n.headKey(), f.provinceOf(n.tailAt)}, i)
			}
		})
	}
	var out []Relation
	for _, i := range founders {
		if i == top {
			continue
		}
		rel := Relation{Child: f.Ref(i), Kind: model.SubsidiaryOf, Why: tieNames[cmp.Or(f.why[i], tieBrand)]}
		parent := top
		f.eachStand(i, func(n *nameRow) {
			if n.tail == 0 || rel.Kind == model.BranchOf {
				return
			}
			rel.Kind = model.BranchOf
			if up, ok := seats[branchKey{n.headKey(), f.provinceOf(n.tailAt)}]; ok && n.rank > 1 && up != i {
				parent = up
			} else if up, ok := heads[n.headKey()]; ok && up != i {
				parent = up
			}
		})
		rel.Parent = f.Ref(parent)
		f.members(i, func(m uint32) {
			rel.Copied = rel.Copied || slices.ContainsFunc(f.table.rows[m].codes, func(k codeRow) bool { return k.stray == copiedCode })
		})
		out = append(out, rel)
	}
	return out
}

// branchKey is a head office's branch for a province.
type branchKey struct {
	headKey
	province string
}

func (f *families) provinceOf(place uint32) string {
	if code := f.table.words.place.of(place); len(code) == 6 {
		return code[:2]
	}
	return ""
}

func keepFirst[K comparable](m map[K]uint32, k K, i uint32) {
	if _, ok := m[k]; !ok {
		m[k] = i
	}
}

// size is the number of records of an entity.
func (f *families) size(founder uint32) (n int) {
	f.members(founder, func(uint32) { n++ })
	return n
}

// rank orders the entities of a family by how much they look like its head: an
// institution without place, a group, a company, a branch.
func (f *families) rank(founder uint32) int {
	rank := 4
	f.eachStand(founder, func(n *nameRow) {
		switch {
		case n.tail != 0 || n.everyday:
		case n.house && n.deep == 0 && n.form != 0:
			rank = 0
		case n.group:
			rank = min(rank, 1)
		case n.form != 0:
			rank = min(rank, 2)
		default:
			rank = min(rank, 3)
		}
	})
	return rank
}

// eachStand yields the names by which an entity stands.
func (f *families) eachStand(founder uint32, yield func(*nameRow)) {
	f.members(founder, func(m uint32) {
		for j := range f.table.rows[m].stand() {
			if n := &f.table.rows[m].stand()[j]; !n.literal {
				yield(n)
			}
		}
	})
}
