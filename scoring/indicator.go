package scoring

import (
	"maps"
	"regexp"
	"slices"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// indicator is a compiled Indicator: one column of a run.
type indicator struct {
	id      string
	label   Label
	money   bool
	lower   bool // less is better
	eval    func(*frame) value
	missing value
	clamp   []decimal.Decimal // empty or lowest, highest
}

// The decimals that an indicator keeps, rounded half away from zero once.
const (
	moneyScale  = 4
	numberScale = 8
)

// value computes the indicator of one customer.
func (in *indicator) value(f *frame) value {
	v := in.eval(f)
	if in.money {
		v = v.round(moneyScale)
	} else {
		v = v.round(numberScale)
	}
	if !v.ok {
		return in.missing
	}
	if len(in.clamp) == 2 {
		v = v.atLeast(in.clamp[0]).atMost(in.clamp[1])
	}
	return v
}

// indicatorID is a name that a condition can hold; the dot is kept for those
// written inside models.
var indicatorID = regexp.MustCompile(`^[\pL_][\pL\pN_]*$`)

// compileIndicators compiles the declared indicators and those written inside
// models, as MODEL.recency and so on, in the order of their ids.
func (c *compiler) compileIndicators() {
	all := map[string]Indicator{}
	paths := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(c.policy.Indicators)) {
		all[id], paths[id] = c.policy.Indicators[id], "indicators."+id
		if !indicatorID.MatchString(id) || binding[id] > 0 {
			c.fail(codeValue, "indicators."+id, "use letters, digits and _", "%q cannot be named in a condition", id)
		}
	}
	for id, m := range c.policy.Models {
		for name, s := range m.sources() {
			if s != nil && s.Indicator != nil {
				key := id + "." + name
				all[key], paths[key] = *s.Indicator, "models."+id+"."+name
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		c.indicators = append(c.indicators, c.indicator(id, paths[id], all[id]))
	}
}

func (m *Model) sources() map[string]*Source {
	return map[string]*Source{"recency": m.Recency, "frequency": m.Frequency, "monetary": m.Monetary}
}

func (c *compiler) indicator(id, path string, in Indicator) indicator {
	out := indicator{id: id, label: in.Label, lower: in.Better == "lower"}
	c.oneOf(path+".better", in.Better, "", "higher", "lower")
	c.words(path+".status", in.Status, statuses)
	if in.Missing != nil {
		out.missing = known(in.Missing.Decimal)
	}
	for _, n := range in.Clamp {
		out.clamp = append(out.clamp, n.Decimal)
	}
	if len(in.Clamp) != 0 && (len(in.Clamp) != 2 || in.Clamp[0].Cmp(in.Clamp[1].Decimal) > 0) {
		c.fail(codeValue, path+".clamp", "", "a clamp is [lowest, highest]")
	}
	switch {
	case (in.Expr == "") == (in.Field == ""):
		c.fail(codeAbsent, path, "", "an indicator has either expr or field")
	case in.Field != "":
		c.fieldOnly(path, in)
		out.eval = fieldValue(in)
	default:
		if in.Lookup != nil {
			c.fail(codeForeign, path+".lookup", "", "lookup belongs to field, not to expr")
		}
		out.eval, out.money = c.expression(path, in)
	}
	return out
}

// fieldOnly refuses the keys that only an expression reads.
func (c *compiler) fieldOnly(path string, in Indicator) {
	refuse := func(key string, set bool) {
		if set {
			c.fail(codeForeign, path+"."+key, "", "%s belongs to expr, not to field", key)
		}
	}
	refuse("window", in.Window != "")
	refuse("status", in.Status != nil)
	refuse("roles", in.Roles != nil)
	refuse("kinds", in.Kinds != nil)
}

func fieldValue(in Indicator) func(*frame) value {
	return func(f *frame) value {
		text := f.subject.Attributes[in.Field]
		if in.Lookup != nil {
			n, ok := in.Lookup[text]
			return value{n.Decimal, ok}
		}
		var n Number
		if n.UnmarshalText([]byte(text)) != nil {
			return value{}
		}
		return known(n.Decimal)
	}
}

func (c *compiler) expression(path string, in Indicator) (func(*frame) value, bool) {
	none := func(*frame) value { return value{} }
	w, err := parseWindow(in.Window)
	if err != nil {
		c.fail(codeWindow, path+".window", "", "%v", err)
		return none, false
	}
	r := &resolver{c: c, in: in, window: w}
	n, bad := parse(in.Expr)
	if bad == nil {
		var t term
		if t, bad = r.number(n); bad == nil {
			return t.eval, t.typ == typeMoney
		}
	}
	c.syntax(path+".expr", bad)
	return none, false
}

// syntax reports a fault inside an expression with its column.
func (c *compiler) syntax(path string, bad *syntaxError) {
	c.issues = append(c.issues, model.Issue{
		Path: path, Severity: model.SeverityError, Code: codeExpression,
		Text: bad.text, Fix: bad.fix, Column: bad.col,
	})
}

// column is the position of an indicator.
func (c *Compiled) column(id string) (int, bool) {
	return slices.BinarySearchFunc(c.indicators, id, func(in indicator, id string) int {
		switch {
		case in.id < id:
			return -1
		case in.id > id:
			return 1
		}
		return 0
	})
}

// use finds the indicator of a name at a path, or reports it.
func (c *compiler) use(path, id string) int {
	i, ok := c.column(id)
	if !ok {
		c.unknown(path, "indicator", id, c.IndicatorIDs())
	}
	return i
}
