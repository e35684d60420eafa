package scoring

import "github.com/tierloop/tierloop/model"

// single is the model of a policy whose tiers come from one indicator: its value
// is the score.
type single struct {
	column int
	label  model.Text
	money  bool
}

func (s single) outputs() []string { return nil }

func (s single) fit(*population) fitted { return s }

func (s single) score(row []value) scored {
	v := row[s.column]
	out := scored{score: v, coverage: whole(0)}
	if !v.ok {
		return out
	}
	out.coverage, out.decimals = whole(1), v.Scale()
	if s.money {
		out.decimals = 2
	}
	out.parts = []model.Part{{ID: "value", Label: s.label, Input: v.text(), Points: v.text()}}
	out.pieces = []phrase{says(s.label)}
	out.drivers = []driver{{s.label, true}}
	return out
}
