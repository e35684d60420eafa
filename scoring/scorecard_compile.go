package scoring

import (
	"fmt"

	"github.com/govalues/decimal"
)

func compileScorecard(c *compiler, _, path string, m Model) scorer {
	places := make([]int, len(m.Dimensions))
	for i, d := range m.Dimensions {
		places[i] = i
		if d.Use != nil || d.As != "" || d.Levels != nil {
			c.fail(codeForeign, fmt.Sprintf("%s.dimensions[%d]", path, i), "write type: dimensions", "use, as and levels belong to a model of type dimensions")
		}
	}
	return c.card(path, m, places)
}

// card checks the weights, the full marks and the bands; places are the positions
// of the dimensions in the file.
func (c *compiler) card(path string, m Model, places []int) *scorecard {
	def(&m.Missing, "renormalize")
	c.oneOf(path+".missing", m.Missing, "renormalize", "zero", "worst", "fail")
	c.oneOf(path+".rounding.mode", m.Rounding.Mode, "", "half_up")
	s := &scorecard{missing: m.Missing, total: c.decimals(path+".rounding.total", m.Rounding.Total)}
	s.weighting = c.weighting(path+".weights", m.Weights, len(m.Dimensions))
	round := c.decimals(path+".rounding.measure", m.Rounding.Measure)
	if len(m.Dimensions) == 0 {
		c.fail(codeAbsent, path+".dimensions", "", "a scorecard needs a dimension")
	}
	weights := whole(0)
	seen := map[string]bool{}
	for i, d := range m.Dimensions {
		at := fmt.Sprintf("%s.dimensions[%d]", path, places[i])
		if d.ID == "" || seen[d.ID] {
			c.fail(codeAbsent, at+".id", "", "a dimension needs an id of its own")
		}
		seen[d.ID] = true
		if hand := s.weighting.by == "hand"; hand != d.Weight.IsPos() && (hand || !d.Weight.IsZero()) {
			if !hand {
				c.fail(codeForeign, at+".weight", "remove it", "weights by %s are not given by hand", s.weighting.by)
				continue
			}
			c.fail(codeWeights, at+".weight", "", "a weight is greater than 0")
		}
		weights = weights.add(known(d.Weight.Decimal))
		s.dimensions = append(s.dimensions, c.dimension(at, d, round))
	}
	if s.weighting.by == "hand" && weights.ok && !weights.Equal(decimal.Hundred) && !weights.Equal(decimal.One) && len(m.Dimensions) > 0 {
		c.warn(codeWeights, path+".dimensions", "", "the weights add up to %s, not 100; each counts as its share of the sum", weights.text())
	}
	return s
}

// decimals checks a number of decimals; -1 stands for an absent one.
func (c *compiler) decimals(path string, n *int) int {
	if n == nil {
		return -1
	}
	if *n < 0 || *n > 6 {
		c.fail(codeValue, path, "", "%d is not a number of decimals from 0 to 6", *n)
		return 0
	}
	return *n
}

func (c *compiler) dimension(path string, d Dimension, round int) dimension {
	out := dimension{id: d.ID, label: d.Label.text(d.ID), weight: known(d.Weight.Decimal), full: whole(0)}
	if len(d.Measures) == 0 {
		c.fail(codeAbsent, path+".measures", "", "a dimension needs a measure")
	}
	for i, m := range d.Measures {
		full := whole(100).quo(whole(int64(len(d.Measures))))
		if round >= 0 {
			full = full.round(round)
		}
		if m.Max != nil {
			full = known(m.Max.Decimal)
		}
		at := fmt.Sprintf("%s.measures[%d]", path, i)
		if full.Sign() <= 0 {
			c.fail(codeValue, at+".max", "", "a full mark is greater than 0")
		}
		out.full = out.full.add(full)
		out.measures = append(out.measures, c.measure(at, m, full, round))
	}
	if gap := out.full.sub(whole(100)); gap.ok && gap.CmpAbs(decimal.One) > 0 && len(d.Measures) > 0 {
		c.warn(codeWeights, path+".measures", "", "the full marks add up to %s, not 100", out.full.text())
	}
	return out
}

func (c *compiler) measure(path string, m Measure, full value, round int) measure {
	out := measure{column: c.use(path+".use", m.Use), id: m.Use, full: full, worst: whole(0), round: round}
	out.label = c.labelOf(out.column)
	switch {
	case m.Bands != nil && m.Scale != nil:
		c.fail(codeForeign, path, "", "a measure has bands or a scale, not both")
	case m.Bands != nil:
		out.points, out.worst = c.bands(path+".bands", m.Bands, full)
		out.invert = invertBands(out.column, m.Bands)
	case m.Scale == nil:
		out.points = every(func(v value) value { return v.atLeast(decimal.Zero).atMost(full.Decimal) })
		out.invert = invertDirect(out.column, round)
	case (m.Scale.Linear == nil) == (m.Scale.Quantile == 0):
		c.fail(codeAbsent, path+".scale", "", "a scale has either linear or quantile")
	case m.Scale.Linear != nil:
		out.points = c.linear(path+".scale.linear", m.Scale.Linear, full)
		if l := m.Scale.Linear; len(l) == 2 {
			from := known(l[0].Decimal)
			out.invert = invertLinear(out.column, round, from, known(l[1].Decimal).sub(from), full)
		}
	default:
		out.points = c.quantile(path+".scale.quantile", out.column, m.Scale.Quantile, full)
		out.groups, out.invert = m.Scale.Quantile, invertQuantile(out.column, m.Scale.Quantile, c.isLower(out.column), full)
	}
	return out
}

// every is a way to points that does not look at the population.
func every(points func(value) value) func(*population) func(value) value {
	return func(*population) func(value) value { return points }
}

// bands checks rows of [from, points] and gives the fewest points as well.
func (c *compiler) bands(path string, rows [][]Number, full value) (func(*population) func(value) value, value) {
	worst := full
	for i, r := range rows {
		at := fmt.Sprintf("%s[%d]", path, i)
		if len(r) != 2 {
			c.fail(codeBands, at, "write [from, points]", "a band has two numbers, not %d", len(r))
			return every(func(value) value { return value{} }), value{}
		}
		if i > 0 && r[0].Equal(rows[i-1][0].Decimal) {
			c.fail(codeBands, at, "", "two bands start at %s", r[0].String())
		} else if i > 0 && r[0].Less(rows[i-1][0].Decimal) {
			c.fail(codeBands, at, "sort the bands by their start", "the band from %s comes after the one from %s", r[0].String(), rows[i-1][0].String())
		}
		if r[1].IsNeg() || r[1].Cmp(full.Decimal) > 0 {
			c.fail(codeBands, at, "", "%s points are outside 0 to %s, the full mark", r[1].String(), full.text())
		}
		worst = worst.atMost(r[1].Decimal)
	}
	if len(rows) == 0 {
		c.fail(codeBands, path, "", "a measure needs a band")
	} else if rows[0][0].IsPos() {
		worst = whole(0)
		c.warn(codeBands, path+"[0]", "start the first band at 0", "values below %s have no band and get 0 points", rows[0][0].String())
	}
	return every(func(v value) value {
		points := whole(0)
		for _, r := range rows {
			if v.Cmp(r[0].Decimal) < 0 {
				break
			}
			points = known(r[1].Decimal)
		}
		return points
	}), worst
}

func (c *compiler) linear(path string, ends []Number, full value) func(*population) func(value) value {
	if len(ends) != 2 || ends[0].Equal(ends[1].Decimal) {
		c.fail(codeBands, path, "", "a linear scale is [value of no points, value of full mark], and they differ")
		return every(func(value) value { return value{} })
	}
	from := known(ends[0].Decimal)
	span := known(ends[1].Decimal).sub(from)
	return every(func(v value) value {
		share := v.sub(from).quo(span).atLeast(decimal.Zero).atMost(decimal.One)
		return full.mul(share)
	})
}

func (c *compiler) quantile(path string, column, n int, full value) func(*population) func(value) value {
	if n < 2 || n > 100 {
		c.fail(codeValue, path, "", "%d is not a number of groups from 2 to 100", n)
		return every(func(value) value { return value{} })
	}
	lower := c.isLower(column)
	return func(p *population) func(value) value {
		b := newBuckets(p.rank(column), n, false)
		return func(v value) value {
			group := b.of(v)
			if lower {
				group = n + 1 - group
			}
			return full.mul(whole(int64(group))).quo(whole(int64(n)))
		}
	}
}
