package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// analyst answers for the console what tierloop report answers at the terminal.
type analyst struct {
	app    *app
	engine *engine.Engine
	tables *tables
}

// splits are the ways in which a report can be split by a person at a screen.
var splits = map[string][]string{
	"sales":      {report.DimTier, report.DimUnit, report.DimMonth, report.DimQuarter, report.DimYear, report.DimType, report.DimRegion, "industry", "channel", "salesperson"},
	"whitespace": {report.DimUnit, report.DimProduct},
	"quality":    {report.DimUnit, "source"},
}

func (n *analyst) Reports() []web.ReportKind {
	out := make([]web.ReportKind, len(reports))
	for i, r := range reports {
		out[i] = web.ReportKind{Name: r.name, Say: model.Text{ZH: r.zh, EN: strings.ToUpper(r.en[:1]) + r.en[1:]}, Span: !slices.Contains(ofNow, r.name), Compares: r.compares, By: splits[r.name]}
	}
	return out
}

func (n *analyst) Report(ctx context.Context, p model.Principal, lang string, ask web.ReportAsk) (web.Report, error) {
	a := n.app.speaking(p, lang)
	q, err := n.question(ctx, a, ask)
	if err != nil {
		return web.Report{}, err
	}
	t, there, fresh, err := n.tables.ask(ctx, q.key, q.after, q.count)
	if err != nil {
		return web.Report{}, err
	}
	if !there {
		return web.Report{Counting: true}, nil
	}
	f := q.flags
	cfg := n.engine.Config
	out := web.Report{Counting: !fresh, Charts: a.reportCharts(t, cfg), Rows: make([][]string, len(t.Rows))}
	if !slices.Contains(ofNow, ask.Name) {
		out.Span = f.span.String() + " · " + cfg.Policy.Policy().Currency.Base
	}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, web.ReportColumn{Name: cmp.Or(c.Label.In(lang), c.ID), Number: c.Kind != report.Text && c.Kind != report.Tier})
	}
	for i, r := range t.Rows {
		out.Rows[i] = make([]string, len(r))
		for j, c := range t.Columns {
			out.Rows[i][j] = a.cell(j == 0, c, r[j], cfg.Policy)
		}
		out.Total = i == len(t.Rows)-1 && r[0] == report.Total
	}
	for _, m := range t.Missing {
		out.Missing = append(out.Missing, m.In(lang))
	}
	return out, nil
}

// question is a report that somebody asks for: whoever sees the same asks with the
// same key.
type question struct {
	flags      *reportFlags
	key, after string // after which run
	count      func(context.Context) (report.Table, error)
}

func (n *analyst) question(ctx context.Context, a *app, ask web.ReportAsk) (question, error) {
	policy := n.engine.Config.Policy.Policy()
	f := &reportFlags{months: ask.Months, by: ask.By, compare: ask.Compare, best: 1, units: a.as.Units}
	review := "quarterly"
	if s := policy.Tiers.Stability; s != nil {
		review = s.Review
	}
	if err := f.dates(ask.Name, model.DateOf(a.clock.Now().In(n.engine.Config.Location)), review); err != nil {
		return question{}, err
	}
	after, err := lastRun(ctx, n.engine.Store)
	if err != nil {
		return question{}, err
	}
	erased, err := n.lastErasure(ctx)
	if err != nil {
		return question{}, err
	}
	key := fmt.Sprintf("%+v|%s|%q|%t|%q|%s", ask, f.until, a.as.Units, a.as.Group(), a.as.Masked, erased)
	return question{flags: f, key: key, after: after, count: func(ctx context.Context) (report.Table, error) {
		t, err := askReport(ctx, a.roomOf(n.engine, nil), ask.Name, f)
		if x, ok := errors.AsType[*fault.Fault](err); ok && x.Code == "E1001" { // asked in a way that this report has not
			return t, report.ErrNotFound
		}
		return t, err
	}}, nil
}

// lastErasure names the last erasure of a person: tables that were counted before may
// hold the name.
func (n *analyst) lastErasure(ctx context.Context) (string, error) {
	list, err := n.engine.Store.Erasures(ctx, model.SystemPrincipal())
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].ID, nil
}

func (n *analyst) File(ctx context.Context, p model.Principal, lang string, ask web.ReportAsk, format string) ([]byte, error) {
	a := n.app.speaking(p, lang)
	q, err := n.question(ctx, a, ask)
	if err != nil {
		return nil, err
	}
	t, err := n.tables.wait(ctx, q.key, q.after, q.count)
	if err != nil {
		return nil, err
	}
	err = n.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: p.Name, Action: "export", Subject: "report " + ask.Name, Detail: phrase.Counted("%s, %d {row|rows}", format, len(t.Rows))})
	})
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tierloop-export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "report."+format)
	if err := a.writeReport(path, t, n.engine.Config, q.flags); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

func (n *analyst) Policy() web.Policy {
	cfg := n.engine.Config
	p := cfg.Policy.Policy()
	out := web.Policy{Name: p.Name, File: filepath.Base(cfg.PolicyFile()), Hash: cfg.Policy.Hash}
	text, err := os.ReadFile(cfg.PolicyFile())
	if err != nil { // moved since the start; what is in force is in memory
		text = []byte("# " + err.Error())
	}
	out.Text = string(text)
	for _, id := range cfg.Policy.Levels() {
		out.Levels = append(out.Levels, web.PolicyLevel{ID: id, Label: cfg.Policy.TierLabel(id), Service: cfg.Policy.Service(id)})
	}
	return out
}

// speaking is the program on behalf of somebody at the console: it reads as that
// person, signs with the name, and uses the language.
func (a *app) speaking(p model.Principal, lang string) *app {
	return &app{clock: a.clock, config: a.config, lang: lang, quiet: true, as: &p, stdout: a.stdout, stderr: a.stderr}
}

// shownDeliveries is how many times of each delivery the console shows.
const shownDeliveries = 4

// Deliveries are the reports that are sent on schedule.
func (n *analyst) Deliveries(ctx context.Context, p model.Principal) ([]web.Delivery, error) {
	var out []web.Delivery
	for i := range n.engine.Config.Deliveries {
		d := &n.engine.Config.Deliveries[i]
		x := web.Delivery{Name: d.Name, Report: d.Report, Cron: d.Cron, Channels: d.Channels, Next: nextRun(d.Job(), n.app.clock.Now())}
		last, err := n.engine.Store.Deliveries(ctx, p, d.Name, shownDeliveries)
		if err != nil {
			return nil, err
		}
		for _, l := range last {
			y := web.Delivered{Due: l.Due, Again: l.Again, State: l.State, Attempts: l.Attempts, Said: l.Said}
			for _, c := range l.Channels {
				y.Channels = append(y.Channels, web.Sent(c))
			}
			x.Last = append(x.Last, y)
		}
		out = append(out, x)
	}
	return out, nil
}
