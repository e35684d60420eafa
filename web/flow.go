package web

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
)

// flow is who moved from one tier to another; who stayed is not drawn.
type flow struct {
	From, To        model.Date
	Up, Down, Other int64
	Came, Left      int64 // as customers, or by matching
	before          int64 // who had a tier at the beginning
	Rows            []flowRow
	Width, Height   int
	Nodes           []flowNode
	Bands           []flowBand
	Counted         bool
}

// flowRow is one kind of move in words.
type flowRow struct {
	From, To, Way string
	Customers     int64
	Revenue       string
}

type flowNode struct {
	X, Y, H      float64
	TextX, TextY float64
	Anchor       string
	Label, Class string
}

// flowBand is the outline of the customers of one move.
type flowBand struct{ Path, Class, Label string }

// First says that nobody had a tier at the beginning: there is nothing to compare.
func (f flow) First() bool { return f.before == 0 && f.Came > 0 }

// Moved is how many changed their tier.
func (f flow) Moved() int64 { return f.Up + f.Down + f.Other }

type move struct {
	from, to string
	n        int64
}

func (v *visit) flow(t *Counted) flow {
	f := flow{From: t.From, To: t.To, Counted: len(t.Columns) > 0}
	var moves []move
	for _, row := range t.Parts() {
		m := move{from: t.Cell(row, "from"), to: t.Cell(row, "to")}
		m.n, _ = strconv.ParseInt(t.Cell(row, "customers"), 10, 64) // written by the report
		if m.from != report.New && m.from != report.Split {
			f.before += m.n
		}
		if m.from == m.to {
			continue
		}
		way := report.Way(t.Cell(row, "way"))
		drawn := false
		switch {
		case m.from == report.New || m.from == report.Split:
			f.Came += m.n
		case m.to == report.Gone || m.to == report.Merged:
			f.Left += m.n
		case way == report.Up:
			f.Up, drawn = f.Up+m.n, true
		case way == report.Down:
			f.Down, drawn = f.Down+m.n, true
		default:
			f.Other, drawn = f.Other+m.n, true
		}
		if drawn {
			moves = append(moves, m)
		}
		f.Rows = append(f.Rows, flowRow{v.class(m.from), v.class(m.to), string(way), m.n, t.Cell(row, "revenue")})
	}
	v.drawFlow(&f, moves)
	return f
}

const (
	flowLeft, flowRight = 118.0, 432.0 // the outer edges of the nodes
	flowNodeWide        = 10.0
	flowSlot            = 15.0 // the least height of a node with its name
	flowGap             = 7.0
	flowTall            = 170.0 // of all who moved
)

// drawFlow lays the tiers out at both sides, the best first, and a band from one to
// the other for each move.
func (v *visit) drawFlow(f *flow, moves []move) {
	if f.Moved() == 0 {
		return
	}
	scale := flowTall / float64(f.Moved())
	from, tall := v.side(f, moves, scale, true)
	to, other := v.side(f, moves, scale, false)
	f.Width, f.Height = 550, int(max(tall, other))+2
	for _, m := range moves {
		h := round1(float64(m.n) * scale)
		a, b := *from[m.from], *to[m.to]
		*from[m.from], *to[m.to] = a+h, b+h
		x0, x1 := flowLeft+flowNodeWide, flowRight-flowNodeWide
		mid := (x0 + x1) / 2
		f.Bands = append(f.Bands, flowBand{
			Path: fmt.Sprintf("M%g %gC%g %g %g %g %g %gV%gC%g %g %g %g %g %gZ", x0, round1(a), mid, round1(a), mid, round1(b), x1, round1(b), round1(b+h),
				mid, round1(b+h), mid, round1(a+h), x0, round1(a+h)),
			Class: v.tierClass(m.from), Label: v.text("front.flow.band", v.class(m.from), v.class(m.to), number(m.n)),
		})
	}
}

// side adds the nodes of one side and says where the bands of each begin, and how
// tall the side is.
func (v *visit) side(f *flow, moves []move, scale float64, left bool) (map[string]*float64, float64) {
	sums := map[string]int64{}
	var classes []string
	for _, l := range v.Analyst.Policy().Levels {
		classes = append(classes, l.ID)
	}
	for _, m := range moves {
		class := m.to
		if left {
			class = m.from
		}
		if sums[class] += m.n; !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
	}
	begins, y := map[string]*float64{}, 1.0
	for _, class := range classes {
		if sums[class] == 0 {
			continue
		}
		h := max(round1(float64(sums[class])*scale), 1)
		slot := max(h, flowSlot)
		top := round1(y + (slot-h)/2)
		n := flowNode{X: flowLeft, Y: top, H: h, TextX: flowLeft - 6, TextY: round1(y + slot/2 + 4), Anchor: "end", Label: v.class(class) + " " + number(sums[class]), Class: v.tierClass(class)}
		if !left {
			n.X, n.TextX, n.Anchor = flowRight-flowNodeWide, flowRight+6, "start"
		}
		f.Nodes = append(f.Nodes, n)
		begins[class] = &top
		y += slot + flowGap
	}
	return begins, y - flowGap
}
