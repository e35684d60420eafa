package scoring

import (
	"fmt"
	"strconv"

	"github.com/govalues/decimal"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring/spread"
)

// pyramid divides customers into levels by one value: by the share of customers,
// by a share of revenue (abc: 80 and 95 per cent), by quantiles, values or
// natural breaks. Its score is the value, its class the number of the level.
type pyramid struct {
	column, weight int
	label          model.Text
	cut            cutoff
	labels         []model.Text
}

func pathAt(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// The usual names of the levels.
var (
	pyramidLabels = []model.Text{{ZH: "顶层", EN: "top"}, {ZH: "高层", EN: "upper"}, {ZH: "中层", EN: "middle"}, {ZH: "底层", EN: "base"}}
	abcLabels     = []model.Text{{ZH: "A", EN: "A"}, {ZH: "B", EN: "B"}, {ZH: "C", EN: "C"}}
)

func compilePyramid(c *compiler, id, path string, m Model) scorer {
	p := &pyramid{column: c.source(id, path, "use", m.Use), labels: pyramidLabels}
	if m.Type == "abc" {
		m.By, p.labels = "revenue_share", abcLabels
		if m.At == nil {
			m.At = []Number{MustNumber("0.8"), MustNumber("0.95")}
		}
	}
	def(&m.By, "share")
	if m.By == "share" && m.At == nil {
		m.At = []Number{MustNumber("0.01"), MustNumber("0.05"), MustNumber("0.2")}
	}
	c.oneOf(path+".by", m.By, "share", "score", "quantile", "revenue_share", "jenks")
	levels := len(m.At) + 1
	if m.Labels != nil {
		given := m.Labels.flat()
		if m.By == "jenks" {
			levels = len(given)
		}
		if len(given) != levels {
			c.fail(codeValue, path+".labels", "", "%d levels need %d labels, not %d", levels, levels, len(given))
		}
		p.labels = nil
		for i, l := range given {
			p.labels = append(p.labels, l.text(strconv.Itoa(i+1)))
		}
	} else if m.By == "jenks" {
		levels = len(p.labels)
	} else if levels != len(p.labels) {
		p.labels = nil
		for i := range levels {
			p.labels = append(p.labels, model.Text{ZH: fmt.Sprintf("第 %d 层", i+1), EN: fmt.Sprintf("level %d", i+1)})
		}
	}
	if levels < 2 || levels > 20 {
		c.fail(codeLevels, path+".at", "", "a pyramid has 2 to 20 levels")
	}
	p.weight = p.column
	if m.Of != nil {
		if m.By != "revenue_share" {
			c.fail(codeForeign, path+".of", "", "of belongs to by: revenue_share")
		}
		p.weight = c.source(id, path, "of", m.Of)
	}
	p.cut = c.checkCuts(path+".at", m.By, m.At, levels)
	p.label = c.labelOf(p.column)
	return p
}

func (p *pyramid) outputs() []string { return []string{"score", "class", "level"} }

func (p *pyramid) classList() []class {
	var out []class
	for i, l := range p.labels {
		out = append(out, class{strconv.Itoa(i + 1), l})
	}
	return out
}

func (p *pyramid) fit(pop *population) fitted {
	people := pop.weighed(p.column, p.weight)
	return fittedPyramid{p, p.cut.floors(people), people}
}

type fittedPyramid struct {
	*pyramid
	floors []value
	people []weighed
}

func (f fittedPyramid) score(row []value) scored {
	v := row[f.column]
	out := scored{coverage: whole(0), outputs: make([]string, 3)}
	if !v.ok {
		return out
	}
	level := levelOf(f.floors, v)
	label := f.labels[level]
	out.score, out.coverage, out.decimals = v, whole(1), v.Scale()
	out.class = strconv.Itoa(level + 1)
	out.outputs = []string{v.text(), label.ZH, out.class}
	out.pieces = []phrase{says(label)}
	out.parts = []model.Part{{ID: "value", Label: f.label, Input: v.text(), Points: v.text()}}
	out.drivers = []driver{{f.label, level < len(f.floors)-1}}
	return out
}

// learned tells the floors, how many customers and how much of the whole each
// level holds, and how concentrated the whole is: the measured figures beside
// the claim that 20 % of the customers make 80 %.
func (f fittedPyramid) learned() map[string]any {
	values := make([]float64, 0, len(f.people))
	count, sum, total := make([]int, len(f.floors)), make([]float64, len(f.floors)), 0.0
	for _, p := range f.people {
		w, _ := p.weight.Float64()
		w = max(w, 0)
		values = append(values, w)
		level := levelOf(f.floors, known(p.score))
		count[level]++
		sum[level] += w
		total += w
	}
	levels := make([]map[string]any, len(f.floors))
	for i := range levels {
		levels[i] = map[string]any{"label": f.labels[i], "from": f.floors[i].text(), "customers": count[i]}
		if total > 0 {
			levels[i]["share"] = sum[i] / total
		}
	}
	out := map[string]any{"levels": levels, "customers": len(f.people),
		"top_20_percent_make": spread.TopShare(values, 0.2), "gini": spread.Gini(values), "hhi": spread.HHI(values)}
	if total > 0 {
		run, n := 0.0, 0
		for _, v := range values { // descending by score
			if run >= 0.8*total {
				break
			}
			run += v
			n++
		}
		out["customers_making_80_percent"] = float64(n) / float64(len(values))
	}
	return out
}

// weighed are the customers that have a score, each with what it weighs.
func (p *population) weighed(column, weight int) []weighed {
	var out []weighed
	for _, r := range p.members() {
		if v := p.columns[column].at(r); v.ok {
			w := p.columns[weight].at(r)
			if !w.ok {
				w.Decimal = decimal.Zero
			}
			out = append(out, weighed{v.Decimal, w.Decimal})
		}
	}
	return out
}
