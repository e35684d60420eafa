package model

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strings"
)

// Amount is a sum of money in ten-thousandths of the major unit of its
// currency (1 CNY = 10 000). It never passes through a float.
type Amount int64

// AmountScale is the number of Amount units in one major unit.
const AmountScale = 10_000

// ErrOverflow reports a sum that does not fit in an Amount.
var ErrOverflow = errors.New("amount overflows 922 trillion major units")

// Add returns a+b, or ErrOverflow.
func (a Amount) Add(b Amount) (Amount, error) {
	s := a + b
	if (s > a) != (b > 0) && b != 0 {
		return 0, ErrOverflow
	}
	return s, nil
}

// ParseAmount reads a plain decimal such as "-1234.5", also with thousands
// separators ("1,234.50"). More than four decimals are rounded half away from
// zero. Exponents, blanks and currency signs are errors.
func ParseAmount(s string) (Amount, error) {
	t := strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	neg := strings.HasPrefix(t, "-")
	t = strings.TrimPrefix(strings.TrimPrefix(t, "-"), "+")
	whole, frac, _ := strings.Cut(t, ".")
	if whole == "" && frac == "" {
		return 0, fmt.Errorf("amount %q: not a decimal number", s)
	}
	var v uint64
	for _, c := range whole {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("amount %q: not a decimal number", s)
		}
		hi, lo := bits.Mul64(v, 10)
		if hi != 0 || lo > math.MaxInt64 {
			return 0, fmt.Errorf("amount %q: %w", s, ErrOverflow)
		}
		v = lo + uint64(c-'0')
	}
	up := false
	for i := range 5 {
		d := uint64(0)
		if i < len(frac) {
			d = uint64(frac[i] - '0')
		}
		if i == 4 {
			up = d >= 5
			break
		}
		hi, lo := bits.Mul64(v, 10)
		if hi != 0 || lo > math.MaxInt64 {
			return 0, fmt.Errorf("amount %q: %w", s, ErrOverflow)
		}
		v = lo + d
	}
	for _, c := range frac {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("amount %q: not a decimal number", s)
		}
	}
	if up {
		v++
	}
	if v > math.MaxInt64 {
		return 0, fmt.Errorf("amount %q: %w", s, ErrOverflow)
	}
	if neg {
		return -Amount(v), nil
	}
	return Amount(v), nil
}

// String renders at least two and at most four decimals: "1234.50".
func (a Amount) String() string {
	sign, u := "", uint64(a)
	if a < 0 {
		sign, u = "-", -u
	}
	s := fmt.Sprintf("%s%d.%04d", sign, u/AmountScale, u%AmountScale)
	s = strings.TrimSuffix(s, "0")
	return strings.TrimSuffix(s, "0")
}
