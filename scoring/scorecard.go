package scoring

import (
	"fmt"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
)

// scorecard is the weighted sum of dimensions, each the sum of its measures.
type scorecard struct {
	dimensions []dimension
	total      int // decimals of the score, -1 not rounded
	missing    string
	weighting  weighting
}

type dimension struct {
	id       string
	label    model.Text
	weight   value
	full     value // the sum of the full marks
	measures []measure
}

// measure is one indicator and its way to points.
type measure struct {
	column int
	id     string
	label  model.Text
	full   value
	worst  value // the fewest points that it can give
	round  int   // decimals of the points, -1 not rounded
	points func(p *population) func(value) value
	invert inverse
	groups int // of a quantile scale, 0 none
}

func (s *scorecard) outputs() []string { return []string{"score"} }

func (s *scorecard) fit(p *population) fitted {
	f := fittedScorecard{scorecard: s}
	for _, d := range s.dimensions {
		f.weights = append(f.weights, d.weight)
		for _, m := range d.measures {
			f.points = append(f.points, m.points(p))
			var b buckets
			if m.groups > 0 {
				b = newBuckets(p.rank(m.column), m.groups, false)
			}
			f.groups = append(f.groups, b)
		}
	}
	if s.weighting.by != "hand" {
		f.weigh(p)
	}
	return f
}

// weigh finds the weights that are not given by hand, in per cent, from the
// points of the population; equal ones where those tell nothing.
func (f *fittedScorecard) weigh(p *population) {
	var x [][]float64
	if f.weighting.by != "ahp" {
		for _, r := range p.members() {
			row, points, at, all := p.row(r), make([]float64, len(f.dimensions)), 0, true
			for i := range f.dimensions {
				d := &f.dimensions[i]
				m := f.mark(d, f.points[at:], row)
				at += len(d.measures)
				all = all && m.points.ok
				points[i], _ = m.points.Float64()
			}
			if all {
				x = append(x, points)
			}
		}
	}
	equal := make([]float64, len(f.dimensions))
	for i := range equal {
		equal[i] = 1
	}
	for i, w := range f.weighting.of(x, equal) {
		f.weights[i] = fromFloat(w*100, 6)
	}
}

type fittedScorecard struct {
	*scorecard
	points  []func(value) value // by measure, in order
	groups  []buckets           // by measure; of those scaled by quantiles
	weights []value             // by dimension
}

// learned are the weights that were used.
func (f fittedScorecard) learned() map[string]any {
	out := map[string]string{}
	for i, d := range f.dimensions {
		out[d.id] = f.weights[i].text()
	}
	return map[string]any{"weights": out}
}

// mark is a dimension's outcome for one customer.
type mark struct {
	points  value
	present value   // the full marks of the measures that have data
	each    []value // the points of each measure
}

// tally is a customer's sum.
type tally struct {
	marks                    []mark
	weights, total           value // of the dimensions that have data
	coverage, exact, rounded value
}

func (f fittedScorecard) tally(row []value) tally {
	t := tally{marks: make([]mark, len(f.dimensions)), weights: whole(0), total: whole(0)}
	at, covered, all := 0, whole(0), whole(0)
	for i := range f.dimensions {
		d, w := &f.dimensions[i], f.weights[i]
		t.marks[i] = f.mark(d, f.points[at:], row)
		at += len(d.measures)
		all = all.add(w)
		covered = covered.add(w.mul(t.marks[i].present).quo(d.full))
		if t.marks[i].points.ok {
			t.weights = t.weights.add(w)
			t.total = t.total.add(w.mul(t.marks[i].points))
		}
	}
	t.exact, t.coverage = t.total.quo(t.weights), covered.quo(all)
	t.rounded = t.exact
	if f.total >= 0 {
		t.rounded = t.exact.round(f.total)
	}
	if f.missing == "fail" && t.coverage.Cmp(decimal.One) < 0 {
		t.rounded = value{}
	}
	return t
}

// value is the score without a word about it.
func (f fittedScorecard) value(row []value) value { return f.tally(row).rounded }

func (f fittedScorecard) score(row []value) scored {
	t := f.tally(row)
	out := scored{score: t.rounded, decimals: max(f.total, 2), coverage: t.coverage}
	if f.total >= 0 {
		out.decimals = f.total
	}
	for i := range f.dimensions {
		f.explain(&out, &f.dimensions[i], f.weights[i], t.marks[i], t.weights, row)
	}
	out.outputs = []string{out.scoreText()}
	return out
}

// scoreText writes the score with the decimals of its model.
func (s *scored) scoreText() string { return s.score.fixed(s.decimals) }

// mark sums a dimension's points. A dimension without any data has no points
// under renormalize and is left out of the total.
func (s *scorecard) mark(d *dimension, points []func(value) value, row []value) mark {
	out := mark{points: whole(0), present: whole(0), each: make([]value, len(d.measures))}
	for i := range d.measures {
		m := &d.measures[i]
		var p value
		switch v := row[m.column]; {
		case v.ok:
			p = m.rounded(points[i](v))
			out.present = out.present.add(m.full)
		case s.missing == "zero":
			p = whole(0)
		case s.missing == "worst":
			p = m.worst
		}
		if p.ok {
			out.points = out.points.add(p)
		}
		out.each[i] = p
	}
	if s.missing == "renormalize" || s.missing == "fail" {
		if out.present.Cmp(d.full.Decimal) < 0 {
			out.points = out.points.mul(d.full).quo(out.present)
		}
	}
	return out
}

// explain adds a dimension to the parts, the phrases and the drivers.
func (s *scorecard) explain(out *scored, d *dimension, weight value, m mark, weights value, row []value) {
	share := weight.mul(whole(100)).quo(weights).round(2)
	part := model.Part{ID: d.id, Label: d.label, Points: m.points.round(4).text()}
	if m.points.ok {
		adds := weight.mul(m.points).quo(weights)
		part.Weight, part.Adds = share.text(), adds.round(4).text()
		out.pieces = append(out.pieces, func() model.Text {
			return model.Text{
				ZH: fmt.Sprintf("%s %s×%s %% = %s", d.label.ZH, m.points.fixed(1), share.text(), adds.fixed(1)),
				EN: fmt.Sprintf("%s %sx%s %% = %s", d.label.EN, m.points.fixed(1), share.text(), adds.fixed(1)),
			}
		})
		out.drivers = append(out.drivers, driver{d.label, out.score.ok && m.points.Cmp(out.score.Decimal) >= 0})
	} else {
		out.pieces = append(out.pieces, says(model.Text{ZH: d.label.ZH + " 无数据", EN: d.label.EN + " no data"}))
	}
	out.parts = append(out.parts, part)
	for i, x := range d.measures {
		out.parts = append(out.parts, model.Part{
			ID: d.id + "." + x.id, Label: x.label, Input: row[x.column].text(), Points: m.each[i].text(), Weight: x.full.text(), Of: d.id,
		})
	}
}
