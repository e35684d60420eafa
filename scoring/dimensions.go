package scoring

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// dimensional is a scorecard whose dimensions each have a level of their own.
// Those that are gates cap the tier, those that are tags are shown only; the rest
// make up the score.
type dimensional struct {
	card  *scorecard // the dimensions that count
	views []view
}

// view is one dimension with its levels.
type view struct {
	id     string
	label  model.Text
	as     string
	card   *scorecard // of one dimension; nil when column is cut at plain values
	column int
	floors []value
	levels []model.Text
	caps   []int // by level: the highest tier allowed, -1 any
}

// dimensionLabels are the seven that a policy usually has, with their names.
var dimensionLabels = map[string]model.Text{
	"value": {ZH: "客户价值", EN: "value"}, "activity": {ZH: "活跃度", EN: "activity"}, "loyalty": {ZH: "忠诚度", EN: "loyalty"},
	"need": {ZH: "需求", EN: "need"}, "behaviour": {ZH: "行为", EN: "behaviour"}, "lifecycle": {ZH: "生命周期", EN: "lifecycle"}, "risk": {ZH: "风险", EN: "risk"},
}

func compileDimensions(c *compiler, id, path string, m Model) scorer {
	counted := m
	counted.Dimensions = nil
	d := &dimensional{}
	for i, dim := range m.Dimensions {
		at := fmt.Sprintf("%s.dimensions[%d]", path, i)
		if label, usual := dimensionLabels[dim.ID]; usual && dim.Label == (Label{}) {
			dim.Label = Label{ZH: label.ZH, EN: label.EN}
		}
		def(&dim.As, "score")
		c.oneOf(at+".as", dim.As, "score", "gate", "tag")
		v := view{id: dim.ID, label: dim.Label.text(dim.ID), as: dim.As}
		switch {
		case (dim.Use == nil) == (dim.Measures == nil):
			c.fail(codeAbsent, at, "", "a dimension has either measures or use")
		case dim.Use != nil:
			if dim.As == "score" {
				c.fail(codeForeign, at+".use", "give it measures, or write as: gate or as: tag", "a dimension that counts needs points, not a plain value")
			}
			v.column = c.source(id, path, fmt.Sprintf("dimensions[%d].use", i), dim.Use)
		default:
			one := m
			one.Weights, one.Dimensions = nil, []Dimension{dim}
			one.Dimensions[0].Weight = MustNumber("100") // alone it is worth 100, whatever it counts among others
			v.card = c.quietCard(at, one)
		}
		c.viewLevels(at, dim, &v)
		d.views = append(d.views, v)
		if dim.As == "score" {
			dim.As, dim.Levels = "", nil
			counted.Dimensions = append(counted.Dimensions, dim)
		} else if !dim.Weight.IsZero() {
			c.fail(codeForeign, at+".weight", "", "a %s has no weight", dim.As)
		}
	}
	if counted.Dimensions == nil {
		c.fail(codeAbsent, path+".dimensions", "", "one dimension at least must count in the score")
		return d
	}
	d.card = c.card(path, counted, placesOf(m))
	return d
}

// placesOf are the positions of the dimensions that count.
func placesOf(m Model) []int {
	var out []int
	for i, d := range m.Dimensions {
		if d.As == "" || d.As == "score" {
			out = append(out, i)
		}
	}
	return out
}

// quietCard compiles a scorecard of one dimension, whose faults are reported with
// the whole one.
func (c *compiler) quietCard(path string, m Model) *scorecard {
	silent := &compiler{Compiled: c.Compiled, ids: c.ids}
	card := silent.card(path, m, []int{0})
	if m.Dimensions[0].As != "score" { // not part of the whole: say it here
		c.issues = append(c.issues, slices.DeleteFunc(silent.issues, func(i model.Issue) bool { return strings.HasSuffix(i.Path, ".dimensions") })...)
	}
	return card
}

// viewLevels checks the levels of a dimension; the usual ones are 高 from 70 and
// 中 from 40 points.
func (c *compiler) viewLevels(path string, dim Dimension, v *view) {
	levels := dim.Levels
	if levels == nil && v.card != nil {
		seventy, forty := MustNumber("70"), MustNumber("40")
		levels = []DimensionLevel{{ID: "high", Label: Label{ZH: "高", EN: "high"}, Min: &seventy},
			{ID: "middle", Label: Label{ZH: "中", EN: "middle"}, Min: &forty}, {ID: "low", Label: Label{ZH: "低", EN: "low"}}}
	}
	if len(levels) < 2 {
		c.fail(codeAbsent, path+".levels", "", "a dimension needs two levels or more")
	}
	for i, l := range levels {
		at := pathAt(path+".levels", i)
		floor := value{}
		if l.Min != nil {
			floor = known(l.Min.Decimal)
		}
		if !floor.ok && i < len(levels)-1 {
			c.fail(codeAbsent, at+".min", "", "every level but the lowest needs its least value")
		}
		if i > 0 && floor.ok && v.floors[i-1].ok && floor.Cmp(v.floors[i-1].Decimal) >= 0 {
			c.fail(codeLevels, at+".min", "list the levels from the greatest value to the least", "%s is not below the level before it", floor.text())
		}
		cap := -1
		if l.AtMost != "" {
			if v.as != "gate" {
				c.fail(codeForeign, at+".at_most", "write as: gate", "at_most belongs to a gate")
			}
			cap = slices.IndexFunc(c.policy.Tiers.Levels, func(t Level) bool { return t.ID == l.AtMost })
			if cap < 0 {
				var ids []string
				for _, t := range c.policy.Tiers.Levels {
					ids = append(ids, t.ID)
				}
				c.unknown(at+".at_most", "tier", l.AtMost, ids)
			}
		}
		v.floors, v.levels, v.caps = append(v.floors, floor), append(v.levels, l.Label.text(l.ID)), append(v.caps, cap)
	}
	if v.as == "gate" && !slices.ContainsFunc(v.caps, func(i int) bool { return i >= 0 }) {
		c.fail(codeAbsent, path+".levels", "write at_most: TIER at a level", "a gate needs a level that caps the tier")
	}
}

func (d *dimensional) outputs() []string {
	out := []string{"score"}
	for _, v := range d.views {
		out = append(out, v.id)
	}
	return out
}

func (d *dimensional) fit(p *population) fitted {
	f := fittedDimensions{dimensional: d, card: d.card.fit(p).(fittedScorecard)}
	for _, v := range d.views {
		if v.card == nil {
			f.views = append(f.views, nil)
			continue
		}
		f.views = append(f.views, v.card.fit(p))
	}
	return f
}

type fittedDimensions struct {
	*dimensional
	card  fittedScorecard
	views []fitted
}

func (f fittedDimensions) score(row []value) scored {
	out := f.card.score(row)
	outputs := []string{out.scoreText()}
	for i, v := range f.dimensional.views {
		var at value
		if f.views[i] == nil {
			at = row[v.column]
		} else {
			at = scoreOf(f.views[i], row)
		}
		if !at.ok {
			outputs = append(outputs, "")
			continue
		}
		level := levelOf(v.floors, at)
		outputs = append(outputs, v.levels[level].ZH)
		say := model.Text{ZH: v.label.ZH + v.levels[level].ZH, EN: v.label.EN + " " + v.levels[level].EN}
		if v.as != "score" {
			out.parts = append(out.parts, model.Part{ID: v.id, Label: v.label, Input: at.text(), Points: v.levels[level].ZH})
			out.pieces = append(out.pieces, says(say))
		}
		if cap := v.caps[level]; cap >= 0 {
			out.caps = append(out.caps, capping{cap, say})
		}
	}
	out.outputs = outputs
	return out
}

func (f fittedDimensions) learned() map[string]any { return f.card.learned() }

func (f fittedDimensions) lifts(row []value, need value) []lift { return f.card.lifts(row, need) }

func (f fittedDimensions) value(row []value) value { return f.card.value(row) }

// opens are the nearest values, above and below, with which a gate cut at plain
// values caps no more.
func (f fittedDimensions) opens(row []value, level int) []lift {
	var out []lift
	for i, v := range f.dimensional.views {
		if f.views[i] != nil || !row[v.column].ok {
			continue
		}
		at := levelOf(v.floors, row[v.column])
		open := func(k int) bool { return v.caps[k] <= level } // no cap is -1
		if open(at) {
			continue
		}
		for k := at - 1; k >= 0; k-- {
			if open(k) {
				out = append(out, lift{column: v.column, to: v.floors[k], side: ">="})
				break
			}
		}
		for k := at + 1; k < len(v.floors); k++ {
			if open(k) {
				out = append(out, lift{column: v.column, to: v.floors[k-1], side: "<"})
				break
			}
		}
	}
	return out
}
