package writeback

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Heal settles writes whose outcome is not certain: intents of a run that was
// killed, answers that were lost, asynchronous jobs. It reads back and sends
// nothing.
func (r *Room) Heal(ctx context.Context) error {
	open, err := r.Store.OpenWrites(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	bySource := map[string][]model.LedgerEntry{}
	for _, e := range open {
		bySource[e.Target.Source] = append(bySource[e.Target.Source], e)
	}
	for _, source := range sortedKeys(bySource) {
		if err := r.Failed(source, r.healSource(ctx, source, bySource[source])); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) healSource(ctx context.Context, source string, entries []model.LedgerEntry) error {
	s, ok, err := r.system(source)
	if err != nil || !ok {
		return err
	}
	var pending, unsure []model.LedgerEntry
	for _, e := range entries {
		if e.State == model.WritePending {
			pending = append(pending, e)
		} else {
			unsure = append(unsure, e)
		}
	}
	collected, err := s.collect(ctx, pending)
	if err != nil {
		return err
	}
	return s.readBack(ctx, append(unsure, collected...))
}

const (
	collectEvery = 5 * time.Second
	collectFor   = 10 * time.Minute
)

// collect asks after asynchronous jobs until they end or the time is up. It
// returns the entries that were sent; those still pending stay so.
func (s *system) collect(ctx context.Context, pending []model.LedgerEntry) ([]model.LedgerEntry, error) {
	collector, ok := s.conn.(connectors.Collector)
	if !ok || len(pending) == 0 {
		return nil, nil
	}
	var done []model.LedgerEntry
	for waited := time.Duration(0); ; waited += collectEvery {
		var handles []string
		seen := map[string]bool{}
		for _, e := range pending {
			if !seen[e.Handle] {
				seen[e.Handle] = true
				handles = append(handles, e.Handle)
			}
		}
		var results []connectors.PushResult
		err := s.Retry(ctx, "collect "+s.src.Name, func() (err error) {
			results, err = collector.Collect(ctx, s.object, handles)
			return err
		})
		if err != nil {
			return done, err
		}
		byID := map[string]connectors.PushResult{}
		for _, res := range results {
			byID[res.ID] = res
		}
		var still, settled []model.LedgerEntry
		for _, e := range pending {
			res, ok := byID[e.Target.ID]
			if !ok || res.Outcome == connectors.Pending {
				still = append(still, e)
				continue
			}
			e.State = stateOf(res.Outcome)
			e.Code, e.Said = said(res.Err)
			settled = append(settled, e)
		}
		if err := s.settle(ctx, settled); err != nil {
			return done, err
		}
		for _, e := range settled {
			if e.State == model.WriteSent || e.State == model.WriteUnknown {
				done = append(done, e)
			}
		}
		if pending = still; len(pending) == 0 || waited >= collectFor {
			return done, nil
		}
		if err := s.Clock.Sleep(ctx, collectEvery); err != nil {
			return done, err
		}
	}
}

// readBack compares entries with what stands in the system now.
func (s *system) readBack(ctx context.Context, entries []model.LedgerEntry) error {
	if len(entries) == 0 {
		return nil
	}
	if s.fetcher == nil {
		// What cannot be read back may be sent again: that is harmless by contract.
		var again []model.LedgerEntry
		for _, e := range entries {
			if e.State == model.WriteIntent || e.State == model.WriteUnknown {
				e.State = notHappened
				again = append(again, e)
			}
		}
		return s.settle(ctx, again)
	}
	var ids []string
	fields, seen := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		fields[e.Field] = true
		if !seen[e.Target.ID] {
			seen[e.Target.ID] = true
			ids = append(ids, e.Target.ID)
		}
	}
	live, err := s.live(ctx, ids, sortedKeys(fields))
	if err != nil {
		return err
	}
	var drifts []store.DriftEntry
	for i := range entries {
		e := &entries[i]
		rec, there := live[e.Target.ID]
		before := e.State
		e.State, e.Said = judged(*e, rec.fields[e.Field], there)
		s.Count("verify."+string(e.State), 1)
		if e.State == model.WriteDrifted && before == model.WriteSent {
			drifts = append(drifts, store.DriftEntry{Target: e.Target, Field: e.Field, Expected: e.New, Found: rec.fields[e.Field], Run: s.Run})
		}
	}
	s.At("verify.before-commit")
	return s.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Settle(ctx, entries); err != nil {
			return err
		}
		if err := tx.SaveDrift(ctx, drifts); err != nil {
			return err
		}
		return tx.SeeTargets(ctx, s.src.Name, s.object, seenTargets(live))
	})
}

// judged is the state of an entry given what stands in the system.
func judged(e model.LedgerEntry, live string, there bool) (model.WriteState, string) {
	switch {
	case !there && e.New != "":
		return model.WriteMissing, e.Said
	case connectors.SameText(live, e.New):
		return model.WriteConfirmed, ""
	case e.State == model.WriteSent:
		return model.WriteDrifted, "reads back another value"
	case !e.OldKnown || connectors.SameText(live, e.Old):
		return notHappened, e.Said
	}
	return model.WriteConflict, "another value stands there than before and after the write"
}

func seenTargets(live map[string]liveRecord) map[string]map[string]string {
	out := make(map[string]map[string]string, len(live))
	for id, rec := range live {
		out[id] = rec.fields
	}
	return out
}

func (s *system) settle(ctx context.Context, entries []model.LedgerEntry) error {
	if len(entries) == 0 {
		return nil
	}
	return s.Write(ctx, func(tx *store.Tx) error { return tx.Settle(ctx, entries) })
}
