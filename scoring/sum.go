package scoring

import (
	"cmp"
	"math"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// sumScale is the number of decimals that a fact keeps inside a sum: an amount
// has four, a converted one is rounded here, once, half away from zero.
const sumScale = 10

const sumUnit = 10_000_000_000 // 10^sumScale

// sum adds facts exactly, as two integers, so that the order of facts cannot
// change the result: the value is whole + frac/10^10.
type sum struct{ whole, frac int64 }

func amountSum(a model.Amount) sum {
	return sum{int64(a) / model.AmountScale, int64(a) % model.AmountScale * (sumUnit / model.AmountScale)}
}

// decimalSum is false when d is beyond an int64.
func decimalSum(d value) (sum, bool) {
	d = d.round(sumScale)
	if !d.ok {
		return sum{}, false
	}
	w, f, ok := d.Int64(sumScale)
	return sum{w, f}, ok
}

// add is false on overflow. The fraction is carried at each step.
func (s sum) add(o sum) (sum, bool) {
	f := s.frac + o.frac
	carry := f / sumUnit
	w := s.whole + o.whole
	if (w > s.whole) != (o.whole > 0) && o.whole != 0 || w > math.MaxInt64-2 || w < math.MinInt64+2 {
		return sum{}, false
	}
	return sum{w + carry, f % sumUnit}, true
}

func (s sum) negate() sum { return sum{-s.whole, -s.frac} }

func (s sum) abs() sum {
	if s.compare(sum{}) < 0 {
		return s.negate()
	}
	return s
}

// compare orders two facts; both parts of a single fact bear the same sign.
func (s sum) compare(o sum) int {
	return cmp.Or(cmp.Compare(s.whole, o.whole), cmp.Compare(s.frac, o.frac))
}

// value is the sum as a decimal of at most 19 digits.
func (s sum) value() value {
	w, err := decimal.New(s.whole, 0)
	f, err2 := decimal.New(s.frac, sumScale)
	if err != nil || err2 != nil {
		return value{}
	}
	return outcome(w.Add(f))
}
