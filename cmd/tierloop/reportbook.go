package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/report"
	excel "github.com/tierloop/tierloop/report/sheet"
)

var excelKinds = map[report.Kind]excel.Kind{report.Count: excel.Count, report.Money: excel.Money, report.Share: excel.Share, report.Number: excel.Number}

// writeReport writes a table into a file: ids as headers and cells for programs,
// words, charts and notes for people who open Excel.
func (a *app) writeReport(out string, t report.Table, cfg *configs.Config, f *reportFlags) error {
	people := strings.EqualFold(filepath.Ext(out), ".xlsx")
	s, finish, abandon, err := a.createBook(out, "report-"+t.Name, a.reportAbout(t, cfg, f), a.reportCharts(t, cfg)...)
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	var columns []sheetColumn
	for _, c := range t.Columns {
		x := sheetColumn{name: c.ID, number: c.Kind != report.Text && c.Kind != report.Tier, kind: excelKinds[c.Kind]}
		if people {
			x.name = a.columnName(c)
		}
		columns = append(columns, x)
	}
	if err := s.head(columns); err != nil {
		return err
	}
	for _, r := range t.Rows {
		cells := slices.Clone(r)
		for i, c := range t.Columns {
			if people && (c.Kind == report.Text || c.Kind == report.Tier) {
				cells[i] = a.cell(i == 0, c, r[i], cfg.Policy)
			}
		}
		if err := s.row(cells); err != nil {
			return err
		}
	}
	if err := s.close(); err != nil {
		return err
	}
	a.note("%s：%d 行", "%s: %d {row|rows}", filepath.Base(out), len(t.Rows))
	return finish()
}

// reportTitle is the sentence by which a report is known.
func (a *app) reportTitle(name string) string {
	r, ok := findReport(name)
	if !ok {
		return name
	}
	return a.say(r.zh, strings.ToUpper(r.en[:1])+r.en[1:])
}

// reportAbout is what a workbook says of a report: of when it is, how it counts,
// what was asked for and what is missing.
func (a *app) reportAbout(t report.Table, cfg *configs.Config, f *reportFlags) excel.About {
	policy := cfg.Policy.Policy()
	about := excel.About{Title: cfg.File.Group.Name + " · " + a.reportTitle(t.Name)}
	note := func(zh, en, text string) {
		if text != "" {
			about.Notes = append(about.Notes, [2]string{a.say(zh, en), text})
		}
	}
	of := policy.Currency.Base
	if !slices.Contains(ofNow, t.Name) {
		of = f.span.String() + " · " + of
		note("统计期间", "Span", f.span.String())
	}
	about.Above = []string{of, a.who() + " · " + a.clock.Now().In(cfg.Location).Format("2006-01-02 15:04 MST")}
	switch {
	case t.Name == "movement" || t.Name == "review":
		note("对比日期", "From and to", f.since.String()+" → "+f.until.String())
	case f.on != 0:
		note("等级日期", "Tiers of", f.on.String())
	}
	if f.compare != "" {
		note("对比期间", "Compared with", f.before().span.String())
	}
	note("策略与版本", "Policy and version", policy.Name+" · "+cfg.Policy.Hash[:min(12, len(cfg.Policy.Hash))])
	note("本位币", "Base currency", policy.Currency.Base)
	var asked []string
	for _, x := range [][2]string{{"--by", f.by}, {"--unit", strings.Join(f.units, ",")}, {"--targets", filepath.Base(f.targets)}} {
		if x[1] != "" && x[1] != "." {
			asked = append(asked, x[0]+" "+x[1])
		}
	}
	if f.groups {
		asked = append(asked, "--groups")
	}
	if t.Name == "whitespace" {
		asked = append(asked, fmt.Sprintf("--best %d", f.best))
	}
	note("筛选", "Filters", strings.Join(asked, "  "))
	for _, m := range t.Missing {
		note("缺少数据", "Missing data", m.In(a.language()))
	}
	for _, c := range t.Columns {
		if m, ok := meanings[c.ID]; ok {
			note(c.Label.ZH, c.Label.EN, m.In(a.language()))
		}
	}
	return about
}

// reportCharts are the charts of a table in the reader's words.
func (a *app) reportCharts(t report.Table, cfg *configs.Config) []excel.Chart {
	var out []excel.Chart
	for _, c := range t.Charts() {
		shape := map[string]excel.Shape{"lines": excel.Lines, "pie": excel.Pie}[c.Shape]
		x := excel.Chart{Title: c.Title.In(a.language()), Shape: shape, Kind: excelKinds[c.Kind]}
		for _, l := range c.Labels {
			x.Categories = append(x.Categories, a.cell(true, c.By, l, cfg.Policy))
		}
		for _, s := range c.Series {
			name := s.Of.Label.In(a.language())
			if s.Name != "" {
				name = a.cell(false, s.Of, s.Name, cfg.Policy)
			}
			x.Series = append(x.Series, excel.Series{Name: name, Values: s.Values})
		}
		out = append(out, x)
	}
	return out
}
