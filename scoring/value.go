package scoring

import "github.com/govalues/decimal"

// value is a decimal that may be missing. Arithmetic with a missing operand, a
// division by zero and a result beyond 19 digits are all missing, so that no
// formula can invent a number.
type value struct {
	decimal.Decimal
	ok bool
}

func known(d decimal.Decimal) value { return value{d, true} }

func whole(n int64) value { return known(decimal.MustNew(n, 0)) }

func outcome(d decimal.Decimal, err error) value { return value{d, err == nil} }

func (a value) add(b value) value {
	if !a.ok || !b.ok {
		return value{}
	}
	return outcome(a.Add(b.Decimal))
}

func (a value) sub(b value) value {
	if !a.ok || !b.ok {
		return value{}
	}
	return outcome(a.Sub(b.Decimal))
}

func (a value) mul(b value) value {
	if !a.ok || !b.ok {
		return value{}
	}
	return outcome(a.Mul(b.Decimal))
}

func (a value) quo(b value) value {
	if !a.ok || !b.ok || b.IsZero() {
		return value{}
	}
	return outcome(a.Quo(b.Decimal))
}

// atMost and atLeast bound a present value and leave a missing one missing.
func (a value) atMost(d decimal.Decimal) value {
	if a.ok && a.Cmp(d) > 0 {
		a.Decimal = d
	}
	return a
}

func (a value) atLeast(d decimal.Decimal) value {
	if a.ok && a.Cmp(d) < 0 {
		a.Decimal = d
	}
	return a
}

// round rounds half away from zero: 2.345 to 2.35 and -2.345 to -2.35. The
// library's own Round goes half to even.
func (a value) round(scale int) value {
	if !a.ok || a.Scale() <= scale {
		return a
	}
	cut := a.Trunc(scale)
	rest, err := a.Sub(cut)
	if err != nil {
		return value{}
	}
	if rest.CmpAbs(decimal.MustNew(5, scale+1)) < 0 {
		return known(cut)
	}
	step := decimal.MustNew(1, scale)
	if a.IsNeg() {
		step = step.Neg()
	}
	return outcome(cut.Add(step))
}

// text is the shortest writing, "" when missing.
func (a value) text() string {
	if !a.ok {
		return ""
	}
	return a.Trim(0).String()
}

// fixed writes exactly so many decimals, "" when missing.
func (a value) fixed(scale int) string {
	if !a.ok {
		return ""
	}
	return a.round(scale).Pad(scale).String()
}
