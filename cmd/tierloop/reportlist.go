package main

import (
	"cmp"
	"context"

	"github.com/tierloop/tierloop/report"
)

// reportKind is one question of tierloop report.
type reportKind struct {
	name   string
	zh, en string
	// compares: an earlier span can be asked about in the same way.
	compares bool
	ask      func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error)
}

// reports are the questions in the order of the help.
var reports = []reportKind{
	{"tiers", "各等级的客户数、销售额与毛利", "customers, revenue and margin of each tier", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.ByTier(ctx, f.span, f.on)
		}},
	{"units", "各单元中各集团等级的客户数、销售额与毛利", "customers, revenue and margin of each group tier in each unit", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.ByUnit(ctx, f.span, f.on)
		}},
	{"effect", "各等级的复购、流失、转化、满意度、响应与服务成本", "repurchase, churn, conversion, satisfaction, response and cost to serve of each tier", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Effect(ctx, f.span, f.on)
		}},
	{"trend", "逐月各等级的订单、销售额与毛利", "orders, revenue and margin by month and tier", false,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Trend(ctx, f.span)
		}},
	{"sales", "按客户类型、行业、地区、渠道、销售员等拆分销售额，可对比目标", "sales by type, industry, region, channel, salesperson …, against targets", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			by := cmp.Or(f.by, report.DimTier)
			if f.targets != "" {
				targets, err := readTargets(f.targets)
				if err != nil {
					return report.Table{}, err
				}
				return r.Sales(ctx, f.span, by, targets)
			}
			targets, missing, err := r.Targets(ctx, f.span, by)
			if err != nil {
				return report.Table{}, err
			}
			t, err := r.Sales(ctx, f.span, by, targets)
			t.Missing = append(t.Missing, missing...)
			return t, err
		}},
	{"movement", "两个日期之间的等级迁移，合并与拆分单列", "moves between tiers from one day to another; merges and splits apart", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			m, err := r.Movement(ctx, f.since, f.until, f.span)
			return m.Table(r.Ladder), err
		}},
	{"review", "最近一个已结束评审期改变了什么", "what the last review period that is over changed", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			m, err := r.Movement(ctx, f.since, f.until, f.span)
			t := m.Table(r.Ladder)
			t.Name = "review"
			return t, err
		}},
	{"concentration", "集中度：基尼系数、HHI、前 n 名、达到八成所需客户、洛伦兹曲线", "Gini, HHI, top n, who makes 80 %, Lorenz curve", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			t, _, err := r.Concentration(ctx, f.span, f.groups)
			return t, err
		}},
	{"overlap", "哪些单元共有客户（互斥组合，可加总）", "which units share customers, as sets that add up", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Overlap(ctx, f.span)
		}},
	{"pairs", "单元两两共有的客户与销售额", "customers and revenue that each two units share", true,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Pairs(ctx, f.span)
		}},
	{"whitespace", "最高几级的客户还没有购买哪些单元或产品线", "customers of the best tiers that do not buy from every unit, or every product line", false,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			by := cmp.Or(f.by, report.DimUnit)
			if by != report.DimUnit && by != report.DimProduct {
				return report.Table{}, usage("whitespace is --by %s or --by %s, found %q", report.DimUnit, report.DimProduct, by)
			}
			return r.WhiteSpace(ctx, f.span, f.best, by)
		}},
	{"differences", "单元等级与集团等级的差异", "where a unit's tier differs from the group's", false,
		func(ctx context.Context, r *report.Room, _ *reportFlags) (report.Table, error) {
			return r.Differences(ctx)
		}},
	{"quality", "数据质量：填充率、无效、冲突、重复、陈旧与趋势，按单元或来源", "data quality: fill rates, invalid codes, conflicts, duplicates, staleness and trend, by unit or source", false,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			by := cmp.Or(f.by, report.DimUnit)
			if by != report.DimUnit && by != "source" {
				return report.Table{}, usage("quality is --by unit or --by source, found %q", by)
			}
			return r.Quality(ctx, by == "source")
		}},
	{"coverage", "评级依据：未评级及原因、指标覆盖、来源新鲜度、将到期的人工指定", "what tiers rest on: who is unrated and why, indicators, freshness of sources, pins about to end", false,
		func(ctx context.Context, r *report.Room, f *reportFlags) (report.Table, error) {
			return r.Coverage(ctx, f.today, pinsWithin)
		}},
	{"reconcile", "来源计数与本库计数，按来源、对象与单元", "what each source counts against what is stored, by object and unit", false,
		func(ctx context.Context, r *report.Room, _ *reportFlags) (report.Table, error) {
			return r.Reconcile(ctx)
		}},
	{"writeback", "各系统回写字段的状态", "where the write-back of each system stands", false,
		func(ctx context.Context, r *report.Room, _ *reportFlags) (report.Table, error) {
			return r.Writeback(ctx)
		}},
}

// pinsWithin is the number of days in which a pin is about to end.
const pinsWithin = 30

func findReport(name string) (reportKind, bool) {
	for _, r := range reports {
		if r.name == name {
			return r, true
		}
	}
	return reportKind{}, false
}

func reportNames() []string {
	var out []string
	for _, r := range reports {
		out = append(out, r.name)
	}
	return out
}
