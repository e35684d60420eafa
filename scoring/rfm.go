package scoring

import (
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// rfm scores recency, frequency and monetary value by quantiles of the population,
// independently or nested as Hughes did. The model's score is the sum of the three, counted so that
// more is better, whatever way the single scores are shown.
type rfm struct {
	columns  [3]int // recency, frequency, monetary
	buckets  int
	nested   bool
	bestIs1  bool
	plusOne  bool
	classes  bool
	cut      Cut
	labels   []model.Text // by position in classOrder
	segments []segment
}

type segment struct {
	label  model.Text
	ranges [3][2]int
}

// The eight classes by the bits near, frequent, high, and their usual names.
var (
	classOrder  = []string{"111", "101", "011", "001", "110", "100", "010", "000"}
	classLabels = []model.Text{
		{ZH: "重要价值", EN: "key value"}, {ZH: "重要发展", EN: "key develop"},
		{ZH: "重要保持", EN: "key retain"}, {ZH: "重要挽留", EN: "key win back"},
		{ZH: "一般价值", EN: "general value"}, {ZH: "一般发展", EN: "general develop"},
		{ZH: "一般保持", EN: "general retain"}, {ZH: "一般挽留", EN: "general win back"},
	}
	rfmLabels = [3]model.Text{
		{ZH: "最近购买", EN: "recency"}, {ZH: "购买频次", EN: "frequency"}, {ZH: "购买金额", EN: "monetary value"},
	}
	others = model.Text{ZH: "其他", EN: "Others"}
)

func (r *rfm) outputs() []string {
	out := []string{"r", "f", "m", "score"}
	if r.classes {
		out = append(out, "class")
	}
	if r.segments != nil {
		out = append(out, "segment")
	}
	return out
}

func (r *rfm) classList() []class {
	if !r.classes {
		return nil
	}
	var out []class
	for i, bits := range classOrder {
		out = append(out, class{bits, r.labels[i]})
	}
	return out
}

func (r *rfm) fit(p *population) fitted {
	f := fittedRFM{rfm: r}
	if r.nested {
		f.cells = r.nest(p)
	}
	for i, c := range r.columns {
		s := p.rank(c, r.columns[:]...)
		f.groups[i] = newBuckets(s, r.buckets, r.plusOne)
		switch {
		case r.cut.At != nil:
			f.cuts[i] = known(r.cut.At.values()[i])
		case r.cut.By == "median":
			f.cuts[i] = s.median()
		default:
			f.cuts[i] = s.mean()
		}
	}
	return f
}

type fittedRFM struct {
	*rfm
	groups [3]buckets
	cuts   [3]value
	cells  map[[2]int]buckets // of nested; see nest
}

// group is the place of one value, 1 the worst, when the values before it have
// the given places.
func (f fittedRFM) group(i int, v value, good [3]int) int {
	b := f.groups[i]
	if f.nested {
		switch i {
		case 1:
			b = f.cells[[2]int{good[0], 0}]
		case 2:
			b = f.cells[[2]int{good[0], good[1]}]
		}
		if b.n == 0 { // nobody of the population is in this cell
			b = buckets{n: f.buckets, flat: true}
		}
	}
	group := b.of(v)
	if i == 0 { // the fewer days since the last order the better
		group = f.buckets + 1 - group
	}
	return group
}

// learned are the cut points of the independent scores and of the classes.
func (f fittedRFM) learned() map[string]any {
	out := map[string]any{}
	for i, name := range []string{"recency", "frequency", "monetary"} {
		axis := map[string]any{"quantiles": texts(f.groups[i].cuts)}
		if f.classes {
			axis["cut"] = f.cuts[i].round(6).text()
		}
		out[name] = axis
	}
	return out
}

// score is empty for a customer that lacks any of the three: it is unscored,
// not the worst.
func (f fittedRFM) score(row []value) scored {
	out := scored{coverage: whole(0), outputs: make([]string, len(f.outputs()))}
	var good [3]int // 1 is the worst
	total, bits, have := 0, "", 0
	for i, c := range f.columns {
		v := row[c]
		if !v.ok || !f.cuts[i].ok {
			continue
		}
		have++
		group := 0
		if i == have-1 { // nested places need those before
			group = f.group(i, v, good)
		}
		high := v.Cmp(f.cuts[i].Decimal) >= 0
		if i == 0 {
			high = v.Cmp(f.cuts[i].Decimal) <= 0
		}
		good[i] = group
		total += group
		if high {
			bits += "1"
		} else {
			bits += "0"
		}
	}
	out.coverage = whole(int64(have)).quo(whole(3))
	if have < 3 {
		return out
	}
	out.score = whole(int64(total))
	f.explain(&out, row, good)
	out.outputs[3] = out.scoreText()
	next := 4
	if f.classes {
		label := f.label(bits)
		out.class, out.outputs[next] = bits, label.ZH
		out.pieces = append(out.pieces, says(label))
		next++
	}
	if f.segments != nil {
		out.outputs[next] = f.segment(good).ZH
	}
	return out
}

// explain fills in the three scores in the shown direction.
func (f fittedRFM) explain(out *scored, row []value, good [3]int) {
	for i, name := range []string{"r", "f", "m"} {
		shown := good[i]
		if f.bestIs1 {
			shown = f.buckets + 1 - shown
		}
		text := strconv.Itoa(shown)
		out.outputs[i] = text
		out.parts = append(out.parts, model.Part{
			ID: name, Label: rfmLabels[i], Input: row[f.columns[i]].text(), Points: text, Adds: strconv.Itoa(good[i]),
		})
		out.pieces = append(out.pieces, func() model.Text {
			return model.Text{ZH: rfmLabels[i].ZH + " " + text, EN: rfmLabels[i].EN + " " + text}
		})
		out.drivers = append(out.drivers, driver{rfmLabels[i], 2*good[i] > f.buckets})
	}
}

func (r *rfm) label(bits string) model.Text {
	for i, b := range classOrder {
		if b == bits {
			return r.labels[i]
		}
	}
	return others
}

// segment is the first range in the listed order that holds the three scores,
// counted with 1 as the worst.
func (r *rfm) segment(good [3]int) model.Text {
	for _, s := range r.segments {
		fits := true
		for i, g := range good {
			fits = fits && g >= s.ranges[i][0] && g <= s.ranges[i][1]
		}
		if fits {
			return s.label
		}
	}
	return others
}

// moves bring one of R, F and M to the other side of its cut.
func (f fittedRFM) moves(row []value) []lift {
	var out []lift
	for i, c := range f.columns {
		v, cut := row[c], f.cuts[i]
		if !v.ok || !cut.ok {
			continue
		}
		switch over := v.Cmp(cut.Decimal); {
		case i == 0 && over > 0:
			out = append(out, lift{column: c, to: cut.roundDown(grain), side: "<="})
		case i == 0:
			out = append(out, lift{column: c, to: cut.roundDown(grain), side: ">"})
		case over < 0:
			out = append(out, lift{column: c, to: cut.roundUp(grain), side: ">="})
		default:
			out = append(out, lift{column: c, to: cut.roundUp(grain), side: "<"})
		}
	}
	return out
}
