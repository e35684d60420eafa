package matching

import "math"

// field is one kind of evidence.
type field uint8

const (
	fieldName field = iota
	fieldRegion
	fieldIndustry
	fieldForm
	fieldTail
	fieldWhole
	fieldCode
	fieldPhone
	fieldMail
	fieldDomain
	fieldStreet
	fieldCity
	fieldSource
	fields
)

var fieldNames = [fields]string{"name", "region", "industry", "form", "branch", "whole-name",
	"id", "phone", "email", "domain", "street", "city", "source"}

// level says how the two values of a field stand to each other.
type level uint8

const (
	missing level = iota
	equal
	bridge
	similar
	inside
	akin
	differs
	foreign
	generic
	typo
	open
	copied
	levels
)

var levelNames = [levels]string{"missing", "equal", "other-script", "similar", "contained", "same-sector",
	"differs", "not-comparable", "generic", "typo", "ambiguous", "copied"}

// pair is the evidence between two rows.
type pair struct {
	part  [fields]bits
	level [fields]level
	total bits
	x, y  int16 // the names compared, -1 when either side has none
	code  uint32
	mute  bool // the names cannot be compared
}

// scorer weighs pairs. It only reads, so it may be shared.
type scorer struct {
	counts  *Counts
	words   *words
	prior   bits
	generic float64
	rare    []bits // by count: log2(names/count), the hot part of rarity
	strict  bool   // nothing but names is compared: a word that one lacks weighs double
	learned learned

	organisations, persons kind
}

func newScorer(c *Counts, w *words, genericAt int) *scorer {
	s := &scorer{counts: c, words: w, prior: c.prior(), generic: float64(genericAt), rare: make([]bits, 1<<16), learned: newLearned(c.companies)}
	for n := 1; n < len(s.rare); n++ {
		s.rare[n] = toBits(math.Log2(c.names / float64(n)))
	}
	s.organisations, s.persons = organisations{s}, persons{c.people.over(w.crowd)}
	return s
}

// over is the scorer for rows whose words lie over those of s.
func (s *scorer) over(w *words) *scorer {
	o := *s
	o.words = w
	o.organisations, o.persons = organisations{&o}, persons{s.counts.people.over(w.crowd)}
	return &o
}

// rarity is log2(names/count) of a counted value.
func (s *scorer) rarity(list []uint32, v uint32) bits {
	n := at(list, v)
	if n < float64(len(s.rare)) {
		return s.rare[int(n)]
	}
	return toBits(math.Log2(s.counts.names / n))
}

// rareBrand is what an equal brand tells.
func (s *scorer) rareBrand(brand uint32) bits {
	if c := s.counts; int(brand) < len(c.brands) && c.brand[brand] > 0 {
		return c.brands[brand]
	}
	return s.counts.rareBrand(1, s.words.word.of(brand))
}

// weigh fills p with the evidence between a and b; it is symmetric.
func (s *scorer) weigh(a, b *row, p *pair) { s.sift(a, b, nothing, p) }

// sift weighs a pair that matters only from the line on. One that cannot reach it
// is left as soon as that shows; its total is then any below the line.
func (s *scorer) sift(a, b *row, line bits, p *pair) {
	*p = pair{x: -1, y: -1}
	s.of(a).weigh(a, b, line, p)
}

// sum is what the fields come to.
func (p *pair) sum() (sum bits) {
	for _, v := range p.part {
		sum += v
	}
	return sum
}

func (p *pair) set(f field, l level, b bits) { p.level[f], p.part[f] = l, b }

// contacts compares phones, mail addresses and domains.
func (s *scorer) contacts(a, b *row, p *pair) {
	s.shared(p, fieldPhone, a.phones(), b.phones(), s.counts.users, phoneBase, phoneHigh)
	s.shared(p, fieldMail, a.emails(), b.emails(), s.counts.users, mailBase, mailHigh)
	s.shared(p, fieldDomain, a.domains(), b.domains(), s.counts.named, domainBase, domainHigh)
}

// shared takes the best value that both lists hold. A value of many brands is
// generic and says nothing.
func (s *scorer) shared(p *pair, f field, a, b, count []uint32, base, high bits) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	p.level[f] = differs
	for _, x := range a {
		for _, y := range b {
			if x != y {
				continue
			}
			if at(s.counts.users, x) >= s.generic {
				if p.level[f] == differs {
					p.level[f] = generic
				}
				continue
			}
			if w := (s.rarity(count, x) - base).within(0, high); p.level[f] != equal || w > p.part[f] {
				p.set(f, equal, w)
			}
		}
	}
}

// codes takes the best identifier that both hold.
func (s *scorer) codes(a, b *row, p *pair) {
	for i := range a.codes {
		for j := range b.codes {
			x, y := &a.codes[i], &b.codes[j]
			if x.kind != y.kind {
				continue
			}
			l, w := s.code(x, y)
			if p.level[fieldCode] == missing || w > p.part[fieldCode] || w == p.part[fieldCode] && x.kind < p.code {
				p.set(fieldCode, l, w)
				p.code = x.kind
			}
		}
	}
}

func (s *scorer) code(x, y *codeRow) (level, bits) {
	if x.value != y.value {
		if x.valid && y.valid || !oneOff(s.words.value.of(x.value).text, s.words.value.of(y.value).text) {
			return differs, 0
		}
		return typo, codeTypo
	}
	if at(s.counts.users, x.value) >= s.generic {
		return generic, 0
	}
	switch {
	case x.stray == copiedCode || y.stray == copiedCode:
		return copied, 0
	case x.trusted || y.trusted:
		return equal, codeTrusted - s.prior
	case x.valid && x.known:
		return equal, codeValid - s.prior
	}
	return equal, codeUnproven
}

// oneOff says whether a and b have the same length and differ in one byte.
func oneOff(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n == 1
}

// address compares the best pair of places.
func (s *scorer) address(a, b *row, p *pair) {
	for i := range a.places {
		for j := range b.places {
			x, y := &a.places[i], &b.places[j]
			if x.street != 0 && x.street == y.street && !x.across(y) {
				if at(s.counts.users, x.street) >= s.generic {
					if p.level[fieldStreet] != equal {
						p.set(fieldStreet, generic, 0)
					}
				} else if w := (s.rarity(s.counts.users, x.street) - streetBase).within(0, streetHigh); p.level[fieldStreet] != equal || w > p.part[fieldStreet] {
					p.set(fieldStreet, equal, w)
				}
			} else if x.street != 0 && y.street != 0 && x.road == y.road && p.level[fieldStreet] == missing {
				p.set(fieldStreet, differs, streetDiffers)
			}
			l, w := s.city(x, y)
			if l != missing && (p.level[fieldCity] == missing || w > p.part[fieldCity]) {
				p.set(fieldCity, l, w)
			}
		}
	}
}

// unlistedTowns says whether two rows are in towns that no list knows. A suburb and
// its city are two of them, so whoever shares a line may be in either.
func (s *scorer) unlistedTowns(a, b *row) bool {
	for i := range a.places {
		for j := range b.places {
			if x, y := a.places[i].city, b.places[j].city; x != 0 && y != 0 && s.words.place.unlisted(x, y) {
				return true
			}
		}
	}
	return false
}

// across says that two places are on two sides of a road: 21 West and 21 East 52nd
// Street. One may leave the side out.
func (x *placeRow) across(y *placeRow) bool {
	return x.road == y.road && x.side != y.side && x.side != 0 && y.side != 0
}

func (s *scorer) city(x, y *placeRow) (level, bits) {
	at := s.words.place
	if x.post != 0 && x.post == y.post {
		return equal, s.rarity(s.counts.posts, x.post).within(cityLow, postHigh)
	}
	switch {
	case x.province != y.province && x.province != 0 && y.province != 0 && (at.country(x.province) || at.country(y.province)):
		return differs, countryDiffers
	case x.city != 0 && x.city == y.city:
		return equal, s.rarity(s.counts.region, x.city).within(cityLow, cityHigh)
	case x.city != 0 && y.city != 0 && at.unlisted(x.city, y.city):
		return differs, cityDiffers
	case x.city != 0 && y.city != 0 && at.meet(x.city, y.city):
		return missing, 0
	case x.city != 0 && y.city != 0, x.province != 0 && y.province != 0 && x.province != y.province:
		return differs, cityDiffers
	case x.province != 0 && x.province == y.province:
		return inside, cityProvince
	}
	return missing, 0
}
