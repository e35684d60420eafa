package matching

import (
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
)

// seenPair is what comparing two persons gave: the levels, the values that agree,
// and what is no field of the pattern.
type seenPair struct {
	p    pattern
	same [personFields + maxTraits]uint32 // the value where the level is "equal"
	x, y int16                            // the names compared
	swap bool                             // given name and surname changed places
	rank int8                             // 1 equal, -1 one is the other's father or son
	mute bool                             // two scripts without a bridge
}

// The levels that code needs by name; the others only count down from equal.
const (
	lEqual   = 1
	lSimilar = 2

	givenForm, givenOther, givenInitial, givenDiffers = 3, 4, 5, 6
	middleShared, middleInitial, middleDiffers        = 2, 3, 4
	surnameNear, surnamePart, surnameDiffers          = 3, 4, 5
	bornDigit, bornSwapped, bornParts, bornAlone      = 2, 3, 4, 5
	bornYear, bornNear, bornOther                     = 6, 7, 8
	mailUser, mailDiffers                             = 3, 4
	textDiffers                                       = 3
	numberShown, numberSimilar, numberDiffers         = 2, 3, 4
	postArea, postDistrict, postDiffers               = 3, 4, 5
)

// compare finds the levels of two persons; it is symmetric but for x and y.
func (s *personScorer) compare(a, b *personRow, e *seenPair) {
	*e = seenPair{x: -1, y: -1}
	s.compareNames(a, b, e)
	s.compareRest(a, b, e)
}

// compareRest finds the levels of all but the names.
func (s *personScorer) compareRest(a, b *personRow, e *seenPair) {
	set := func(f int, l uint8, v uint32) {
		e.p = s.shape.fields[f].with(e.p, l)
		if l == lEqual {
			e.same[f] = v
		}
	}
	if a.born != 0 && b.born != 0 {
		set(pBorn, bornLevel(a.birth, b.birth), a.born)
	}
	if a.gender != 0 && b.gender != 0 {
		set(pGender, pick(a.gender == b.gender, 1, 2), a.gender)
	}
	set(pBirthPlace, s.textLevel(a.birthPlace, b.birthPlace), a.birthPlace)
	set(pOccupation, s.textLevel(a.trade, b.trade), a.trade)
	for i, j := 0, 0; i < len(a.traits) && j < len(b.traits); {
		switch x, y := a.traits[i], b.traits[j]; {
		case x.which < y.which:
			i++
		case x.which > y.which:
			j++
		default:
			if int(x.which) < len(s.traits) && s.traits[x.which] > 0 {
				set(int(s.traits[x.which]), s.textLevel(x.value, y.value), x.value)
			}
			i, j = i+1, j+1
		}
	}
	s.compareContacts(a, b, set)
	s.compareHomes(a, b, e)
}

func pick(yes bool, a, b uint8) uint8 {
	if yes {
		return a
	}
	return b
}

// compareContacts takes the strongest of all phones, mail addresses and numbers.
func (s *personScorer) compareContacts(a, b *personRow, set func(f int, l uint8, v uint32)) {
	var l uint8
	var same uint32
	f := pPhone
	better := func(n uint8, v uint32) {
		if n != 0 && (l == 0 || n < l) || n == l && n == lEqual && s.same(f, v) > s.same(f, same) {
			l, same = n, v
		}
	}
	for _, x := range a.phones {
		for _, y := range b.phones {
			better(s.phoneLevel(x.value, y.value), x.value)
		}
	}
	set(pPhone, l, same)
	f, l, same = pMail, 0, 0
	for _, x := range a.mails {
		for _, y := range b.mails {
			better(s.mailLevel(x, y), x.address)
		}
	}
	set(pMail, l, same)
	f, l, same = pID, 0, 0
	for _, x := range a.ids {
		for _, y := range b.ids {
			if x.kind == y.kind {
				better(s.codeLevel(x.value, y.value), x.value)
			}
		}
	}
	set(pID, l, same)
}

func (s *personScorer) phoneLevel(x, y uint32) uint8 {
	if x == y {
		return lEqual
	}
	a, b := s.crowd.text(x), s.crowd.text(y)
	if s.crowd.form(x).hidden || s.crowd.form(y).hidden {
		return hiddenLevel(a, b)
	}
	if n := min(len(a), len(b)); n >= 7 && a[len(a)-7:] == b[len(b)-7:] || s.crowd.apart(x, y) <= 2 && oneTypo(a, b) {
		return numberSimilar
	}
	return numberDiffers
}

func (s *personScorer) mailLevel(x, y mailRow) uint8 {
	switch {
	case x.address == y.address:
		return lEqual
	case x.user == y.user:
		return mailUser
	case s.crowd.apart(x.address, y.address) <= 4 && near(s.crowd.text(x.address), s.crowd.text(y.address)):
		return lSimilar
	}
	return mailDiffers
}

func (s *personScorer) codeLevel(x, y uint32) uint8 {
	switch {
	case x == y:
		return lEqual
	case s.crowd.form(x).hidden || s.crowd.form(y).hidden:
		return hiddenLevel(s.crowd.text(x), s.crowd.text(y))
	case s.crowd.apart(x, y) <= 2 && oneTypo(s.crowd.text(x), s.crowd.text(y)):
		return numberSimilar
	}
	return numberDiffers
}

// houseLevel compares the numbers of two houses.
func (s *personScorer) houseLevel(x, y uint32) uint8 {
	switch {
	case x == y:
		return lEqual
	case s.crowd.apart(x, y) <= 2 && oneTypo(s.crowd.text(x), s.crowd.text(y)):
		return lSimilar
	}
	return 3
}

// textLevel compares two texts of one field.
func (s *personScorer) textLevel(x, y uint32) uint8 {
	switch {
	case x == 0 || y == 0:
		return 0
	case x == y:
		return lEqual
	case s.crowd.apart(x, y) <= 4 && near(s.crowd.text(x), s.crowd.text(y)):
		return lSimilar
	case s.crowd.form(x).words != s.crowd.form(y).words && among(s.crowd.text(x), s.crowd.text(y)):
		return lSimilar // bath in bath, somerset
	}
	return textDiffers
}

// among says whether one of two texts is the first or the last of the other's words.
func among(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := len(b) - len(a)
	return n > 0 && (b[:len(a)] == a && b[len(a)] == ' ' || b[n:] == a && b[n-1] == ' ')
}

// near says whether two texts differ by a slip or two: one typing error, only
// blanks, or a few letters of many.
func near(a, b string) bool {
	if oneTypo(a, b) {
		return true
	}
	if strings.IndexByte(a, ' ') >= 0 || strings.IndexByte(b, ' ') >= 0 {
		if x, y := strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", ""); oneTypo(x, y) {
			return true
		}
	}
	return len(a) >= 5 && len(b) >= 5 && jaroWinkler(a, b) >= 0.92
}

// bornLevel compares two dates of birth.
func bornLevel(a, b clean.Birth) uint8 {
	year := a.Year == b.Year || (a.Year < 100 || b.Year < 100) && a.Year%100 == b.Year%100
	month, day := a.Month == b.Month, a.Day == b.Day
	known := func(v clean.Birth) bool { return v.Month != 0 && v.Day != 0 }
	crossed := a.Month == b.Day && a.Day == b.Month && known(a) && known(b)
	switch {
	case !known(a) || !known(b):
		switch {
		case year && month && day:
			return lEqual
		case year:
			return bornAlone
		}
	case year && month && day, year && crossed && (a.Open || b.Open) && a.Open != b.Open:
		return lEqual
	case year && crossed:
		return bornSwapped
	case year && a.Filled() != b.Filled():
		return bornAlone
	case oneDigit(a, b):
		return bornDigit
	case year && (month || day), month && day:
		return bornParts
	case year:
		return bornYear
	}
	if d := int(a.Year) - int(b.Year); a.Year >= 100 && b.Year >= 100 && (d == 1 || d == -1 || d == 10 || d == -10) && (month || day) {
		return bornNear
	}
	return bornOther
}

// oneDigit says whether one digit differs, or two neighbours are exchanged.
func oneDigit(a, b clean.Birth) bool {
	if a.Year < 100 || b.Year < 100 {
		a.Year, b.Year = a.Year%100, b.Year%100
	}
	n := func(v clean.Birth) int { return int(v.Year)*10_000 + int(v.Month)*100 + int(v.Day) }
	x, y := n(a), n(b)
	differ, first, second := 0, -1, -1
	var dx, dy [8]int
	for i := range 8 {
		dx[i], dy[i] = x%10, y%10
		if dx[i] != dy[i] {
			if differ++; differ == 1 {
				first = i
			} else {
				second = i
			}
		}
		x, y = x/10, y/10
	}
	return differ == 1 || differ == 2 && second == first+1 && dx[first] == dy[second] && dx[second] == dy[first]
}

// compareHomes takes the pair of homes that agrees best.
func (s *personScorer) compareHomes(a, b *personRow, e *seenPair) {
	if len(a.homes) == 1 && len(b.homes) == 1 {
		s.compareHome(&a.homes[0], &b.homes[0], e)
		return
	}
	best, first := bits(0), true
	var keep seenPair
	for i := range a.homes {
		for j := range b.homes {
			var h seenPair
			s.compareHome(&a.homes[i], &b.homes[j], &h)
			if w := s.sum(&h, places); first || w > best || w == best && h.p < keep.p {
				best, first, keep = w, false, h
			}
		}
	}
	if first {
		return
	}
	e.p |= keep.p
	for f := pNumber; f <= pState; f++ {
		e.same[f] = keep.same[f]
	}
}

// places are the fields of a home.
const places = 1<<pNumber | 1<<pStreet | 1<<pMore | 1<<pCity | 1<<pPostcode | 1<<pState

func (s *personScorer) compareHome(a, b *homeRow, e *seenPair) {
	set := func(f int, l uint8, v uint32) {
		e.p = s.shape.fields[f].with(e.p, l)
		if l == lEqual {
			e.same[f] = v
		}
	}
	if a.number != 0 && b.number != 0 {
		set(pNumber, s.houseLevel(a.number, b.number), a.number)
	}
	if a.state != 0 && b.state != 0 {
		set(pState, pick(a.state == b.state, 1, 2), a.state)
	}
	if a.postcode != 0 && b.postcode != 0 {
		set(pPostcode, s.postcodeLevel(a.postcode, b.postcode), a.postcode)
	}
	set(pCity, s.textLevel(a.city, b.city), a.city)
	straight := [2]uint8{s.textLevel(a.lines[0], b.lines[0]), s.textLevel(a.lines[1], b.lines[1])}
	lines := straight
	same := a.lines
	if straight[0] != lEqual {
		crossed := [2]uint8{s.textLevel(a.lines[0], b.lines[1]), s.textLevel(a.lines[1], b.lines[0])}
		if agree(crossed) > agree(straight) {
			lines = crossed
			if crossed[0] == 0 || crossed[1] != 0 && crossed[1] < crossed[0] || crossed[0] == crossed[1] && same[0] > same[1] { // the street is what agrees best
				lines[0], lines[1] = crossed[1], crossed[0]
				same[0], same[1] = same[1], same[0]
			}
		}
	}
	set(pStreet, lines[0], same[0])
	set(pMore, lines[1], same[1])
}

// agree ranks the levels of two lines.
func agree(l [2]uint8) int {
	points := [...]int{0, 4, 2, -1}
	return points[l[0]] + points[l[1]]
}

func (s *personScorer) postcodeLevel(x, y uint32) uint8 {
	if x == y {
		return lEqual
	}
	if s.crowd.form(x).first != s.crowd.form(y).first && s.crowd.apart(x, y) > 2 {
		return postDiffers
	}
	a, b := s.crowd.text(x), s.crowd.text(y)
	if s.crowd.apart(x, y) <= 2 && oneTypo(a, b) {
		return lSimilar
	}
	for l, cut := range [...]int{postArea: 2, postDistrict: 3} {
		if n := len(a) - cut; cut > 0 && n >= 2 && len(b) >= n && a[:n] == b[:n] && (cut == 2 || len(a) == len(b)) {
			return uint8(l)
		}
	}
	return postDiffers
}
