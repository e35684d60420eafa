package writeback

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

const (
	applyPage       = 5_000 // plan rows in memory per source
	parallelSystems = 4
	// A source whose writes fail more often than this, after so many, is stopped.
	maxFailedShare = 0.2
	minFailedRows  = 50
)

// ErrHeld: gates stand open that nobody approved.
var ErrHeld = errors.New("gates hold the plan")

// Apply writes exactly the plan. Rows that were settled before, by a run that
// was killed, are not sent again. A plan that is held or set aside is refused.
func (r *Room) Apply(ctx context.Context, plan model.Plan) error {
	switch {
	case plan.State == model.PlanSuperseded:
		latest, err := r.Store.LatestPlan(ctx, model.SystemPrincipal())
		if err != nil {
			return err
		}
		return fault.New("E6002", plan.ID, latest.ID)
	case plan.State == model.PlanApplied:
		return nil
	case len(plan.OpenGates()) > 0:
		return ErrHeld
	}
	past, err := r.attempts(ctx, plan.ID)
	if err != nil {
		return err
	}
	rows, err := r.open(ctx, plan.ID, past)
	if err != nil {
		return err
	}
	var stopped atomic.Bool // one source did not get to its end
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(parallelSystems)
	for _, source := range slices.Sorted(maps.Keys(rows)) {
		g.Go(func() error {
			err := r.applySource(gctx, plan.ID, source, rows[source], past)
			if err != nil {
				stopped.Store(true)
			}
			return r.Failed(source, err)
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if stopped.Load() {
		return nil // the plan stays open: apply goes on with it
	}
	r.At("apply.before-close")
	return r.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.SetPlanState(ctx, plan.ID, model.PlanApplied, model.PlanOpen, model.PlanHeld, model.PlanApproved)
		return err
	})
}

// attempt is how often a row was sent, whether that settled it, and where the
// last attempt stands.
type attempt struct {
	n       int
	settled bool
	state   model.WriteState
}

// attempts reads from the ledger what became of the plan's rows so far.
func (r *Room) attempts(ctx context.Context, plan string) (map[int]attempt, error) {
	entries, err := r.Store.Ledger(ctx, model.SystemPrincipal(), store.LedgerFilter{Plan: plan})
	if err != nil {
		return nil, err
	}
	out := map[int]attempt{}
	for _, e := range entries {
		a := out[e.Seq]
		if e.Attempt >= a.n {
			a.n, a.state = e.Attempt, e.State
		}
		a.settled = a.settled || e.State != notHappened
		out[e.Seq] = a
	}
	return out, nil
}

// notHappened marks an intent that, read back, proved never to have been sent.
const notHappened model.WriteState = "not-sent"

// open reads the rows that are still to be written, by source.
func (r *Room) open(ctx context.Context, plan string, past map[int]attempt) (map[string][]model.PlanRow, error) {
	out := map[string][]model.PlanRow{}
	for after := 0; ; {
		page, err := r.Store.PlanRows(ctx, model.SystemPrincipal(), plan, after, applyPage)
		if err != nil || len(page) == 0 {
			return out, err
		}
		for _, row := range page {
			if after = row.Seq; !past[row.Seq].settled {
				out[row.Target.Source] = append(out[row.Target.Source], row)
			}
		}
	}
}

// applySource writes one source's rows, batch after batch.
func (r *Room) applySource(ctx context.Context, plan, source string, rows []model.PlanRow, past map[int]attempt) error {
	s, ok, err := r.system(source)
	if err != nil {
		return err
	}
	if !ok {
		return r.refuse(ctx, plan, rows, past)
	}
	a := &applier{system: s, plan: plan, past: past}
	for _, batch := range batches(itemsOf(plan, rows), s.caps) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := a.batch(ctx, batch); err != nil {
			return err
		}
		if a.tried >= minFailedRows && float64(a.failed) > maxFailedShare*float64(a.tried) {
			return fault.New("E3101", a.failed).At("source " + source)
		}
	}
	return nil
}

// refuse settles the rows of a source that takes no write-back any more.
func (r *Room) refuse(ctx context.Context, plan string, rows []model.PlanRow, past map[int]attempt) error {
	a := &applier{system: &system{Room: r}, plan: plan, past: past}
	for part := range slices.Chunk(itemsOf(plan, rows), applyPage) {
		if _, err := a.note(ctx, part, model.WriteRejected, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push",
			Said: "the configuration has no write-back to this source any more"}); err != nil {
			return err
		}
	}
	return nil
}

// applier writes batches of one source.
type applier struct {
	*system
	plan          string
	past          map[int]attempt
	mu            sync.Mutex
	tried, failed int
}

// batch sends one batch: compare, note the intent, send, note the outcome.
func (a *applier) batch(ctx context.Context, items []item) error {
	items, err := a.unchanged(ctx, items)
	if err != nil || len(items) == 0 {
		return err
	}
	entries, err := a.note(ctx, items, model.WriteIntent, nil)
	if err != nil {
		return err
	}
	if err := a.Store.Sync(); err != nil { // what is sent was noted, even when the power fails
		return err
	}
	a.At("apply.intended")
	results, err := a.push(ctx, items)
	if err != nil {
		// The batch provably did not happen.
		a.settle(ctx, entries, func(*model.LedgerEntry) connectors.PushResult {
			return connectors.PushResult{Outcome: provenAbsent, Err: err}
		})
		return err
	}
	a.At("apply.pushed")
	byID := map[string]connectors.PushResult{}
	for i, it := range items {
		byID[it.push.ID] = results[i]
	}
	err = a.settle(ctx, entries, func(e *model.LedgerEntry) connectors.PushResult { return byID[e.Target.ID] })
	a.At("apply.settled")
	if err != nil {
		return err
	}
	return stoppedAt(results)
}

// provenAbsent is our own outcome of a batch that never reached the system.
const provenAbsent connectors.Outcome = "not-sent"

// unchanged drops records whose live value is no longer the plan's old one. A
// system that compares by itself is left to do so.
func (a *applier) unchanged(ctx context.Context, items []item) ([]item, error) {
	if a.caps.Optimistic || a.fetcher == nil {
		return items, nil
	}
	ids, fields := make([]string, len(items)), map[string]bool{}
	for i, it := range items {
		ids[i] = it.push.ID
		for f := range it.push.Fields {
			fields[f] = true
		}
	}
	live, err := a.live(ctx, ids, slices.Sorted(maps.Keys(fields)))
	if err != nil {
		return nil, err
	}
	var keep, conflict, done, missing []item
	for _, it := range items {
		rec, there := live[it.push.ID]
		switch {
		case !there && knownOld(it):
			missing = append(missing, it)
		case there && stands(it, rec, func(r model.PlanRow) string { return r.New }):
			done = append(done, it)
		case there && !stands(it, rec, func(r model.PlanRow) string { return r.Old }):
			conflict = append(conflict, it)
		default:
			keep = append(keep, it)
		}
	}
	for _, c := range []struct {
		items []item
		state model.WriteState
		err   error
	}{
		{missing, model.WriteMissing, nil}, {done, model.WriteConfirmed, errStoodThere},
		{conflict, model.WriteConflict, &connectors.Error{Kind: connectors.KindConflict, Op: "compare", System: a.src.Type.Name, Object: a.object, Said: "the live value is no longer the planned one"}},
	} {
		if _, err := a.note(ctx, c.items, c.state, c.err); err != nil {
			return nil, err
		}
	}
	return keep, nil
}

// knownOld says whether the plan read the record, so that it must exist.
func knownOld(it item) bool {
	for _, r := range it.rows {
		if r.OldKnown && r.Old != "" {
			return true
		}
	}
	return false
}

// stands says whether every field of the record shows the given text of its row.
func stands(it item, rec liveRecord, want func(model.PlanRow) string) bool {
	for _, r := range it.rows {
		if r.OldKnown && !connectors.SameText(rec.fields[r.Field], want(r)) {
			return false
		}
	}
	return true
}

// note writes ledger entries for the rows of items in one transaction.
func (a *applier) note(ctx context.Context, items []item, state model.WriteState, cause error) ([]model.LedgerEntry, error) {
	if len(items) == 0 {
		return nil, nil
	}
	code, text := said(cause)
	var entries []model.LedgerEntry
	for _, it := range items {
		for _, r := range it.rows {
			entries = append(entries, model.LedgerEntry{Plan: a.plan, Run: a.Run, Seq: r.Seq, Target: r.Target, Field: r.Field,
				Old: r.Old, OldKnown: r.OldKnown, New: r.New, State: state, Attempt: a.past[r.Seq].n + 1, Key: it.push.Key, Code: code, Said: text})
		}
	}
	err := a.Write(ctx, func(tx *store.Tx) error {
		saved, err := tx.Intend(ctx, entries)
		if err == nil {
			entries = saved
		}
		return err
	})
	if err == nil && state != model.WriteIntent {
		a.tally(state, len(entries))
	}
	return entries, err
}

// errStoodThere marks receipts of values that somebody else had set: there was
// nothing to send, and an undo has nothing to take back.
var errStoodThere = errors.New("the value stood there already")

// settle writes what became of the entries. It must reach the store even when
// the run is being stopped: the writes have happened.
func (a *applier) settle(ctx context.Context, entries []model.LedgerEntry, result func(*model.LedgerEntry) connectors.PushResult) error {
	counts := map[model.WriteState]int{}
	for i := range entries {
		e := &entries[i]
		res := result(e)
		if res.Outcome == provenAbsent {
			e.State = notHappened
		} else {
			e.State = stateOf(res.Outcome)
		}
		e.Handle = res.Handle
		e.Code, e.Said = said(res.Err)
		if res.Outcome == connectors.Unchanged && e.Attempt == 1 {
			e.Code, e.Said = said(errStoodThere)
		}
		counts[e.State]++
	}
	keep := context.WithoutCancel(ctx)
	err := a.Write(keep, func(tx *store.Tx) error { return tx.Settle(keep, entries) })
	if err != nil {
		return fmt.Errorf("receipts of %d writes to %s: %w", len(entries), a.src.Name, err)
	}
	for state, n := range counts {
		a.tally(state, n)
	}
	return nil
}

func (a *applier) tally(state model.WriteState, n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.Count("apply."+string(state), int64(n))
	a.tried += n
	if state == model.WriteRejected || state == model.WriteMissing || state == model.WriteUnknown {
		a.failed += n
	}
}
