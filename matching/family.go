package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/model"
)

// families are sets of entities that belong to one group of companies: a head
// office and its branches, a group and its subsidiaries. Entities come together
// by hard evidence, or by their brand alone where that can hardly be chance.
// What comes out does not depend on the order of rows.
type families struct {
	*Index
	kin []uint32 // by row: another of its family, in the end the one that stands for it
	why []tie    // by row: what brought a founder into its family
}

// tie is why an entity is in its family, the strongest first.
type tie uint8

const (
	tieHead tie = iota + 1
	tieSteward
	tieCode
	tieDomain
	tiePhone
	tieStreet
	tieBrand
)

var tieNames = [...]string{"", "branch-tail", "steward", "parent-code", "shared-domain", "shared-phone", "shared-address", "brand"}

func (x *Index) families() *families {
	f := &families{Index: x, kin: make([]uint32, len(x.table.rows)), why: make([]tie, len(x.table.rows))}
	for i := range f.kin {
		f.kin[i] = uint32(i)
	}
	f.byNames()
	for p, v := range x.verdicts {
		if v == model.Related {
			f.join(p[0], p[1], tieSteward)
		}
	}
	f.byCodes()
	f.byValues(tieDomain, func(w *row, yield func(uint32)) {
		for _, v := range w.domains {
			yield(v)
		}
	})
	f.byValues(tiePhone, func(w *row, yield func(uint32)) {
		for _, v := range w.phones {
			yield(v)
		}
	})
	f.byValues(tieStreet, func(w *row, yield func(uint32)) {
		for i := range w.places {
			yield(w.places[i].street)
		}
	})
	f.byBrands()
	return f
}

// organisations yields the living rows of organisations.
func (f *families) organisations(yield func(i uint32, w *row)) {
	for i := range f.table.rows {
		if w := &f.table.rows[i]; f.refs.lives[i] && !w.person {
			yield(uint32(i), w)
		}
	}
}

// family is the founder that stands for the family of a row.
func (f *families) family(row uint32) uint32 {
	i := f.Founder(row)
	for f.kin[i] != i {
		f.kin[i] = f.kin[f.kin[i]]
		i = f.kin[i]
	}
	return i
}

// join makes one family of those of two rows' entities.
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
	if a, b = f.family(a), f.family(b); a != b {
		f.kin[b] = a
	}
}

// headKey is a head office's name in a form common to both scripts.
type headKey struct {
	sound, region, sector uint32
	group                 bool
}

func (n *nameRow) headKey() headKey {
	return headKey{sound: cmp.Or(n.sound, n.brand), region: n.region, sector: n.sector, group: n.group}
}

// byNames joins branches that name one head office, with it where it is there,
// and all units of an institution.
func (f *families) byNames() {
	houses := map[uint32]uint32{}
	heads := map[headKey]uint32{} // head offices that a branch names → one of its branches
	f.organisations(func(i uint32, w *row) {
		for j := range w.stand {
			n := &w.stand[j]
			if n.house {
				f.joinFirst(houses, n.brand, i)
			} else if n.tail != 0 && n.brand != 0 && n.region != 0 {
				k := n.headKey()
				if o, ok := heads[k]; ok {
					f.join(o, i, tieHead)
				} else {
					heads[k] = i
				}
			}
		}
	})
	f.organisations(func(i uint32, w *row) {
		for j := range w.stand {
			if n := &w.stand[j]; n.tail == 0 && n.region != 0 && !n.house {
				if o, ok := heads[n.headKey()]; ok {
					f.join(o, i, tieHead)
				}
			}
		}
	})
}

// joinFirst joins a row with the first that had the value.
func (f *families) joinFirst(first map[uint32]uint32, v, i uint32) {
	if o, ok := first[v]; ok {
		f.join(o, i, tieHead)
	} else {
		first[v] = i
	}
}

// byCodes joins the entities that carry a copied code with its owners.
func (f *families) byCodes() {
	copied := map[uint32]uint32{}
	f.organisations(func(i uint32, w *row) {
		for _, k := range w.codes {
			if k.copied {
				if o, ok := copied[k.value]; ok {
					f.join(o, i, tieCode)
				} else {
					copied[k.value] = i
				}
			}
		}
	})
	f.organisations(func(i uint32, w *row) {
		for _, k := range w.codes {
			if o, ok := copied[k.value]; ok && !k.copied {
				f.join(o, i, tieCode)
			}
		}
	})
}

// valueMost bounds the rows of one value that are held against each other.
const valueMost = 200

// byValues joins entities of one brand that share a value which is not generic.
func (f *families) byValues(why tie, values func(*row, func(uint32))) {
	type use struct{ value, row uint32 }
	var uses []use
	f.organisations(func(i uint32, w *row) {
		values(w, func(v uint32) {
			if v != 0 && at(f.counts.users, v) < f.scorer.generic {
				uses = append(uses, use{v, i})
			}
		})
	})
	slices.SortFunc(uses, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.value, b.value), f.refs.before(a.row, b.row))
	})
	for i := 0; i < len(uses); {
		j := i + 1
		for j < len(uses) && uses[j].value == uses[i].value {
			j++
		}
		for a := i; a < j; a++ {
			for b := a + 1; b < min(j, a+valueMost); b++ {
				x, y := uses[a].row, uses[b].row
				if f.family(x) != f.family(y) && f.oneBrand(x, y) {
					f.join(x, y, why)
				}
			}
		}
		i = j
	}
}

// oneBrand says whether two rows bear one brand, a misspelt one included.
func (f *families) oneBrand(a, b uint32) bool {
	x, y := f.table.rows[a].stand, f.table.rows[b].stand
	for i := range x {
		for j := range y {
			if x[i].brand == 0 || y[j].brand == 0 {
				continue
			}
			if sameBrand(&x[i], &y[j]) || x[i].latin == y[j].latin && f.likeBrand(x[i].brand, y[j].brand) {
				return true
			}
		}
	}
	return false
}

// likeBrand takes brands one edit apart, or one at an end of the other, for one.
func (f *families) likeBrand(x, y uint32) bool {
	a, b := f.table.words.word.of(x), f.table.words.word.of(y)
	if len(a) > len(b) {
		a, b = b, a
	}
	if utf8.RuneCountInString(a) < 2 {
		return false
	}
	return strings.HasPrefix(b, a) || strings.HasSuffix(b, a) || oneEdit(a, b)
}
