package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Lease is the one lease under which stages run: matching and scoring look at
// everything, so two jobs never turn the loop at once.
const Lease = "loop"

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
	err = t.stages(ctx)
	return t.finish(ctx, err)
}

// lock takes the lease and keeps it until release; losing it ends ctx.
func (t *turn) lock(ctx context.Context) (context.Context, func(), error) {
	me := holder(t.req.Job)
	for {
		token, ok, err := t.Store.AcquireLease(ctx, Lease, me, leaseTTL)
		if err != nil {
			return nil, nil, fault.New("E4003").Because(err)
		}
		if ok {
			t.fence = store.Fence{Lease: Lease, Token: token}
			break
		}
		held, err := t.Store.LeaseOf(ctx, Lease)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, nil, fault.New("E4003").Because(err)
		}
		if dead(held.Holder) {
			t.Log.Info("taking over from a process that is gone", "holder", held.Holder)
			if _, err := t.Store.ReleaseLease(ctx, store.Fence{Lease: Lease, Token: held.Token}); err != nil {
				return nil, nil, fault.New("E4003").Because(err)
			}
			continue
		}
		// A scheduled job that another process works on is done by that one; another
		// job is only in the way, and skipping for it would be a silent gap.
		if !t.req.Wait && (t.req.Trigger != "schedule" || jobOf(held.Holder) == t.req.Job) {
			return nil, nil, fault.New("E7001", t.req.Job, held.Holder, held.Expires.Format(time.RFC3339))
		}
		if err := t.Clock.Sleep(ctx, 2*time.Second); err != nil {
			return nil, nil, err
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	var renewing sync.WaitGroup
	renewing.Go(func() {
		ticker := time.NewTicker(leaseTTL / 3)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				if held, err := t.Store.RenewLease(ctx, t.fence, leaseTTL); err == nil && !held {
					cancel(store.ErrFenced)
					return
				}
			}
		}
	})
	return ctx, func() {
		close(done)
		renewing.Wait()
		cancel(nil)
		if _, err := t.Store.ReleaseLease(context.WithoutCancel(ctx), t.fence); err != nil {
			t.Log.Warn("lease not released, it runs out by itself", "error", err)
		}
	}, nil
}

// start takes up a run of the job that was cut off, or begins one.
func (t *turn) start(ctx context.Context) error {
	last, err := t.Store.Runs(ctx, model.SystemPrincipal(), store.RunFilter{Job: t.req.Job, Limit: 1})
	if err != nil {
		return fault.New("E4003").Because(err)
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
		return fault.New("E4003").Because(err)
	}
	return nil
}

// mark is what makes two requests of a job the same one.
func (r Request) mark() string {
	text, _ := json.Marshal([]any{r.Stages, r.Sources, r.Full, r.AcceptDeletes, r.Reconcile, r.AsOf, r.Undo, r.Plan}) // plain values always render
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// resume takes up a run that was cut off, when it was asked for the same thing.
// Its day stays the day on which it began. A run with another request is closed:
// what it left is taken care of by whatever comes next.
func (t *turn) resume(ctx context.Context, old store.StoredRun) (bool, error) {
	stages, err := t.Store.Stages(ctx, model.SystemPrincipal(), old.Seq)
	if err != nil {
		return false, fault.New("E4003").Because(err)
	}
	if stages["request"].Mark != t.req.mark() {
		old.State, old.Ended, old.Resume = model.RunFailed, t.Clock.Now(), time.Time{}
		old.Error = "cut off; another request of the same job followed"
		if err := t.write(ctx, func(tx *store.Tx) error { return tx.UpdateRun(ctx, old.Run) }); err != nil {
			return false, fault.New("E4003").Because(err)
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
	t.record.State, t.record.Resume, t.record.Error = model.RunRunning, time.Time{}, ""
	t.Log.Info("run resumes", "run", t.record.ID, "stage", t.record.Stage)
	return true, t.mark(ctx, t.record.Stage)
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
		return fault.New("E4003").Because(err)
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

// stages runs what was asked for, in the order of the loop.
func (t *turn) stages(ctx context.Context) error {
	steps := map[string]func(context.Context) error{
		"pull": t.pull, "map": t.mapAll, "match": t.match, "score": t.score,
		"plan": t.makePlan, "apply": t.apply, "verify": t.verify,
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
		f = fault.Of(err)
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
	if saveErr := t.write(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.UpdateRun(context.WithoutCancel(ctx), *run) }); saveErr != nil {
		t.Log.Error("the end of the run was not written", "run", run.ID, "error", saveErr)
		if f == nil {
			f = fault.New("E4003").Because(saveErr)
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
