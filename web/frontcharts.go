package web

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/report"
)

// pyramid is what each tier is of the whole, the best first.
type pyramid struct {
	Rows  []pyramidRow
	Chart barChart
}

type pyramidRow struct {
	Tier, Customers, Revenue    string
	CustomerShare, RevenueShare float64
}

func (v *visit) pyramid(t *Counted) (p pyramid) {
	most := 0.0
	for _, row := range t.Parts() {
		r := pyramidRow{row[0], t.Cell(row, "customers"), t.Cell(row, "revenue"), decimal(t.Cell(row, "customer_share")), decimal(t.Cell(row, "revenue_share"))}
		if r.Customers == "" { // of then only
			continue
		}
		p.Rows, most = append(p.Rows, r), max(most, r.CustomerShare, r.RevenueShare)
	}
	const row, thick = 42, 12
	p.Chart = barChart{Width: 420, Height: row * len(p.Rows), Left: 92, Right: 300}
	add := func(y float64, share float64, class, value string) *bar {
		b := bar{Y: y, LabelY: y + 10, X: p.Chart.Left, Class: class, Value: value}
		if most > 0 {
			b.W = max(round1(max(share, 0)/most*(p.Chart.Right-p.Chart.Left)), 1.5)
		}
		b.ValueX = b.X + b.W + 5
		p.Chart.Bars = append(p.Chart.Bars, b)
		return &p.Chart.Bars[len(p.Chart.Bars)-1]
	}
	for i, r := range p.Rows {
		y := float64(i*row) + 4
		add(y, r.RevenueShare, v.tierClass(r.Tier), v.text("front.pyramid.revenue", percent(r.RevenueShare))).Label = v.tierLabel(v.Lang, r.Tier)
		add(y+thick+2, r.CustomerShare, "back", v.text("front.pyramid.customers", number(r.Customers), percent(r.CustomerShare)))
	}
	return p
}

// heat is the customers of each unit by tier, each cell with its shade.
type heat struct {
	Tiers []string
	Rows  []heatRow
}

type heatRow struct {
	Unit  string
	Cells []heatCell
	All   int64
}

// heatCell has a shade from 0, nobody, to shades, the most of all cells.
type heatCell struct {
	N     int64
	Shade int
}

const shades = 5

func (v *visit) heat(t *Counted) (h heat) {
	most := int64(0)
	cells := map[[2]string]int64{}
	met := map[string]bool{}
	var units []string
	for _, row := range t.Parts() {
		unit, tier := t.Cell(row, "unit"), t.Cell(row, "tier")
		n, _ := strconv.ParseInt(t.Cell(row, "customers"), 10, 64) // written by the report
		if !slices.Contains(units, unit) {
			units = append(units, unit)
		}
		cells[[2]string{unit, tier}], met[tier], most = n, true, max(most, n)
	}
	for _, l := range v.Analyst.Policy().Levels {
		h.Tiers = append(h.Tiers, l.ID)
		delete(met, l.ID)
	}
	for _, row := range t.Parts() { // unrated, and tiers of an older policy
		if tier := t.Cell(row, "tier"); met[tier] {
			h.Tiers = append(h.Tiers, tier)
			delete(met, tier)
		}
	}
	for _, unit := range units {
		r := heatRow{Unit: unit}
		for _, tier := range h.Tiers {
			n := cells[[2]string{unit, tier}]
			r.Cells, r.All = append(r.Cells, heatCell{n, int((n*shades + most - 1) / max(most, 1))}), r.All+n
		}
		h.Rows = append(h.Rows, r)
	}
	return h
}

// curve is how much of the revenue the largest customers have, for each part of them.
type curve struct {
	Rows        []curveRow // customers and revenue as shares, ascending
	Chart       lineChart
	Even, Under string // the line of equal customers, and the area under the curve
	Mark        string
}

type curveRow struct{ Customers, Revenue float64 }

// The report counts from the smallest customer up, the page from the largest down.
func (v *visit) curve(t *Counted) (c curve) {
	if decimal(measure(t, "revenue")) <= 0 {
		return c
	}
	const left, right, top, bottom, fifth = 48.0, 400.0, 10.0, 180.0, 2
	x := func(part float64) float64 { return round1(left + part*(right-left)) }
	y := func(part float64) float64 { return round1(bottom - part*(bottom-top)) }
	c.Chart = lineChart{Width: 420, Height: 206}
	for i := 0; i <= 10; i++ {
		r := curveRow{Customers: float64(i) / 10}
		switch i {
		case 0:
		case fifth: // of whole customers, as the strip has it
			r.Revenue = decimal(measure(t, "top_20_percent"))
		case 10:
			r.Revenue = 1
		default:
			r.Revenue = 1 - decimal(measure(t, "lorenz_"+strconv.Itoa(100-10*i)))
		}
		c.Rows = append(c.Rows, r)
		c.Chart.Points += fmt.Sprintf("%g,%g ", x(r.Customers), y(r.Revenue))
		if i%2 == 0 {
			name := strconv.Itoa(10*i) + " %"
			c.Chart.Marks, c.Chart.Names = append(c.Chart.Marks, mark{At: y(r.Customers), Text: name}), append(c.Chart.Names, mark{X: x(r.Customers), Text: name})
		}
	}
	at := c.Rows[fifth]
	c.Chart.Dots = []dot{{x(at.Customers), y(at.Revenue)}}
	c.Mark = v.text("front.curve.mark", percent(at.Customers), percent(at.Revenue))
	c.Even = fmt.Sprintf("%g,%g %g,%g", left, bottom, right, top)
	c.Under = c.Chart.Points + fmt.Sprintf("%g,%g", right, bottom)
	return c
}

// class is a tier, or what a move can begin or end with besides, in words.
func (v *visit) class(id string) string {
	switch id {
	case report.New, report.Gone, report.Merged, report.Split:
		return v.text("front.class." + id)
	}
	return v.tierLabel(v.Lang, id)
}
