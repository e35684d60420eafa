package matching

// A record that fits a cluster and no other is either of it or of a person that no
// other record tells of. Where a person has many records the latter is rare, and
// the prior of a pair, which knows nothing of the other clusters, is too careful.

// settled notes the edges that the first round refused.
func (f *forest) settled(again []edge) {
	for _, e := range again {
		if f.s.of(f.row(e.a)).sole() <= 0 || f.find(e.a) == f.find(e.b) {
			continue
		}
		if f.refused == nil {
			f.refused = map[uint32][]uint32{}
			clear(f.split)
		}
		f.refused[e.a], f.refused[e.b] = append(f.refused[e.a], e.b), append(f.refused[e.b], e.a)
	}
}

// relief is by how much the lines are lowered for two clusters.
func (f *forest) relief(x, y uint32, e edge) bits {
	if f.refused == nil {
		return 0
	}
	if len(f.members[x]) > len(f.members[y]) {
		x, y = y, x
	}
	for _, r := range f.members[x] {
		for _, o := range f.refused[r] {
			if z := f.find(o); z != x && z != y && (len(f.members[z]) >= several || !f.meets(z, y)) {
				return 0
			}
		}
	}
	return f.s.of(f.row(e.a)).sole()
}

// meets says whether an edge leads from a small cluster to another.
func (f *forest) meets(x, y uint32) bool {
	for _, r := range f.members[x] {
		for _, o := range f.refused[r] {
			if f.find(o) == y {
				return true
			}
		}
	}
	return false
}
