package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Chart is a picture of a table's figures.
type Chart struct {
	Title  model.Text
	Shape  string // bars, lines or pie
	Kind   Kind   // of the values
	By     Column // whose cells the categories are
	Labels []string
	Series []Series
}

// Series is one row of values; Of is the column whose cell Name is, the column of
// the values where Name is "".
type Series struct {
	Of     Column
	Name   string
	Values []float64
}

// The most bars that a reader takes in.
const mostBars = 20

// Charts are the pictures that belong to a table; none where a picture says no
// more than the figures.
func (t *Table) Charts() []Chart {
	switch t.Name {
	case "tiers":
		return t.pictures(t.plain("bars", "tier", "revenue"), t.plain("pie", "tier", "customers"))
	case "effect":
		return t.pictures(t.plain("bars", "tier", "repurchase", "churn", "conversion"))
	case "sales":
		return t.pictures(t.plain("bars", t.Columns[0].ID, "revenue", "target"))
	case "overlap":
		return t.pictures(t.plain("bars", "units", "customers"))
	case "trend":
		return t.pictures(t.crossed("lines", "month", "tier", "revenue"))
	case "units":
		return t.pictures(t.crossed("bars", "unit", "tier", "revenue"))
	case "movement", "review":
		c := t.crossed("bars", "from", "to", "customers")
		c.Title = model.Text{ZH: "各等级客户的去向", EN: "Where the customers of each tier went"}
		return t.pictures(c)
	case "quality":
		return t.pictures(t.crossed("bars", t.Columns[t.at("attribute")-1].ID, "attribute", "score"))
	case "concentration":
		return t.pictures(t.lorenz())
	}
	return nil
}

// pictures leaves out charts of nothing.
func (t *Table) pictures(charts ...Chart) []Chart {
	return slices.DeleteFunc(charts, func(c Chart) bool { return len(c.Labels) == 0 || len(c.Series) == 0 })
}

// plain draws columns over the cells of another.
func (t *Table) plain(shape, by string, columns ...string) Chart {
	rows := t.Parts()
	rows = rows[:min(len(rows), mostBars)]
	c := Chart{Shape: shape, By: t.Columns[t.at(by)]}
	for _, row := range rows {
		c.Labels = append(c.Labels, row[t.at(by)])
	}
	for _, id := range columns {
		at := t.at(id)
		if at < 0 {
			continue
		}
		s := Series{Of: t.Columns[at]}
		for _, row := range rows {
			s.Values = append(s.Values, number(row[at]))
		}
		c.Kind, c.Series = t.Columns[at].Kind, append(c.Series, s)
	}
	c.title(c.Series[0].Of)
	return c
}

// crossed draws one series for each cell of a second column.
func (t *Table) crossed(shape, by, over, value string) Chart {
	c := Chart{Shape: shape, By: t.Columns[t.at(by)], Kind: t.Columns[t.at(value)].Kind}
	c.title(t.Columns[t.at(value)])
	var names []string
	cells := map[[2]string]float64{}
	for _, row := range t.Parts() {
		label, name := row[t.at(by)], row[t.at(over)]
		if !slices.Contains(c.Labels, label) {
			if len(c.Labels) == 12*mostBars {
				break
			}
			c.Labels = append(c.Labels, label)
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		cells[[2]string{label, name}] = number(row[t.at(value)])
	}
	for _, name := range names {
		s := Series{Of: t.Columns[t.at(over)], Name: name}
		for _, label := range c.Labels {
			s.Values = append(s.Values, cells[[2]string{label, name}])
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// lorenz is the curve of concentration beside even shares.
func (t *Table) lorenz() Chart {
	c := Chart{Shape: "lines", Kind: Share, Title: model.Text{ZH: "洛伦兹曲线", EN: "Lorenz curve"}, By: column("poorest", "最小的客户", "the smallest", Text)}
	curve, even := Series{Of: column("has", "销售额占比", "their share of revenue", Share)}, Series{Of: column("even", "完全平均", "all equal", Share)}
	add := func(percent int, v float64) {
		c.Labels = append(c.Labels, strconv.Itoa(percent)+" %")
		curve.Values, even.Values = append(curve.Values, v), append(even.Values, float64(percent)/100)
	}
	for _, row := range t.Rows {
		if p, ok := strings.CutPrefix(row[0], "lorenz_"); ok {
			percent, _ := strconv.Atoi(p) // written by Concentration
			if percent == 10 {
				add(0, 0)
			}
			add(percent, number(row[1]))
		}
	}
	if len(c.Labels) > 0 {
		add(100, 1)
	}
	c.Series = []Series{curve, even}
	return c
}

func (c *Chart) title(of Column) {
	c.Title = model.Text{ZH: "按" + c.By.Label.ZH + "的" + of.Label.ZH, EN: strings.ToUpper(of.Label.EN[:1]) + of.Label.EN[1:] + " by " + c.By.Label.EN}
}

// number is 0 where a cell is empty: a chart has no room for the unknown.
func number(cell string) float64 {
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0
	}
	return v
}
