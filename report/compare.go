package report

import (
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// YearBefore is the same months of the year before.
func (s Span) YearBefore() Span { return Span{addMonths(s.First, -12), addMonths(s.Last, -12)} }

// Start is the first day of the span.
func (s Span) Start() model.Date { return model.NewDate(s.First/100, time.Month(s.First%100), 1) }

// End is the last day of the span.
func (s Span) End() model.Date { return model.NewDate(s.Last/100, time.Month(s.Last%100)+1, 1) - 1 }

// compared says whether a column is worth two more: parts of a whole are not.
func compared(c Column) bool {
	switch c.Kind {
	case Count, Money, Number:
		return c.ID != "n"
	case Share:
		return !strings.HasSuffix(c.ID, "_share") && c.ID != "share"
	}
	return c.ID == "value"
}

// Compare lays an earlier answer to the same question beside a table: every
// column of a measure gets its value before and the change since. The change of
// money and counts is a share of the value before, that of rates and numbers the
// difference. Rows meet by their texts; those of the earlier table alone stand
// last, before the total.
func Compare(now, before Table) Table {
	out := Table{Name: now.Name, Missing: now.Missing}
	for _, m := range before.Missing {
		out.Missing = append(out.Missing, model.Text{ZH: "对比期：" + m.ZH, EN: "before: " + m.EN})
	}
	for _, c := range now.Columns {
		out.Columns = append(out.Columns, c)
		if !compared(c) {
			continue
		}
		was, change := c, Column{c.ID + "_change", model.Text{ZH: c.Label.ZH + "变化", EN: c.Label.EN + " change"}, changeKind(c.Kind)}
		was.ID, was.Label = c.ID+"_before", model.Text{ZH: "此前" + c.Label.ZH, EN: c.Label.EN + " before"}
		out.Columns = append(out.Columns, was, change)
	}
	key := func(row []string) string {
		var texts []string
		for i, c := range now.Columns {
			if (c.Kind == Text || c.Kind == Tier) && !compared(c) {
				texts = append(texts, row[i])
			}
		}
		return strings.Join(texts, "\x1f")
	}
	past := map[string][]string{}
	for _, row := range before.Rows {
		past[key(row)] = row
	}
	add := func(row, was []string) {
		var cells []string
		for i, c := range now.Columns {
			cell := ""
			switch {
			case row != nil:
				cell = row[i]
			case c.Kind == Text && !compared(c) || c.Kind == Tier:
				cell = was[i]
			}
			if cells = append(cells, cell); !compared(c) {
				continue
			}
			old := ""
			if was != nil {
				old = was[i]
			}
			cells = append(cells, old, change(c.Kind, cell, old))
		}
		out.Rows = append(out.Rows, cells)
	}
	met := map[string]bool{}
	for _, row := range now.Rows {
		met[key(row)] = true
	}
	gone := func() {
		for _, row := range before.Rows {
			if !met[key(row)] {
				add(nil, row)
			}
		}
	}
	for i, row := range now.Rows {
		if last := i == len(now.Rows)-1; last && row[0] == Total {
			gone()
			met = nil
		}
		add(row, past[key(row)])
	}
	if met != nil {
		gone()
	}
	return out
}

func changeKind(k Kind) Kind {
	if k == Money || k == Count {
		return Share
	}
	return k
}

// change is "" where one of the two is not known, or where there was nothing.
func change(k Kind, now, before string) string {
	a, errA := strconv.ParseFloat(now, 64)
	b, errB := strconv.ParseFloat(before, 64)
	switch {
	case errA != nil || errB != nil:
		return ""
	case k == Money || k == Count:
		if b <= 0 {
			return ""
		}
		return share(a-b, b)
	default:
		return strconv.FormatFloat(a-b, 'f', 4, 64)
	}
}
