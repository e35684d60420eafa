package matching

import "slices"

// families are sets of entities that belong to one group of companies: a head
// office and its branches, a group and its subsidiaries. Entities come together
// by hard evidence, see tie.go, or by their brand alone where that can hardly be
// chance, see brandkin.go. What comes out depends on the entities alone, neither
// on the order of rows nor on the way by which they came: a change is followed
// through the families that it touches, and the others stay as they are.
type families struct {
	*Index
	kin   []uint32 // by founder: another tied to it, in the end the one that stands for all
	next  []uint32 // by founder: the next of those tied together, round and round
	why   []tie    // by founder: the strongest of its ties
	bears []bearer // by founder

	brands map[uint32]brandKin // by sound
	once   map[uint64]bool     // lists gone through in this change; nil when all are

	stale   []uint32        // rows whose clusters were formed anew
	touched map[uint32]bool // rows whose relations may have changed; nil is all

	rows    []uint32 // scratch
	marks   []mark
	offices []office
	votes   []vote
}

// families brings the families up to date with the clusters.
func (x *Index) families() *families {
	f := x.kindred
	switch {
	case f == nil:
		f = &families{Index: x}
		x.kindred = f
		f.build()
	case len(f.stale) > 0:
		f.update()
	}
	f.stale = f.stale[:0]
	return f
}

// restale has the families of rows looked at anew, or all of them.
func (x *Index) restale(all bool, rows ...[]uint32) {
	if all {
		x.kindred = nil
	} else if f := x.kindred; f != nil {
		f.stale = append(f.stale, slices.Concat(rows...)...)
	}
}

// build looks at everything.
func (f *families) build() {
	f.brands = map[uint32]brandKin{}
	f.grow()
	for i := range f.table.rows {
		if f.organisation(uint32(i)) {
			f.tieRow(uint32(i))
			f.bears[i] = f.bearer(uint32(i))
		}
	}
	f.tieVerdicts()
	if f.counts.bearers == 0 { // by which brands weigh until the next count
		for i := range f.bears {
			if f.bears[i].sound != 0 {
				f.counts.bearers++
			}
		}
	}
	for i := range f.table.rows {
		f.eachSound(uint32(i), f.byBrand)
	}
}

// update looks at the families that the stale rows were and are in.
func (f *families) update() {
	f.grow()
	f.once = map[uint64]bool{}
	touched := map[uint32]bool{}
	touch := func(i uint32) { touched[i] = true }
	apart := map[uint32]bool{} // founders, past and present, whose ties are sought anew
	for _, i := range f.stale {
		f.eachKin(i, touch)
		f.eachTied(i, func(k uint32) { apart[k] = true })
	}
	sounds := map[uint32]bool{}
	for i := range apart {
		sounds[f.bears[i].sound] = true
		f.kin[i], f.next[i], f.why[i] = i, i, 0
	}
	for _, i := range f.stale {
		if f.bears[i] = (bearer{}); f.organisation(i) && f.Founder(i) == i {
			f.bears[i] = f.bearer(i)
		}
	}
	for i := range apart {
		if f.organisation(i) && f.Founder(i) == i {
			f.members(i, f.tieRow)
		}
	}
	f.tieVerdicts()
	for i := range apart {
		f.eachTied(i, func(k uint32) { sounds[f.bears[k].sound] = true })
	}
	delete(sounds, 0)
	ends := apart
	asked := func(s uint32) {
		for _, i := range f.brands[s].asked {
			touch(i)
		}
	}
	for s := range sounds {
		f.brands[s].each(func(i uint32) { ends[i] = true })
		asked(s)
		f.unbrand(s)
	}
	for s := range sounds {
		f.byBrand(s)
		f.brands[s].each(func(i uint32) { ends[i] = true })
		asked(s)
	}
	for i := range ends {
		f.eachKin(i, touch)
	}
	f.once = nil
	if f.touched != nil {
		for i := range touched {
			f.touched[i] = true
		}
	}
}

// grow makes room for the rows; each is a family by itself.
func (f *families) grow() {
	for i := len(f.kin); i < len(f.table.rows); i++ {
		f.kin, f.next = append(f.kin, uint32(i)), append(f.next, uint32(i))
	}
	n := len(f.table.rows)
	f.why = append(f.why, make([]tie, n-len(f.why))...)
	f.bears = append(f.bears, make([]bearer, n-len(f.bears))...)
}

// organisation says whether a row holds one.
func (f *families) organisation(row uint32) bool {
	return f.refs.lives[row] && !f.table.rows[row].person
}

// tied is the founder that stands for all that are tied to one.
func (f *families) tied(i uint32) uint32 {
	for f.kin[i] != i {
		f.kin[i] = f.kin[f.kin[i]]
		i = f.kin[i]
	}
	return i
}

// eachTied yields the founders tied to one, itself among them.
func (f *families) eachTied(i uint32, yield func(uint32)) {
	yield(i)
	for k := f.next[i]; k != i; k = f.next[k] {
		yield(k)
	}
}

// join ties the entities of two rows.
func (f *families) join(a, b uint32, why tie) {
	a, b = f.Founder(a), f.Founder(b)
	if a == b {
		return
	}
	for _, i := range [...]uint32{a, b} {
		if f.why[i] == 0 || why < f.why[i] {
			f.why[i] = why
		}
	}
	if x, y := f.tied(a), f.tied(b); x != y {
		f.kin[y] = x
		f.next[a], f.next[b] = f.next[b], f.next[a] // two rings become one
	}
}

// eachKin yields the founders of a family: those tied together, and those that a
// brand brings to them.
func (f *families) eachKin(of uint32, yield func(uint32)) {
	met := map[uint32]bool{}
	next := []uint32{of}
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		if met[f.tied(i)] {
			continue
		}
		met[f.tied(i)] = true
		f.eachTied(i, func(k uint32) {
			yield(k)
			if b := f.brands[f.bears[k].sound]; f.bears[k].joined || b.joined != nil && f.tied(b.head) == f.tied(k) {
				b.each(func(o uint32) { next = append(next, o) })
			}
		})
	}
}
