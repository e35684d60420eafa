package scoring

import (
	"fmt"
	"strconv"

	"github.com/tierloop/tierloop/model"
)

// grid puts customers into boxes by two values: the B2B matrix of value and
// potential (2 × 2), the nine-box (3 × 3) or any other. Its score is the sum of
// the two positions, each counted from 1, the lowest.
type grid struct {
	columns [2]int
	axes    [2]model.Text
	cuts    [2]Cutting
	sizes   [2]int
	labels  [][]model.Text // by y, then x
}

// The usual names, rows from the lowest y upwards. Those of the nine-box are
// samples: there is no common set.
var (
	matrixLabels = [][]model.Text{
		{{ZH: "瘦狗", EN: "dog"}, {ZH: "金牛", EN: "cow"}},
		{{ZH: "问题", EN: "question"}, {ZH: "明星", EN: "star"}},
	}
	nineBoxLabels = [][]model.Text{
		{{ZH: "放弃", EN: "exit"}, {ZH: "收缩", EN: "harvest"}, {ZH: "维持", EN: "maintain"}},
		{{ZH: "观察", EN: "watch"}, {ZH: "稳定", EN: "stable"}, {ZH: "巩固", EN: "defend"}},
		{{ZH: "试探", EN: "explore"}, {ZH: "培育", EN: "grow"}, {ZH: "核心", EN: "core"}},
	}
)

func compileGrid(c *compiler, id, path string, m Model) scorer {
	g := &grid{columns: [2]int{c.source(id, path, "x", m.X), c.source(id, path, "y", m.Y)}}
	cuts := GridCuts{X: Cutting{Word: "mean"}, Y: Cutting{Word: "mean"}}
	if m.Cuts != nil {
		cuts = *m.Cuts
	}
	for i, cut := range []Cutting{cuts.X, cuts.Y} {
		at := path + ".cuts." + []string{"x", "y"}[i]
		g.axes[i] = c.labelOf(g.columns[i])
		if cut.Word == "" && cut.At == nil {
			cut.Word = "mean"
		}
		g.cuts[i] = cut
		switch {
		case cut.At == nil:
			c.oneOf(at, cut.Word, "mean", "median", "terciles")
			g.sizes[i] = 2
			if cut.Word == "terciles" {
				g.sizes[i] = 3
			}
		default:
			g.sizes[i] = len(cut.At) + 1
			for k := 1; k < len(cut.At); k++ {
				if !cut.At[k-1].Less(cut.At[k].Decimal) {
					c.fail(codeLevels, at, "", "the values of a cut rise")
				}
			}
		}
	}
	c.gridLabels(path, m, g)
	return g
}

func (c *compiler) gridLabels(path string, m Model, g *grid) {
	switch {
	case m.Labels != nil:
	case g.sizes == [2]int{2, 2}:
		g.labels = matrixLabels
		return
	case g.sizes == [2]int{3, 3}:
		g.labels = nineBoxLabels
		return
	}
	if m.Labels != nil && len(m.Labels) != g.sizes[1] {
		c.fail(codeValue, path+".labels", "one list per row, the lowest y first", "%d rows of labels are needed, not %d", g.sizes[1], len(m.Labels))
	}
	for y := range g.sizes[1] {
		var row []model.Text
		for x := range g.sizes[0] {
			label := model.Text{ZH: boxID(x, y), EN: boxID(x, y)}
			if y < len(m.Labels) && x < len(m.Labels[y]) {
				label = m.Labels[y][x].text(boxID(x, y))
			}
			row = append(row, label)
		}
		if y < len(m.Labels) && len(m.Labels[y]) != g.sizes[0] {
			c.fail(codeValue, pathAt(path+".labels", y), "", "a row needs %d labels, not %d", g.sizes[0], len(m.Labels[y]))
		}
		g.labels = append(g.labels, row)
	}
}

func boxID(x, y int) string { return fmt.Sprintf("%d,%d", x+1, y+1) }

func (g *grid) outputs() []string { return []string{"class", "x", "y", "score"} }

func (g *grid) classList() []class {
	var out []class
	for y, row := range g.labels {
		for x, l := range row {
			out = append(out, class{boxID(x, y), l})
		}
	}
	return out
}

func (g *grid) fit(p *population) fitted {
	f := fittedGrid{grid: g}
	for i, cut := range g.cuts {
		values := p.rank(g.columns[i], g.columns[:]...)
		switch cut.Word {
		case "mean":
			f.at[i] = []value{values.mean()}
		case "median":
			f.at[i] = []value{values.median()}
		case "terciles":
			f.at[i] = []value{values.quantile(1, 3), values.quantile(2, 3)}
		default:
			for _, n := range cut.At {
				f.at[i] = append(f.at[i], known(n.Decimal))
			}
		}
	}
	return f
}

type fittedGrid struct {
	*grid
	at [2][]value
}

// box is the position of a value: at or above a mean, median or given value is
// the higher one; at a tercile the lower one.
func (f fittedGrid) box(axis int, v value) int {
	box := 0
	for _, cut := range f.at[axis] {
		c := v.Cmp(cut.Decimal)
		if cut.ok && (c > 0 || c == 0 && f.cuts[axis].Word != "terciles") {
			box++
		}
	}
	return box
}

func (f fittedGrid) score(row []value) scored {
	out := scored{coverage: whole(0), outputs: make([]string, 4)}
	x, y := row[f.columns[0]], row[f.columns[1]]
	have := 0
	for _, v := range []value{x, y} {
		if v.ok {
			have++
		}
	}
	out.coverage = whole(int64(have)).quo(whole(2))
	if have < 2 || !f.at[0][0].ok || !f.at[1][0].ok {
		return out
	}
	at := [2]int{f.box(0, x), f.box(1, y)}
	label := f.labels[at[1]][at[0]]
	out.class = boxID(at[0], at[1])
	out.score = whole(int64(at[0] + at[1] + 2))
	out.outputs = []string{label.ZH, strconv.Itoa(at[0] + 1), strconv.Itoa(at[1] + 1), out.scoreText()}
	out.pieces = []phrase{says(label)}
	for i, v := range []value{x, y} {
		place := strconv.Itoa(at[i] + 1)
		out.parts = append(out.parts, model.Part{ID: []string{"x", "y"}[i], Label: f.axes[i], Input: v.text(), Points: place, Adds: place})
		out.drivers = append(out.drivers, driver{f.axes[i], 2*(at[i]+1) > f.sizes[i]})
	}
	return out
}

func (f fittedGrid) learned() map[string]any {
	return map[string]any{"x": texts(f.at[0]), "y": texts(f.at[1])}
}

func texts(list []value) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = v.text()
	}
	return out
}

// into is the value with which an axis reaches a box from below.
func (f fittedGrid) into(axis, box int) lift {
	l := lift{column: f.columns[axis], to: f.at[axis][box-1].roundUp(grain), side: ">="}
	if f.cuts[axis].Word == "terciles" {
		l.to, l.side = f.at[axis][box-1].roundDown(grain), ">"
	}
	return l
}

// outOf is the value with which an axis falls below a box.
func (f fittedGrid) outOf(axis, box int) lift {
	l := lift{column: f.columns[axis], to: f.at[axis][box-1].roundUp(grain), side: "<"}
	if f.cuts[axis].Word == "terciles" {
		l.to, l.side = f.at[axis][box-1].roundDown(grain), "<="
	}
	return l
}

// lifts raise one axis by as many boxes as the sum lacks.
func (f fittedGrid) lifts(row []value, need value) []lift {
	now := f.score(row)
	lack, _, ok := need.sub(now.score).Ceil(0).Int64(0)
	if !ok || lack < 1 {
		return nil
	}
	var out []lift
	for axis, c := range f.columns {
		if box := f.box(axis, row[c]) + int(lack); box < f.sizes[axis] {
			out = append(out, f.into(axis, box))
		}
	}
	return out
}

// moves go into every other box of the same row or column, upwards first.
func (f fittedGrid) moves(row []value) []lift {
	var out []lift
	for axis, c := range f.columns {
		at := f.box(axis, row[c])
		for box := at + 1; box < f.sizes[axis]; box++ {
			out = append(out, f.into(axis, box))
		}
		for box := at; box > 0; box-- {
			out = append(out, f.outOf(axis, box))
		}
	}
	return out
}
