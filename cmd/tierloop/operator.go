package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/ops"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/sync/schedule"
	"github.com/tierloop/tierloop/web"
)

// operator does for the console what the commands do for the terminal. Runs go on
// in the background of the serving process, each behind the one under way.
type operator struct {
	*desk
	serving context.Context                              // ends when the process stops
	ended   func(job string, r engine.Report, err error) // nil: nobody is told
}

func (o *operator) Jobs(now time.Time) []web.Job {
	var out []web.Job
	for _, j := range o.engine.Config.Jobs {
		out = append(out, web.Job{Name: j.Name, Cron: j.Cron, Sources: j.Sources, Next: nextRun(j, now)})
	}
	return out
}

// nextRun is when a job is due; zero when its schedule cannot be read, which lint
// has told.
func nextRun(j configs.Job, after time.Time) time.Time {
	plan, err := schedule.Parse(j.Cron, j.Location)
	if err != nil {
		return time.Time{}
	}
	return plan.Next(after)
}

// Systems joins the sources with the jobs that pull them: the most frequent one
// says how fresh a source has to be.
func (o *operator) Systems(now time.Time) []ops.Cadence {
	var out []ops.Cadence
	for _, src := range o.engine.Config.Sources {
		c := ops.Cadence{Source: src.Name, Type: src.Type.Name, Units: unitsOf(src)}
		for _, j := range o.engine.Config.Jobs {
			if !slices.Contains(j.Stages, "pull") || len(j.Sources) > 0 && !slices.Contains(j.Sources, src.Name) {
				continue
			}
			next := nextRun(j, now)
			if every := longest(j, next); !next.IsZero() && (c.Every == 0 || every < c.Every) {
				c.Every = every
			}
			if c.Next.IsZero() || next.Before(c.Next) {
				c.Next = next
			}
		}
		out = append(out, c)
	}
	return out
}

// longest is the longest pause between two runs of a job in the coming week: a job
// of working hours is not late at night.
func longest(j configs.Job, from time.Time) time.Duration {
	var most time.Duration
	for t, end := from, from.AddDate(0, 0, 7); !t.IsZero() && t.Before(end); {
		next := nextRun(j, t)
		if next.IsZero() {
			break
		}
		most, t = max(most, next.Sub(t)), next
		if most >= 7*24*time.Hour {
			break
		}
	}
	return most
}

func (o *operator) Meaning(code string) (what, fix model.Text, ok bool) {
	for _, e := range catalogue() {
		if e.Code == code {
			return e.Meaning, e.Fix, true
		}
	}
	return what, fix, false
}

func (o *operator) Said(lang, text string) string { return said(lang, text) }

func (o *operator) StartJob(ctx context.Context, by, job string) error {
	for _, j := range o.engine.Config.Jobs {
		if j.Name == job {
			return o.start(ctx, by, "run.start", "job "+job, engine.Request{Job: j.Name, Trigger: "manual", Stages: j.Stages, Sources: j.Sources})
		}
	}
	return fmt.Errorf("no job %s: %w", job, store.ErrNotFound)
}

func (o *operator) Try(ctx context.Context, by, source string) (web.Answer, error) {
	if err := o.note(ctx, by, "connection.check", "source "+source); err != nil {
		return web.Answer{}, err
	}
	began := o.clock.Now()
	c := checkSource(ctx, o.engine, source)
	a := web.Answer{OK: c.fault == nil, Measured: o.clock.Now().Sub(began)}
	if c.fault != nil {
		a.Problem = model.Text{ZH: c.fault.Code + " " + c.fault.What("zh"), EN: c.fault.Code + " " + c.fault.What("en")}
	}
	return a, nil
}

func (o *operator) Replay(ctx context.Context, by string, f ops.RejectFilter) (int64, error) {
	rejects, err := o.rejects(ctx, f)
	if err != nil {
		return 0, err
	}
	n, _, err := o.retry(ctx, by, rejects)
	if err == nil && n > 0 {
		o.background(mapAgain)
	}
	return n, err
}

func (o *operator) Drop(ctx context.Context, by string, f ops.RejectFilter) (int64, error) {
	rejects, err := o.rejects(ctx, f)
	if err != nil {
		return 0, err
	}
	return o.drop(ctx, by, rejects)
}

func (o *operator) rejects(ctx context.Context, f ops.RejectFilter) ([]model.Reject, error) {
	return o.engine.Store.OpenRejects(ctx, model.SystemPrincipal(), store.RejectFilter{Stage: f.Stage, Source: f.Source, Object: f.Object, Code: f.Code})
}

func (o *operator) Approve(ctx context.Context, by, id string, gates []string, reason string) (int, error) {
	plan, err := o.engine.Store.Plan(ctx, model.SystemPrincipal(), id)
	if err != nil {
		return 0, err
	}
	return o.approve(ctx, by, plan, gates, reason)
}

func (o *operator) Apply(ctx context.Context, by, plan string) error {
	return o.start(ctx, by, "plan.apply", "plan "+plan, engine.Request{Trigger: "manual", Stages: []string{"apply", "verify"}, Plan: plan})
}

func (o *operator) Undo(ctx context.Context, by, run string) error {
	return o.start(ctx, by, "run.undo", "run "+run, engine.Request{Trigger: "manual", Stages: []string{"plan", "apply", "verify"}, Undo: run})
}

// start notes who asked, then lets the run begin.
func (o *operator) start(ctx context.Context, by, action, subject string, req engine.Request) error {
	if err := o.note(ctx, by, action, subject); err != nil {
		return err
	}
	o.background(req)
	return nil
}

func (o *operator) note(ctx context.Context, by, action, subject string) error {
	return o.engine.Store.InTx(ctx, store.Fence{}, func(tx *store.Tx) error {
		return tx.Audit(ctx, store.AuditEntry{Actor: by, Action: action, Subject: subject})
	})
}

func (o *operator) background(req engine.Request) {
	req.Wait = true
	go func() {
		r, err := o.engine.Run(o.serving, req)
		if o.ended != nil {
			o.ended(req.Job, r, err)
		}
	}()
}

// unitsOf is the unit that a source is fixed to; a mapped one shows by its customers.
func unitsOf(src configs.Source) []string {
	if src.Unit == "" {
		return nil
	}
	return []string{src.Unit}
}
