package engine

import (
	"context"
	"errors"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/writeback"
)

// room is what write-back works with in this run.
func (t *turn) room() *writeback.Room {
	return &writeback.Room{
		Config: t.Config, Store: t.Store, Clock: t.Clock, Log: t.Log, Run: t.runID(),
		Open: t.Connector, Write: t.write, Retry: t.retry, Failed: t.sourceFailed, At: t.Engine.at,
		Count: func(name string, n int64) {
			t.add(name, n)
			t.count("", name, n)
		},
	}
}

// makePlan settles what an earlier run left open, tells drift, and plans.
func (t *turn) makePlan(ctx context.Context) error {
	r := t.room()
	if err := r.Heal(ctx); err != nil {
		return err
	}
	drift, err := r.Drift(ctx, t.record.Started)
	if err != nil {
		return err
	}
	t.add("plan.drift", int64(len(drift)))
	var plan model.Plan
	if t.req.Undo != "" {
		plan, err = r.Undo(ctx, newID(t.Clock.Now()), t.req.Undo)
	} else {
		plan, err = r.Plan(ctx, newID(t.Clock.Now()), t.req.Sources)
	}
	if err != nil {
		return err
	}
	t.plan = &plan
	return nil
}

// apply writes the plan of this run, the one asked for, or the latest.
func (t *turn) apply(ctx context.Context) error {
	plan, err := t.chosenPlan(ctx)
	if err != nil {
		return err
	}
	t.plan = &plan
	r := t.room()
	if err := r.Heal(ctx); err != nil {
		return err
	}
	err = r.Apply(ctx, plan)
	if errors.Is(err, writeback.ErrHeld) {
		return errHeld
	}
	if err != nil {
		return err
	}
	if plan, err = t.Store.Plan(ctx, model.SystemPrincipal(), plan.ID); err == nil {
		t.plan = &plan
	}
	return err
}

func (t *turn) chosenPlan(ctx context.Context) (model.Plan, error) {
	p := model.SystemPrincipal()
	var plan model.Plan
	var err error
	switch {
	case t.req.Plan != "":
		plan, err = t.Store.Plan(ctx, p, t.req.Plan)
	case t.plan != nil:
		return *t.plan, nil
	default:
		plan, err = t.Store.LatestPlan(ctx, p)
	}
	if errors.Is(err, store.ErrNotFound) {
		return plan, fault.New("E6003", t.req.Plan)
	}
	return plan, err
}

// verify reads back what was sent.
func (t *turn) verify(ctx context.Context) error { return t.room().Verify(ctx) }

// held is the fault of a run that a gate stopped.
func (t *turn) held() *fault.Fault {
	f := fault.New("E6001", len(writeback.Open(*t.plan)), t.plan.ID)
	for _, g := range writeback.Open(*t.plan) {
		f = f.At(g.Name + " " + g.Source + " " + g.Unit + g.Field + ": " + g.Found + " > " + g.Limit)
	}
	return f
}
