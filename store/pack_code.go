package store

import (
	"cmp"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/tierloop/tierloop/internal/varint"
	"github.com/tierloop/tierloop/model"
)

// A pack is all living facts of one source customer, as scoring reads them, in
// one value, written as package varint tells:
//
//	version
//	words: how many, then each                         kinds, units, currencies, product lines …
//	forms: how many, then each: kind, unit, currency, status, role (words), stream
//	documents: how many, then each: form, flags, days since the one before,
//	           amount, and what the flags announce: days to due, open, cost,
//	           id, number, preceding stream and id, lines: how many, then each:
//	           product (word), amount, cost
//	activities: how many, then each: stream, id, kind, unit, status, score (words),
//	           microseconds since the one before
//
// Documents and activities stand in the order of their stream's number and id.
const packVersion = 1

// What a document states beside the usual.
const (
	packDue = 1 << iota
	packOpen
	packCost
	packCosted // the cost is known; it may be none
	packNumber
	packNumberIsID
	packPreceding
	packLines
)

// packedDoc is an order-like fact in the store's own terms.
type packedDoc struct {
	key                                        int64 // of business_doc
	stream                                     int64
	id, kind, unit, number, currency           string
	status, role, precedingID                  string
	date, due, amount, open, cost, costed, pre int64 // pre is the stream of the preceding document
	lines                                      []model.OrderLine
}

// packedActivity is an activity in the store's own terms.
type packedActivity struct {
	stream                        int64
	id, kind, unit, status, score string
	at                            int64
}

// packForm is what many documents of a customer have in common.
type packForm struct {
	kind, unit, currency, status, role int
	stream                             int64
}

// pack writes the facts; nil when there are none.
func pack(docs []packedDoc, activities []packedActivity) []byte {
	if len(docs)+len(activities) == 0 {
		return nil
	}
	slices.SortFunc(docs, func(a, b packedDoc) int { return cmp.Or(cmp.Compare(a.stream, b.stream), cmp.Compare(a.id, b.id)) })
	slices.SortFunc(activities, func(a, b packedActivity) int { return cmp.Or(cmp.Compare(a.stream, b.stream), cmp.Compare(a.id, b.id)) })
	p := packer{words: map[string]int{}, forms: map[packForm]int{}}
	p.documents(docs)
	p.activities(activities)
	out := binary.AppendUvarint(nil, packVersion)
	out = binary.AppendUvarint(out, uint64(len(p.wordList)))
	for _, w := range p.wordList {
		out = varint.AppendText(out, w)
	}
	out = binary.AppendUvarint(out, uint64(len(p.formList)))
	for _, f := range p.formList {
		for _, n := range [...]int{f.kind, f.unit, f.currency, f.status, f.role, int(f.stream)} {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return append(out, p.body...)
}

type packer struct {
	words    map[string]int
	wordList []string
	forms    map[packForm]int
	formList []packForm
	body     []byte
}

func (p *packer) word(s string) int {
	at, ok := p.words[s]
	if !ok {
		at = len(p.wordList)
		p.words[s], p.wordList = at, append(p.wordList, s)
	}
	return at
}

func (p *packer) form(f packForm) int {
	at, ok := p.forms[f]
	if !ok {
		at = len(p.formList)
		p.forms[f], p.formList = at, append(p.formList, f)
	}
	return at
}

func (p *packer) number(n int)   { p.body = binary.AppendUvarint(p.body, uint64(n)) }
func (p *packer) signed(n int64) { p.body = binary.AppendVarint(p.body, n) }
func (p *packer) text(s string)  { p.body = varint.AppendText(p.body, s) }

func (p *packer) documents(docs []packedDoc) {
	p.number(len(docs))
	day := int64(0)
	for i := range docs {
		d := &docs[i]
		p.number(p.form(packForm{p.word(d.kind), p.word(d.unit), p.word(d.currency), p.word(d.status), p.word(d.role), d.stream}))
		flags := 0
		for _, f := range [...]struct {
			on   bool
			flag int
		}{
			{d.due != 0, packDue}, {d.open != 0, packOpen}, {d.cost != 0, packCost}, {d.costed != 0, packCosted},
			{d.number != "" && d.number != d.id, packNumber}, {d.number == d.id, packNumberIsID},
			{d.pre != 0 || d.precedingID != "", packPreceding}, {len(d.lines) > 0, packLines},
		} {
			if f.on {
				flags |= f.flag
			}
		}
		p.number(flags)
		p.signed(d.date - day)
		day = d.date
		p.signed(d.amount)
		if flags&packDue != 0 {
			p.signed(d.due - d.date)
		}
		if flags&packOpen != 0 {
			p.signed(d.open)
		}
		if flags&packCost != 0 {
			p.signed(d.cost)
		}
		p.text(d.id)
		if flags&packNumber != 0 {
			p.text(d.number)
		}
		if flags&packPreceding != 0 {
			p.number(int(d.pre))
			p.text(d.precedingID)
		}
		if flags&packLines != 0 {
			p.number(len(d.lines))
			for _, l := range d.lines {
				p.number(p.word(l.Product))
				p.signed(int64(l.Amount))
				p.signed(int64(l.Cost))
			}
		}
	}
}

func (p *packer) activities(activities []packedActivity) {
	p.number(len(activities))
	at := int64(0)
	for _, a := range activities {
		p.number(int(a.stream))
		p.text(a.id)
		for _, w := range [...]string{a.kind, a.unit, a.status, a.score} {
			p.number(p.word(w))
		}
		p.signed(a.at - at)
		at = a.at
	}
}

// errPack: a pack is damaged, or of a version that this program does not know.
var errPack = errors.New("the packed facts of a customer cannot be read")

// unpacker reads packs. Its lists are kept from pack to pack.
type unpacker struct {
	// ref turns the number of a stream and an id into a reference.
	ref func(stream int64, id string) (model.Ref, error)
	varint.Reader
	words []string
	forms []openForm
}

type openForm struct {
	kind           model.OrderKind
	unit, currency string
	status         model.OrderStatus
	role           string
	ref            model.Ref // without the id
}

// unpack appends the facts of a customer to a subject's.
func (u *unpacker) unpack(facts string, customer model.Ref, lines bool, orders []model.Order, activities []model.Activity) ([]model.Order, []model.Activity, error) {
	u.Reader, u.words, u.forms = varint.Reader{Rest: facts}, u.words[:0], u.forms[:0]
	if u.Number() != packVersion {
		return orders, activities, errPack
	}
	for range u.Count() {
		u.words = append(u.words, u.Text())
	}
	for range u.Count() {
		f := openForm{kind: model.OrderKind(u.word()), unit: u.word(), currency: u.word(), status: model.OrderStatus(u.word()), role: u.word()}
		var err error
		if f.ref, err = u.ref(int64(u.Number()), ""); err != nil {
			return orders, activities, err
		}
		u.forms = append(u.forms, f)
	}
	n := u.Count()
	orders = slices.Grow(orders, n)
	day := int64(0)
	for range n {
		orders = append(orders, model.Order{Customer: customer})
		if err := u.document(&orders[len(orders)-1], &day, lines); err != nil {
			return orders, activities, err
		}
	}
	n = u.Count()
	activities = slices.Grow(activities, n)
	at := int64(0)
	for range n {
		stream := int64(u.Number())
		ref, err := u.ref(stream, u.Text())
		if err != nil {
			return orders, activities, err
		}
		a := model.Activity{Ref: ref, Customer: customer, Kind: u.word(), Unit: u.word(), Status: u.word(), Score: u.word()}
		at += u.Signed()
		a.At = instant(at)
		activities = append(activities, a)
	}
	if !u.Whole() {
		return orders, activities, errPack
	}
	return orders, activities, nil
}

func (u *unpacker) document(o *model.Order, day *int64, lines bool) error {
	at := u.Number()
	if at >= uint64(len(u.forms)) {
		return errPack
	}
	f := &u.forms[at]
	o.Kind, o.Unit, o.Currency, o.Status, o.Role, o.Ref = f.kind, f.unit, f.currency, f.status, f.role, f.ref
	flags := u.Number()
	*day += u.Signed()
	o.Date, o.Amount = model.Date(*day), model.Amount(u.Signed())
	if flags&packDue != 0 {
		o.Due = model.Date(*day + u.Signed())
	}
	if flags&packOpen != 0 {
		o.Open = model.Amount(u.Signed())
	}
	if flags&packCost != 0 {
		o.Cost = model.Amount(u.Signed())
	}
	o.HasCost = flags&packCosted != 0
	o.Ref.ID = u.Text()
	switch {
	case flags&packNumberIsID != 0:
		o.Number = o.Ref.ID
	case flags&packNumber != 0:
		o.Number = u.Text()
	}
	if flags&packPreceding != 0 {
		stream := int64(u.Number())
		id := u.Text()
		var err error
		if o.Preceding, err = u.ref(stream, id); err != nil {
			return err
		}
		o.Preceding.ID = id
	}
	if flags&packLines != 0 {
		n := u.Count()
		if lines {
			o.Lines = make([]model.OrderLine, 0, n)
		}
		for range n {
			l := model.OrderLine{Product: u.word(), Amount: model.Amount(u.Signed()), Cost: model.Amount(u.Signed())}
			if lines {
				o.Lines = append(o.Lines, l)
			}
		}
	}
	return nil
}

func (u *unpacker) word() string {
	n := u.Number()
	if n >= uint64(len(u.words)) {
		u.Bad = true
		return ""
	}
	return u.words[n]
}
