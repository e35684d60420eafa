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
	type place struct{ source, object string }
	byPlace := map[place][]model.LedgerEntry{}
	var order []place
	for _, e := range open {
		at := place{e.Target.Source, e.Target.Object}
		if byPlace[at] == nil {
			order = append(order, at)
		}
		byPlace[at] = append(byPlace[at], e)
	}
	for _, at := range order {
		if r.Down(at.source) {
			continue
		}
		if err := r.Failed(at.source, r.healObject(ctx, at.source, at.object, byPlace[at])); err != nil {
			return err
		}
	}
	return nil
}

// healObject settles the entries of one object. Write-back may be switched off by
// now: what was sent before is read back all the same.
func (r *Room) healObject(ctx context.Context, source, object string, entries []model.LedgerEntry) error {
	src, ok := r.Config.Source(source)
	if !ok {
		return r.giveUp(ctx, entries)
	}
	s, err := r.reader(src, object)
	if err != nil {
		return err
	}
	var pending, unsure []model.LedgerEntry
	_, collects := s.conn.(connectors.Collector)
	for _, e := range entries {
		if e.State == model.WritePending && collects && r.Clock.Now().Sub(e.At) < pendingFor {
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

// giveUp marks entries whose outcome nothing will ever tell: they keep their
// state and are looked at no more.
func (r *Room) giveUp(ctx context.Context, entries []model.LedgerEntry) error {
	for i := range entries {
		entries[i].Code = store.Unreadable
	}
	return r.Write(ctx, func(tx *store.Tx) error { return tx.Settle(ctx, entries) })
}

// pendingFor is how long an asynchronous job may take; what is still pending
// then is read back as if its answer had been lost.
const pendingFor = 24 * time.Hour

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
		type key struct{ handle, id string }
		byKey := map[key]connectors.PushResult{}
		for _, res := range results {
			byKey[key{res.Handle, res.ID}] = res // a job that is not known any more answers without an id
		}
		var still, settled []model.LedgerEntry
		for _, e := range pending {
			res, ok := byKey[key{e.Handle, e.Target.ID}]
			if !ok {
				res, ok = byKey[key{e.Handle, ""}]
			}
			if !ok {
				res, ok = byKey[key{"", e.Target.ID}]
			}
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
		// What was answered with yes stays so and is not looked at again.
		for i := range entries {
			if e := &entries[i]; e.State == model.WriteSent {
				e.Code = store.Unreadable
			} else {
				e.State = notHappened
			}
		}
		return s.settle(ctx, entries)
	}
	live, err := s.liveOf(ctx, entries)
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
		switch {
		case e.State == model.WriteConfirmed:
			e.Code = ""
		case e.State == model.WriteDrifted && e.Run == s.Run:
			e.Code = nearMiss // nobody had the time: the system itself changed our value
			s.Count("verify."+nearMiss, 1)
		case e.State == model.WriteDrifted && before == model.WriteSent:
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

// nearMiss is the code of a value that the system did not take as it was sent:
// it trimmed or rounded it, or a rule of its own set another one.
const nearMiss = "near-miss"

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
