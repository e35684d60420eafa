package matching

import (
	"cmp"
	"math"
	"slices"
)

// A brand is rare when less than one entity in twenty such brands would bear it
// by chance. kinShare is the share of a brand's entities that must lie within
// its family.
const (
	chanceRare = 0.05
	kinShare   = 0.75
)

// byBrands brings entities into the family of their brand that nothing else ties
// to it, when the brand has one family with a head office and most that is known
// of its other entities lies within: a subsidiary of which the name alone is
// known.
func (f *families) byBrands() {
	list := f.bearers()
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].sound == list[i].sound {
			j++
		}
		if j-i > 1 {
			f.byBrand(list[i:j], float64(len(list)))
		}
		i = j
	}
}

// bearer is an entity with its brand.
type bearer struct {
	founder      uint32
	sound, brand uint32 // brand is 0 when only a Latin one is known
	headed       bool   // a group, or a branch of one
	group        bool
	elsewhere    bool // it has a domain of its own
}

// bearers are the entities of organisations by the sound of their brand.
func (f *families) bearers() []bearer {
	var list []bearer
	var votes []bearer
	for i, founder := range f.clusters.founder {
		if !f.refs.lives[i] || founder != uint32(i) || f.table.rows[i].person {
			continue
		}
		votes = votes[:0]
		b := bearer{founder: founder}
		f.members(founder, func(m uint32) {
			w := &f.table.rows[m]
			for j := range w.stand {
				if n := &w.stand[j]; !n.literal && n.brand != 0 {
					v := bearer{sound: cmp.Or(n.sound, n.brand)}
					if !n.latin {
						v.brand = n.brand
					}
					votes = append(votes, v)
					b.headed = b.headed || n.group || n.tail != 0
					b.group = b.group || n.group && n.tail == 0
				}
			}
			for _, d := range w.domains {
				b.elsewhere = b.elsewhere || at(f.counts.users, d) < f.scorer.generic
			}
		})
		if b.sound, b.brand = f.elect(votes); b.sound != 0 {
			list = append(list, b)
		}
	}
	// One brand's family may reach into another's, so brands come by their text:
	// their numbers depend on the order of the records.
	word := f.table.words.word.of
	slices.SortFunc(list, func(a, b bearer) int {
		if a.sound != b.sound {
			return cmp.Compare(word(a.sound), word(b.sound))
		}
		return f.refs.before(a.founder, b.founder)
	})
	return list
}

// elect is the brand that most names of an entity bear, a Han one if there is
// any.
func (f *families) elect(votes []bearer) (sound, brand uint32) {
	if len(votes) > 1 {
		slices.SortFunc(votes, func(a, b bearer) int { return cmp.Or(cmp.Compare(a.sound, b.sound), cmp.Compare(a.brand, b.brand)) })
	}
	best := 0
	word := f.table.words.word.of
	for i := 0; i < len(votes); {
		j := i + 1
		for j < len(votes) && votes[j] == votes[i] {
			j++
		}
		v, n := votes[i], j-i
		switch han := v.brand != 0; {
		case best == 0, han && brand == 0,
			han == (brand != 0) && (n > best || n == best && word(v.sound)+word(v.brand) < word(sound)+word(brand)):
			sound, brand, best = v.sound, v.brand, n
		}
		i = j
	}
	return sound, brand
}

// members yields the rows of a founder's cluster.
func (f *families) members(founder uint32, yield func(uint32)) {
	yield(founder)
	for i := f.clusters.after[founder]; i != founder; i = f.clusters.after[i] {
		yield(i)
	}
}

// byBrand looks at the entities of one sound.
func (f *families) byBrand(list []bearer, entities float64) {
	family, brand := f.headFamily(list)
	if brand == 0 {
		return
	}
	within, elsewhere := 0, 0
	for _, b := range list {
		switch {
		case f.family(b.founder) == family:
			within++
		case b.brand == brand && (b.elsewhere || b.group):
			elsewhere++
		}
	}
	if entities*math.Exp2(-f.counts.letters.bits(f.table.words.word.of(brand))) < chanceRare {
		within += 2
	}
	if float64(within) < kinShare*float64(within+elsewhere+1) {
		return
	}
	for _, b := range list {
		if f.family(b.founder) != family && !b.elsewhere && !b.group && (b.brand == brand || b.brand == 0) {
			f.join(family, b.founder, tieBrand)
		}
	}
}

// headFamily is the only family of the list with a group or its branches, and
// the Han brand of most of its entities; brand is 0 when there is none or more.
func (f *families) headFamily(list []bearer) (family, brand uint32) {
	found := false
	for _, b := range list {
		if !b.headed {
			continue
		}
		k := f.family(b.founder)
		if found && k != family {
			return 0, 0
		}
		family, found = k, true
	}
	if !found {
		return 0, 0
	}
	var votes []bearer
	for _, b := range list {
		if b.brand != 0 && f.family(b.founder) == family {
			votes = append(votes, bearer{sound: b.sound, brand: b.brand})
		}
	}
	_, brand = f.elect(votes)
	return family, brand
}
