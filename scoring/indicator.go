package scoring

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// indicator is a compiled Indicator: one column of a run.
type indicator struct {
	id       string
	label    Label
	money    bool
	lower    bool // less is better
	hidden   bool // a model's own input, which results do not show
	eval     func(*frame) value
	missing  value
	clamp    []decimal.Decimal // empty or lowest, highest
	outliers *Winsorize        // nil: they count
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
	hidden := map[string]bool{}
	for id, m := range c.policy.Models {
		for name, s := range m.sources() {
			if s != nil && s.Indicator != nil {
				key := id + "." + name
				all[key], paths[key] = *s.Indicator, "models."+id+"."+name
			}
		}
		for name, in := range m.own() {
			key := id + "." + name
			all[key], paths[key], hidden[key] = in, "models."+id, true
		}
	}
	if t := c.policy.Tiers; t.By == "revenue_share" {
		const key = "tiers.of"
		switch {
		case t.Of == nil:
			all[key], paths[key], hidden[key] = Indicator{Expr: "sum(orders.amount)"}, key, true
		case t.Of.Indicator != nil:
			all[key], paths[key] = *t.Of.Indicator, key
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		in := c.indicator(id, paths[id], all[id])
		in.hidden = hidden[id]
		c.indicators = append(c.indicators, in)
	}
}

// sources are the inputs of a model by the last part of their path.
func (m *Model) sources() map[string]*Source {
	out := map[string]*Source{"recency": m.Recency, "frequency": m.Frequency, "monetary": m.Monetary, "x": m.X, "y": m.Y, "use": m.Use, "of": m.Of}
	for i, c := range m.Criteria {
		out[fmt.Sprintf("criteria[%d].use", i)] = c.Use
	}
	for i, d := range m.Dimensions {
		out[fmt.Sprintf("dimensions[%d].use", i)] = d.Use
	}
	return out
}

// own are the indicators that a model brings with it, by name.
func (m *Model) own() map[string]Indicator {
	if k := kinds[m.Type]; k.own != nil {
		return k.own(m)
	}
	return nil
}

func (c *compiler) indicator(id, path string, in Indicator) indicator {
	out := indicator{id: id, label: in.Label, lower: in.Better == "lower"}
	c.oneOf(path+".better", in.Better, "", "higher", "lower")
	c.words(path+".status", plainStates(in.Status), statuses)
	if in.Missing != nil {
		out.missing = known(in.Missing.Decimal)
	}
	for _, n := range in.Clamp {
		out.clamp = append(out.clamp, n.Decimal)
	}
	if len(in.Clamp) != 0 && (len(in.Clamp) != 2 || in.Clamp[0].Cmp(in.Clamp[1].Decimal) > 0) {
		c.fail(codeValue, path+".clamp", "", "a clamp is [lowest, highest]")
	}
	out.outliers = c.winsorize(path+".winsorize", in.Winsorize)
	set := 0
	for _, s := range []string{in.Expr, in.Field, in.Manual} {
		if s != "" {
			set++
		}
	}
	if in.Manual == "" && (in.Valid != "" || in.Approve != "") {
		c.fail(codeForeign, path+".valid", "", "valid and approve belong to manual")
	}
	switch {
	case set != 1:
		c.fail(codeAbsent, path, "", "an indicator has one of expr, field and manual")
	case in.Manual != "":
		c.exprOnly(path, "manual", in)
		out.eval = c.manual(id, path, in)
	case in.Field != "":
		c.exprOnly(path, "field", in)
		c.attributes[in.Field] = true
		out.eval = fieldValue(in)
	default:
		if in.Lookup != nil && !strings.Contains(in.Expr, "lookup") {
			c.fail(codeForeign, path+".lookup", "write lookup(attributes.NAME)", "the expression looks nothing up")
		}
		out.eval, out.money = c.expression(path, in)
	}
	return out
}

// exprOnly refuses the keys that only an expression reads.
func (c *compiler) exprOnly(path, form string, in Indicator) {
	refuse := func(key string, set bool) {
		if set {
			c.fail(codeForeign, path+"."+key, "", "%s belongs to expr, not to %s", key, form)
		}
	}
	refuse("window", in.Window != "")
	refuse("back", in.Back != 0)
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
	w, err := c.window(in.Window, in.Back)
	if in.Back < 0 || in.Back > 0 && in.Window == "" && !strings.Contains(in.Expr, "growth") {
		c.fail(codeWindow, path+".back", "", "back moves a window into the past, by 1 or more")
	}
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

// indicatorColumn is the position of an indicator.
func (c *Compiled) indicatorColumn(id string) (int, bool) {
	return slices.BinarySearchFunc(c.indicators, id, func(in indicator, id string) int { return strings.Compare(in.id, id) })
}

// column is the position of an indicator, or of a model's score after them.
func (c *Compiled) column(id string) (int, bool) {
	if i, ok := c.indicatorColumn(id); ok {
		return i, true
	}
	i := slices.Index(c.modelIDs, id)
	return len(c.indicators) + i, i >= 0
}

// readable are what a condition or a model may read.
func (c *Compiled) readable() []string { return append(c.IndicatorIDs(), c.modelIDs...) }

// use finds the column of a name at a path, or reports it.
func (c *compiler) use(path, id string) int {
	i, ok := c.column(id)
	if !ok {
		c.unknown(path, "indicator", id, c.readable())
		return 0
	}
	return i
}

// isMoney says whether a column holds amounts.
func (c *Compiled) isMoney(column int) bool {
	return column < len(c.indicators) && c.indicators[column].money
}

// isLower says whether less of a column is better.
func (c *Compiled) isLower(column int) bool {
	return column < len(c.indicators) && c.indicators[column].lower
}
