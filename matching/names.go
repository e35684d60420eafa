package matching

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// nameParts are the contributions of a pair of names, in field order.
type nameParts struct {
	part  [fieldWhole + 1]bits
	level [fieldWhole + 1]level
	total bits
	mute  bool
}

// names takes the best of the cross product of both records' names. Ties go to
// the larger parts, so that the choice does not depend on the order. Where no two
// names come to least, what it takes may be any of them, below least.
func (s *scorer) names(a, b *row, least bits, p *pair) {
	least += regionOpen + industryOpen // these doubts may yet be taken away
	if p.level[fieldCity] == missing && len(a.places)+len(b.places) > 0 {
		least -= cityHigh // the place in a name may yet agree with an address
	}
	var best nameParts
	for i := range a.names {
		for j := range b.names {
			if a.names[i].literal && b.names[j].literal {
				continue // both have the reading as an institution beside it
			}
			q := s.name(&a.names[i], &b.names[j], least)
			if p.x < 0 || q.beats(&best) {
				best = q
				p.x, p.y = int16(i), int16(j)
			}
		}
	}
	if p.x >= 0 {
		copy(p.part[:], best.part[:])
		copy(p.level[:], best.level[:])
		p.mute = best.mute
		s.place(a, b, p)
	}
}

// place takes away doubts which of the companies of a brand a name means: by where
// both records are, or by how both are reached. A place that one has in its name
// and the other in its address agrees like two addresses.
func (s *scorer) place(a, b *row, p *pair) {
	if p.level[fieldWhole] == equal && p.level[fieldCity] == equal && seated(&a.names[p.x], &b.names[p.y]) {
		p.part[fieldWhole] = wholeComplete
	}
	met := p.reached()
	if met && p.level[fieldIndustry] == open {
		p.set(fieldIndustry, missing, industryAbsent)
	}
	doubt := p.level[fieldRegion] == open
	unplaced := p.level[fieldCity] == missing && p.part[fieldName] > 0 && (doubt || p.part[fieldRegion] == 0)
	if !doubt && !unplaced {
		return
	}
	rare, there := s.located(a, b)
	if doubt && (met || there) {
		p.set(fieldRegion, missing, 0)
	}
	if unplaced && there {
		p.set(fieldCity, inside, rare.within(0, cityHigh))
	}
}

// seated says that two equal names are complete where both records are in one town: a
// name in Latin letters has no place in it, and with its legal form it is registered
// there once.
func seated(x, y *nameRow) bool {
	return x.latin && y.latin && x.form != 0 && x.form == y.form && x.typ == y.typ && x.region == 0 && y.region == 0
}

// reached says that both records are reached in one way that few others share.
// It tells which of the companies of a brand a name without region or trade means.
func (p *pair) reached() bool {
	for _, f := range [...]field{fieldPhone, fieldMail, fieldStreet} {
		if p.level[f] == equal && p.part[f] > 0 {
			return true
		}
	}
	return false
}

// located says whether one of two records is by a name where the other is by its
// address, and how rare such a place is; the wider one where one holds the other.
func (s *scorer) located(a, b *row) (rare bits, there bool) {
	for _, r := range [...][2]*row{{a, b}, {b, a}} {
		for i := range r[0].stand() {
			region := r[0].stand()[i].region
			if region == 0 {
				continue
			}
			for _, p := range r[1].places {
				if at := cmp.Or(p.city, p.province); at != 0 && s.words.place.at(at, region) {
					w := s.rarity(s.counts.held, cmp.Or(s.words.place.wider(at, region), region))
					rare, there = max(rare, w), true
				}
			}
		}
	}
	return rare, there
}

func (q *nameParts) beats(o *nameParts) bool {
	if q.total != o.total {
		return q.total > o.total
	}
	for i := range q.part {
		if q.part[i] != o.part[i] {
			return q.part[i] > o.part[i]
		}
	}
	return false
}

func (q *nameParts) set(f field, l level, b bits) {
	q.level[f], q.part[f] = l, b
	q.total += b
}

// name weighs two names of organisations. What cannot come to least is left as
// soon as that shows.
func (s *scorer) name(x, y *nameRow, least bits) nameParts {
	var q nameParts
	if most := s.most(x, y); most < least {
		q.set(fieldName, differs, most)
		return q
	}
	if oneSlip(x, y) {
		if q, ok := s.misspelt(x, y); ok {
			return q
		}
	}
	if x.brand == 0 || y.brand == 0 {
		return q
	}
	if x.latin && y.latin && x.line != 0 && y.line != 0 && (x.brand != y.brand || s.strict && x.industry != y.industry) {
		l, w := s.latinNames(x, y)
		q.set(fieldName, l, w+typeCost(x.typ)+typeCost(y.typ))
		if l != differs {
			s.region(x, y, &q)
			s.form(x, y, &q)
		}
		s.tail(x, y, &q)
		return q
	}
	l, w := s.brand(x, y)
	q.mute = l == foreign
	q.set(fieldName, l, w+typeCost(x.typ)+typeCost(y.typ))
	if l == differs || l == foreign {
		s.tail(x, y, &q)
		return q
	}
	if x.house && y.house && l == equal {
		s.house(x, y, &q)
		return q
	}
	s.region(x, y, &q)
	s.trade(x, y, &q)
	s.form(x, y, &q)
	s.tail(x, y, &q)
	if x.text == y.text {
		w := wholeBrand
		switch {
		case x.complete && y.complete:
			w = wholeComplete
		case x.region != 0 || x.industry != 0 || x.latin && strings.Contains(s.words.word.of(x.brand), " "):
			w = wholePart
		}
		q.set(fieldWhole, equal, w)
	}
	return q
}

// latinNames weighs Latin names whose brands differ, trades included, by their
// words.
func (s *scorer) latinNames(x, y *nameRow) (l level, w bits) {
	like, self := s.likeWords(s.words.word.of(x.line), s.words.word.of(y.line))
	like = like.within(nameDiffers, nameHigh)
	switch {
	case like < 0:
		like, l = max(like, nameDiffers), differs
	case like*2 < self:
		l = inside
	default:
		l = similar
	}
	return l, like
}

func typeCost(t nameType) bits {
	switch t {
	case short:
		return nameShort
	case former:
		return nameFormer
	}
	return 0
}

func (s *scorer) brand(x, y *nameRow) (level, bits) {
	if x.brand == y.brand {
		return equal, s.rareBrand(x.brand)
	}
	if x.sound != 0 && x.sound == y.sound {
		rare := min(s.rarity(s.counts.sound, x.sound), s.rareBrand(x.brand), s.rareBrand(y.brand)).within(nameLow, nameHigh)
		if x.latin != y.latin {
			return bridge, rare - nameBridge
		}
		return similar, max(rare-nameHomophone, 0)
	}
	if x.latin != y.latin {
		return foreign, nameForeign
	}
	if !nearBrands(x, y) {
		return differs, nameDiffers
	}
	a, b := s.words.word.of(x.brand), s.words.word.of(y.brand)
	if len(a) > len(b) || len(a) == len(b) && a > b {
		a, b = b, a
	}
	least := 3
	if x.latin {
		least = 6
	}
	if utf8.RuneCountInString(a) >= least && len(b)-len(a) < utf8.UTFMax && oneEdit(a, b) {
		return similar, max(min(s.rareBrand(x.brand), s.rareBrand(y.brand))-nameSimilar, 0)
	}
	if s.slipInBrand(x, y) {
		return similar, s.misspeltBrand(x, y)
	}
	if strings.HasPrefix(b, a) && utf8.RuneCountInString(a) >= 2 {
		return inside, nameInside
	}
	return differs, nameDiffers
}

func (s *scorer) region(x, y *nameRow, q *nameParts) {
	switch {
	case x.region == 0 && y.region == 0:
	case x.region == 0 || y.region == 0:
		if max(at(s.counts.regions, x.brand), at(s.counts.regions, y.brand)) >= spreadNames {
			q.set(fieldRegion, open, regionOpen)
		}
	default:
		q.set(s.regions(x, y))
	}
}

// regions weighs two names that both have a region.
func (s *scorer) regions(x, y *nameRow) (field, level, bits) {
	switch {
	case x.region == y.region:
		return fieldRegion, equal, s.rarity(s.counts.region, x.region).within(regionLow, regionHigh)
	case !s.words.place.meet(x.region, y.region):
		return fieldRegion, differs, regionDiffers
	}
	wider := s.words.place.wider(x.region, y.region)
	switch {
	case x.latin != y.latin && wider != 0: // a translator writes down the town of a company that is named by its province
		return fieldRegion, bridge, (s.rarity(s.counts.held, wider) - regionWider).within(regionInside, regionHigh)
	case x.latin == y.latin && x.complete && y.complete:
		return fieldRegion, inside, regionApart
	}
	return fieldRegion, inside, regionInside
}

func (s *scorer) trade(x, y *nameRow, q *nameParts) {
	switch {
	case x.industry == 0 && y.industry == 0:
	case x.industry == 0 || y.industry == 0:
		if max(at(s.counts.trades, x.brand), at(s.counts.trades, y.brand)) >= spreadNames {
			q.set(fieldIndustry, open, industryOpen)
		} else {
			q.set(fieldIndustry, missing, industryAbsent)
		}
	case x.industry == y.industry:
		q.set(fieldIndustry, equal, s.rarity(s.counts.industry, x.industry).within(industryLow, industryHigh))
	case x.latin != y.latin && x.sector != 0 && x.sector == y.sector:
		q.set(fieldIndustry, bridge, s.rarity(s.counts.sector, x.sector).within(sectorLow, sectorHigh))
	case s.shorterTrade(x, y):
		q.set(fieldIndustry, inside, s.tradeWithin(x, y))
	case x.sector == y.sector:
		q.set(fieldIndustry, akin, industryAkin)
	default:
		q.set(fieldIndustry, differs, industryDiffers)
	}
}

// sameTrade says whether two different trade words may name one company's
// trade: one holds the other, or both stand for one sector.
func (s *scorer) sameTrade(x, y *nameRow) bool {
	return x.sector == y.sector || s.shorterTrade(x, y)
}

// tradeWithin weighs two trades of which one is within the other.
func (s *scorer) tradeWithin(x, y *nameRow) bits {
	rare := min(s.rarity(s.counts.industry, x.industry), s.rarity(s.counts.industry, y.industry))
	return (rare - industryShort).within(industryAkin, industryHigh)
}

// shorterTrade says whether one of two trades begins or ends with the other:
// 餐饮 for 餐饮管理, 咨询 for 企业管理咨询, constr for construction.
func (s *scorer) shorterTrade(x, y *nameRow) bool {
	if !nearTrades(x, y) && !(x.latin && y.latin) {
		return false
	}
	a, b := s.words.word.of(x.industry), s.words.word.of(y.industry)
	if len(a) > len(b) {
		a, b = b, a
	}
	return strings.HasPrefix(b, a) || strings.HasSuffix(b, a) ||
		x.latin && y.latin && x.sector == y.sector && !strings.ContainsRune(b, ' ') && shortened(s.counts.term(a), s.counts.term(b)) >= 0
}

func (s *scorer) form(x, y *nameRow, q *nameParts) {
	switch {
	case x.form == 0 || y.form == 0:
	case x.form == y.form:
		q.set(fieldForm, equal, formEqual)
	case x.group != y.group:
		q.set(fieldForm, differs, formGroup)
	default:
		q.set(fieldForm, differs, formDiffers)
	}
}

func (s *scorer) tail(x, y *nameRow, q *nameParts) {
	switch {
	case x.tail == 0 && y.tail == 0:
	case sameTail(x, y):
		q.set(fieldTail, equal, tailEqual)
	case s.misspeltTail(x, y):
		q.set(fieldTail, similar, tailSimilar)
	default:
		q.set(fieldTail, differs, tailDiffers)
	}
}

// sameTail compares branch tails: the same words, or the same place and as many
// branches. An everyday name of an institution means whatever it has there.
func sameTail(x, y *nameRow) bool {
	switch {
	case x.tail == y.tail && !x.everyday && !y.everyday:
		return true
	case x.house && y.house && x.brand == y.brand && x.deep == y.deep && x.deep != 0 && (x.loose() || y.loose()):
		return true
	}
	return x.tail != 0 && y.tail != 0 && x.bare && y.bare && x.rank == y.rank && x.tailNo == y.tailNo && x.tailAt != 0 && x.tailAt == y.tailAt
}

// loose says that a name of an institution does not tell how deep in it the
// branch is: 江苏移动, 农行九江分行.
func (n *nameRow) loose() bool {
	return n.everyday || n.house && n.form == 0 && n.bare && !n.latin
}
