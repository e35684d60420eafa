package scoring

import (
	"math"

	"github.com/govalues/decimal"
)

// decay halves with every half-life: each fact by the days since it happened, or
// a number of days into a factor between 1 and 0.
func (r *resolver) decay(n *node) (term, *syntaxError) {
	span := n.args[1]
	w, bad := parseAge(span.text)
	if span.op != "span" || bad != nil || w.unit != "d" && w.unit != "w" {
		return term{}, faultAt(span.col, "for example decay(orders.amount, 180d)", "the second argument of decay is a half-life in days or weeks")
	}
	inner := *r
	inner.half = w.n
	if w.unit == "w" {
		inner.half *= 7
	}
	if n.args[0].op == "name" {
		return inner.aggregate("decay", n.args[0])
	}
	t, err := r.number(n.args[0])
	return term{typeNumber, func(f *frame) value {
		days, _, ok := t.eval(f).Int64(0)
		if v := t.eval(f); !v.ok || !ok || days < 0 {
			return value{}
		}
		return fading(int(days), inner.half)
	}}, err
}

// fading is 0.5^(days/half) with ten decimals.
func fading(days, half int) value {
	d, err := decimal.NewFromFloat64(math.Round(math.Exp2(-float64(days)/float64(half))*sumUnit) / sumUnit)
	if err != nil {
		return value{}
	}
	return known(d).round(sumScale)
}
