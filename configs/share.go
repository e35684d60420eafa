package configs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Share is a part of a whole, written "5%" or 0.05. The zero value is "not set".
type Share struct {
	Value float64
	Set   bool
}

// UnmarshalYAML reads a percentage or a number from 0 to 1.
func (s *Share) UnmarshalYAML(decode func(any) error) error {
	var v any
	if err := decode(&v); err != nil {
		return err
	}
	text := strings.TrimSpace(fmt.Sprint(v))
	number, percent := strings.CutSuffix(text, "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if percent {
		f /= 100
	}
	if err != nil || f < 0 || f > 1 {
		return fmt.Errorf(`want a share such as "5%%" or 0.05, found %q`, text)
	}
	*s = Share{Value: f, Set: true}
	return nil
}

// Or is the share, or def when it is not set.
func (s Share) Or(def float64) Share {
	if s.Set {
		return s
	}
	return Share{Value: def, Set: true}
}

// String renders a percentage, without what binary fractions leave behind the sixth
// decimal.
func (s Share) String() string {
	return strconv.FormatFloat(math.Round(s.Value*1e8)/1e6, 'f', -1, 64) + "%"
}
