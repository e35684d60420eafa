package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
)

// frontView is the group report at a glance: what its reports say, drawn.
type frontView struct {
	Kinds    []ReportKind
	Ask      ReportAsk // of the tiers; the other reports are of the same months
	Spans    []int
	Span     report.Span
	Counting bool // some figures are counted for the first time
	Stale    bool // some are those of before the last run
	None     bool // there is nobody yet
	Missing  []string
	Keys     []keyFigure
	Pyramid  pyramid
	Flow     flow
	Heat     heat
	Curve    curve
}

// Here is the report that the menu marks: none, for this is its first line.
func (frontView) Here() string { return "" }

// Open is where a report says more, File where its workbook is.
func (d frontView) Open(name string) string { return "/reports/" + name + "?" + d.of(name).query() }
func (d frontView) File(name string) string {
	return "/reports/" + name + "/file?" + d.of(name).query() + "&format=xlsx"
}

// of is the question of the front page to one report. Only the worth of the tiers
// is laid beside an earlier span: moves are a comparison themselves.
func (d frontView) of(name string) ReportAsk {
	if name == d.Ask.Name {
		return d.Ask
	}
	return ReportAsk{Name: name, Months: d.Ask.Months}
}

func (c *Console) frontPage(v *visit) error {
	_, ask, err := v.ask("tiers")
	if err != nil {
		return err
	}
	if ask.Compare == "" {
		ask.Compare = "previous"
	}
	d := frontView{Kinds: c.Analyst.Reports(), Ask: ask, Spans: reportSpans}
	tables, err := c.Analyst.Tables(v.ctx(), v.Principal(), d.of("tiers"), d.of("overlap"), d.of("concentration"), d.of("movement"), d.of("units"))
	if err != nil {
		return err
	}
	tiers, overlap, concentration, moves, units := &tables[0], &tables[1], &tables[2], &tables[3], &tables[4]
	d.Span = tiers.Span
	for i := range tables {
		d.Counting, d.Stale = d.Counting || len(tables[i].Columns) == 0, d.Stale || !tables[i].Fresh
		for _, m := range tables[i].Missing {
			if text := m.In(v.Lang); !slices.Contains(d.Missing, text) {
				d.Missing = append(d.Missing, text)
			}
		}
	}
	if d.Stale { // browsers ask again, with or without scripts
		v.w.Header().Set("Refresh", "1")
	}
	if sum := tiers.Sum(); sum != nil {
		d.None = tiers.Cell(sum, "customers") == "0"
		d.Keys = append(d.Keys, v.worth(tiers)...)
	}
	if len(v.Principal().Units) != 1 && overlap.Sum() != nil { // one unit shares with nobody that it sees
		d.Keys = slices.Insert(d.Keys, min(1, len(d.Keys)), v.shared(overlap))
	}
	if len(concentration.Columns) > 0 {
		d.Keys = append(d.Keys, v.uneven(concentration))
	}
	d.Pyramid, d.Flow, d.Heat, d.Curve = v.pyramid(tiers), v.flow(moves), v.heat(units), v.curve(concentration)
	return v.render(http.StatusOK, "front", view{Title: v.text("reports.title"), Data: d})
}

// keyFigure is one number of the strip. Change is since the span before, Note what
// else belongs to it.
type keyFigure struct {
	Label, Value, Change, Note string
	Down                       bool
}

// worth are the customers, what they buy, and how much of it the best tiers buy.
func (v *visit) worth(t *Counted) []keyFigure {
	sum := t.Sum()
	best := v.best()
	var names []string
	var customers, revenue float64
	rated := 0.0 // before
	for _, row := range t.Parts() {
		if slices.Contains(best, row[0]) {
			names = append(names, v.tierLabel(v.Lang, row[0]))
			customers, revenue = customers+decimal(t.Cell(row, "customer_share")), revenue+decimal(t.Cell(row, "revenue_share"))
		}
		if row[0] != model.Unrated {
			rated += decimal(t.Cell(row, "customers_before"))
		}
	}
	all := keyFigure{Label: v.text("front.customers"), Value: number(t.Cell(sum, "customers"))}
	if rated > 0 { // without tiers of then, only those who bought are known
		v.changed(&all, t, "customers_change")
	} else {
		all.Note = v.text("front.unknown")
	}
	sold := keyFigure{Label: v.text("front.revenue", v.Currency), Value: v.spoken(decimal(t.Cell(sum, "revenue")))}
	v.changed(&sold, t, "revenue_change")
	return []keyFigure{all, sold, {Label: v.text("front.best", strings.Join(names, v.text("layout.comma"))), Value: percent(revenue), Note: v.text("front.best.of", percent(customers))}}
}

// best are the tiers that the group looks at first: the upper two, of a short ladder
// the uppermost.
func (v *visit) best() (out []string) {
	levels := v.Analyst.Policy().Levels
	for _, l := range levels[:min(2, (len(levels)+1)/2)] {
		out = append(out, l.ID)
	}
	return out
}

// changed fills in the change of a figure since the span before.
func (v *visit) changed(k *keyFigure, t *Counted, column string) {
	cell := t.Cell(t.Sum(), column)
	if cell == "" {
		k.Note = v.text("front.unknown")
		return
	}
	switch change := decimal(cell); {
	case change < 0:
		k.Change, k.Down = "▼ "+percent(-change), true
	case change > 0:
		k.Change = "▲ " + percent(change)
	default:
		k.Note = "± 0 "
	}
	k.Note += v.text("front.against", t.Before.String())
}

// shared are the customers that several units have.
func (v *visit) shared(t *Counted) keyFigure {
	n, share := 0.0, 0.0
	for _, row := range t.Parts() {
		if decimal(t.Cell(row, "n")) > 1 {
			n, share = n+decimal(t.Cell(row, "customers")), share+decimal(t.Cell(row, "customer_share"))
		}
	}
	return keyFigure{Label: v.text("front.shared"), Value: number(int64(n)), Note: v.text("front.shared.of", percent(share))}
}

// uneven is how much of the revenue the largest customers make.
func (v *visit) uneven(t *Counted) keyFigure {
	return keyFigure{Label: v.text("front.fifth"), Value: percent(decimal(measure(t, "top_20_percent"))),
		Note: v.text("front.gini", strconv.FormatFloat(decimal(measure(t, "gini")), 'f', 2, 64))}
}

// measure is a line of the report of concentration.
func measure(t *Counted, id string) string {
	for _, row := range t.Rows {
		if row[0] == id {
			return t.Cell(row, "value")
		}
	}
	return ""
}
