package matching

import (
	"cmp"
	"hash/fnv"
	mathbits "math/bits"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/mapping/clean"
)

// crowd numbers the values of persons. A crowd over a base reads the base and
// keeps what is new to itself, as dictionaries do.
type crowd struct {
	base   *crowd
	words  *dict // a field before each text
	buf    []byte
	forms  []wordForm // by word number, those of the base left out
	traits []string   // names of further attributes, as they come
	// By word number, of the base only: records with the value, and who uses it.
	users []uint32
	uses  []valueUse

	// Rows lie in blocks, see take.
	rows   []personRow
	names  []personName
	homes  []homeRow
	phones []phoneRow
	mails  []mailRow
	ids    []idRow
	traces []traitRow
}

// Names are also numbered free of their field, since given name and surname may
// change places, and so are sounds.
const (
	mostTraits = 200 // further attributes that are told apart
	anyName    = personFields + mostTraits
	anySound   = anyName + 1
)

// wordForm is what comparing a text needs often.
type wordForm struct {
	set   uint64 // of letters
	kin   uint64 // of the names that it is short for, by a hash
	name  uint32 // number of the text as any name
	sound uint32 // number of its sound
	first byte   // of the text
	size  uint8  // bytes of the text, 255 for more
	words bool   // it has blanks
	// hidden says that some of its characters were hidden: 138****5678.
	hidden bool
}

// personRow is a person as numbers; 0 is absent.
type personRow struct {
	names  []personName
	homes  []homeRow
	phones []phoneRow
	mails  []mailRow
	ids    []idRow
	traits []traitRow // by which

	birth      clean.Birth
	born       uint32
	birthPlace uint32
	trade      uint32
	gender     uint32
	rank       uint64 // an order that depends on the reference alone
}

type personName struct {
	given, middle, surname uint32
	rank                   uint32
	whole                  uint32 // sound of the whole name in Latin letters
	turned                 uint32 // the same with the given name first
	han                    bool
}

type homeRow struct {
	number, city, state, postcode uint32
	lines                         [2]uint32
}

type mailRow struct{ address, user uint32 }

// phoneRow and idRow have a hash of both ends, which a number and the same number
// with its middle hidden have in common; 0 is none.
type phoneRow struct{ value, ends uint32 }

type idRow struct{ kind, value, ends uint32 }

// traitRow is a further attribute: which of crowd.traits it is, and its value.
type traitRow struct{ which, value uint32 }

func newCrowd(base *crowd) *crowd {
	c := &crowd{base: base}
	if base != nil {
		c.words, c.traits = newDict(base.words), slices.Clip(base.traits)
	} else {
		c.words = newDict(nil)
	}
	return c
}

// row numbers a record; it is nil for an organisation.
func (c *crowd) row(r *Record) *personRow {
	p := r.Person
	if p == nil {
		return nil
	}
	w := &take(&c.rows, 1)[0]
	*w = personRow{birth: p.Born, born: c.id(pBorn, p.Born.String()), birthPlace: c.id(pBirthPlace, p.BirthPlace),
		trade: c.id(pOccupation, p.Occupation), gender: c.id(pGender, p.Gender)}
	w.names = take(&c.names, len(p.Names))
	for i, n := range p.Names {
		w.names[i] = c.name(n)
	}
	w.homes = take(&c.homes, len(p.Homes))
	for k, h := range p.Homes {
		at := homeRow{number: c.id(pNumber, h.Number), city: c.id(pCity, h.City), state: c.id(pState, h.State), postcode: c.id(pPostcode, h.Postcode)}
		for i, line := range h.Lines[:min(2, len(h.Lines))] {
			at.lines[i] = c.id(pStreet, line)
		}
		w.homes[k] = at
	}
	w.phones = take(&c.phones, len(r.Phones))
	for i, v := range r.Phones {
		w.phones[i] = phoneRow{c.id(pPhone, v), endsOf(v)}
	}
	w.mails = take(&c.mails, len(r.Emails))
	for i, v := range r.Emails {
		user, _, _ := strings.Cut(v, "@")
		w.mails[i] = mailRow{c.id(pMail, v), c.id(anyName, user)}
	}
	w.ids = take(&c.ids, len(r.Identifiers))
	for i, v := range r.Identifiers {
		text := v.Value
		if hidden, ok := clean.Masked(text); ok {
			text = hidden
		}
		w.ids[i] = idRow{c.id(anyName, v.Type), c.id(pID, text), endsOf(text)}
	}
	w.traits = take(&c.traces, len(p.Traits))[:0]
	for _, t := range p.Traits {
		if i := c.trait(t.Name); i < mostTraits && t.Value != "" {
			w.traits = append(w.traits, traitRow{uint32(i), c.id(uint8(personFields+i), t.Value)})
		}
	}
	slices.SortFunc(w.traits, func(a, b traitRow) int { return int(a.which) - int(b.which) })
	return w
}

// trait numbers the name of a further attribute.
func (c *crowd) trait(name string) int {
	i := slices.Index(c.traits, name)
	if i < 0 {
		i = len(c.traits)
		c.traits = append(c.traits, name)
	}
	return i
}

// same says whether two rows are of one record, values and all.
func (r *personRow) same(o *personRow) bool {
	if r == nil || o == nil {
		return r == o
	}
	return slices.Equal(r.names, o.names) && slices.Equal(r.homes, o.homes) && slices.Equal(r.phones, o.phones) &&
		slices.Equal(r.mails, o.mails) && slices.Equal(r.ids, o.ids) && slices.Equal(r.traits, o.traits) &&
		r.birth == o.birth && r.born == o.born && r.birthPlace == o.birthPlace && r.trade == o.trade && r.gender == o.gender
}

func (c *crowd) name(n PersonName) personName {
	out := personName{given: c.id(pGiven, n.Given), middle: c.id(pMiddle, n.Middle), surname: c.id(pSurname, n.Surname),
		rank: c.id(anyName, n.Rank), han: !latin(n.Given + n.Surname)}
	family, given := sound(n.Surname), sound(n.Given+n.Middle)
	if out.han {
		family = hanSurname(n.Surname)
	}
	if given != "" && family != "" {
		out.whole, out.turned = c.id(anySound, family+given), c.id(anySound, given+family)
	}
	return out
}

// id numbers a value and notes its form when it is new.
func (c *crowd) id(field uint8, text string) uint32 {
	if text == "" {
		return 0
	}
	v := c.number(field, text)
	if field >= anyName || int(v)-c.below() < len(c.forms) {
		return v
	}
	f := wordForm{set: letterSet(text), first: text[0], size: uint8(min(len(text), 255)), words: strings.IndexByte(text, ' ') >= 0, hidden: strings.IndexByte(text, '*') >= 0}
	if field == pGiven {
		for _, form := range clean.GivenForms(text) {
			f.kin |= 1 << (fnvOf(form) % 64)
		}
	}
	switch field {
	case pGiven, pMiddle, pSurname:
		f.name = c.number(anyName, text)
		s := skeleton(text)
		if !latin(text) {
			s = sound(text)
		}
		f.sound = c.number(anySound, s)
	}
	c.note(v, f)
	return v
}

func (c *crowd) number(field uint8, text string) uint32 {
	c.buf = append(append(c.buf[:0], field), text...)
	return c.words.id(view(c.buf)) // id copies what it keeps
}

// below is how many forms the base has.
func (c *crowd) below() int {
	if c.base == nil {
		return 0
	}
	return c.base.words.size()
}

func (c *crowd) note(v uint32, f wordForm) {
	at := int(v) - c.below()
	for len(c.forms) <= at {
		c.forms = append(c.forms, wordForm{})
	}
	c.forms[at] = f
}

func (c *crowd) form(v uint32) *wordForm {
	at := int(v)
	if c.base != nil {
		if n := c.below(); at < n {
			return &c.base.forms[at]
		} else {
			at -= n
		}
	}
	return &c.forms[at]
}

// text is the value with the number; v is not 0.
func (c *crowd) text(v uint32) string { return c.words.of(v)[1:] }

func fnvOf(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

// hash depends on the texts alone, not on their numbers; 0 when one is absent.
func (c *crowd) hash(values ...uint32) uint64 {
	h := fnv.New64a()
	for _, v := range values {
		if v == 0 {
			return 0
		}
		h.Write([]byte(c.words.of(v)))
		h.Write([]byte{0})
	}
	return mix(h.Sum64())
}

// field is the field of the value with the number; v is not 0.
func (c *crowd) field(v uint32) int { return int(c.words.of(v)[0]) }

// apart counts the letters that only one of two texts has.
func (c *crowd) apart(x, y uint32) int { return mathbits.OnesCount64(c.form(x).set ^ c.form(y).set) }

// countPersons counts in how many records each value is, and trains a model
// where none is known; nil when there are no persons.
func countPersons(t *table, known *Model) *personScorer {
	c := t.words.crowd
	c.users = make([]uint32, c.words.size())
	var rows []*personRow
	for i := range t.rows {
		if r := &t.rows[i]; r.who != nil {
			r.who.rank = r.self
			rows = append(rows, r.who)
			r.who.each(func(v uint32) { c.users[v]++ })
		}
	}
	slices.SortFunc(rows, func(a, b *personRow) int { return cmp.Compare(a.rank, b.rank) })
	if len(rows) == 0 {
		return nil
	}
	c.judge(rows)
	if known == nil {
		known = trainPersons(c, rows)
	}
	return newPersonScorer(c, personShape(known.Further()), known, len(rows))
}

// each yields the numbers of all values.
func (r *personRow) each(yield func(uint32)) {
	for _, n := range r.names {
		yield(n.given)
		yield(n.middle)
		yield(n.surname)
	}
	for _, h := range r.homes {
		for _, v := range [...]uint32{h.number, h.city, h.state, h.postcode, h.lines[0], h.lines[1]} {
			yield(v)
		}
	}
	for _, v := range r.phones {
		yield(v.value)
	}
	for _, m := range r.mails {
		yield(m.address)
	}
	for _, v := range r.ids {
		yield(v.value)
	}
	for _, v := range r.traits {
		yield(v.value)
	}
	for _, v := range [...]uint32{r.born, r.birthPlace, r.trade, r.gender} {
		yield(v)
	}
}
