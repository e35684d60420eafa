package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/writeback"
)

// room is what write-back works with in this run.
func (t *turn) room(ctx context.Context) (*writeback.Room, error) {
	r := &writeback.Room{
		Config: t.Config, Store: t.Store, Clock: t.Clock, Log: t.Log, Run: t.runID(),
		Open: t.Connector, Write: t.write, Retry: t.retry, Failed: t.sourceFailed, Down: t.down, At: t.Engine.at,
		Alive: t.alive, Note: t.fault,
		Count: func(name string, n int64) {
			t.add(name, n)
			t.count("", name, n)
		},
	}
	matched, err := t.lastCheckpoint(ctx, "alarms")
	if err != nil {
		return nil, err
	}
	if matched.Mark != "" {
		if err := json.Unmarshal([]byte(matched.Mark), &r.Alarms); err != nil {
			return nil, fmt.Errorf("stored alarms: %w", err)
		}
	}
	planned, err := t.lastCheckpoint(ctx, "plan")
	r.Since = planned.At
	return r, err
}

// alive fails once another process has the lease.
func (t *turn) alive(ctx context.Context) error {
	held, err := t.Store.LeaseOf(ctx, Lease)
	if err != nil {
		return err
	}
	if held.Token != t.fence.Token || !held.Expires.After(t.Clock.Now()) {
		return fmt.Errorf("lease %s: %w", Lease, store.ErrFenced)
	}
	return nil
}

// lastCheckpoint is the newest checkpoint of a stage, whichever run set it; zero
// when none did.
func (t *turn) lastCheckpoint(ctx context.Context, stage string) (store.Checkpoint, error) {
	found, err := t.Store.StageHistory(ctx, model.SystemPrincipal(), stage, 1)
	if err != nil || len(found) == 0 {
		return store.Checkpoint{}, err
	}
	return found[0].Checkpoint, nil
}

// makePlan settles what an earlier run left open, tells drift, and plans.
func (t *turn) makePlan(ctx context.Context) error {
	r, err := t.room(ctx)
	if err != nil {
		return err
	}
	if err := r.Heal(ctx); err != nil {
		return err
	}
	drift, err := r.Drift(ctx, r.Since)
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
	return t.write(ctx, func(tx *store.Tx) error {
		return tx.SetStage(ctx, t.seq(), store.Checkpoint{Stage: "plan", State: checkpointDone, Mark: plan.ID})
	})
}

// apply writes the plan of this run, the one asked for, or the latest.
func (t *turn) apply(ctx context.Context) error {
	plan, err := t.chosenPlan(ctx)
	if err != nil {
		return err
	}
	t.plan, t.applied = &plan, plan.State != model.PlanApplied
	r, err := t.room(ctx)
	if err != nil {
		return err
	}
	if err := r.Heal(ctx); err != nil {
		return err
	}
	if err := t.alarmed(ctx, r, plan); err != nil {
		return err
	}
	err = r.Apply(ctx, plan)
	if errors.Is(err, writeback.ErrHeld) {
		return errHeld
	}
	return err
}

// alarmed refuses a plan that was made before the last matching raised an alarm.
func (t *turn) alarmed(ctx context.Context, r *writeback.Room, plan model.Plan) error {
	if plan.Undoes != "" || plan.State == model.PlanApplied || plan.State == model.PlanSuperseded {
		return nil
	}
	approvals, err := t.Store.Approvals(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	if unseen := writeback.Unseen(r.Alarms, plan, approvals); len(unseen) > 0 {
		return fault.New("E6005", unseen[0].Text.In(t.lang())).At("entity "+unseen[0].Entity, "plan "+plan.ID)
	}
	return nil
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
func (t *turn) verify(ctx context.Context) error {
	r, err := t.room(ctx)
	if err != nil {
		return err
	}
	return r.Verify(ctx)
}

// outcome replaces the counts of apply, which name steps, by what became of each
// row of the plan in the end: they add up to plan.rows.
func (t *turn) outcome(ctx context.Context) error {
	if t.plan == nil || !t.applied {
		return nil
	}
	plan, err := t.Store.Plan(ctx, model.SystemPrincipal(), t.plan.ID)
	if err != nil {
		return err
	}
	r := &writeback.Room{Store: t.Store}
	rows, err := r.Outcome(ctx, plan.ID)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.plan = &plan
	for name := range t.counts {
		if strings.HasPrefix(name, "apply.") {
			delete(t.counts, name)
		}
	}
	for state, n := range rows {
		t.counts["apply."+string(state)] = n
	}
	return nil
}

// held is the fault of a run that a gate stopped.
func (t *turn) held() *fault.Fault {
	f := fault.New("E6001", len(t.plan.OpenGates()), t.plan.ID)
	for _, g := range t.plan.OpenGates() {
		f = f.At(g.Name + " " + g.Source + " " + g.Unit + g.Field + ": " + g.Found + " > " + g.Limit)
	}
	return f
}
