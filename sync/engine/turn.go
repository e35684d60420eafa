package engine

import (
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// turn is one run under way.
type turn struct {
	*Engine
	req    Request
	record store.StoredRun
	fence  store.Fence
	asOf   model.Date

	mu       sync.Mutex
	counts   map[string]int64
	failed   map[string]*fault.Fault // sources that stopped
	notices  []*fault.Fault
	waiting  time.Time // a quota is used up until then
	coverage []Coverage
	plan     *model.Plan
	applied  bool // the apply stage began
	doubts   int
	from     string // the stage at which a run that was cut off goes on; "" is the first
}

// errHeld ends a run at a gate.
var errHeld = errors.New("held by a gate")

// Run turns the loop once through the stages asked for. A run of the same job
// that was cut off is taken up where it stood. The error is a *fault.Fault; the
// Report is filled in either way.
func (e *Engine) Run(ctx context.Context, req Request) (Report, error) {
	if req.Job == "" {
		req.Job = "manual"
	}
	if len(req.Stages) == 0 {
		req.Stages = configs.Stages
	}
	t := &turn{Engine: e, req: req, counts: map[string]int64{}, failed: map[string]*fault.Fault{}}
	ctx, release, err := t.lock(ctx)
	if err != nil {
		return Report{}, err
	}
	defer release()
	if err := t.start(ctx); err != nil {
		return Report{}, err
	}
	err = t.stages(store.Patient(ctx))
	return t.finish(ctx, err)
}

// stages runs what was asked for, in the order of the loop.
func (t *turn) stages(ctx context.Context) error {
	steps := map[string]func(context.Context) error{
		"pull": collected(streaming, t.pull), "map": collected(streaming, t.mapAll), "match": t.match, "score": collected(streaming, t.score),
		"plan": t.makePlan, "apply": t.apply, "verify": t.verify,
	}
	if t.warm == nil {
		steps["match"] = collected(holding, t.match)
	}
	for _, name := range configs.Stages {
		if !slices.Contains(t.req.Stages, name) || slices.Index(configs.Stages, name) < slices.Index(configs.Stages, t.from) {
			continue
		}
		if t.Progress != nil {
			t.Progress.Stage(name)
		}
		if err := t.mark(ctx, name); err != nil {
			return err
		}
		t.at(name + ".begin")
		started := t.Clock.Now()
		if err := steps[name](ctx); err != nil {
			return err
		}
		if name == "match" && t.Once {
			debug.FreeOSMemory() // the index makes room for scores
		}
		if name == "score" || name == "match" && !slices.Contains(t.req.Stages, "score") {
			if err := t.Store.RefreshLists(ctx, t.fence, t.Config.Policy.Policy().Name, t.seq()); err != nil {
				return err
			}
		}
		t.at(name + ".end")
		t.Log.Info("stage done", "run", t.runID(), "stage", name, "took", t.Clock.Now().Sub(started).Round(time.Millisecond))
		if !t.waiting.IsZero() && name == "pull" {
			return nil // the rest comes when the quota is back
		}
	}
	return nil
}

// mark notes the stage in the run.
func (t *turn) mark(ctx context.Context, stage string) error {
	return t.write(ctx, func(tx *store.Tx) error {
		t.record.Stage, t.record.Counts = stage, t.snapshot()
		return tx.UpdateRun(ctx, t.record.Run)
	})
}

// finish writes the run's end and dresses what went wrong.
func (t *turn) finish(ctx context.Context, err error) (Report, error) {
	run := &t.record.Run
	if outErr := t.outcome(context.WithoutCancel(ctx)); outErr != nil && err == nil {
		err = outErr
	}
	t.noteSpending()
	run.Counts, run.Ended = t.snapshot(), t.Clock.Now()
	var f *fault.Fault
	switch {
	case errors.Is(err, errHeld):
		run.State = model.RunHeld
		f = t.held()
	case errors.Is(context.Cause(ctx), store.ErrFenced), errors.Is(err, store.ErrFenced):
		return t.report(), fault.New("E7002", t.req.Job)
	case ctx.Err() != nil:
		run.State, run.Ended = model.RunStopped, time.Time{}
	case err != nil:
		run.State = model.RunFailed
		f = store.FaultOf(err)
	case !t.waiting.IsZero():
		run.State, run.Resume, run.Ended = model.RunWaiting, t.waiting, time.Time{}
		f = t.worst()
	default:
		f = t.worst()
		run.State = model.RunDone
		if f != nil {
			run.State = model.RunPartial
		}
	}
	if f != nil {
		run.Error = f.Error()
	}
	// The run is over even when its context is: say so in the store.
	saveErr := t.write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.UpdateRun(context.WithoutCancel(ctx), *run) })
	if saveErr == nil {
		saveErr = t.Store.Sync()
	}
	if saveErr != nil {
		t.Log.Error("the end of the run was not written", "run", run.ID, "error", saveErr)
		if f == nil {
			f = unwritten(saveErr)
		}
	}
	if f == nil && ctx.Err() != nil {
		return t.report(), context.Cause(ctx)
	}
	if f == nil {
		return t.report(), nil
	}
	return t.report(), f
}

func (t *turn) report() Report {
	r := Report{Run: t.record.Run, Plan: t.plan, Coverage: t.coverage, Doubts: t.doubts}
	for _, name := range sortedKeys(t.failed) {
		r.Faults = append(r.Faults, t.failed[name])
	}
	r.Faults = append(r.Faults, t.notices...)
	return r
}

// worst is the fault that decides the exit code of a run that went through: a
// source that could not be reached, a gate on deletes, rejected rows.
func (t *turn) worst() *fault.Fault {
	if names := sortedKeys(t.failed); len(names) > 0 {
		return t.failed[names[0]]
	}
	for _, f := range t.notices {
		if f.Exit() != fault.ExitPartial {
			return f
		}
	}
	if len(t.notices) > 0 {
		return t.notices[0]
	}
	for _, c := range []struct {
		code string
		n    int64
	}{
		{"E2201", t.counts["pull.rejected"] + t.counts["map.rejected"]},
		{"E3101", t.counts["apply."+string(model.WriteRejected)] + t.counts["apply."+string(model.WriteMissing)]},
		{"E3102", t.counts["apply."+string(model.WriteConflict)]},
		{"E3103", t.counts["apply."+string(model.WriteUnknown)] + t.counts["apply."+string(model.WritePending)] + t.counts["apply."+string(model.WriteIntent)]},
	} {
		if c.n > 0 {
			return fault.New(c.code, c.n)
		}
	}
	return nil
}

// sourceFailed keeps the fault of one source so that the others go on. Errors
// that are not about the source end the run.
func (t *turn) sourceFailed(source string, err error) error {
	if err == nil {
		return nil
	}
	if connectors.KindOf(err) == "" || notOurs(err) {
		if f, ok := errors.AsType[*fault.Fault](err); !ok || f.Exit() == fault.ExitBug {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := asConnectorError(err); e != nil && Table[e.Kind].Scope == WaitRun && e.Until.After(t.waiting) {
		t.waiting = e.Until
		if soon := t.Clock.Now().Add(time.Minute); t.waiting.Before(soon) {
			t.waiting = soon // a system whose clock is behind must not be asked in a loop
		}
	}
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		t.failed[source] = f
	} else {
		t.failed[source] = Fault(source, err)
	}
	t.Log.Error("source stopped", "source", source, "error", err)
	return nil
}

// down says that a source could not be reached, or not be logged in to, in this run.
func (t *turn) down(source string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.failed[source]
	return f != nil && (f.Code == Table[connectors.KindUnavailable].Code || f.Code == Table[connectors.KindAuth].Code)
}

// fault notes something that does not end the run.
func (t *turn) fault(f *fault.Fault) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notices = append(t.notices, f)
	t.Log.Warn("noted", "code", f.Code, "what", f.Error())
}

func (t *turn) cover(c Coverage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.coverage = append(t.coverage, c)
}

// add sums a counter of the run.
func (t *turn) add(name string, n int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n != 0 {
		t.counts[name] += n
	}
}

func (t *turn) snapshot() map[string]int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make(map[string]int64, len(t.counts))
	for k, v := range t.counts {
		out[k] = v
	}
	return out
}

// write commits under the lease.
func (t *turn) write(ctx context.Context, fn func(*store.Tx) error) error {
	return t.Store.InTx(ctx, t.fence, fn)
}

func (t *turn) runID() string { return t.record.ID }

// seq is the run's number in the store's histories.
func (t *turn) seq() int64 { return t.record.Seq }

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
