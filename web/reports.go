package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/report/sheet"
)

// reportsView is one report beside the menu of all.
type reportsView struct {
	Kinds  []ReportKind
	Kind   ReportKind
	Ask    ReportAsk
	Spans  []int
	Report Report
	Charts []reportChart
}

// reportChart is the data of the chart "figures".
type reportChart struct {
	Title  string      `json:"title"`
	Shape  string      `json:"shape"` // bars, lines or pie
	Share  bool        `json:"share"`
	Labels []string    `json:"labels"`
	Series []chartLine `json:"series"`
}

type chartLine struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
}

// reportSpans are the lengths in months that a report can have.
var reportSpans = []int{1, 3, 6, 12, 24, 36}

func (c *Console) reportPage(v *visit) error {
	kind, ask, err := v.ask(v.r.PathValue("report"))
	if err != nil {
		return err
	}
	r, err := c.Analyst.Report(v.ctx(), v.Principal(), v.Lang, ask)
	if err != nil {
		return err
	}
	if r.Counting { // browsers ask again, with or without scripts
		v.w.Header().Set("Refresh", "1")
	}
	if n := len(r.Rows) - shownRows; n > 0 {
		r.Rows, r.Total, r.More = r.Rows[:shownRows], false, n
	}
	data := reportsView{Kinds: c.Analyst.Reports(), Kind: kind, Ask: ask, Spans: reportSpans, Report: r}
	for _, x := range r.Charts {
		data.Charts = append(data.Charts, chartOf(x))
	}
	return v.render(http.StatusOK, "reports", view{Title: kind.Say.In(v.Lang), Charts: len(data.Charts) > 0, Data: data})
}

// reportFile sends the report as a file.
func (c *Console) reportFile(v *visit) error {
	_, ask, err := v.ask(v.r.PathValue("report"))
	if err != nil {
		return err
	}
	format := v.r.URL.Query().Get("format")
	if contentTypes[format] == "" {
		return errNotFound
	}
	body, err := c.Analyst.File(v.ctx(), v.Principal(), v.Lang, ask, format)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("tierloop-%s-%s.%s", ask.Name, c.Clock.Now().In(c.Zone).Format("20060102"), format)
	v.w.Header().Set("Content-Type", contentTypes[format])
	v.w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = v.w.Write(body)
	return nil
}

// ask reads how a report is asked for from the address; what no kind offers is not
// found.
func (v *visit) ask(name string) (ReportKind, ReportAsk, error) {
	q := v.r.URL.Query()
	i := slices.IndexFunc(v.Analyst.Reports(), func(k ReportKind) bool { return k.Name == name })
	if i < 0 {
		return ReportKind{}, ReportAsk{}, errNotFound
	}
	kind := v.Analyst.Reports()[i]
	ask := ReportAsk{Name: name, Months: 12}
	if len(kind.By) > 0 {
		ask.By = kind.By[0]
	}
	if text := q.Get("months"); text != "" {
		ask.Months, _ = strconv.Atoi(text)
	}
	if by := q.Get("by"); by != "" {
		ask.By = by
	}
	ask.Compare = q.Get("compare")
	if !slices.Contains(reportSpans, ask.Months) || len(kind.By) > 0 && !slices.Contains(kind.By, ask.By) ||
		ask.Compare != "" && (!kind.Compares || ask.Compare != "previous" && ask.Compare != "year") {
		return kind, ask, errNotFound
	}
	return kind, ask, nil
}

// query are the parameters that ask the same again.
func (a ReportAsk) query() string {
	q := url.Values{"months": {strconv.Itoa(a.Months)}}
	if a.By != "" {
		q.Set("by", a.By)
	}
	if a.Compare != "" {
		q.Set("compare", a.Compare)
	}
	return q.Encode()
}

func chartOf(x sheet.Chart) reportChart {
	shape := map[sheet.Shape]string{sheet.Lines: "lines", sheet.Pie: "pie"}[x.Shape]
	if shape == "" {
		shape = "bars"
	}
	out := reportChart{Title: x.Title, Shape: shape, Share: x.Kind == sheet.Share, Labels: x.Categories}
	for _, s := range x.Series {
		out.Series = append(out.Series, chartLine{s.Name, s.Values})
	}
	return out
}

// formats are the files that a report can be had as.
var formats = []string{"xlsx", "csv", "json"}

// Here is the report that the menu marks.
func (d reportsView) Here() string { return d.Kind.Name }

// File is where what is shown lies as a file. It is put together here: a template
// would take the whole question for one value.
func (d reportsView) File(format string) string {
	return "/reports/" + d.Kind.Name + "/file?" + d.Ask.query() + "&format=" + format
}

// Formats are the buttons for files.
func (reportsView) Formats() []string { return formats }

// shownRows is how many rows of a report a page shows; the file has all.
const shownRows = 500
