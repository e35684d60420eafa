package matching

// persons are found by their whole name, their date of birth and contacts.
type persons struct{ *scorer }

func (persons) keys(k *keyer, r *row) {
	for i := range r.names {
		k.put(keyText, r.names[i].text, byWord(r.born))
		k.sound(&r.names[i], byWord(r.born))
	}
	k.put(keyBorn, r.born)
}

func (s persons) weigh(a, b *row, p *pair) {
	s.personNames(a, b, p)
	s.birth(a, b, p)
}

func (persons) gates(a, b *row) gate { return 0 }

func (persons) owner(r *row) (who, name uint32) {
	if len(r.names) == 0 {
		return 0, 0
	}
	return r.names[0].text, r.names[0].text
}

func (persons) show(t *table, r *row, f field, name int) string {
	switch {
	case f == fieldName && name < len(r.names):
		return t.words.word.of(r.names[name].text)
	case f == fieldBorn:
		return t.words.word.of(r.born)
	}
	return ""
}

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
