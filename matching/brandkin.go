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

// A steward is asked about a brand that less than one entity would bear by chance,
// unless more of its entities than this are known to be somebody else's: then it
// is a word that many take.
const (
	chanceAsked   = 1.0
	elsewhereMost = 3
)

// bearer is an entity with its brand.
type bearer struct {
	sound, brand uint32 // brand is 0 when only a Latin one is known
	headed       bool   // a group, or a branch of one
	group        bool
	elsewhere    bool // it has a domain of its own
	joined       bool // its brand alone brings it into a family
	asked        bool // its brand alone speaks for a family, but others of the brand lie elsewhere
}

// bearer is the entity of a founder with the brand by which it stands; the zero
// value where it has none, and for a row that is no founder.
func (f *families) bearer(founder uint32) bearer {
	if f.Founder(founder) != founder {
		return bearer{}
	}
	var b bearer
	votes := f.votes[:0]
	f.members(founder, func(m uint32) {
		w := &f.table.rows[m]
		for j := range w.stand() {
			if n := &w.stand()[j]; !n.literal && n.brand != 0 {
				v := vote{sound: n.heard()}
				if !n.latin {
					v.brand = n.brand
				}
				votes = append(votes, v)
				b.headed = b.headed || n.group || n.tail != 0
				b.group = b.group || n.group && n.tail == 0
			}
		}
		for _, d := range w.domains() {
			b.elsewhere = b.elsewhere || at(f.counts.users, d) < f.scorer.generic
		}
	})
	f.votes = votes
	if b.sound, b.brand = f.elect(votes); b.sound == 0 {
		return bearer{}
	}
	return b
}

// vote is a brand in a name.
type vote struct{ sound, brand uint32 }

// elect is the brand that most names of an entity bear, a Han one if there is
// any.
func (f *families) elect(votes []vote) (sound, brand uint32) {
	if len(votes) > 1 {
		slices.SortFunc(votes, func(a, b vote) int { return cmp.Or(cmp.Compare(a.sound, b.sound), cmp.Compare(a.brand, b.brand)) })
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

// brandKin are the entities that nothing but their brand ties to a family: they
// are brought into it, or asked about.
type brandKin struct {
	head   uint32 // a group of the family, or a branch of one
	joined []uint32
	asked  []uint32
}

// each yields all of them; nothing for a brand that brings nobody anywhere.
func (b brandKin) each(yield func(uint32)) {
	if b.joined == nil {
		return
	}
	yield(b.head)
	for _, i := range b.joined {
		yield(i)
	}
}

// unbrand forgets whom the brands of a sound brought where.
func (f *families) unbrand(sound uint32) {
	for _, i := range f.brands[sound].joined {
		f.bears[i].joined = false
	}
	for _, i := range f.brands[sound].asked {
		f.bears[i].asked = false
	}
	delete(f.brands, sound)
}

// bearing are the entities whose brand has the sound.
func (f *families) bearing(sound uint32) []uint32 {
	list := f.sounding(sound)
	n := 0
	for _, i := range list {
		if k := f.Founder(i); f.bears[k].sound == sound {
			list[n] = k
			n++
		}
	}
	slices.Sort(list[:n])
	return slices.Compact(list[:n])
}

// byBrand brings entities into the family of their brand that nothing else ties
// to it, when the brand has one family with a head office and most that is known
// of its other entities lies within: a subsidiary of which the name alone is
// known. It looks at hard evidence only, so no brand waits for another.
func (f *families) byBrand(sound uint32) {
	list := f.bearing(sound)
	if len(list) < 2 {
		return
	}
	head, brand := f.headFamily(list)
	if brand == 0 {
		return
	}
	family := f.tied(head)
	within, elsewhere := 0, 0
	for _, i := range list {
		switch b := &f.bears[i]; {
		case f.tied(i) == family:
			within++
		case b.brand == brand && (b.elsewhere || b.group):
			elsewhere++
		}
	}
	chance := float64(f.counts.bearers) * math.Exp2(-f.counts.letters.bits(f.table.words.word.of(brand)))
	if chance < chanceRare {
		within += 2
	}
	sure := float64(within) >= kinShare*float64(within+elsewhere+1)
	if !sure && (chance >= chanceAsked || elsewhere > elsewhereMost) {
		return
	}
	kin := brandKin{head: head}
	for _, i := range list {
		b := &f.bears[i]
		if f.tied(i) == family || b.elsewhere || b.group || b.brand != brand && b.brand != 0 {
			continue
		}
		if b.joined, b.asked = sure, !sure; sure {
			kin.joined = append(kin.joined, i)
		} else {
			kin.asked = append(kin.asked, i)
		}
	}
	if kin.joined != nil || kin.asked != nil {
		f.brands[sound] = kin
	}
}

// headFamily is an entity of the only family of the list with a group or its
// branches, and the Han brand of most of its entities; brand is 0 when there is no
// such family or more than one.
func (f *families) headFamily(list []uint32) (head, brand uint32) {
	found := false
	for _, i := range list {
		if !f.bears[i].headed {
			continue
		}
		if found && f.tied(i) != f.tied(head) {
			return 0, 0
		}
		head, found = i, true
	}
	if !found {
		return 0, 0
	}
	votes := f.votes[:0]
	for _, i := range list {
		if b := &f.bears[i]; b.brand != 0 && f.tied(i) == f.tied(head) {
			votes = append(votes, vote{b.sound, b.brand})
		}
	}
	f.votes = votes
	_, brand = f.elect(votes)
	return head, brand
}
