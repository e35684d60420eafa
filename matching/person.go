package matching

// personNames compares the names of persons as a whole.
func (s *scorer) personNames(a, b *row, p *pair) {
	for i := range a.names {
		for j := range b.names {
			l, w := s.personName(&a.names[i], &b.names[j])
			if p.x < 0 || w > p.part[fieldName] {
				p.set(fieldName, l, w)
				p.x, p.y = int16(i), int16(j)
				p.mute = l == foreign
			}
		}
	}
}

func (s *scorer) personName(x, y *nameRow) (level, bits) {
	if x.text == 0 || y.text == 0 {
		return missing, 0
	}
	rare := func(v uint32) bits { return s.rarity(s.counts.text, v).within(personLow, personHigh) }
	if x.text == y.text {
		return equal, rare(x.text)
	}
	if x.latin != y.latin {
		if x.sound != 0 && x.sound == y.sound {
			return bridge, min(rare(x.text), rare(y.text)) - nameBridge
		}
		return foreign, nameForeign
	}
	if oneEdit(s.words.word.of(x.text), s.words.word.of(y.text)) {
		return similar, min(rare(x.text), rare(y.text)) - personSimilar
	}
	return differs, personDiffers
}

// birth compares dates of birth.
func (s *scorer) birth(a, b *row, p *pair) {
	switch {
	case a.born == 0 || b.born == 0:
	case a.born == b.born:
		p.set(fieldBorn, equal, bornEqual)
	case oneOff(s.words.word.of(a.born), s.words.word.of(b.born)):
		p.set(fieldBorn, typo, bornTypo)
	default:
		p.set(fieldBorn, differs, bornDiffers)
	}
}
