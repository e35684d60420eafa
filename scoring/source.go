package scoring

import "github.com/govalues/decimal"

// Source is where a model takes a number from: the id of an indicator or an
// indicator written in place. Exactly one is set.
type Source struct {
	Use       string     `json:"use,omitempty"`
	Indicator *Indicator `json:"indicator,omitempty"`
}

// UnmarshalYAML reads either form.
func (s *Source) UnmarshalYAML(decode func(any) error) error {
	var id string
	if decode(&id) == nil {
		*s = Source{Use: id}
		return nil
	}
	var in Indicator
	if err := decode(&in); err != nil {
		return err
	}
	*s = Source{Indicator: &in}
	return nil
}

// Cut is where the classes of rfm divide a population: mean, median, or a fixed
// value for each of R, F and M.
type Cut struct {
	By string    `json:"by,omitempty"`
	At *FixedCut `json:"at,omitempty"`
}

// FixedCut holds the highest recency that is near and the lowest frequency and
// monetary value that are high.
type FixedCut struct {
	R Number `yaml:"r" json:"r"`
	F Number `yaml:"f" json:"f"`
	M Number `yaml:"m" json:"m"`
}

// UnmarshalYAML reads a word or {r: …, f: …, m: …}.
func (c *Cut) UnmarshalYAML(decode func(any) error) error {
	var word string
	if decode(&word) == nil {
		*c = Cut{By: word}
		return nil
	}
	var at FixedCut
	if err := decode(&at); err != nil {
		return err
	}
	*c = Cut{At: &at}
	return nil
}

func (f FixedCut) values() [3]decimal.Decimal {
	return [3]decimal.Decimal{f.R.Decimal, f.F.Decimal, f.M.Decimal}
}
