package matching

import (
	mathbits "math/bits"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
)

// compareNames takes the pair of names that agrees best.
func (s *personScorer) compareNames(a, b *personRow, e *seenPair) {
	if len(a.names) == 1 && len(b.names) == 1 {
		e.x, e.y = 0, 0
		s.compareName(&a.names[0], &b.names[0], e)
		return
	}
	best, first := bits(0), true
	for i := range a.names {
		for j := range b.names {
			n := seenPair{x: int16(i), y: int16(j)}
			s.compareName(&a.names[i], &b.names[j], &n)
			w := s.sum(&n, nameFields)
			if n.swap {
				w -= nameSwapped
			}
			if first || w > best || w == best && n.p < e.p {
				best, first, *e = w, false, n
			}
		}
	}
}

const nameFields = 1<<pGiven | 1<<pMiddle | 1<<pSurname

func (s *personScorer) compareName(a, b *personName, e *seenPair) {
	if a.rank != 0 && b.rank != 0 {
		e.rank = 1
		if a.rank != b.rank {
			e.rank = -1
		}
	}
	set := func(f int, l uint8, v uint32) {
		e.p = s.shape.fields[f].with(e.p, l)
		if l == lEqual {
			e.same[f] = v
		}
	}
	if a.han != b.han {
		if a.whole != 0 && (a.whole == b.whole || a.whole == b.turned || a.turned == b.whole) {
			set(pGiven, lSimilar, 0)
			set(pSurname, lSimilar, 0)
		} else {
			e.mute = true
		}
		return
	}
	given, surname := s.givenLevel(a.given, b.given), s.surnameLevel(a.surname, b.surname)
	n := a
	if given != lEqual && surname != lEqual {
		if l, of := s.crossed(a, b); of != nil {
			e.swap, n = true, of
			given, surname = l, max(l, lEqual)
		}
	}
	if given == givenDiffers && (s.amongNames(a.given, b.middle) || s.amongNames(b.given, a.middle)) {
		given = givenOther
	}
	set(pGiven, given, n.given)
	set(pSurname, surname, n.surname)
	s.middle(a, b, set)
}

// crossed compares each given name with the other's surname. It counts only
// where both agree, or the one that is there does; then of is the name whose
// order is taken, and given the level of both, 0 when only the surname of that
// name is equal to the other's given name.
func (s *personScorer) crossed(a, b *personName) (given uint8, of *personName) {
	x, y := s.sameName(a.given, b.surname), s.sameName(a.surname, b.given)
	switch {
	case x != 0 && y != 0 && max(x, y) <= lSimilar:
		if s.moreUsual(a, b) {
			return max(x, y), a
		}
		return max(x, y), b
	case x == lEqual && y == 0:
		return 0, b
	case y == lEqual && x == 0:
		return 0, a
	}
	return 0, nil
}

// moreUsual says whether the order of a's names is more usual than that of b's.
func (s *personScorer) moreUsual(a, b *personName) bool {
	x, y := s.same(pGiven, a.given)+s.same(pSurname, a.surname), s.same(pGiven, b.given)+s.same(pSurname, b.surname)
	if x != y {
		return x < y
	}
	return s.crowd.text(a.given) < s.crowd.text(b.given)
}

// sameName compares a given name with a surname: equal, similar, 3, or missing.
func (s *personScorer) sameName(x, y uint32) uint8 {
	if x == 0 || y == 0 {
		return 0
	}
	f, g := s.crowd.form(x), s.crowd.form(y)
	if f.name == g.name {
		return lEqual
	}
	if mathbits.OnesCount64(f.set^g.set) <= 2 && similarNames(s.crowd.text(x), s.crowd.text(y)) {
		return lSimilar
	}
	return 3
}

// similarNames is one typing error in a name that is not short; two Chinese
// names are similar when they sound alike.
func similarNames(a, b string) bool {
	if a[0] >= hanByte || b[0] >= hanByte {
		return a[0] >= hanByte && b[0] >= hanByte && (utf8.RuneCountInString(a)+utf8.RuneCountInString(b) >= 4 && oneTypo(a, b) || sound(a) != "" && sound(a) == sound(b))
	}
	return len(a)+len(b) >= 6 && oneTypo(a, b)
}

// slipsMost is how many letters slips of the pen add to a given name. One that is longer
// by more is mostly another's, however it begins: Darla and Darletta, Jean and Jeannette.
const slipsMost = 2

func (s *personScorer) givenLevel(x, y uint32) uint8 {
	switch {
	case x == 0 || y == 0:
		return 0
	case x == y:
		return lEqual
	}
	f, g := s.crowd.form(x), s.crowd.form(y)
	apart := mathbits.OnesCount64(f.set ^ g.set)
	switch {
	case apart <= 2 && similarNames(s.crowd.text(x), s.crowd.text(y)):
		return lSimilar
	case f.size == 1 || g.size == 1:
		return pick(f.first == g.first, givenInitial, givenDiffers)
	case f.kin&g.kin != 0 && clean.ShortForm(s.crowd.text(x), s.crowd.text(y)):
		return givenForm
	case apart > 4 || f.first >= hanByte || g.first >= hanByte:
		return givenDiffers
	case f.sound == g.sound || f.size >= 4 && g.size >= 4 && max(f.size, g.size)-min(f.size, g.size) <= slipsMost && jaroWinkler(s.crowd.text(x), s.crowd.text(y)) >= 0.9:
		return givenForm
	}
	return givenDiffers
}

func (s *personScorer) surnameLevel(x, y uint32) uint8 {
	switch {
	case x == 0 || y == 0:
		return 0
	case x == y:
		return lEqual
	}
	f, g := s.crowd.form(x), s.crowd.form(y)
	apart := mathbits.OnesCount64(f.set ^ g.set)
	switch {
	case apart <= 2 && similarNames(s.crowd.text(x), s.crowd.text(y)):
		return lSimilar
	case apart <= 4 && f.first < hanByte && g.first < hanByte &&
		(f.sound == g.sound || f.size >= 5 && g.size >= 5 && jaroWinkler(s.crowd.text(x), s.crowd.text(y)) >= 0.88):
		return surnameNear
	case f.words != g.words && (partOf(s.crowd.text(x), s.crowd.text(y)) || partOf(s.crowd.text(y), s.crowd.text(x))):
		return surnamePart
	}
	return surnameDiffers
}

// hanByte is the least first byte of a Chinese character.
const hanByte = 0xe0

// partOf says whether a is one of the words of b.
func partOf(a, b string) bool {
	if len(a) >= len(b) || strings.IndexByte(b, ' ') < 0 {
		return false
	}
	for w := range strings.FieldsSeq(b) {
		if w == a {
			return true
		}
	}
	return false
}

// amongNames says whether a given name is one of somebody's further ones.
func (s *personScorer) amongNames(given, more uint32) bool {
	if given == 0 || more == 0 || s.crowd.form(given).size == 1 {
		return false
	}
	g, m := s.crowd.text(given), s.crowd.text(more)
	return g == m || partOf(g, m)
}

// middle compares what both have beside given name and surname. Where only one
// side has such words, one of them may be the other's given name.
func (s *personScorer) middle(a, b *personName, set func(f int, l uint8, v uint32)) {
	if a.middle == 0 || b.middle == 0 {
		return
	}
	if a.middle == b.middle {
		set(pMiddle, lEqual, a.middle)
		return
	}
	x, y := s.crowd.text(a.middle), s.crowd.text(b.middle)
	level := uint8(middleDiffers)
	for v := range strings.FieldsSeq(x) {
		for w := range strings.FieldsSeq(y) {
			switch {
			case len(v) > 1 && v == w, len(v) > 3 && len(w) > 3 && oneTypo(v, w):
				level = middleShared
			case level == middleDiffers && v[0] == w[0] && (len(v) == 1 || len(w) == 1):
				level = middleInitial
			}
		}
	}
	set(pMiddle, level, 0)
}
