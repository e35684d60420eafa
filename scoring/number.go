package scoring

import (
	"fmt"
	"strings"

	"github.com/govalues/decimal"
)

// Number is a decimal of a policy file, exact as written, at most 19 digits.
// A trailing % divides by a hundred.
type Number struct{ decimal.Decimal }

// MustNumber reads a decimal text and panics on another text; for tests and
// policies built in Go.
func MustNumber(s string) Number {
	var n Number
	if err := n.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return n
}

// UnmarshalText reads a plain decimal.
func (n *Number) UnmarshalText(b []byte) error {
	s, percent := strings.CutSuffix(strings.TrimSpace(string(b)), "%")
	d, err := decimal.Parse(strings.ReplaceAll(s, "_", ""))
	if err != nil {
		return fmt.Errorf("%q is not a decimal number", string(b))
	}
	if percent {
		if d, err = d.Quo(decimal.Hundred); err != nil {
			return fmt.Errorf("%q is not a decimal number", string(b))
		}
	}
	n.Decimal = d.Trim(0)
	return nil
}

// MarshalJSON writes the shortest decimal: 80 and 80.0 are the same policy.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.Trim(0).String()), nil }

// MarshalText writes as MarshalJSON does.
func (n Number) MarshalText() ([]byte, error) { return n.MarshalJSON() }
