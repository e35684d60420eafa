package scoring

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/govalues/decimal"

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

// Numbers are varints, signed ones zigzag; a text is its length and its bytes.
// The counts of a subject:
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
		out = binary.AppendVarint(appendText(append(out, 1), lacking.currency), int64(lacking.day))
	}
	for _, v := range f.counted {
		out = appendValue(out, v)
	}
	for _, name := range c.attributeNames {
		out = appendText(out, f.subject.Attributes[name])
	}
	return string(out)
}

func (c *Compiled) readCounts(text string, f *frame) (left int, lacking *unpriced, ok bool) {
	in := reader{rest: text}
	f.subject.FirstSeen = model.Date(in.signed())
	left = int(in.number())
	if in.number() != 0 {
		lacking = &unpriced{in.text(), model.Date(in.signed())}
	}
	for i := range f.counted {
		f.counted[i] = in.value()
	}
	f.subject.Attributes = make(map[string]string, len(c.attributeNames))
	for _, name := range c.attributeNames {
		f.subject.Attributes[name] = in.text()
	}
	return left, lacking, !in.bad && in.rest == ""
}

const longValue = 255

func appendValue(out []byte, v value) []byte {
	switch {
	case !v.ok:
		return append(out, 0)
	case v.Coef() > 1<<63-1:
		return appendText(append(out, longValue), v.String())
	}
	head := byte(1 + 2*v.Scale())
	if v.IsNeg() {
		head++
	}
	return binary.AppendUvarint(append(out, head), v.Coef())
}

func appendText(out []byte, s string) []byte {
	return append(binary.AppendUvarint(out, uint64(len(s))), s...)
}

// AppendKept writes kept counts, to be read by ReadKept.
func AppendKept(out []byte, list []Kept) []byte {
	for _, k := range list {
		for _, text := range []string{k.Entity, k.Scope, k.Group} {
			out = appendText(out, text)
		}
		out = appendText(binary.AppendVarint(out, int64(k.Until)), k.counts)
	}
	return out
}

// ReadKept reads what AppendKept wrote.
func ReadKept(text string) ([]Kept, error) {
	in := reader{rest: text}
	var out []Kept
	for in.rest != "" {
		out = append(out, Kept{Key: Key{in.text(), in.text()}, Group: in.text(), Until: model.Date(in.signed()), counts: in.text()})
	}
	if in.bad {
		return nil, errKept
	}
	return out, nil
}

// reader reads numbers and texts; after the first that is not there it is bad.
type reader struct {
	rest string
	bad  bool
}

func (in *reader) number() uint64 {
	var out uint64
	for i := range min(len(in.rest), binary.MaxVarintLen64) {
		b := in.rest[i]
		out |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			in.rest = in.rest[i+1:]
			return out
		}
	}
	in.bad, in.rest = true, ""
	return 0
}

func (in *reader) signed() int64 {
	n := in.number()
	return int64(n>>1) ^ -int64(n&1)
}

func (in *reader) text() string {
	n := in.number()
	if n > uint64(len(in.rest)) {
		in.bad, in.rest = true, ""
		return ""
	}
	out := in.rest[:n]
	in.rest = in.rest[n:]
	return out
}

func (in *reader) value() value {
	if in.rest == "" {
		in.bad = true
		return value{}
	}
	head := in.rest[0]
	in.rest = in.rest[1:]
	var v value
	switch head {
	case 0:
		return value{}
	case longValue:
		v = outcome(decimal.Parse(in.text()))
	default:
		n := int64(in.number())
		if (head-1)%2 == 1 {
			n = -n
		}
		v = outcome(decimal.New(n, int(head-1)/2))
	}
	in.bad = in.bad || !v.ok
	return v
}
