package mapping

import (
	"strings"
	"time"

	"github.com/tierloop/tierloop/mapping/clean"
)

// rule is a compiled FieldRule: how one canonical field is read.
type rule struct {
	spec     *fieldSpec
	where    string // path inside the mapping file
	from     []Path
	constant string
	isConst  bool
	expr     *expression
	table    map[string]string
	standIn  string
	hasStand bool
	split    string
	as       string
	loc      *time.Location
	object   string
}

// fault is why a rule could not read a record; "" is none.
type fault struct {
	code   string
	reason string
}

// scratch is the working memory of one Map call.
type scratch struct {
	values []any
	texts  []string
}

// raw appends the values of one source of the rule: path i, or the expression.
func (r *rule) raw(fields map[string]any, i int, dst []any) ([]any, fault) {
	if r.expr == nil {
		return r.from[i].Collect(fields, dst), fault{}
	}
	v, err := r.expr.run(fields)
	if err != nil {
		return dst, fault{CodeExprFailed, err.Error()}
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			dst = append(dst, plainValue(e))
		}
		return dst, fault{}
	case nil:
		return dst, fault{}
	}
	return append(dst, plainValue(v)), fault{}
}

// plainValue turns a decimal of an expression back into what records hold.
func plainValue(v any) any {
	if d, ok := number(v); ok {
		return d.String()
	}
	return v
}

func (r *rule) sources() int {
	if r.expr != nil {
		return 1
	}
	return len(r.from)
}

// read fills s.texts with the rule's values: all of them when the field takes
// many, else the first present.
func (r *rule) read(fields map[string]any, s *scratch) fault {
	s.texts = s.texts[:0]
	if r.isConst {
		if r.constant != "" {
			s.texts = append(s.texts, r.constant)
		}
		return fault{}
	}
	for i := range r.sources() {
		values, f := r.raw(fields, i, s.values[:0])
		s.values = values
		if f.code != "" {
			return f
		}
		if len(values) > 1 && !r.spec.many && r.spec.kind != attributeValue {
			return fault{CodeShape, "a list stands where one value belongs"}
		}
		for _, v := range values {
			if f := r.add(v, s); f.code != "" {
				return f
			}
		}
		if len(s.texts) > 0 && !r.spec.many {
			break
		}
	}
	if len(s.texts) == 0 && r.hasStand && r.standIn != "" {
		s.texts = append(s.texts, r.standIn)
	}
	return fault{}
}

func (r *rule) add(v any, s *scratch) fault {
	if v == false && (r.table == nil && r.spec.kind != attributeValue || r.spec.kind == idValue) {
		return fault{} // how Odoo and others write an absent value of any type
	}
	if text, ok := v.(string); ok && r.spec.kind == idValue {
		if key := trim(text); key == "" {
			return fault{}
		} else if to, ok := r.table[key]; ok {
			text = to
		} else if r.table != nil && r.hasStand {
			text = r.standIn
		}
		if text != "" {
			s.texts = append(s.texts, text)
		}
		return fault{}
	}
	text, st := readText(v)
	switch st {
	case absent:
		return fault{}
	case misshaped:
		return fault{CodeShape, shapeOf(v) + " stands where one value belongs"}
	}
	if r.split == "" {
		return r.translate(text, s)
	}
	for part := range strings.SplitSeq(text, r.split) {
		if part = trim(part); part == "" {
			continue
		}
		if f := r.translate(part, s); f.code != "" {
			return f
		}
	}
	return fault{}
}

// translate applies the value map and drops placeholders.
func (r *rule) translate(text string, s *scratch) fault {
	if r.table != nil {
		to, ok := r.table[text]
		if !ok && !r.hasStand && r.spec.kind == idValue {
			to, ok = text, true // a map of ids names the exceptions, such as "0" for none
		}
		if !ok && !r.hasStand {
			if r.placeholder(text) {
				return fault{}
			}
			return fault{CodeUnmapped, "the value is not in the map and there is no default"}
		}
		if !ok {
			to = r.standIn
		}
		text = to
	} else if r.spec.kind != idValue && r.spec.kind != attributeValue && r.placeholder(text) {
		return fault{}
	}
	if text != "" {
		s.texts = append(s.texts, text)
	}
	return fault{}
}

// longestPlaceholder spares long texts the look at every letter.
const longestPlaceholder = 32

// placeholder says whether a text stands for no value in this field.
func (r *rule) placeholder(text string) bool {
	if len(text) > longestPlaceholder || strings.IndexByte(text, '@') > 0 {
		return false
	}
	if !r.spec.dummies && strings.IndexFunc(text, func(c rune) bool { return c >= '0' && c <= '9' }) >= 0 {
		return false
	}
	return clean.Placeholder(text)
}

// one is the first value read, "" when absent.
func (s *scratch) one() string {
	if len(s.texts) == 0 {
		return ""
	}
	return s.texts[0]
}

// value is the first present raw value, for numbers and dates.
func (r *rule) value(fields map[string]any, s *scratch) (any, fault) {
	if r.isConst {
		return r.constant, fault{}
	}
	if r.table != nil {
		f := r.read(fields, s)
		return s.one(), f
	}
	for i := range r.sources() {
		values, f := r.raw(fields, i, s.values[:0])
		s.values = values
		if f.code != "" {
			return nil, f
		}
		if len(values) > 1 {
			return nil, fault{CodeShape, "a list stands where one value belongs"}
		}
		if len(values) == 1 {
			if text, st := readText(values[0]); st != absent && !r.placeholder(text) && values[0] != false {
				return values[0], fault{}
			}
		}
	}
	if r.hasStand {
		return r.standIn, fault{}
	}
	return nil, fault{}
}
