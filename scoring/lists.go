package scoring

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/govalues/decimal"
)

// Labels are names in rows: a policy writes one list, or a list of lists.
type Labels [][]Label

// UnmarshalYAML reads either form.
func (l *Labels) UnmarshalYAML(decode func(any) error) error {
	var row []Label
	if decode(&row) == nil {
		*l = Labels{row}
		return nil
	}
	var rows [][]Label
	if err := decode(&rows); err != nil {
		return err
	}
	*l = rows
	return nil
}

// flat are the names of a single row.
func (l Labels) flat() []Label {
	var out []Label
	for _, row := range l {
		out = append(out, row...)
	}
	return out
}

// Cutting is where an axis is divided: a word (mean, median, terciles) or the
// values themselves, ascending.
type Cutting struct {
	Word string
	At   []Number
}

// UnmarshalYAML reads a word, a number or a list of numbers.
func (c *Cutting) UnmarshalYAML(decode func(any) error) error {
	var list []string
	if decode(&list) != nil {
		var one string
		if err := decode(&one); err != nil {
			return err
		}
		list = []string{one}
	}
	*c = Cutting{}
	for _, text := range list {
		var n Number
		if err := n.UnmarshalText([]byte(text)); err != nil {
			if len(list) > 1 {
				return err
			}
			c.Word = text
			return nil
		}
		c.At = append(c.At, n)
	}
	return nil
}

// MarshalJSON writes the word or the values.
func (c Cutting) MarshalJSON() ([]byte, error) {
	if c.Word != "" {
		return json.Marshal(c.Word)
	}
	return json.Marshal(c.At)
}

// Fraction is a positive number of a comparison, written as 3, 0.5 or 1/3.
type Fraction struct{ Over, Under decimal.Decimal }

// UnmarshalText reads either form.
func (f *Fraction) UnmarshalText(b []byte) error {
	over, under, cut := strings.Cut(strings.TrimSpace(string(b)), "/")
	if !cut {
		under = "1"
	}
	var err error
	if f.Over, err = decimal.Parse(strings.TrimSpace(over)); err == nil {
		f.Under, err = decimal.Parse(strings.TrimSpace(under))
	}
	if err != nil || f.Over.Sign() <= 0 || f.Under.Sign() <= 0 {
		return fmt.Errorf("%q is not a positive number such as 3 or 1/3", string(b))
	}
	return nil
}

// MarshalText writes the shortest form.
func (f Fraction) MarshalText() ([]byte, error) {
	if f.Under.Equal(decimal.One) {
		return []byte(f.Over.Trim(0).String()), nil
	}
	return []byte(f.Over.Trim(0).String() + "/" + f.Under.Trim(0).String()), nil
}

func (f Fraction) float() float64 {
	over, _ := f.Over.Float64()
	under, _ := f.Under.Float64()
	return over / under
}

// bounds reads a range such as 0..100.
func bounds(text string) (low, high decimal.Decimal, ok bool) {
	a, b, cut := strings.Cut(text, "..")
	low, err := decimal.Parse(strings.TrimSpace(a))
	high, err2 := decimal.Parse(strings.TrimSpace(b))
	return low, high, cut && err == nil && err2 == nil && low.Less(high)
}

// twoDigits reads a month and a day such as 04-01.
func twoDigits(text string) (month, day int, ok bool) {
	a, b, cut := strings.Cut(text, "-")
	month, err := strconv.Atoi(a)
	day, err2 := strconv.Atoi(b)
	return month, day, cut && err == nil && err2 == nil && month >= 1 && month <= 12 && day >= 1 && day <= 28
}
