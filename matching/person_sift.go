package matching

// Most pairs that share a key are of two persons, as a look at the numbers of
// their values tells without a look at the texts.

// atMost is no less than the total of two persons whose names were compared: what
// is not equal may be as like as values can be.
func (s *personScorer) atMost(a, b *personRow, e *seenPair) bits {
	names := s.part(e, pGiven) + s.part(e, pMiddle) + s.part(e, pSurname)
	sum := s.prior + min(names, nameAlone-s.prior) + rankBits(e.rank)
	if e.swap {
		sum -= nameSwapped
	}
	if a.born != 0 && b.born != 0 {
		if l := bornLevel(a.birth, b.birth); l == lEqual {
			sum += s.both(pBorn, a.born, a.born)
		} else {
			sum += s.weight[pBorn][l]
		}
	}
	sum += s.both(pGender, a.gender, b.gender) + s.texts(pBirthPlace, a.birthPlace, b.birthPlace) + s.texts(pOccupation, a.trade, b.trade)
	for i, j := 0, 0; i < len(a.traits) && j < len(b.traits); {
		switch x, y := a.traits[i], b.traits[j]; {
		case x.which < y.which:
			i++
		case x.which > y.which:
			j++
		default:
			if int(x.which) < len(s.traits) && s.traits[x.which] > 0 {
				sum += s.texts(int(s.traits[x.which]), x.value, y.value)
			}
			i, j = i+1, j+1
		}
	}
	return sum + s.contactsAtMost(a, b) + s.homesAtMost(a, b)
}

// both is the most that two values weigh, without a look at what they say.
func (s *personScorer) both(f int, x, y uint32) bits {
	switch {
	case x == 0 || y == 0:
		return 0
	case x != y:
		return s.unlike[f]
	case s.use(x) == genericValue:
		return 0
	}
	return s.same(f, x)
}

// texts is the most that two texts weigh: those with other letters differ.
func (s *personScorer) texts(f int, x, y uint32) bits {
	if x != 0 && y != 0 && x != y && s.crowd.apart(x, y) > 4 && s.crowd.form(x).words == s.crowd.form(y).words {
		return s.weight[f][textDiffers]
	}
	return s.both(f, x, y)
}

func (s *personScorer) contactsAtMost(a, b *personRow) bits {
	var phone, mail, id bits // nothing, where what is shown of a number is too little
	for _, x := range a.phones {
		for _, y := range b.phones {
			phone = max(phone, s.both(pPhone, x.value, y.value))
		}
	}
	for i, x := range a.mails {
		for j, y := range b.mails {
			if w := s.both(pMail, x.address, y.address); w > mail || i+j == 0 {
				mail = w
			}
		}
	}
	for _, x := range a.ids {
		for _, y := range b.ids {
			if x.kind == y.kind {
				id = max(id, s.both(pID, x.value, y.value))
			}
		}
	}
	return phone + mail + id
}

func (s *personScorer) homesAtMost(a, b *personRow) bits {
	most := nothing
	for i := range a.homes {
		for j := range b.homes {
			x, y := &a.homes[i], &b.homes[j]
			w := s.both(pNumber, x.number, y.number) + s.texts(pCity, x.city, y.city) + s.both(pPostcode, x.postcode, y.postcode) + s.both(pState, x.state, y.state)
			for _, v := range x.lines { // the lines may be exchanged
				line := bits(0)
				for _, u := range y.lines {
					line = max(line, s.texts(pStreet, v, u), s.texts(pMore, v, u))
				}
				w += line
			}
			most = max(most, w)
		}
	}
	if most == nothing {
		return 0
	}
	return max(most, movedLow)
}
