package matching

// person puts a person under all that may find it. Each key joins two or three
// things that a slip of the pen seldom changes at once.
func (k *keyer) person(p *personRow) {
	c := k.crowd
	sub := p.born
	put := func(kind keyKind, parts ...uint32) {
		h := mix(uint64(kind) << 32)
		for _, v := range parts {
			if v == 0 {
				return
			}
			h = mix(h ^ uint64(v))
		}
		k.list(kind, parts[0], h, []narrow{byWord(sub)})
	}
	year, day := uint32(p.birth.Year%100)+1, uint32(p.birth.Month)*100+uint32(p.birth.Day)
	if p.birth.Month < p.birth.Day {
		day = uint32(p.birth.Day)*100 + uint32(p.birth.Month)
	}
	month := year<<8 | uint32(p.birth.Month)
	if p.born == 0 {
		year, month = 0, 0
	}
	if p.birth.Day == 0 {
		day, month = 0, 0
	}
	for j := range p.names {
		n := &p.names[j]
		var g, f uint32
		if n.given != 0 {
			g = c.form(n.given).sound
		}
		if n.surname != 0 {
			f = c.form(n.surname).sound
		}
		sub = p.born
		put(keyBothNames, min(g, f), max(g, f))
		put(keyWhole, n.whole)
		put(keyWhole, n.turned)
		sub = g
		put(keyFamilyYear, f, year)
		put(keyFamilyDay, f, day)
		for h := range p.homes {
			put(keyPostFamily, f, p.homes[h].postcode)
			put(keyLineFamily, f, p.homes[h].lines[0])
			put(keyLineFamily, f, p.homes[h].lines[1])
		}
		if n.middle != 0 {
			put(keyOther, f, n.middle)
		}
		for _, v := range p.phones {
			put(keyPhoneEnds, v.ends, f)
		}
		sub = f
		put(keyGivenMonth, g, month)
		put(keyGivenDay, g, day)
		put(keyBirthPlace, g, p.birthPlace, year)
		for h := range p.homes {
			put(keyPostGiven, g, p.homes[h].postcode)
			put(keyLineGiven, g, p.homes[h].lines[0])
			put(keyLineGiven, g, p.homes[h].lines[1])
			put(keyCityNames, g, p.homes[h].city, f)
		}
	}
	sub = 0
	if len(p.names) > 0 {
		sub = p.names[0].surname
	}
	if p.birth.Day != 0 {
		put(keyBorn, p.born)
	}
	for h := range p.homes {
		put(keyPostYear, p.homes[h].postcode, year)
		put(keyDoor, p.homes[h].number, p.homes[h].lines[0])
		put(keyDoor, p.homes[h].number, p.homes[h].lines[1])
	}
	for _, m := range p.mails {
		put(keyPersonMail, m.address)
		put(keyMailUser, m.user)
	}
	for _, v := range p.phones {
		put(keyPersonPhone, v.value)
	}
	for _, v := range p.ids {
		put(keyPersonID, v.value)
		put(keyIDEnds, v.ends)
	}
}
