package scoring

import (
	"slices"

	"github.com/govalues/decimal"
)

// winsorize checks where an indicator's outliers are cut off.
func (c *compiler) winsorize(path string, w *Winsorize) *Winsorize {
	if w == nil {
		return nil
	}
	out := *w
	def(&out.Type, "linear")
	c.oneOf(path+".type", out.Type, "linear", "observed")
	if out.Low.IsNeg() || !out.Low.Less(out.High.Decimal) || decimal.One.Less(out.High.Decimal) {
		c.fail(codeValue, path, "for example {low: 5%, high: 95%}", "low and high are shares from 0 to 1, low the lesser one")
	}
	return &out
}

// trimming is the values to which a winsorized indicator of one population goes.
type trimming struct {
	column    int
	low, high value
}

// within is a value brought between the bounds.
func (b trimming) within(v value) value {
	if !b.low.ok || !b.high.ok {
		return v
	}
	return v.atLeast(b.low.Decimal).atMost(b.high.Decimal)
}

// winsorize finds the bounds of a population and brings its columns between them.
func (p *population) winsorize(indicators []indicator) []trimming {
	var out []trimming
	for i := range indicators {
		w := indicators[i].outliers
		if w == nil {
			continue
		}
		sorted, at := p.rank(i), ranked.at
		if w.Type == "observed" {
			at = ranked.observed
		}
		b := trimming{i, at(sorted, w.Low.Decimal), at(sorted, w.High.Decimal)}
		from := p.columns[i]
		p.columns[i] = column{coef: slices.Clone(from.coef), scale: slices.Clone(from.scale)}
		for _, r := range p.rows {
			var one column
			one.append(b.within(from.at(r)))
			p.columns[i].coef[r], p.columns[i].scale[r] = one.coef[0], one.scale[0]
		}
		out = append(out, b)
	}
	return out
}

// observed is the least value that a share of all does not exceed (type 1, the
// inverse of the distribution).
func (s ranked) observed(share decimal.Decimal) value {
	if len(s) == 0 {
		return value{}
	}
	n, _, ok := known(share).mul(whole(int64(len(s)))).Ceil(0).Int64(0)
	if !ok {
		return value{}
	}
	return known(s[min(max(int(n), 1), len(s))-1])
}
