package matching

import (
	"cmp"
	"slices"
	"strings"
)

// persons are weighed by a model that training made.
type persons struct {
	people *personScorer
}

func (s persons) weigh(a, b *row, line bits, p *pair) {
	e := seenPair{x: -1, y: -1}
	s.people.compareNames(a.who, b.who, &e)
	if p.total = s.people.atMost(a.who, b.who, &e); p.total < line {
		return
	}
	s.people.compareRest(a.who, b.who, &e)
	p.x, p.y, p.mute = e.x, e.y, e.mute
	p.total = s.people.total(&e)
}

func (persons) gates(a, b *row) gate { return 0 }

func (s persons) prior() bits { return s.people.prior }

// why names the fields that weigh most: "born+email".
func (s persons) why(a, b *row, _ *pair) string {
	var e seenPair
	s.people.compare(a.who, b.who, &e)
	var by []int
	for f := range s.people.shape.fields {
		if s.people.part(&e, f) >= 200 {
			by = append(by, f)
		}
	}
	slices.SortStableFunc(by, func(x, y int) int { return cmp.Compare(s.people.part(&e, y), s.people.part(&e, x)) })
	var out []string
	for _, f := range by[:min(3, len(by))] {
		out = append(out, s.people.shape.fields[f].name)
	}
	if out == nil {
		return "sum"
	}
	return strings.Join(out, "+")
}

// fields are the contributions to the total, of which the last three are what
// belongs to no single field.
func (s persons) fields(_ *table, a, b *row, _ *pair) []Field {
	var e seenPair
	s.people.compare(a.who, b.who, &e)
	var out []Field
	var parts [personFields + maxTraits]bits
	for f := range s.people.shape.fields {
		parts[f] = s.people.part(&e, f)
		field := &s.people.shape.fields[f]
		va, vb := s.show(a.who, f, e.x), s.show(b.who, f, e.y)
		if va == "" && vb == "" {
			continue
		}
		name := levelNames[missing]
		if l := field.of(e.p); l > 0 {
			name = field.levels[l-1]
		}
		out = append(out, Field{Field: field.name, A: va, B: vb, Level: name, Bits: parts[f].float()})
	}
	_, moved, shared := s.people.adjust(&parts)
	more := func(name, level string, w bits) {
		if w != 0 {
			out = append(out, Field{Field: name, Level: level, Bits: w.float()})
		}
	}
	if e.swap {
		more("name-order", "swapped", -nameSwapped)
	}
	more("rank", map[int8]string{1: "equal", -1: "differs"}[e.rank], rankBits(e.rank))
	more("moved-home", "once", moved)
	more("together", "held-back", shared)
	return out
}

// show writes the values of a field.
func (s persons) show(p *personRow, f int, name int16) string {
	var out []string
	add := func(v uint32) {
		if v != 0 {
			out = append(out, s.people.crowd.text(v))
		}
	}
	if f <= pSurname && name >= 0 {
		n := &p.names[name]
		add([...]uint32{n.given, n.middle, n.surname}[f])
	}
	for _, h := range p.homes {
		switch f {
		case pNumber:
			add(h.number)
		case pStreet:
			add(h.lines[0])
		case pMore:
			add(h.lines[1])
		case pCity:
			add(h.city)
		case pPostcode:
			add(h.postcode)
		case pState:
			add(h.state)
		}
	}
	switch {
	case f == pBorn:
		add(p.born)
	case f == pGender:
		add(p.gender)
	case f == pBirthPlace:
		add(p.birthPlace)
	case f == pOccupation:
		add(p.trade)
	case f == pPhone:
		for _, v := range p.phones {
			add(v.value)
		}
	case f == pMail:
		for _, v := range p.mails {
			add(v.address)
		}
	case f == pID:
		for _, v := range p.ids {
			add(v.value)
		}
	case f >= personFields:
		for _, t := range p.traits {
			if int(t.which) < len(s.people.traits) && int(s.people.traits[t.which]) == f {
				add(t.value)
			}
		}
	}
	return strings.Join(out, " | ")
}
