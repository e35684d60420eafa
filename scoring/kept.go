package scoring

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/govalues/decimal"

	"github.com/tierloop/tierloop/internal/varint"
	"github.com/tierloop/tierloop/model"
)

// Kept is what a run counted of one subject. With it a later run needs the facts
// of the subject no more, from the day that was scored at until Until.
type Kept struct {
	Key
	Group  string     // as in Subject
	Until  model.Date // the first day on which the same facts may count otherwise; 0 is never
	counts string
}

// counted is what a run counted of one of its rows.
type counted struct {
	until model.Date
	text  string
}

// The counts of a subject, written as package varint tells:
//
//	day that it was first seen, facts left out,
//	1 and the currency and day of a fact that no rate converts, or 0,
//	a value for each aggregate: 0 when missing, else 1 + 2 × its decimals (+ 1
//	when negative) and its digits; 255 and a text when those exceed 63 bits,
//	the texts of the attributes, by name
const keptVersion = 1

// KeptForm changes whenever counts that were kept mean something else: with the
// policy, and with what is counted for it.
func (c *Compiled) KeptForm() string {
	return fmt.Sprintf("%d %s %v %v", keptVersion, c.Hash, c.aggregates, c.attributeNames)
}

// KeptForm is that of the run's policy.
func (r *Run) KeptForm() string { return r.c.KeptForm() }

// Keep makes a run keep what it counts; to be called before the first subject.
func (r *Run) Keep() { r.keeps = true }

// Kept is what the run counted of one of its Len subjects, which are in no order;
// after the last Add.
func (r *Run) Kept(i int) Kept { return Kept{r.keys[i], r.groups[i], r.kept[i].until, r.kept[i].text} }

// errKept: kept counts are damaged.
var errKept = errors.New("the kept counts of a customer cannot be read")

// Recall adds a subject by what an earlier run of the same KeptForm counted of
// it, as Add does by its facts. Like Add it may be called by many goroutines.
func (r *Run) Recall(k Kept, manual []model.ManualScore) error {
	s := Subject{Entity: k.Entity, Scope: k.Scope, Group: k.Group, Manual: manual}
	f := &frame{asOf: r.asOf, subject: &s, counted: make([]value, len(r.c.aggregates))}
	left, lacking, ok := r.c.readCounts(k.counts, f)
	if !ok {
		return fmt.Errorf("score subject %q in scope %q: %w", k.Entity, k.Scope, errKept)
	}
	r.enter(f, left, lacking, counted{k.Until, k.counts})
	return nil
}

func (c *Compiled) writeCounts(f *frame, left int, lacking *unpriced) string {
	out := binary.AppendVarint(make([]byte, 0, 64), int64(f.subject.FirstSeen))
	out = binary.AppendUvarint(out, uint64(left))
	if lacking == nil {
		out = append(out, 0)
	} else {
		out = binary.AppendVarint(varint.AppendText(append(out, 1), lacking.currency), int64(lacking.day))
	}
	for _, v := range f.counted {
		out = appendValue(out, v)
	}
	for _, name := range c.attributeNames {
		out = varint.AppendText(out, f.subject.Attributes[name])
	}
	return string(out)
}

func (c *Compiled) readCounts(text string, f *frame) (left int, lacking *unpriced, ok bool) {
	in := reader{varint.Reader{Rest: text}}
	f.subject.FirstSeen = model.Date(in.Signed())
	left = int(in.Number())
	if in.Number() != 0 {
		lacking = &unpriced{in.Text(), model.Date(in.Signed())}
	}
	for i := range f.counted {
		f.counted[i] = in.value()
	}
	f.subject.Attributes = make(map[string]string, len(c.attributeNames))
	for _, name := range c.attributeNames {
		f.subject.Attributes[name] = in.Text()
	}
	return left, lacking, in.Whole()
}

const longValue = 255

func appendValue(out []byte, v value) []byte {
	switch {
	case !v.ok:
		return append(out, 0)
	case v.Coef() > 1<<63-1:
		return varint.AppendText(append(out, longValue), v.String())
	}
	head := byte(1 + 2*v.Scale())
	if v.IsNeg() {
		head++
	}
	return binary.AppendUvarint(append(out, head), v.Coef())
}

// AppendKept writes kept counts, to be read by ReadKept.
func AppendKept(out []byte, list []Kept) []byte {
	for _, k := range list {
		for _, text := range []string{k.Entity, k.Scope, k.Group} {
			out = varint.AppendText(out, text)
		}
		out = varint.AppendText(binary.AppendVarint(out, int64(k.Until)), k.counts)
	}
	return out
}

// ReadKept reads what AppendKept wrote.
func ReadKept(text string) ([]Kept, error) {
	in := reader{varint.Reader{Rest: text}}
	var out []Kept
	for in.Rest != "" {
		out = append(out, Kept{Key: Key{in.Text(), in.Text()}, Group: in.Text(), Until: model.Date(in.Signed()), counts: in.Text()})
	}
	if in.Bad {
		return nil, errKept
	}
	return out, nil
}

// reader reads numbers, texts and values.
type reader struct{ varint.Reader }

func (in *reader) value() value {
	var v value
	switch head := in.Byte(); head {
	case 0:
		return value{}
	case longValue:
		v = outcome(decimal.Parse(in.Text()))
	default:
		n := int64(in.Number())
		if (head-1)%2 == 1 {
			n = -n
		}
		v = outcome(decimal.New(n, int(head-1)/2))
	}
	in.Bad = in.Bad || !v.ok
	return v
}
