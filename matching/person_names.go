package matching

import (
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
)

// compareNames takes the pair of names that agrees best.
func (s *personScorer) compareNames(a, b *personRow, e *seenPair) {
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
		if g, f := s.crossed(a, b); f != 0 {
			e.swap, given, surname = true, g, f
			if s.usual(b) > s.usual(a) || a.surname == 0 {
				n = b
			}
		}
	}
	set(pGiven, given, n.given)
	set(pSurname, surname, n.surname)
	s.middle(a, b, set)
}

// crossed compares each given name with the other's surname. It counts only
// where both agree, or the one that is there does.
func (s *personScorer) crossed(a, b *personName) (given, surname uint8) {
	x, y := s.sameName(a.given, b.surname), s.sameName(a.surname, b.given)
	switch {
	case x != 0 && y != 0 && max(x, y) <= lSimilar:
		return max(x, y), max(x, y)
	case x == lEqual && y == 0, y == lEqual && x == 0:
		return 0, lEqual
	}
	return 0, 0
}

// usual is higher for the order of names that is more usual.
func (s *personScorer) usual(n *personName) bits { return -s.rare(n.given) - s.rare(n.surname) }

// sameName compares a given name with a surname: equal, similar, 3, or missing.
func (s *personScorer) sameName(x, y uint32) uint8 {
	if x == 0 || y == 0 {
		return 0
	}
	if s.crowd.form(x).name == s.crowd.form(y).name {
		return lEqual
	}
	if s.crowd.apart(x, y) <= 2 && similarNames(s.crowd.text(x), s.crowd.text(y)) {
		return lSimilar
	}
	return 3
}

// similarNames is one typing error in a name that is not short; two Chinese
// names are similar when they sound alike.
func similarNames(a, b string) bool {
	if a[0] >= 0xe0 || b[0] >= 0xe0 {
		return a[0] >= 0xe0 && b[0] >= 0xe0 && (utf8.RuneCountInString(a)+utf8.RuneCountInString(b) >= 4 && oneTypo(a, b) || sound(a) != "" && sound(a) == sound(b))
	}
	return len(a)+len(b) >= 6 && oneTypo(a, b)
}

func (s *personScorer) givenLevel(x, y uint32) uint8 {
	switch {
	case x == 0 || y == 0:
		return 0
	case x == y:
		return lEqual
	}
	a, b := s.crowd.text(x), s.crowd.text(y)
	apart := s.crowd.apart(x, y)
	switch {
	case apart <= 2 && similarNames(a, b):
		return lSimilar
	case len(a) == 1 || len(b) == 1:
		return pick(a[0] == b[0], givenInitial, givenDiffers)
	case clean.ShortForm(a, b):
		return givenForm
	case apart <= 4 && a[0] < 0xe0 && b[0] < 0xe0 && (s.crowd.form(x).sound == s.crowd.form(y).sound || len(a) >= 4 && len(b) >= 4 && jaroWinkler(a, b) >= 0.9):
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
	a, b := s.crowd.text(x), s.crowd.text(y)
	apart := s.crowd.apart(x, y)
	switch {
	case apart <= 2 && similarNames(a, b):
		return lSimilar
	case apart <= 4 && a[0] < 0xe0 && b[0] < 0xe0 && (s.crowd.form(x).sound == s.crowd.form(y).sound || len(a) >= 5 && len(b) >= 5 && jaroWinkler(a, b) >= 0.88):
		return surnameNear
	case partOf(a, b) || partOf(b, a):
		return surnamePart
	}
	return surnameDiffers
}

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
