package matching

// Most pairs that names bring together are two companies, and mostly that shows in
// numbers alone: what two names can come to at most is known before a text is read.

// namesMost is the most that the names of two rows come to.
func (s *scorer) namesMost(a, b *row) bits {
	if len(a.names) == 0 || len(b.names) == 0 {
		return 0
	}
	most := nothing
	for i := range a.names {
		for j := range b.names {
			if x, y := &a.names[i], &b.names[j]; x.literal && y.literal {
				most = max(most, 0) // not compared
			} else {
				most = max(most, s.most(x, y))
			}
		}
	}
	return most
}

// most is the most that two names come to, doubts which company is meant left aside.
func (s *scorer) most(x, y *nameRow) bits {
	if oneSlip(x, y) {
		return noLimit
	}
	if x.brand == 0 || y.brand == 0 {
		return 0
	}
	switch {
	case x.brand == y.brand && x.house && y.house:
		return s.rareBrand(x.brand) + formEqual + tailEqual + regionHigh + wholeComplete
	case x.brand == y.brand:
		return s.rareBrand(x.brand) + s.restMost(x, y)
	case x.latin && y.latin: // compared word by word
		return noLimit
	case x.sound != 0 && x.sound == y.sound:
		return s.rareBrand(x.brand) - min(nameBridge, nameHomophone) + s.restMost(x, y)
	}
	other := nameForeign + tailMost(x, y)
	if x.latin == y.latin {
		other = nameDiffers + tailMost(x, y)
		if nearBrands(x, y) {
			near := max(min(s.rareBrand(x.brand), s.rareBrand(y.brand))-nameSimilar, nameInside)
			return max(near+s.restMost(x, y), other)
		}
	}
	return other
}

// restMost is the most that two names come to besides their brands, which are alike.
func (s *scorer) restMost(x, y *nameRow) bits {
	most := typeCost(x.typ) + typeCost(y.typ) + s.tradeMost(x, y) + formMost(x, y) + tailMost(x, y)
	if x.region != 0 && y.region != 0 {
		_, _, w := s.regions(x, y)
		most += w
	}
	if x.text == y.text {
		most += wholeComplete
	}
	return most
}

func (s *scorer) tradeMost(x, y *nameRow) bits {
	switch {
	case x.industry == 0 && y.industry == 0:
		return 0
	case x.industry == 0 || y.industry == 0:
		return industryAbsent
	case x.industry == y.industry:
		return s.rarity(s.counts.industry, x.industry).within(industryLow, industryHigh)
	case x.latin != y.latin && x.sector != 0 && x.sector == y.sector:
		return sectorHigh
	case !nearTrades(x, y) && !(x.latin && y.latin):
		if x.sector != y.sector {
			return industryDiffers
		}
		return industryAkin
	}
	return s.tradeWithin(x, y)
}

func formMost(x, y *nameRow) bits {
	switch {
	case x.form == 0 || y.form == 0:
		return 0
	case x.group != y.group:
		return formGroup
	}
	return formEqual
}

// tailMost is for names that are not both of one institution.
func tailMost(x, y *nameRow) bits {
	switch {
	case x.tail == 0 && y.tail == 0:
		return 0
	case x.tail == 0 || y.tail == 0:
		return tailDiffers
	}
	return tailEqual
}
