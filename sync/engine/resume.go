package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// start takes up a run of the job that was cut off, or begins one.
func (t *turn) start(ctx context.Context) error {
	last, err := t.Store.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Job: t.req.Job, Limit: 1})
	if err != nil {
		return unwritten(err)
	}
	if len(last) > 0 && cutOff(last[0].State) {
		again, err := t.resume(ctx, last[0])
		if err != nil || again {
			return err
		}
	}
	if t.asOf = t.req.AsOf; t.asOf == 0 {
		t.asOf = t.today()
	}
	t.record.Run = model.Run{ID: newID(t.Clock.Now()), Job: t.req.Job, Trigger: t.req.Trigger, Config: t.Config.Hash, State: model.RunRunning, Started: t.Clock.Now()}
	err = t.write(ctx, func(tx *store.Tx) (err error) {
		if t.record.Seq, err = tx.StartRun(ctx, t.record.Run); err != nil {
			return err
		}
		return tx.SetStage(ctx, t.seq(), store.Checkpoint{Stage: "request", State: checkpointDone, Mark: t.req.mark()})
	})
	if err != nil {
		return unwritten(err)
	}
	return nil
}

// mark is what makes two requests of a job the same one.
func (r Request) mark() string {
	text, _ := json.Marshal([]any{r.Stages, r.Sources, r.Full, r.AcceptDeletes, r.Reconcile, r.AcceptSchema, r.AsOf, r.Undo, r.Plan}) // plain values always render
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// resume takes up a run that was cut off, when it was asked for the same thing.
// Its day stays the day on which it began. A run with another request is closed:
// what it left is taken care of by whatever comes next.
func (t *turn) resume(ctx context.Context, old store.StoredRun) (bool, error) {
	stages, err := t.Store.Stages(ctx, model.SystemPrincipal(), old.Seq)
	if err != nil {
		return false, unwritten(err)
	}
	if stages["request"].Mark != t.req.mark() {
		old.State, old.Ended, old.Resume = model.RunFailed, t.Clock.Now(), time.Time{}
		old.Error = "cut off; another request of the same job followed"
		if err := t.write(ctx, func(tx *store.Tx) error { return tx.UpdateRun(ctx, old.Run) }); err != nil {
			return false, unwritten(err)
		}
		return false, nil
	}
	t.record = old
	for name, n := range t.record.Counts {
		t.counts[name] = n
	}
	if t.asOf = t.req.AsOf; t.asOf == 0 {
		t.asOf = model.DateOf(old.Started.In(t.Config.Location))
	}
	began := old.Started
	if old.Resume.After(began) {
		began = old.Resume
	}
	fresh := t.Clock.Now().Sub(began) < samePlanFor
	if !fresh && t.req.AsOf == 0 {
		t.asOf = t.today()
	}
	if err := t.resumePlan(ctx, stages["plan"], fresh); err != nil {
		return false, err
	}
	if _, scored := stages["months"]; scored && t.from == "" {
		if err := t.again(ctx, stages["months"]); err != nil {
			return false, err
		}
	}
	t.record.State, t.record.Resume, t.record.Error = model.RunRunning, time.Time{}, ""
	t.Log.Info("run resumes", "run", t.record.ID, "stage", t.record.Stage)
	return true, t.mark(ctx, t.record.Stage)
}

// again prepares for a run that begins again after it has scored: what it moves from
// now on bears its number too, so what was scored is no measure for it.
func (t *turn) again(ctx context.Context, months store.Checkpoint) error {
	var mark monthMark
	err := json.Unmarshal([]byte(months.Mark), &mark)
	if err == nil {
		mark.Run = min(mark.Run, t.seq())
		err = t.write(ctx, func(tx *store.Tx) error {
			text, _ := json.Marshal(mark) // plain values always render
			months.Mark = string(text)
			return errors.Join(tx.ForgetCounted(ctx), tx.SetStage(ctx, t.seq(), months))
		})
	}
	if err != nil {
		return unwritten(err)
	}
	return nil
}

// samePlanFor is how long after its start, or after the instant it waited for, a
// run that was cut off goes on with its own plan and day. Later, everything is
// looked at anew.
const samePlanFor = 12 * time.Hour

// resumePlan lets a run that was cut off while it wrote go on with the same plan:
// what a person approved is not planned, and held, a second time.
func (t *turn) resumePlan(ctx context.Context, planned store.Checkpoint, fresh bool) error {
	writing := t.record.Stage == "apply" || t.record.Stage == "verify"
	if !fresh || !writing || planned.Mark == "" || !slices.Contains(t.req.Stages, "apply") || t.req.Plan != "" {
		return nil
	}
	plan, err := t.Store.Plan(ctx, model.SystemPrincipal(), planned.Mark)
	if err != nil {
		return unwritten(err)
	}
	if plan.Run != t.record.ID || plan.Config != t.Config.Hash || plan.State == model.PlanSuperseded || plan.State == model.PlanApplied && t.record.Stage != "verify" {
		return nil
	}
	t.plan, t.from = &plan, "apply"
	return nil
}

// cutOff: the lease is ours, so whoever left a run in one of these states is gone.
func cutOff(s model.RunState) bool {
	return s == model.RunRunning || s == model.RunWaiting || s == model.RunStopped
}

// newID makes a run or plan id that sorts by time.
func newID(now time.Time) string {
	return ulid.MustNew(ulid.Timestamp(now), ulid.DefaultEntropy()).String()
}
