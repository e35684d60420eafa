package scoring

import (
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// valueType is the type of an expression.
type valueType int

const (
	typeNumber valueType = iota
	typeMoney
	typeDate
	typeText
)

// frame is what an expression is computed on.
type frame struct {
	asOf    model.Date
	subject *Subject
	counted []value // by aggregate
	row     []value // by indicator; limits read it
}

// term is a resolved expression.
type term struct {
	typ  valueType
	eval func(*frame) value
}

// resolver turns the parsed expression of one indicator into a term.
type resolver struct {
	c      *compiler
	in     Indicator
	window window
	costed bool // inside a ratio that reads costs
	grows  bool // inside a growth
	half   int  // the half-life in days inside a decay
}

func (r *resolver) term(n *node) (term, *syntaxError) {
	switch n.op {
	case "number":
		v := known(n.num)
		return term{typeNumber, func(*frame) value { return v }}, nil
	case "name":
		return r.name(n)
	case "call":
		return r.call(n)
	case "span":
		return term{}, faultAt(n.col, "", "the span %q may only be the second argument of growth or decay", n.text)
	}
	return arithmetic(n, r.term)
}

// number resolves an expression that must be a number or money.
func (r *resolver) number(n *node) (term, *syntaxError) {
	t, err := r.term(n)
	if err == nil && t.typ > typeMoney {
		return t, faultAt(n.col, "days_since(…) and years_since(…) turn a date into a number", "a number is needed here, not a date")
	}
	return t, err
}

func (r *resolver) name(n *node) (term, *syntaxError) {
	if n.text == "first_seen" {
		return term{typeDate, func(f *frame) value { return dateValue(f.subject.FirstSeen) }}, nil
	}
	if field, ok := strings.CutPrefix(n.text, "attributes."); ok {
		r.c.attributes[field] = true
		return term{typeDate, func(f *frame) value {
			d, err := model.ParseDate(f.subject.Attributes[field])
			if err != nil {
				return value{}
			}
			return dateValue(d)
		}}, nil
	}
	if noun, field, _ := strings.Cut(n.text, "."); isNoun(noun) && field != "" {
		return term{}, faultAt(n.col, "sum("+n.text+"), max("+n.text+") …", "%q stands for many documents; put it inside a function", n.text)
	}
	return term{}, faultAt(n.col, didYouMean(n.text, []string{"first_seen", "attributes."}), "%q is not a value", n.text)
}

func dateValue(d model.Date) value {
	if d == 0 {
		return value{}
	}
	return whole(int64(d))
}

func isNoun(s string) bool { return kindOf[s] != "" || s == "activities" || s == sales }

var functions = []string{"sum", "count", "distinct", "min", "max", "avg", "first", "last", "ratio", "growth", "decay", "days_since", "years_since", "lookup", "number"}

func (r *resolver) call(n *node) (term, *syntaxError) {
	want := 1
	if n.text == "ratio" || n.text == "growth" || n.text == "decay" {
		want = 2
	}
	if !slices.Contains(functions, n.text) {
		return term{}, faultAt(n.col, didYouMean(n.text, functions), "no function is named %q", n.text)
	}
	if len(n.args) != want {
		return term{}, faultAt(n.col, "", "%s takes %d argument(s), not %d", n.text, want, len(n.args))
	}
	switch n.text {
	case "ratio":
		return r.ratio(n)
	case "growth":
		return r.growth(n)
	case "decay":
		return r.decay(n)
	case "days_since", "years_since":
		return r.since(n)
	case "lookup":
		return r.lookup(n.args[0])
	case "number":
		return r.attribute(n.args[0])
	}
	return r.aggregate(n.text, n.args[0])
}

// ratio divides two numbers. When either reads a cost, both cover only the
// documents that state one, or a margin would be wrong by the others.
func (r *resolver) ratio(n *node) (term, *syntaxError) {
	inner := *r
	inner.costed = r.costed || readsCost(n)
	a, err := inner.number(n.args[0])
	if err != nil {
		return a, err
	}
	b, err := inner.number(n.args[1])
	return term{typeNumber, func(f *frame) value { return a.eval(f).quo(b.eval(f)) }}, err
}

func readsCost(n *node) bool {
	return strings.HasSuffix(n.text, ".cost") || strings.HasSuffix(n.text, ".profit") || slices.ContainsFunc(n.args, readsCost)
}

// growth is (this − before) / before over two windows that touch; missing when
// there was nothing, or less than nothing, before.
func (r *resolver) growth(n *node) (term, *syntaxError) {
	if r.in.Window != "" {
		return term{}, faultAt(n.col, "remove the key window", "growth names its own span")
	}
	if r.grows { // it would also double the work at every level
		return term{}, faultAt(n.col, "", "growth inside growth has no meaning")
	}
	span := n.args[1]
	w, bad := r.c.window(span.text, 0)
	if span.op != "span" && !slices.Contains(calendar, span.text) || bad != nil {
		return term{}, faultAt(span.col, "", "the second argument of growth is a span such as 12m, or year, quarter, fiscal_year …")
	}
	at := func(back int) (term, *syntaxError) {
		inner := *r
		inner.window, inner.grows = w, true
		inner.window.back = r.in.Back + back
		if n.args[0].op == "name" {
			return inner.aggregate("sum", n.args[0])
		}
		return inner.number(n.args[0])
	}
	now, err := at(0)
	if err != nil {
		return now, err
	}
	before, err := at(1)
	return term{typeNumber, func(f *frame) value {
		was := before.eval(f)
		if !was.ok || was.Sign() <= 0 {
			return value{}
		}
		return now.eval(f).sub(was).quo(was)
	}}, err
}

// lookup turns the text of an attribute into a number by the indicator's table.
func (r *resolver) lookup(n *node) (term, *syntaxError) {
	field, ok := strings.CutPrefix(n.text, "attributes.")
	if n.op != "name" || !ok {
		return term{}, faultAt(n.col, "for example lookup(attributes.grade)", "lookup needs an attribute")
	}
	if r.in.Lookup == nil {
		return term{}, faultAt(n.col, "write lookup: {A: 3, B: 1} beside expr", "the indicator has no table to look %q up in", field)
	}
	r.c.attributes[field] = true
	return term{typeNumber, fieldValue(Indicator{Field: field, Lookup: r.in.Lookup})}, nil
}

// attribute reads the text of an attribute as a decimal.
func (r *resolver) attribute(n *node) (term, *syntaxError) {
	field, ok := strings.CutPrefix(n.text, "attributes.")
	if n.op != "name" || !ok {
		return term{}, faultAt(n.col, "for example number(attributes.employees)", "number needs an attribute")
	}
	r.c.attributes[field] = true
	return term{typeNumber, fieldValue(Indicator{Field: field})}, nil
}

func (r *resolver) since(n *node) (term, *syntaxError) {
	t, err := r.term(n.args[0])
	if err != nil {
		return t, err
	}
	if t.typ != typeDate {
		return t, faultAt(n.args[0].col, "for example "+n.text+"(max(orders.date))", "%s needs a date", n.text)
	}
	years := n.text == "years_since"
	return term{typeNumber, func(f *frame) value {
		v := t.eval(f)
		if !v.ok {
			return v
		}
		w, _, ok := v.Int64(0)
		if !ok || model.Date(w) > f.asOf {
			return value{}
		}
		if years {
			return yearsBetween(model.Date(w), f.asOf)
		}
		return whole(int64(f.asOf) - w)
	}}, nil
}

// aggregate resolves fn(noun.field) or count(noun).
func (r *resolver) aggregate(fn string, arg *node) (term, *syntaxError) {
	if arg.op != "name" {
		return term{}, faultAt(arg.col, "", "%s needs a fact, such as orders.amount", fn)
	}
	noun, field, _ := strings.Cut(arg.text, ".")
	if !isNoun(noun) {
		nouns := append(slices.Collect(maps.Keys(kindOf)), "activities", "sales")
		return term{}, faultAt(arg.col, didYouMean(noun, nouns), "no kind of fact is named %q", noun)
	}
	fields := documentFields
	if noun == "activities" {
		fields = activityFields
	}
	typ, ok := fields[field]
	if fn == "decay" && field == "" {
		typ, ok = typeNumber, true // each fact counts as one, and fades
	}
	if fn == "count" {
		if field != "" {
			return term{}, faultAt(arg.col, "distinct("+arg.text+") counts different values", "count takes a kind of fact, without a field")
		}
	} else if !ok {
		return term{}, faultAt(arg.col, didYouMean(field, slices.Collect(maps.Keys(fields))), "%s have no field %q", noun, field)
	}
	if typ == typeText && fn != "distinct" && fn != "count" || typ == typeDate && (fn == "sum" || fn == "avg") ||
		typ <= typeMoney && fn == "distinct" || (fn == "first" || fn == "last" || fn == "decay") && (typ == typeDate || field == "days_overdue") {
		return term{}, faultAt(arg.col, "", "%s of %q has no meaning", fn, arg.text)
	}
	a := r.c.filtered(aggregate{fn: fn, noun: noun, field: field, window: r.window, half: r.half}, r.in)
	a.costed = noun != "activities" && (r.costed || field == "cost" || field == "profit")
	id := r.c.aggregateID(a)
	if fn == "count" || fn == "distinct" {
		typ = typeNumber
	}
	return term{typ, func(f *frame) value { return f.counted[id] }}, nil
}
