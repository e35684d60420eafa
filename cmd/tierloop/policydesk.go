package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// policyDesk tries policies for the console as tierloop tier does at the terminal,
// one at a time in a process.
type policyDesk struct {
	*stewardDesk
	serving context.Context // ends when the process stops

	mu   sync.Mutex
	busy string // the trial under way
}

// How long results are kept, how often a running trial tells that it lives, and
// after which silence it is taken for lost.
const (
	trialLife  = 30 * 24 * time.Hour
	trialBeat  = 2 * time.Second
	trialQuiet = time.Minute
)

// Check reads a policy and says what is wrong with it.
func (d *policyDesk) Check(text string) ([]web.Finding, bool) {
	compiled, findings, err := d.read(text)
	if err != nil {
		return []web.Finding{{Place: "policy.yaml", Error: true, Text: err.Error()}}, false
	}
	var out []web.Finding
	for _, f := range findings {
		out = append(out, web.Finding{Place: f.Place(), Code: f.Code, Error: f.Severity == model.SeverityError, Text: f.Text, Fix: f.Fix})
	}
	return out, compiled != nil && !configs.HasErrors(findings)
}

// read compiles a text as the file policy.yaml. It lies in a folder of its own
// meanwhile: whoever is at the console names no file of this machine.
func (d *policyDesk) read(text string) (*scoring.Compiled, []configs.Finding, error) {
	dir, err := os.MkdirTemp("", "tierloop-policy-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "policy.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		return nil, nil, err
	}
	compiled, findings := configs.CheckPolicy(path, d.engine.Config)
	for i := range findings {
		if findings[i].File == path {
			findings[i].File = "policy.yaml"
		}
		findings[i].Text = strings.ReplaceAll(findings[i].Text, path, "policy.yaml")
	}
	return compiled, findings, nil
}

// compile is read of a text that was found to be right.
func (d *policyDesk) compile(text string) (*scoring.Compiled, error) {
	compiled, findings, err := d.read(text)
	if err == nil && (compiled == nil || configs.HasErrors(findings)) {
		err = d.no("策略有误，不能试算。", "The policy has errors and cannot be tried.")
	}
	return compiled, err
}

// Begin has a question computed in the background.
func (d *policyDesk) Begin(ctx context.Context, p model.Principal, ask web.TrialAsk) (string, error) {
	policy, err := d.compile(ask.Text)
	if err != nil {
		return "", err
	}
	other, err := d.other(ctx, p, ask)
	if err != nil {
		return "", err
	}
	var b backtest
	if ask.Kind == "backtest" {
		if b, err = d.reviews(policy, ask); err != nil {
			return "", d.refused(err)
		}
	}
	if ask.Unit != "" && !d.hasUnit(ask.Unit) {
		return "", d.no("没有业务单元 %s。", "There is no business unit %s.", ask.Unit)
	}
	text, err := json.Marshal(ask)
	if err != nil {
		return "", err
	}
	t := store.Trial{ID: "T-" + rand.Text()[:12], Kind: ask.Kind, State: store.TrialRunning, Author: p.Name, Ask: string(text), Asked: d.clock.Now()}
	if !d.occupy(t.ID) {
		return "", d.no("另一个试算正在进行；请等它完成，或先停止它。", "Another trial is being computed; wait for it, or stop it first.")
	}
	err = d.keep(ctx, p, "policy.try", t.ID, ask.Kind+" "+policy.Policy().Name+" "+policy.Hash, func(tx *store.Tx) error {
		if err := tx.ForgetTrials(ctx, t.Asked.Add(-trialLife)); err != nil {
			return err
		}
		return tx.SaveTrial(ctx, t)
	})
	if err != nil {
		d.occupy("")
		return "", err
	}
	go d.compute(t, p, trialJob{ask: ask, policy: policy, other: other, reviews: b})
	return t.ID, nil
}

// occupy takes the one place, or gives it back by "".
func (d *policyDesk) occupy(id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if id != "" && d.busy != "" {
		return false
	}
	d.busy = id
	return true
}

func (d *policyDesk) hasUnit(id string) bool {
	for _, u := range d.engine.Config.File.Units {
		if u.ID == id {
			return true
		}
	}
	return false
}

// other is the policy that a comparison is against.
func (d *policyDesk) other(ctx context.Context, p model.Principal, ask web.TrialAsk) (*scoring.Compiled, error) {
	if ask.Kind != "compare" || ask.Against == "" {
		return d.engine.Config.Policy, nil
	}
	t, err := d.engine.Store.Trial(ctx, p, ask.Against)
	if err != nil {
		return nil, err
	}
	var before web.TrialAsk
	if err := json.Unmarshal([]byte(t.Ask), &before); err != nil {
		return nil, err
	}
	return d.compile(before.Text)
}

// reviews are the days of a backtest.
func (d *policyDesk) reviews(policy *scoring.Compiled, ask web.TrialAsk) (backtest, error) {
	b := backtest{every: ask.Every}
	for _, x := range []struct {
		text string
		into *model.Date
	}{{ask.From, &b.from}, {ask.To, &b.to}} {
		if x.text == "" {
			continue
		}
		var err error
		if *x.into, err = model.ParseDate(x.text); err != nil {
			return b, d.no("%s 不是日期，请写 YYYY-MM-DD。", "%s is no date, write YYYY-MM-DD.", x.text)
		}
	}
	return b, b.settle(d.zh, policy, model.DateOf(d.clock.Now().In(d.engine.Config.Location)))
}

// Stop ends a trial, whichever process computes it.
func (d *policyDesk) Stop(ctx context.Context, p model.Principal, id string) error {
	if _, err := d.engine.Store.Trial(ctx, p, id); err != nil {
		return err
	}
	return d.keep(ctx, p, "policy.stop", id, "", func(tx *store.Tx) error {
		_, err := tx.StopTrial(ctx, id)
		return err
	})
}

// compute answers a question and keeps the answer, or why there is none.
func (d *policyDesk) compute(t store.Trial, p model.Principal, job trialJob) {
	defer d.occupy("")
	ctx, cancel := context.WithCancel(d.serving)
	defer cancel()
	job.counter = &trialCounter{}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		d.watch(ctx, cancel, t.ID, job.counter)
	}()
	doc, err := d.answer(ctx, p, job)
	stopped := ctx.Err() != nil
	cancel()
	<-watched
	t.Ended, t.State = d.clock.Now(), store.TrialDone
	switch {
	case stopped:
		t.State = store.TrialStopped
	case err != nil:
		t.State = store.TrialFailed
		why := d.say(func(a *app) string { return fault.Of(err).What(a.language()) })
		if text, e := json.Marshal(why); e == nil {
			t.Said = string(text)
		}
		d.engine.Log.Warn("a trial of a policy failed", "trial", t.ID, "error", err)
	default:
		t.Doc = doc
	}
	err = d.engine.Store.InTx(context.WithoutCancel(d.serving), store.Fence{}, func(tx *store.Tx) error { return tx.SaveTrial(context.WithoutCancel(d.serving), t) })
	if err != nil {
		d.engine.Log.Warn("the result of a trial could not be kept", "trial", t.ID, "error", err)
	}
}

// watch tells the store how far a trial is, and ends it when somebody wants so.
func (d *policyDesk) watch(ctx context.Context, cancel func(), id string, counter *trialCounter) {
	tick := time.NewTicker(trialBeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if t, err := d.engine.Store.Trial(ctx, model.SystemPrincipal(), id); err == nil && t.State == store.TrialStopping {
			cancel()
			return
		}
		err := d.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { return tx.TellTrial(ctx, id, counter.String()) })
		if err != nil && !errors.Is(err, context.Canceled) {
			d.engine.Log.Warn("how far a trial is could not be noted", "trial", id, "error", err)
		}
	}
}

// trialCounter counts the customers that a trial has seen; it is the Progress of
// an engine that only feeds.
type trialCounter struct{ seen, of atomic.Int64 }

func (c *trialCounter) Stage(string)                   {}
func (c *trialCounter) Count(_, _ string, n int64)     { c.seen.Add(n) }
func (c *trialCounter) String() string                 { return fmt.Sprint(c.seen.Load(), " ", c.of.Load()) }
func (c *trialCounter) read(said string) (n, of int64) { _, _ = fmt.Sscan(said, &n, &of); return n, of }

// trialJob is a question with all that it needs.
type trialJob struct {
	ask     web.TrialAsk
	policy  *scoring.Compiled
	other   *scoring.Compiled
	reviews backtest
	counter *trialCounter
}

// answer computes the question on an engine that shares nothing with runs but the
// store.
func (d *policyDesk) answer(ctx context.Context, p model.Principal, job trialJob) (string, error) {
	e := &engine.Engine{Config: d.engine.Config, Store: d.engine.Store, Clock: d.clock, Log: d.engine.Log, Progress: job.counter}
	a := d.zh.speaking(p, "zh")
	c, err := a.storeCrowd(ctx, e)
	if err != nil {
		return "", err
	}
	everybody := int64(len(c.who))
	if job.ask.Kind == "compare" {
		everybody *= 2 // once by each policy
	}
	job.counter.of.Store(everybody)
	doc := trialDoc{Classes: classesOf(job.policy)}
	switch job.ask.Kind {
	case "preview":
		scope := model.ScopeGroup
		if job.ask.Unit != "" {
			scope = model.UnitScope(job.ask.Unit)
		}
		found, _, err := c.preview(d.engine.Config.Policy.Policy().Name, job.policy, c.today, scope)
		if err != nil {
			return "", err
		}
		doc.Guard = guardOf(found, job.policy, d.engine.Config.Gates)
		found.Rows, doc.More = keptMoves(found.Rows)
		doc.Preview = &found
	case "compare":
		found, _, err := c.compare(job.other, job.policy, c.today)
		if err != nil {
			return "", err
		}
		found.Rows, doc.More = keptMoves(found.Rows)
		doc.Compare, doc.Others = &found, classesOf(job.other)
	case "backtest":
		days := job.reviews.days()
		h, err := c.backtest(job.policy, days)
		if err != nil {
			return "", err
		}
		found, _ := h.judge(job.policy, days)
		doc.Backtest = &found
	}
	text, err := json.Marshal(doc)
	return string(text), cmp.Or(ctx.Err(), err)
}
