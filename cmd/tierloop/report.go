package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// reportFlags are what a report may be asked about.
type reportFlags struct {
	months           int
	to, at, from     string
	by, targets      string
	compare          string
	groups           bool
	best             int
	units            []string
	out              string
	span             report.Span
	until, on, since model.Date
	today            model.Date
}

func (a *app) reportCommand() *cobra.Command {
	var f reportFlags
	names, lines := reportNames(), []string(nil)
	for _, r := range reports {
		lines = append(lines, "  "+pad(r.name, 15)+a.say(r.zh, r.en))
	}
	lines = append(lines, "  "+pad("view rpt_…", 15)+a.say("任一报表视图的全部行", "all rows of a reporting view"))
	c := &cobra.Command{
		Use: "report NAME", GroupID: "look", ValidArgs: append(names, "view"),
		Short: a.say("报表：等级效果、迁移、集中度、单元重叠、空白机会", "Reports: the effect of tiers, moves, concentration, overlap of units, white space"),
		Long: strings.Join(lines, "\n") + "\n\n" + a.say(`金额为集团策略的本位币，口径与评级一致（见 docs/reference/views.md）。
--out 写入 .csv、.xlsx 或 .json；--unit 只看某些业务单元有权看到的内容。`,
			`Money is in the base currency of the group's policy and counts as the score counts
(docs/reference/views.md). --out writes .csv, .xlsx or .json; --unit shows only what
those business units may see.`),
		Example: `  tierloop report tiers --months 12
  tierloop report sales --by industry --out sales.xlsx
  tierloop report tiers --compare year
  tierloop report whitespace --by product --best 2
  tierloop report movement --from 2026-06-30 --to 2026-09-30
  tierloop report view rpt_tier --out tiers.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 2 && args[0] == "view" && slices.Contains(store.Views(), args[1]), len(args) == 1 && slices.Contains(names, args[0]):
				return nil
			case len(args) == 2 && args[0] == "view":
				return usage("no view %q%s; there are %s", args[1], model.DidYouMean(args[1], store.Views()), strings.Join(store.Views(), ", "))
			case len(args) == 1 && args[0] != "view":
				return usage("no report %q%s; there are %s", args[0], model.DidYouMean(args[0], names), strings.Join(names, ", "))
			}
			return usage("%s wants one of %s, or view and its name", cmd.CommandPath(), strings.Join(names, ", "))
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := a.openEngine(cmd.Context())
			if err != nil {
				return err
			}
			if args[0] == "view" {
				return a.reportView(cmd.Context(), e, args[1], &f)
			}
			return a.report(cmd.Context(), e, args[0], &f)
		},
	}
	c.AddCommand(a.reportSendCommand())
	g := c.Flags()
	g.IntVar(&f.months, "months", 12, a.say("统计多少个月", "look at so many months"))
	g.StringVar(&f.to, "to", "", a.say("到此日（默认今天）", "up to this day (default today)"))
	g.StringVar(&f.from, "from", "", a.say("movement：从此日", "movement: from this day"))
	g.StringVar(&f.at, "tiers-at", "", a.say("tiers、effect：按此日的等级归类（默认当前等级）", "tiers, effect: by the tiers of this day (default: the present ones)"))
	g.StringVar(&f.by, "by", "", a.say("sales：tier（默认）、unit、month、quarter、year、type、region，或任一黄金属性如 industry；whitespace：unit（默认）或 product；quality：unit（默认）或 source",
		"sales: tier (default), unit, month, quarter, year, type, region, or any golden attribute such as industry; whitespace: unit (default) or product; quality: unit (default) or source"))
	g.StringVar(&f.targets, "targets", "", a.say("sales：目标文件，列为 key,target（默认用库中的销售目标）", "sales: a file of targets with the columns key,target (default: the targets in the store)"))
	g.StringVar(&f.compare, "compare", "", a.say("与前一期（previous）或去年同期（year）对比", "lay the period before (previous) or the same months of last year (year) beside it"))
	g.BoolVar(&f.groups, "groups", false, a.say("concentration：按企业集团而非单个客户", "concentration: of groups of companies instead of customers"))
	g.IntVar(&f.best, "best", 1, a.say("whitespace：看最高的几级", "whitespace: so many of the best tiers"))
	g.StringSliceVar(&f.units, "unit", nil, a.say("只看这些业务单元有权看到的", "only what these business units may see"))
	g.StringVar(&f.out, "out", "", a.say("文件 .csv、.xlsx 或 .json", "file .csv, .xlsx or .json"))
	return c
}

// reader is the person at the terminal, or who belongs to some units.
func (a *app) reader(units []string) model.Principal {
	p := a.principal()
	if len(units) > 0 {
		p.Role, p.Units = model.Viewer, units
	}
	return p
}

func (a *app) report(ctx context.Context, e *engine.Engine, name string, f *reportFlags) error {
	policy := e.Config.Policy
	review := "quarterly"
	if s := policy.Policy().Tiers.Stability; s != nil {
		review = s.Review
	}
	if err := f.dates(name, model.DateOf(a.clock.Now().In(e.Config.Location)), review); err != nil {
		return err
	}
	t, err := askReport(ctx, a.roomOf(e, f.units), name, f)
	if err != nil {
		return err
	}
	if f.out != "" {
		return a.writeReport(f.out, t, e.Config, f)
	}
	if a.json {
		a.printJSON("tierloop.report/v1", reportDocument(t, f))
		return nil
	}
	if !slices.Contains(ofNow, name) {
		a.note("%s,%s", "%s, %s", f.span, policy.Policy().Currency.Base)
	}
	a.showTable(t, policy)
	for _, m := range t.Missing {
		a.note("缺少数据：%s", "missing data: %s", m.In(a.language()))
	}
	return nil
}

// roomOf is where reports are asked for, by the person at the terminal or by
// somebody of some units.
func (a *app) roomOf(e *engine.Engine, units []string) *report.Room {
	p := e.Config.Policy
	return &report.Room{Store: e.Store, Reader: a.reader(units), Policy: p.Policy().Name, Ladder: p.Levels(), Base: p.Policy().Currency.Base, Zone: e.Config.Location}
}

// askReport answers a question whose days are read, with the time before beside
// it where --compare says so.
func askReport(ctx context.Context, room *report.Room, name string, f *reportFlags) (report.Table, error) {
	r, _ := findReport(name)
	switch {
	case f.compare == "":
		return r.ask(ctx, room, f)
	case f.compare != "previous" && f.compare != "year":
		return report.Table{}, usage("--compare is previous or year, found %q", f.compare)
	case !r.compares || r.name == "sales" && slices.Contains([]string{report.DimMonth, report.DimQuarter, report.DimYear}, f.by):
		return report.Table{}, usage("this report has no --compare: it is of one moment, or shows time itself")
	}
	now, err := r.ask(ctx, room, f)
	if err != nil {
		return now, err
	}
	before, err := r.ask(ctx, room, f.before())
	return report.Compare(now, before), err
}

// ofNow are the reports that are about no span.
var ofNow = []string{"differences", "quality", "coverage", "reconcile", "writeback"}

// reportDocument is tierloop.report/v1: rows as objects, numbers as numbers.
func reportDocument(t report.Table, f *reportFlags) map[string]any {
	rows := []map[string]any{}
	for _, r := range t.Rows {
		row := map[string]any{}
		for i, c := range t.Columns {
			switch {
			case r[i] == "":
			case c.Kind == report.Text || c.Kind == report.Tier:
				row[c.ID] = r[i]
			default:
				row[c.ID] = jsonNumber(r[i])
			}
		}
		rows = append(rows, row)
	}
	doc := map[string]any{"report": t.Name, "first_month": report.MonthText(f.span.First), "last_month": report.MonthText(f.span.Last), "rows": rows}
	if t.Name == "movement" || t.Name == "review" {
		doc["from"], doc["to"] = f.since, f.until
	}
	if f.compare != "" {
		b := f.before()
		doc["compared_first_month"], doc["compared_last_month"] = report.MonthText(b.span.First), report.MonthText(b.span.Last)
	}
	if len(t.Missing) > 0 {
		doc["missing"] = t.Missing
	}
	return doc
}

// reportView prints or writes a reporting view as it is.
func (a *app) reportView(ctx context.Context, e *engine.Engine, view string, f *reportFlags) error {
	s, finish, abandon, err := a.createSheet(f.out, view)
	if err != nil {
		return err
	}
	defer func() { _ = abandon() }()
	n := 0
	err = e.Store.EachViewRow(ctx, a.reader(f.units), view, func(columns []string) error { return s.head(texts(columns...)) },
		func(cells []string) error { n++; return s.row(cells) })
	if err != nil {
		return err
	}
	if err := s.close(); err != nil {
		return err
	}
	if f.out != "" {
		a.note("%s：%d 行", "%s: %d {row|rows}", filepath.Base(f.out), n)
	}
	return finish()
}
