package web

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// Small charts are drawn here, as numbers of an SVG: they need no script, print,
// and stand on the page at once. Each has its figures as text beside it.

// barChart is a drawing of horizontal bars that begin anywhere.
type barChart struct {
	Width, Height int
	Zero          float64 // where the axis stands
	Left, Right   float64 // of the area of the bars
	Bars          []bar
}

type bar struct {
	Label     string
	LabelY, Y float64
	X, W      float64
	Class     string
	Value     string
	ValueX    float64
	Back      float64 // the bar behind it, 0: none; of columns, the height
}

const (
	barRow    = 30
	barLabels = 128
)

// waterfall draws contributions that add up, one after the other, and their sum.
func waterfall(say func(string, ...any) string, fields []struct {
	Label string
	Bits  float64
}) barChart {
	low, high, sum := 0.0, 0.0, 0.0
	for _, f := range fields {
		sum += f.Bits
		low, high = min(low, sum), max(high, sum)
	}
	c := barChart{Width: 340, Height: barRow*(len(fields)+1) + 6, Left: barLabels + 4, Right: 300}
	scale := (c.Right - c.Left) / max(high-low, 1)
	at := func(v float64) float64 { return round1(c.Left + (v-low)*scale) }
	c.Zero = at(0)
	add := func(label string, from, to float64, class string, value float64) {
		y := float64(len(c.Bars)*barRow) + 8
		x, end := at(min(from, to)), at(max(from, to))
		b := bar{Label: label, Y: y, LabelY: y + 12, X: x, W: max(round1(end-x), 1.5), Class: class, Value: signed(value), ValueX: end + 5}
		c.Bars = append(c.Bars, b)
	}
	running := 0.0
	for _, f := range fields {
		class := "for"
		if f.Bits < 0 {
			class = "against"
		}
		add(f.Label, running, running+f.Bits, class, f.Bits)
		running += f.Bits
	}
	add(say("review.total"), 0, running, "sum", running)
	return c
}

// contributions draws what each part adds of what it could.
func contributions(parts []part) barChart {
	most := 0.0
	for _, p := range parts {
		most = max(most, p.Most, p.Adds)
	}
	c := barChart{Width: 420, Height: barRow * len(parts), Left: 112, Right: 330}
	for i, p := range parts {
		y := float64(i*barRow) + 6
		b := bar{Label: p.Label, Y: y, LabelY: y + 12, X: c.Left, Class: "part", Value: p.Text}
		if most > 0 {
			b.W, b.Back = round1(max(p.Adds, 0)/most*(c.Right-c.Left)), round1(p.Most/most*(c.Right-c.Left))
		}
		b.ValueX = c.Left + max(b.W, b.Back) + 6
		c.Bars = append(c.Bars, b)
	}
	return c
}

// part is one line of contributions; Most is 0 where there is no bound.
type part struct {
	Label      string
	Adds, Most float64
	Text       string
}

// lineChart is a line over equal steps.
type lineChart struct {
	Width, Height int
	Points        string // of a polyline
	Dots          []dot
	Marks         []mark // the y axis
	Names         []mark // the x axis
	Cuts          []mark // values that matter, across the whole width
}

// cut is a value that matters, such as where a tier begins.
type cut struct {
	Label string
	Value float64
}

type dot struct{ X, Y float64 }

type mark struct {
	At, X float64
	Text  string
}

// lineOf draws values by name, the oldest first, among the cuts that they cross and
// the next ones above and below.
func lineOf(names []string, values []float64, cuts ...cut) lineChart {
	c := lineChart{Width: 340, Height: 220}
	if len(values) == 0 {
		return c
	}
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	cuts = around(cuts, low, high)
	for _, x := range cuts {
		low, high = min(low, x.Value), max(high, x.Value)
	}
	step := niceStep(high - low)
	low, high = math.Floor(low/step)*step, math.Ceil(high/step)*step
	if low == high {
		low, high = low-step, high+step
	}
	const left, right, bottom = 40.0, 330.0, 190.0
	top := 12.0
	if len(cuts) > 0 {
		top = 20 // a cut has its words above it
	}
	y := func(v float64) float64 { return round1(bottom - (v-low)/(high-low)*(bottom-top)) }
	x := func(i int) float64 {
		if len(values) == 1 {
			return (left + right) / 2
		}
		return round1(left + 12 + float64(i)/float64(len(values)-1)*(right-left-24))
	}
	for v := low; v <= high+step/2; v += step {
		c.Marks = append(c.Marks, mark{At: y(v), Text: strconv.FormatFloat(v, 'f', -1, 64)})
	}
	for i, x := range cuts {
		m := mark{At: y(x.Value), Text: x.Label}
		if i > 0 && c.Cuts[i-1].At-m.At < 13 {
			m.Text = "" // no room for words
		}
		c.Cuts = append(c.Cuts, m)
	}
	every := (len(values) + 5) / 6
	for i, v := range values {
		c.Points += fmt.Sprintf("%g,%g ", x(i), y(v))
		c.Dots = append(c.Dots, dot{x(i), y(v)})
		if i%every == 0 {
			c.Names = append(c.Names, mark{X: x(i), Text: names[i]})
		}
	}
	return c
}

// around are the cuts from low to high, with the next one on either side, rising.
func around(cuts []cut, low, high float64) (out []cut) {
	cuts = slices.SortedFunc(slices.Values(cuts), func(a, b cut) int { return cmp.Compare(a.Value, b.Value) })
	for i, x := range cuts {
		above := i == 0 || cuts[i-1].Value <= high
		below := i == len(cuts)-1 || cuts[i+1].Value >= low
		if above && below {
			out = append(out, x)
		}
	}
	return out
}

// niceStep divides a span into about four steps of 1, 2 or 5.
func niceStep(span float64) float64 {
	if span <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, k := range []float64{1, 2, 5, 10} {
		if span/(unit*k) <= 5 {
			return unit * k
		}
	}
	return unit * 10
}

// columnChart is a row of upright bars.
type columnChart struct {
	Width, Height int
	Bars          []bar
	Names         []mark
	Top           string // the value of the highest
}

// columnsOf draws amounts by name, the oldest first.
func columnsOf(names []string, values []float64, top string) columnChart {
	c := columnChart{Width: 620, Height: 170, Top: top}
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	wide := 600.0 / float64(max(len(values), 1))
	for i, v := range values {
		h := 0.0
		if most > 0 {
			h = round1(max(v, 0) / most * 125)
		}
		c.Bars = append(c.Bars, bar{X: round1(10 + float64(i)*wide), W: round1(wide * 0.7), Y: round1(145 - h), Back: h, Label: names[i]})
		if i%3 == 0 {
			c.Names = append(c.Names, mark{X: round1(10 + float64(i)*wide), Text: names[i]})
		}
	}
	return c
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// signed is a number of bits with its sign: +5.1.
func signed(v float64) string { return fmt.Sprintf("%+.1f", v) }
