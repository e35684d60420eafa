package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

// trialDoc is the kept result of a trial: what the command prints as JSON, with
// the names of the tiers as they were then.
type trialDoc struct {
	Classes  []tierName     `json:"classes"`
	Others   []tierName     `json:"others,omitempty"` // of the policy compared with
	Preview  *previewJSON   `json:"preview,omitempty"`
	Compare  *compareJSON   `json:"compare,omitempty"`
	Backtest *backtestJSON  `json:"backtest,omitempty"`
	Guard    *trialOverGate `json:"guard,omitempty"`
	More     int            `json:"more,omitempty"` // moves that are not kept
}

type tierName struct {
	ID    string     `json:"id"`
	Label model.Text `json:"label"`
}

// trialOverGate is a gate that so many moves would not pass.
type trialOverGate struct {
	Gate  string  `json:"gate"`
	Share float64 `json:"share"`
	Limit float64 `json:"limit"`
}

// Of a result so many moves are kept, and so many are shown on its page.
const (
	mostMoves  = 20_000
	shownMoves = 200
)

func keptMoves(rows []previewRowJSON) ([]previewRowJSON, int) {
	kept := rows[:min(mostMoves, len(rows))]
	return kept, len(rows) - len(kept)
}

func classesOf(p *scoring.Compiled) []tierName {
	var out []tierName
	for _, id := range append(p.Levels(), model.Unrated) {
		out = append(out, tierName{id, p.TierLabel(id)})
	}
	return out
}

// guardOf is the gate or the policy's guard that is likely to hold the write-back,
// nil when none is. They count customers of the systems, this the golden records.
func guardOf(d previewJSON, policy *scoring.Compiled, gates configs.Gates) *trialOverGate {
	g := trialOverGate{Gate: "max_changed", Limit: gates.MaxChanged.Value, Share: float64(d.Up+d.Down+d.Other) / float64(max(1, d.Customers))}
	if own := policy.Policy().Tiers.Guard; own != nil && own.MaxChanged != nil {
		if v, _ := own.MaxChanged.Float64(); v < g.Limit {
			g.Limit, g.Gate = v, "tiers.guard"
		}
	}
	if g.Share <= g.Limit {
		return nil
	}
	return &g
}

func (a *app) overGate(g *trialOverGate) string {
	return fmt.Sprintf(a.say("变动占 %.1f %%，超过闸门 %s；写回会先停下等待批准", "%.1f %% move, more than the gate %s: the write-back would wait for an approval"), g.Share*100, g.Gate)
}

// Latest lists the last trials.
func (d *policyDesk) Latest(ctx context.Context, p model.Principal) ([]web.TrialHead, error) {
	list, err := d.engine.Store.Trials(ctx, p, 12)
	out := make([]web.TrialHead, len(list))
	for i, t := range list {
		out[i], _ = d.head(t)
	}
	return out, err
}

func (d *policyDesk) head(t store.Trial) (web.TrialHead, web.TrialAsk) {
	var ask web.TrialAsk
	_ = json.Unmarshal([]byte(t.Ask), &ask) // we wrote it
	h := web.TrialHead{ID: t.ID, Kind: t.Kind, State: t.State, Author: t.Author, Asked: t.Asked, Ended: t.Ended}
	if h.Under() && d.clock.Now().Sub(t.Seen) > trialQuiet {
		h.State = "lost"
	}
	if compiled, _, err := d.read(ask.Text); err == nil && compiled != nil {
		h.Policy = compiled.Policy().Name + " · " + compiled.Hash[:min(12, len(compiled.Hash))]
	}
	return h, ask
}

// Trial is one with its result in words.
func (d *policyDesk) Trial(ctx context.Context, p model.Principal, lang, id string) (web.Trial, error) {
	t, doc, err := d.found(ctx, p, id)
	if err != nil {
		return web.Trial{}, err
	}
	a := d.zh.speaking(p, lang)
	var out web.Trial
	out.TrialHead, out.Ask = d.head(t)
	if out.Under() {
		out.Done, out.Of = (&trialCounter{}).read(t.Said)
		out.Stage = "waiting"
		if out.Of > 0 {
			out.Stage = "scoring"
		}
	}
	var why model.Text
	if t.State == store.TrialFailed && json.Unmarshal([]byte(t.Said), &why) == nil {
		out.Why = why.In(lang)
	}
	if doc == nil {
		return out, nil
	}
	w := trialWords{app: a, doc: doc, hide: p.Hides("name")}
	switch {
	case doc.Preview != nil:
		out.Found = w.preview(doc.Preview)
	case doc.Compare != nil:
		out.Found = w.compare(doc.Compare)
	case doc.Backtest != nil:
		out.Found = w.backtest(doc.Backtest)
	}
	return out, nil
}

// found reads a trial; its document is nil while there is no result.
func (d *policyDesk) found(ctx context.Context, p model.Principal, id string) (store.Trial, *trialDoc, error) {
	t, err := d.engine.Store.Trial(ctx, p, id)
	if err != nil || t.State != store.TrialDone {
		return t, nil, err
	}
	var doc trialDoc
	err = json.Unmarshal([]byte(t.Doc), &doc)
	return t, &doc, err
}

// File writes who moves into an Excel file.
func (d *policyDesk) File(ctx context.Context, p model.Principal, lang, id string) ([]byte, error) {
	_, doc, err := d.found(ctx, p, id)
	if err != nil {
		return nil, err
	}
	var rows []previewRowJSON
	switch {
	case doc == nil || doc.Backtest != nil:
		return nil, d.no("这次试算没有变动清单。", "This trial has no list of moves.")
	case doc.Preview != nil:
		rows = doc.Preview.Rows
	default:
		rows = doc.Compare.Rows
	}
	if p.Hides("name") {
		for i := range rows {
			rows[i].Name = ""
		}
	}
	dir, err := os.MkdirTemp("", "tierloop-export-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "moves.xlsx")
	if err := d.zh.speaking(p, lang).writeMoves(path, rows); err != nil {
		return nil, err
	}
	err = d.keep(ctx, p, "export", "trial "+id, phrase.Counted("xlsx, %d {row|rows}", len(rows)), func(*store.Tx) error { return nil })
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// trialWords puts a result into words of a language.
type trialWords struct {
	*app
	doc  *trialDoc
	hide bool // names
}

// name is a tier as people know it.
func (w trialWords) name(list []tierName, id string) string {
	for _, c := range list {
		if c.ID == id {
			return c.Label.In(w.language())
		}
	}
	switch id {
	case report.New:
		return w.say("新增", "new")
	case report.Gone:
		return w.say("不再评级", "gone")
	}
	return id
}

// frame is what all results have: the classes, and the matrix with its sums.
func (w trialWords) frame(moves []moveCountJSON, from []tierName) *web.TrialResult {
	var rows []string
	add := func(list []string, id string) []string {
		if slices.Contains(list, id) {
			return list
		}
		return append(list, id)
	}
	for _, c := range w.doc.Classes {
		rows = add(rows, c.ID)
	}
	for _, m := range moves {
		rows = add(rows, m.From)
		rows = add(rows, m.To)
	}
	out := &web.TrialResult{Matrix: make([][]int64, len(rows)+1), Was: make([]int64, len(rows)), Is: make([]int64, len(rows))}
	for i := range out.Matrix {
		out.Matrix[i] = make([]int64, len(rows)+1)
	}
	for _, id := range rows {
		label := w.name(w.doc.Classes, id)
		if label == id {
			label = w.name(from, id)
		}
		out.Classes = append(out.Classes, label)
	}
	last := len(rows)
	for _, m := range moves {
		i, j := slices.Index(rows, m.From), slices.Index(rows, m.To)
		for _, cell := range [][2]int{{i, j}, {i, last}, {last, j}, {last, last}} {
			out.Matrix[cell[0]][cell[1]] += m.N
		}
		out.Was[i] += m.N
		out.Is[j] += m.N
	}
	return out
}

func (w trialWords) moves(out *web.TrialResult, rows []previewRowJSON, from []tierName) {
	for _, r := range rows[:min(shownMoves, len(rows))] {
		m := web.TrialMove{Entity: r.Entity, Name: r.Name, Units: r.Units, From: w.name(from, r.From), To: w.name(w.doc.Classes, r.To), Way: string(r.Way), Was: r.Was, Score: r.Score, Why: r.Why.In(w.language())}
		if m.Way != string(report.Up) && m.Way != string(report.Down) {
			m.Way = "other"
		}
		if w.hide {
			m.Name = ""
		}
		out.Moves = append(out.Moves, m)
	}
	out.More = w.doc.More + len(rows) - len(out.Moves)
}

func (w trialWords) preview(p *previewJSON) *web.TrialResult {
	out := w.frame(p.Moves, w.doc.Classes)
	out.AsOf, out.Customers, out.Up, out.Down, out.Other = p.AsOf.String(), p.Customers, p.Up, p.Down, p.Other
	for _, u := range p.Units {
		out.Units = append(out.Units, web.TrialUnit(u))
	}
	w.moves(out, p.Rows, w.doc.Classes)
	if w.doc.Guard != nil {
		out.Guard = w.overGate(w.doc.Guard)
	}
	return out
}

func (w trialWords) compare(c *compareJSON) *web.TrialResult {
	out := w.frame(c.Moves, w.doc.Others)
	out.AsOf, out.Customers, out.Same, out.Against = c.AsOf.String(), c.Customers, c.Same, c.A.Policy+" · "+c.A.Hash[:min(12, len(c.A.Hash))]
	w.moves(out, c.Rows, w.doc.Others)
	return out
}

func (w trialWords) backtest(b *backtestJSON) *web.TrialResult {
	out := w.frame(b.Moves, w.doc.Classes)
	out.Customers, out.Changes, out.Flaps, out.RawChanges, out.RawFlap = int64(b.Customers), b.Changes, b.Flaps, b.RawChanges, b.RawFlaps
	if n := len(b.Reviews); n > 0 {
		out.AsOf = b.Reviews[0].AsOf.String() + " – " + b.Reviews[n-1].AsOf.String()
	}
	for _, r := range b.Reviews {
		x := web.TrialReview{Day: r.AsOf.String(), Up: r.Up, Down: r.Down, Rung: r.Rung}
		for _, c := range w.doc.Classes {
			x.Counts = append(x.Counts, r.Tiers[c.ID])
		}
		for len(x.Counts) < len(out.Classes) {
			x.Counts = append(x.Counts, 0)
		}
		if rated := int64(b.Customers) - r.Tiers[model.Unrated]; rated > 0 {
			x.Best = float64(x.Counts[0]) / float64(rated)
		}
		out.Reviews = append(out.Reviews, x)
	}
	return out
}
