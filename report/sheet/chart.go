package sheet

import (
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Shape is the form of a chart.
type Shape int

// The forms.
const (
	Bars Shape = iota
	Lines
	Pie
)

// Chart is a native chart with the figures that it draws.
type Chart struct {
	Title      string
	Shape      Shape
	Categories []string
	Series     []Series
	Kind       Kind // of the values
}

// Series is one row of values, as many as there are categories.
type Series struct {
	Name   string
	Values []float64
}

// Chart adds a chart.
func (b *Book) Chart(c Chart) { b.charts = append(b.charts, c) }

func (b *Book) say(zh, en string) string {
	if b.about.Chinese {
		return zh
	}
	return en
}

// The place that a chart takes on its sheet, in rows, and in pixels.
const (
	chartRows   = 22
	chartWidth  = 760
	chartHeight = 400
)

// drawCharts puts each chart beside the table of its figures.
func (b *Book) drawCharts() error {
	if len(b.charts) == 0 {
		return nil
	}
	sheet := b.say("图表", "Charts")
	if _, err := b.file.NewSheet(sheet); err != nil {
		return err
	}
	at := 1
	for _, c := range b.charts {
		if err := b.draw(sheet, at, c); err != nil {
			return err
		}
		at += max(chartRows, len(c.Categories)+4)
	}
	return b.file.SetColWidth(sheet, "A", "A", 18)
}

// draw puts a chart and its figures into a sheet from a row on.
func (b *Book) draw(sheet string, row int, c Chart) error {
	set := func(col, r int, style int, v any) error {
		name, err := excelize.CoordinatesToCellName(col, r)
		if err == nil {
			err = b.file.SetCellValue(sheet, name, v)
		}
		if err == nil {
			err = b.file.SetCellStyle(sheet, name, name, style)
		}
		return err
	}
	if err := set(1, row, b.styles.name, c.Title); err != nil {
		return err
	}
	for i, name := range c.Categories {
		if err := set(1, row+2+i, b.styles.of[Text], name); err != nil {
			return err
		}
	}
	first, last := row+2, row+1+len(c.Categories)
	shape := map[Shape]excelize.ChartType{Bars: excelize.Col, Lines: excelize.Line, Pie: excelize.Pie}[c.Shape]
	legend := "none"
	if len(c.Series) > 1 || c.Shape == Pie {
		legend = "bottom"
	}
	out := &excelize.Chart{Type: shape, Title: excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: c.Title}}}, Legend: excelize.ChartLegend{Position: legend},
		Dimension: excelize.ChartDimension{Width: chartWidth, Height: chartHeight}, YAxis: excelize.ChartAxis{MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: formats[c.Kind]}}}
	for k, s := range c.Series {
		if err := set(k+2, row+1, b.styles.name, s.Name); err != nil {
			return err
		}
		for i, v := range s.Values {
			if err := set(k+2, row+2+i, b.styles.of[c.Kind], v); err != nil {
				return err
			}
		}
		col, err := excelize.ColumnNumberToName(k + 2)
		if err != nil {
			return err
		}
		out.Series = append(out.Series, excelize.ChartSeries{Name: fmt.Sprintf("'%s'!$%s$%d", sheet, col, row+1),
			Categories: fmt.Sprintf("'%s'!$A$%d:$A$%d", sheet, first, last), Values: fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheet, col, first, col, last)})
	}
	beside, err := excelize.ColumnNumberToName(len(c.Series) + 3)
	if err != nil {
		return err
	}
	return b.file.AddChart(sheet, beside+strconv.Itoa(row), out)
}
