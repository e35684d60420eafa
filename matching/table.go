package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/mapping/clean"
	"github.com/tierloop/tierloop/model"
)

// table is a data set as rows.
type table struct {
	words *words
	rows  []row
	live  int // rows that hold a record
}

// row is a record as numbers; the slices point into arenas shared by all rows.
// First comes what every pair is compared by.
type row struct {
	names    []nameRow // legal names first
	places   []placeRow
	stream   uint32 // number of its source and object
	person   bool
	unproven bool  // has a code that is not valid
	decided  bool  // a steward spoke about it
	taught   uint8 // names at the end that others taught it

	codes    []codeRow
	contacts []uint32 // phones, mail addresses, domains
	phoned   uint16   // how many of them are phones
	mailed   uint16   // and mail addresses

	stands uint32     // how many names stand for it: the legal ones, all of its own when none is legal
	who    *personRow // nil for an organisation
	self   uint64     // the record as others name it as parent, by rankOf
	parent uint64
}

// stand are the names that stand for a record.
func (r *row) stand() []nameRow { return r.names[:r.stands] }

func (r *row) phones() []uint32  { return r.contacts[:r.phoned] }
func (r *row) emails() []uint32  { return r.contacts[r.phoned:][:r.mailed] }
func (r *row) domains() []uint32 { return r.contacts[r.phoned:][r.mailed:] }

// same says whether two rows are of one record, values and all.
func (r *row) same(o *row) bool {
	return slices.Equal(r.names, o.names) && slices.Equal(r.codes, o.codes) && slices.Equal(r.places, o.places) &&
		slices.Equal(r.contacts, o.contacts) && r.phoned == o.phoned && r.mailed == o.mailed &&
		r.who.same(o.who) && r.self == o.self && r.parent == o.parent && r.person == o.person
}

// nameRow is a name as numbers; 0 is absent.
type nameRow struct {
	text, line, head, brand, region, industry, sector, form, tail, tailAt, sound uint32

	letters                    uint64 // of the line, see lettersIn
	brandLetters, tradeLetters uint32 // see fewLetters

	deep     uint32 // the most specific place of the name
	start    uint32 // of the region and a brand's first two characters, see startOf
	typ      nameType
	tailNo   uint32
	rank     uint8 // branches in the tail
	bare     bool  // the tail tells places only
	house    bool
	everyday bool
	literal  bool
	latin    bool
	group    bool
	complete bool // region, brand, industry and form are all there
}

type nameType uint8

const (
	legal nameType = iota
	english
	former
	short
)

// codeRow is an identifier. Kind is the number of its type.
type codeRow struct {
	kind, value uint32
	valid       bool
	trusted     bool
	stray       stray // see copied.go
	known       bool  // a type that is registered once, not any number of a source
}

// masterKind is the type of Record.Master.
const masterKind = "master"

var knownKinds = map[string]bool{clean.KindUSCC: true, clean.KindOrgCode: true, clean.KindRegNo: true,
	clean.KindLEI: true, clean.KindDUNS: true, clean.KindVAT: true, masterKind: true}

type placeRow struct {
	province, city uint32
	street, road   uint32
	side           uint32
	post           uint32
}

// newTable makes rows in the order given; nil is the order of the records.
func newTable(records []Record, order []int, base *words, trusted map[string]bool) *table {
	t := &table{words: newWords(base), rows: make([]row, len(records)), live: len(records)}
	a := arena{t: t, trusted: trusted}
	for i := range records {
		if order != nil {
			a.fill(&t.rows[i], &records[order[i]])
		} else {
			a.fill(&t.rows[i], &records[i])
		}
	}
	return t
}

// arena builds rows; its slices grow in blocks, so rows cost few allocations.
type arena struct {
	t       *table
	trusted map[string]bool
	names   []nameRow
	codes   []codeRow
	numbers []uint32
	places  []placeRow
	last    model.Ref // source and object of the last record
	number  uint32    // of that stream
}

const arenaBlock = 8192

// take cuts n fresh elements from the block, starting a new one when it is full.
func take[T any](block *[]T, n int) []T {
	if n == 0 {
		return nil
	}
	if cap(*block)-len(*block) < n {
		*block = make([]T, 0, max(arenaBlock, n))
	}
	from := len(*block)
	*block = (*block)[:from+n]
	return (*block)[from : from+n : from+n]
}

func (a *arena) fill(w *row, r *Record) {
	words := a.t.words
	w.person = r.Kind == model.Person
	w.who = words.crowd.row(r)
	w.self = rankOf(r.Ref)
	w.stream = a.stream(r.Ref)
	if r.Parent != "" {
		w.parent = rankOf(model.Ref{Source: r.Ref.Source, Object: r.Ref.Object, ID: r.Parent})
	}
	w.names = take(&a.names, len(r.Names))
	for i := range r.Names {
		a.name(&w.names[i], &r.Names[i])
	}
	slices.SortStableFunc(w.names, func(x, y nameRow) int { return cmp.Compare(x.typ, y.typ) })
	if w.stands = uint32(legals(w.names)); w.stands == 0 {
		w.stands = uint32(len(w.names))
	}
	a.identify(w, r)
	a.reach(w, r)
	w.places = take(&a.places, len(r.Places))
	for i, p := range r.Places {
		at := placeRow{province: words.place.id(p.Province), city: words.place.id(p.City)}
		if p.Post != "" {
			at.post = words.value.id(value{kind: valuePost, text: p.Post})
		}
		if p.Road != "" {
			scope := at.city
			if strings.HasPrefix(p.City, unknownPlace) {
				scope = 0 // written in many ways; the city is compared by itself
			}
			at.road = words.value.id(value{valueRoad, scope, p.Road})
			at.side = words.word.id(p.Side)
			if p.Number != "" {
				at.street = words.value.id(value{valueStreet, at.road, p.Number})
			}
		}
		w.places[i] = at
	}
}

// object is the number of the record's source and object.
func (a *arena) object(r *Record) uint32 {
	return a.t.words.value.id(value{valueObject, a.t.words.word.id(r.Ref.Source), r.Ref.Object})
}

// stream is the number of a source and object.
func (a *arena) stream(ref model.Ref) uint32 {
	if a.number == 0 || ref.Source != a.last.Source || ref.Object != a.last.Object {
		a.last = model.Ref{Source: ref.Source, Object: ref.Object}
		a.number = a.t.words.stream.id(streamKey(ref.Source, ref.Object))
	}
	return a.number
}

// legals counts the legal names, which stand first.
func legals(names []nameRow) int {
	n := 0
	for n < len(names) && names[n].typ == legal {
		n++
	}
	return n
}

func (a *arena) name(w *nameRow, n *Name) {
	d := a.t.words.word
	*w = nameRow{
		text: d.id(n.Text), line: d.id(n.Line), head: d.id(n.Head), brand: d.id(n.Brand), industry: d.id(n.Industry),
		form: d.id(n.Form), tail: d.id(n.Tail), sound: d.id(n.Sound), sector: d.id(n.Sector),
		region: a.t.words.place.id(n.Region), tailAt: a.t.words.place.id(n.TailAt),
		latin: n.Latin, group: n.Form == formGroupClass,
		rank: uint8(min(n.TailRank, 255)), tailNo: d.id(n.TailNo), bare: n.TailBare, house: n.House, everyday: n.Everyday, literal: n.Literal,
	}
	w.letters, w.brandLetters, w.tradeLetters = lettersIn(n.Line), fewLetters(n.Brand), fewLetters(n.Industry)
	w.start = startOf(n, w.region)
	if w.deep = w.tailAt; w.tail == 0 {
		w.deep = w.region
	}
	switch n.Type {
	case model.EnglishName:
		w.typ = english
	case model.FormerName:
		w.typ = former
	case model.ShortName:
		w.typ = short
	}
	w.complete = w.brand != 0 && w.region != 0 && w.industry != 0 && w.form != 0
}

// startLeast is the least length of a Latin brand that is found by its start.
const startLeast = 5

// startOf mixes the region and the first two characters of a Han brand, so that a
// brand of which another character is misspelt, or a trade misspelt into it, is
// still found. 0 when there is no region or no second character. Of a Latin brand it
// is the first three letters: those of one town meet by them.
func startOf(n *Name, region uint32) uint32 {
	if n.Latin && len(n.Brand) >= startLeast {
		return uint32(mix(uint64(n.Brand[0])<<16 | uint64(n.Brand[1])<<8 | uint64(n.Brand[2])))
	}
	first, a := utf8.DecodeRuneInString(n.Brand)
	second, b := utf8.DecodeRuneInString(n.Brand[a:])
	if n.Latin || n.House || region == 0 || b == 0 {
		return 0
	}
	return uint32(mix(uint64(first)<<42 | uint64(second)<<21 | uint64(region)))
}

// identify numbers the identifiers. A valid USCC also carries the organisation
// code in its characters 9 to 17, which joins it with old records.
func (a *arena) identify(w *row, r *Record) {
	n := len(r.Identifiers)
	for _, c := range r.Identifiers {
		if c.Type == clean.KindUSCC && c.Valid && len(c.Value) == 18 {
			n++
		}
	}
	if r.Master != "" {
		n++
	}
	w.codes = take(&a.codes, n)[:0]
	words := a.t.words
	add := func(kind string, number value, valid bool) {
		w.unproven = w.unproven || !valid
		w.codes = append(w.codes, codeRow{
			kind: words.word.id(kind), value: words.value.id(number),
			valid: valid, trusted: valid && a.trusted[kind], known: knownKinds[kind],
		})
	}
	for _, c := range r.Identifiers {
		add(c.Type, value{valueCode, words.word.id(c.Type), c.Value}, c.Valid)
		if c.Type == clean.KindUSCC && c.Valid && len(c.Value) == 18 {
			add(clean.KindOrgCode, value{valueCode, words.word.id(clean.KindOrgCode), c.Value[8:17]}, true)
		}
	}
	if r.Master != "" {
		add(masterKind, value{valueMaster, a.object(r), r.Master}, true)
	}
}

// reach numbers the contacts. A record has at most 65,535 phones, and as many mail addresses.
func (a *arena) reach(w *row, r *Record) {
	const most = 1<<16 - 1
	phones, emails := r.Phones[:min(len(r.Phones), most)], r.Emails[:min(len(r.Emails), most)]
	w.phoned, w.mailed = uint16(len(phones)), uint16(len(emails))
	w.contacts = take(&a.numbers, len(phones)+len(emails)+len(r.Domains))
	at := w.contacts
	for _, list := range [...]struct {
		kind  valueKind
		texts []string
	}{{valuePhone, phones}, {valueMail, emails}, {valueDomain, r.Domains}} {
		for i, s := range list.texts {
			at[i] = a.t.words.value.id(value{kind: list.kind, text: s})
		}
		at = at[len(list.texts):]
	}
}
