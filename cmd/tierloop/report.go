package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	groups           bool
	best             int
	units            []string
	out              string
	span             report.Span
	until, on, since model.Date
}

// reports are the questions of tierloop report, in the order of its help.
var reports = []struct {
	name   string
	zh, en string
	ask    func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error)
}{
	{"tiers", "各等级的客户数、销售额与毛利", "customers, revenue and margin of each tier",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.ByTier(ctx, f.span, f.on)
		}},
	{"effect", "各等级的复购、流失、转化、满意度、响应与服务成本", "repurchase, churn, conversion, satisfaction, response and cost to serve of each tier",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Effect(ctx, f.span, f.on)
		}},
	{"trend", "逐月各等级的订单、销售额与毛利", "orders, revenue and margin by month and tier",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Trend(ctx, f.span)
		}},
	{"sales", "按客户类型、行业、地区、渠道、销售员等拆分销售额,可对比目标", "sales by type, industry, region, channel, salesperson …, against targets",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			targets, err := readTargets(f.targets)
			if err != nil {
				return report.Table{}, err
			}
			return r.Sales(ctx, f.span, f.by, targets)
		}},
	{"movement", "两个日期之间的等级迁移,合并与拆分单列", "moves between tiers from one day to another; merges and splits apart",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			m, err := r.Movement(ctx, f.since, f.until, f.span)
			return m.Table(r.Ladder), err
		}},
	{"review", "最近一个已结束评审期改变了什么", "what the last review period that is over changed",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			m, err := r.Movement(ctx, f.since, f.until, f.span)
			t := m.Table(r.Ladder)
			t.Name = "review"
			return t, err
		}},
	{"concentration", "集中度:基尼系数、HHI、前 n 名、达到八成所需客户、洛伦兹曲线", "Gini, HHI, top n, who makes 80 %, Lorenz curve",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			t, _, err := r.Concentration(ctx, f.span, f.groups)
			return t, err
		}},
	{"overlap", "哪些单元共有客户(互斥组合,可加总)", "which units share customers, as sets that add up",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Overlap(ctx, f.span)
		}},
	{"pairs", "单元两两共有的客户与销售额", "customers and revenue that each two units share",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Pairs(ctx, f.span)
		}},
	{"whitespace", "最高几级的客户还没有从哪些单元购买", "customers of the best tiers that do not buy from every unit",
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.WhiteSpace(ctx, f.span, f.best)
		}},
	{"differences", "单元等级与集团等级的差异", "where a unit's tier differs from the group's",
		func(ctx context.Context, r *report.Room, _ *reportFlags) (report.Table, error) {
			return r.Differences(ctx)
		}},
}

func (a *app) reportCommand() *cobra.Command {
	var f reportFlags
	var names, lines []string
	for _, r := range reports {
		names = append(names, r.name)
		lines = append(lines, "  "+pad(r.name, 15)+a.say(r.zh, r.en))
	}
	lines = append(lines, "  "+pad("view rpt_…", 15)+a.say("任一报表视图的全部行", "all rows of a reporting view"))
	c := &cobra.Command{
		Use: "report NAME", GroupID: "look", ValidArgs: append(names, "view"),
		Short: a.say("报表:等级效果、迁移、集中度、单元重叠、空白机会", "Reports: the effect of tiers, moves, concentration, overlap of units, white space"),
		Long: strings.Join(lines, "\n") + "\n\n" + a.say(`金额为集团策略的本位币,口径与评级一致(见 docs/reference/views.md)。
--out 写入 .csv、.xlsx 或 .json;--unit 只看某些业务单元有权看到的内容。`,
			`Money is in the base currency of the group's policy and counts as the score counts
(docs/reference/views.md). --out writes .csv, .xlsx or .json; --unit shows only what
those business units may see.`),
		Example: `  tierloop report tiers --months 12
  tierloop report sales --by industry --out sales.xlsx
  tierloop report movement --from 2026-06-30 --to 2026-09-30
  tierloop report view rpt_tier --out tiers.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 2 && args[0] == "view" && slices.Contains(store.Views(), args[1]), len(args) == 1 && slices.Contains(names, args[0]):
				return nil
			case len(args) == 2 && args[0] == "view":
				return usage("no view %q%s; there are %s", args[1], didYouMean(args[1], store.Views()), strings.Join(store.Views(), ", "))
			case len(args) == 1 && args[0] != "view":
				return usage("no report %q%s; there are %s", args[0], didYouMean(args[0], names), strings.Join(names, ", "))
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
	g := c.Flags()
	g.IntVar(&f.months, "months", 12, a.say("统计多少个月", "look at so many months"))
	g.StringVar(&f.to, "to", "", a.say("到此日(默认今天)", "up to this day (default today)"))
	g.StringVar(&f.from, "from", "", a.say("movement:从此日", "movement: from this day"))
	g.StringVar(&f.at, "tiers-at", "", a.say("tiers、effect:按此日的等级归类(默认当前等级)", "tiers, effect: by the tiers of this day (default: the present ones)"))
	g.StringVar(&f.by, "by", "tier", a.say("sales:tier、unit、month、quarter、year、type、region,或任一黄金属性如 industry", "sales: tier, unit, month, quarter, year, type, region, or any golden attribute such as industry"))
	g.StringVar(&f.targets, "targets", "", a.say("sales:目标文件,列为 key,target", "sales: a file of targets with the columns key,target"))
	g.BoolVar(&f.groups, "groups", false, a.say("concentration:按企业集团而非单个客户", "concentration: of groups of companies instead of customers"))
	g.IntVar(&f.best, "best", 1, a.say("whitespace:看最高的几级", "whitespace: so many of the best tiers"))
	g.StringSliceVar(&f.units, "unit", nil, a.say("只看这些业务单元有权看到的", "only what these business units may see"))
	g.StringVar(&f.out, "out", "", a.say("文件 .csv、.xlsx 或 .json", "file .csv, .xlsx or .json"))
	return c
}

// dates reads the days of the flags.
func (f *reportFlags) dates(name string, today model.Date, review string) error {
	for _, d := range []struct {
		flag, text string
		into       *model.Date
	}{{"--to", f.to, &f.until}, {"--tiers-at", f.at, &f.on}, {"--from", f.from, &f.since}} {
		v, err := model.ParseDate(d.text)
		if err != nil {
			return usage("%s: %v", d.flag, err)
		}
		*d.into = v
	}
	if f.until == 0 {
		f.until = today
	}
	if f.months < 1 || f.months > 1200 {
		return usage("--months is 1 to 1200, found %d", f.months)
	}
	if name == "review" {
		n := periodMonths[review]
		t := f.until.Time()
		start := time.Date(t.Year(), (t.Month()-1)/time.Month(n)*time.Month(n)+1, 1, 0, 0, 0, 0, time.UTC)
		f.until, f.since, f.months = model.DateOf(start)-1, model.DateOf(start.AddDate(0, -n, 0))-1, n
	}
	if name == "movement" && f.since == 0 {
		f.since = f.until.AddMonths(-f.months)
	}
	if f.since > f.until {
		return usage("--from %s is after --to %s", f.since, f.until)
	}
	f.span = report.Months(f.months, f.until)
	return nil
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
	room := &report.Room{Store: e.Store, Reader: a.reader(f.units), Policy: policy.Policy().Name, Ladder: policy.Levels(), Zone: e.Config.Location}
	var t report.Table
	for _, r := range reports {
		if r.name == name {
			var err error
			if t, err = r.ask(ctx, room, f); err != nil {
				return err
			}
		}
	}
	if f.out != "" {
		return a.writeTable(f.out, t)
	}
	if a.json {
		a.printJSON("tierloop.report/v1", reportDocument(t, f))
		return nil
	}
	if name != "differences" {
		a.note("%s,%s", "%s, %s", f.span, policy.Policy().Currency.Base)
	}
	a.showTable(t, policy)
	return nil
}

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
		a.note("%s:%d 行", "%s: %d rows", filepath.Base(f.out), n)
	}
	return finish()
}

// readTargets reads lines of key,target; "" is no file.
func readTargets(path string) (report.Target, error) {
	if path == "" {
		return nil, nil
	}
	rows, bad, err := readPlain(path, targetHeaders, nil, "key", "target")
	if err != nil {
		return nil, err
	}
	out := report.Target{}
	for _, r := range rows {
		v, err := model.ParseAmount(r["target"])
		if err != nil || r["key"] == "" {
			return nil, usage("%s:%s: a target wants a key and an amount, found %q,%q", path, r[lineField], r["key"], r["target"])
		}
		sum, err := out[r["key"]].Add(v)
		if err != nil {
			return nil, usage("%s: %v", path, err)
		}
		out[r["key"]] = sum
	}
	if len(bad) > 0 {
		return nil, usage("%s %s", bad[0].Where, bad[0].Reason)
	}
	return out, nil
}

var targetHeaders = []header{
	{"key", []string{"key", "name", "名称", "维度", "销售员", "行业", "地区", "渠道", "单元", "月份", "unit", "month", "industry", "region", "channel", "owner", "tier"}},
	{"target", []string{"target", "目标", "销售目标", "目标金额", "quota"}},
}
