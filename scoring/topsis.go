package scoring

import (
	"fmt"
	"slices"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring/weights"
)

// criterion is one column that topsis or behaviour reads.
type criterion struct {
	id     string
	label  model.Text
	column int
	weight decimal.Decimal
	lower  bool
}

// criteria compiles the list of a topsis or behaviour.
func (c *compiler) criteria(id, path string, m Model) []criterion {
	var out []criterion
	seen := map[string]bool{}
	for i, r := range m.Criteria {
		name := fmt.Sprintf("criteria[%d]", i)
		x := criterion{id: r.ID, column: c.source(id, path, name+".use", r.Use), weight: r.Weight.Decimal}
		if r.Use != nil && x.id == "" {
			x.id = r.Use.Use
		}
		if x.id == "" || seen[x.id] {
			c.fail(codeAbsent, path+"."+name+".id", "", "a criterion needs an id of its own")
		}
		if r.Weight.IsNeg() {
			c.fail(codeWeights, path+"."+name+".weight", "", "a weight is not negative")
		}
		seen[x.id] = true
		x.label, x.lower = r.Label.text(c.labelOf(x.column).ZH), c.isLower(x.column)
		if r.Label == (Label{}) {
			x.label = c.labelOf(x.column)
		}
		out = append(out, x)
	}
	if len(out) == 0 {
		c.fail(codeAbsent, path+".criteria", "", "a model of type %s needs a criterion", m.Type)
	}
	return out
}

// topsis scores by the closeness to the best of all criteria, from 0 to 1.
// Weights are by hand (all equal when none is given), ahp, entropy or critic.
type topsis struct {
	criteria  []criterion
	weighting weighting
}

func compileTopsis(c *compiler, id, path string, m Model) scorer {
	t := &topsis{criteria: c.criteria(id, path, m)}
	t.weighting = c.weighting(path+".weights", m.Weights, len(t.criteria))
	return t
}

func (t *topsis) outputs() []string { return []string{"score"} }

func (t *topsis) fit(p *population) fitted {
	columns := make([]int, len(t.criteria))
	lower, hand := make([]bool, len(t.criteria)), make([]float64, len(t.criteria))
	given := false
	for i, c := range t.criteria {
		columns[i], lower[i] = c.column, c.lower
		hand[i], _ = c.weight.Float64()
		given = given || hand[i] > 0
	}
	if !given {
		for i := range hand {
			hand[i] = 1
		}
	}
	x := p.matrix(columns)
	w := t.weighting.of(x, hand)
	f := fittedTopsis{topsis: t, weights: w}
	if len(x) > 0 {
		f.ideal = weights.NewIdeal(x, w, lower)
	}
	return f
}

type fittedTopsis struct {
	*topsis
	weights []float64
	ideal   weights.Ideal
}

// closenessScale is the number of decimals that a closeness keeps.
const closenessScale = 6

func (f fittedTopsis) score(row []value) scored {
	out := scored{coverage: whole(0), decimals: closenessScale, outputs: []string{""}}
	x, have := make([]float64, len(f.criteria)), 0
	for i, c := range f.criteria {
		if v := row[c.column]; v.ok {
			x[i], _ = v.Float64()
			have++
		}
	}
	out.coverage = whole(int64(have)).quo(whole(int64(len(f.criteria))))
	if have < len(f.criteria) || f.ideal.Scale == nil {
		return out
	}
	out.score = fromFloat(f.ideal.Closeness(x), closenessScale)
	out.outputs[0] = out.scoreText()
	for i, c := range f.criteria {
		v := row[c.column]
		share := fromFloat(f.weights[i]*100, 2)
		out.parts = append(out.parts, model.Part{ID: c.id, Label: c.label, Input: v.text(), Points: v.text(), Weight: share.text()})
		out.pieces = append(out.pieces, func() model.Text {
			return model.Text{ZH: fmt.Sprintf("%s %s（权重 %s %%）", c.label.ZH, v.text(), share.text()), EN: fmt.Sprintf("%s %s (weight %s %%)", c.label.EN, v.text(), share.text())}
		})
		at := x[i] * f.ideal.Scale[i]
		out.drivers = append(out.drivers, driver{c.label, 2*abs(at-f.ideal.Best[i]) <= abs(f.ideal.Best[i]-f.ideal.Worst[i])})
	}
	return out
}

// value is the closeness without a word about it.
func (f fittedTopsis) value(row []value) value {
	x := make([]float64, len(f.criteria))
	for i, c := range f.criteria {
		if !row[c.column].ok {
			return value{}
		}
		x[i], _ = row[c.column].Float64()
	}
	if f.ideal.Scale == nil {
		return value{}
	}
	return fromFloat(f.ideal.Closeness(x), closenessScale)
}

// lifts move one criterion towards the best of the population, no further.
func (f fittedTopsis) lifts(row []value, need value) []lift {
	var out []lift
	for i, c := range f.criteria {
		if f.ideal.Scale == nil || f.ideal.Scale[i] == 0 || !row[c.column].ok {
			continue
		}
		best := fromFloat(f.ideal.Best[i]/f.ideal.Scale[i], grain)
		if far := best.Cmp(row[c.column].Decimal); (far < 0) != c.lower {
			continue // beyond the best already
		}
		to := nearest(row[c.column], best, func(v value) bool {
			with := slices.Clone(row)
			with[c.column] = v
			s := f.value(with)
			return s.ok && s.Cmp(need.Decimal) >= 0
		})
		side := ">="
		if c.lower {
			side = "<="
		}
		out = append(out, lift{column: c.column, to: to, side: side})
	}
	return out
}

func (f fittedTopsis) learned() map[string]any {
	out := map[string]float64{}
	for i, c := range f.criteria {
		out[c.id] = f.weights[i]
	}
	return map[string]any{"weights": out}
}

func abs(x float64) float64 { return max(x, -x) }

// fromFloat is a float as a decimal of so many decimals; missing when it is none.
func fromFloat(f float64, scale int) value {
	d, err := decimal.NewFromFloat64(f)
	if err != nil {
		return value{}
	}
	return known(d).round(scale)
}

// matrix is the rows that have all of the columns, in the order of the entities.
func (p *population) matrix(columns []int) [][]float64 {
	var out [][]float64
	for _, r := range p.members() {
		x := make([]float64, len(columns))
		all := true
		for i, c := range columns {
			v := p.columns[c].at(r)
			all = all && v.ok
			x[i], _ = v.Float64()
		}
		if all {
			out = append(out, x)
		}
	}
	return out
}
