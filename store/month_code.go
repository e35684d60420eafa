package store

import (
	"encoding/binary"
	"errors"
	"strings"

	"github.com/tierloop/tierloop/internal/varint"
	"github.com/tierloop/tierloop/model"
)

// The months of some entities lie in one value per calendar year, written as package
// varint tells:
//
//	words: how many, then each                        units, topics, kinds
//	forms: how many, then each: unit, topic, kind (words)
//	entities, in the order of the batch: how many rows, then each: form,
//	    month and flags in one byte, count, and what the flags announce:
//	    amount; cost of all of it; or costed and cost; scored, score, unpriced
const (
	monthMoney  = 1 << (4 + iota) // there is an amount
	monthCosted                   // the cost of all of it is known
	monthPartly                   // the cost of a part of it is known
	monthScores                   // scores, or documents without a rate
)

// errMonthLog: a value is damaged.
var errMonthLog = errors.New("the packed months of customers cannot be read")

// monthForm is what many months have in common.
type monthForm struct{ unit, topic, kind string }

// yearPacker packs the months of one year, entity by entity.
type yearPacker struct {
	words packer
	index map[monthForm]int
	forms [][3]int
	body  []byte
}

func newYearPacker() *yearPacker {
	return &yearPacker{words: packer{words: map[string]int{}}, index: map[monthForm]int{}}
}

// entity takes the months of the next entity, n of which are of the year.
func (p *yearPacker) entity(months []model.Month, year, n int) {
	p.body = binary.AppendUvarint(p.body, uint64(n))
	if n == 0 {
		return
	}
	for i := range months {
		if months[i].Month/100 == year {
			p.month(&months[i])
		}
	}
}

func (p *yearPacker) month(m *model.Month) {
	f := monthForm{m.Unit, string(m.Topic), m.Kind}
	at, ok := p.index[f]
	if !ok {
		at = len(p.forms)
		p.index[f], p.forms = at, append(p.forms, [3]int{p.words.word(f.unit), p.words.word(f.topic), p.words.word(f.kind)})
	}
	flags := 0
	if m.Amount != 0 {
		flags |= monthMoney
	}
	switch {
	case m.Costed == 0 && m.Cost == 0:
	case m.Costed == m.Amount:
		flags |= monthCosted
	default:
		flags |= monthPartly
	}
	if m.Scored != 0 || m.Score != 0 || m.Unpriced != 0 {
		flags |= monthScores
	}
	b := append(binary.AppendUvarint(p.body, uint64(at)), byte(flags|m.Month%100))
	b = binary.AppendVarint(b, m.Count)
	if flags&monthMoney != 0 {
		b = binary.AppendVarint(b, int64(m.Amount))
	}
	if flags&monthPartly != 0 {
		b = binary.AppendVarint(b, int64(m.Costed))
	}
	if flags&(monthCosted|monthPartly) != 0 {
		b = binary.AppendVarint(b, int64(m.Cost))
	}
	if flags&monthScores != 0 {
		b = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(b, m.Scored), int64(m.Score)), m.Unpriced)
	}
	p.body = b
}

func (p *yearPacker) bytes() []byte {
	out := binary.AppendUvarint(nil, uint64(len(p.words.wordList)))
	for _, w := range p.words.wordList {
		out = varint.AppendText(out, w)
	}
	out = binary.AppendUvarint(out, uint64(len(p.forms)))
	for _, f := range p.forms {
		for _, w := range f {
			out = binary.AppendUvarint(out, uint64(w))
		}
	}
	return append(out, p.body...)
}

// yearReader reads what a yearPacker packed.
type yearReader struct {
	unpacker
	year  int
	forms []model.Month // unit, topic, kind
	taken []bool        // of which forms months are wanted
}

// openYear reads the head; wants says of which unit and topic months are wanted.
func openYear(data string, year int, wants func(*model.Month) bool) (*yearReader, error) {
	r := &yearReader{unpacker: unpacker{Reader: varint.Reader{Rest: data}}, year: year}
	for range r.Count() {
		r.words = append(r.words, strings.Clone(r.Text())) // it outlives the value
	}
	for range r.Count() {
		m := model.Month{Unit: r.word(), Topic: model.Topic(r.word()), Kind: r.word()}
		r.forms, r.taken = append(r.forms, m), append(r.taken, wants(&m))
	}
	if r.Bad {
		return nil, errMonthLog
	}
	return r, nil
}

// entity appends the wanted months of the next entity.
func (r *yearReader) entity(out []model.Month, first, last int) ([]model.Month, error) {
	for range r.Count() {
		at := r.Number()
		if at >= uint64(len(r.forms)) {
			return out, errMonthLog
		}
		flags := int(r.Byte())
		m := r.forms[at]
		m.Month, m.Count = r.year*100+flags&0xf, r.Signed()
		if flags&monthMoney != 0 {
			m.Amount = model.Amount(r.Signed())
		}
		switch {
		case flags&monthPartly != 0:
			m.Costed, m.Cost = model.Amount(r.Signed()), model.Amount(r.Signed())
		case flags&monthCosted != 0:
			m.Costed, m.Cost = m.Amount, model.Amount(r.Signed())
		}
		if flags&monthScores != 0 {
			m.Scored, m.Score, m.Unpriced = r.Signed(), model.Amount(r.Signed()), r.Signed()
		}
		if r.taken[at] && m.Month >= first && m.Month <= last {
			out = append(out, m)
		}
	}
	if r.Bad {
		return out, errMonthLog
	}
	return out, nil
}
