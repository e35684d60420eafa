package matching

import (
	"cmp"
	"slices"
)

// lessons are what some records of a data set teach about the names of others:
// that "china mobile" is read 中国移动, because a record has both names, and that
// a company had another name before, because a record says so.
type lessons struct {
	// sounds gives a Latin brand the sound of the Han brand it stands for.
	sounds map[uint32]uint32
	// aliases gives the text of a whole name the other names of its company.
	aliases map[uint32][]nameRow
}

// learn reads the lessons of a table. They depend on the set of rows alone.
func learn(t *table) lessons {
	l := lessons{sounds: map[uint32]uint32{}, aliases: map[uint32][]nameRow{}}
	l.learnSounds(t)
	l.learnFormer(t)
	return l
}

// learnSounds lets each Latin brand take the sound of the Han brand that most
// records write beside it. A Latin brand that is the pinyin of some Han brand of
// the data set keeps its own.
func (l *lessons) learnSounds(t *table) {
	own := map[uint32]bool{}
	votes := map[[2]uint32]int{}
	eachOrganisation(t, func(r *row) {
		for i := range r.names {
			x := &r.names[i]
			if x.latin || x.sound == 0 {
				continue
			}
			own[x.sound] = true
			for j := range r.names {
				if y := &r.names[j]; y.latin && y.brand != 0 && y.sound != x.sound && x.typ != former && tailed(x) == tailed(y) {
					votes[[2]uint32{y.brand, x.sound}]++
				}
			}
		}
	})
	type vote struct {
		brand, sound uint32
		n            int
	}
	list := make([]vote, 0, len(votes))
	for k, n := range votes {
		list = append(list, vote{k[0], k[1], n})
	}
	slices.SortFunc(list, func(a, b vote) int {
		return cmp.Or(cmp.Compare(a.brand, b.brand), cmp.Compare(b.n, a.n), cmp.Compare(t.words.word.of(a.sound), t.words.word.of(b.sound)))
	})
	for i, v := range list {
		if i > 0 && list[i-1].brand == v.brand || own[t.soundOf(v.brand)] {
			continue
		}
		l.sounds[v.brand] = v.sound
	}
}

func tailed(n *nameRow) bool { return n.tail != 0 }

// soundOf is the number of the sound of a Latin brand as it is spelt.
func (t *table) soundOf(brand uint32) uint32 {
	return t.words.word.find(sound(t.words.word.of(brand)))
}

// learnFormer keeps, for every whole name that some record gives as its former
// name, the present names of that company, and the other way round. A former
// name that two companies claim teaches nothing.
func (l *lessons) learnFormer(t *table) {
	present := map[uint32]map[uint32]nameRow{} // former text → present text → name
	formers := map[uint32]nameRow{}
	eachOrganisation(t, func(r *row) {
		for i := range r.names {
			if f := &r.names[i]; f.typ == former && f.whole() {
				for j := range r.stand() {
					if n := &r.stand()[j]; n.typ != former && n.whole() && n.text != f.text {
						if present[f.text] == nil {
							present[f.text] = map[uint32]nameRow{}
						}
						present[f.text][n.text] = *n
						formers[f.text] = *f
					}
				}
			}
		}
	})
	for old, names := range present {
		if !agreed(names) {
			continue
		}
		for text, n := range names {
			n.typ = former
			l.aliases[old] = append(l.aliases[old], n)
			l.aliases[text] = append(l.aliases[text], formers[old])
		}
	}
	for text, list := range l.aliases {
		slices.SortFunc(list, func(a, b nameRow) int {
			return cmp.Compare(t.words.word.of(a.text), t.words.word.of(b.text))
		})
		l.aliases[text] = list[:min(len(list), 4)]
	}
}

// agreed says whether the names may all be one company's: one name in each
// script at most.
func agreed(names map[uint32]nameRow) bool {
	var latin, han int
	for _, n := range names {
		if n.latin {
			latin++
		} else {
			han++
		}
	}
	return latin <= 1 && han <= 1
}

// whole says that a name is specific enough to stand for one company wherever
// it is met.
func (n *nameRow) whole() bool {
	return n.brand != 0 && n.industry != 0 && n.region != 0 && n.form != 0
}

// apply teaches the rows of a table.
func (l *lessons) apply(t *table) {
	if len(l.sounds) == 0 && len(l.aliases) == 0 {
		return
	}
	eachOrganisation(t, l.teach)
}

// teach applies the lessons to one organisation.
func (l *lessons) teach(r *row) {
	var more []nameRow
	for i := range r.names {
		n := &r.names[i]
		if s := l.sounds[n.brand]; s != 0 && n.latin {
			n.sound = s
		}
		if i < len(r.stand()) && n.typ != former {
			more = append(more, l.aliases[n.text]...)
		}
	}
	if more = slices.DeleteFunc(more, func(n nameRow) bool { return r.named(n.text) }); len(more) > 0 {
		r.taught = uint8(len(more))
		r.names = append(r.names[:len(r.names):len(r.names)], more...)
	}
}

// forget takes back what the lessons did to a row.
func (l *lessons) forget(t *table, r *row) {
	r.names = r.names[:len(r.names)-int(r.taught)]
	r.taught = 0
	for i := range r.names {
		if n := &r.names[i]; n.latin && l.sounds[n.brand] != 0 {
			n.sound = t.soundOf(n.brand)
		}
	}
}

func (r *row) named(text uint32) bool {
	return slices.ContainsFunc(r.names, func(n nameRow) bool { return n.text == text })
}

func eachOrganisation(t *table, yield func(*row)) {
	for i := range t.rows {
		if !t.rows[i].person {
			yield(&t.rows[i])
		}
	}
}
