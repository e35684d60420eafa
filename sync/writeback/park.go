package writeback

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

const (
	// A field that did not keep the same value this often …
	parkAfter = 3
	// … within this time is left alone: a rule of the system, or a person, always
	// sets another one, and nobody is served by writing for ever.
	parkWithin = 30 * 24 * time.Hour
)

// history is what was written to records before, by id and field, oldest first.
// Entries that changed nothing there are left out.
func (p *planner) history(ctx context.Context, s *system, ids []string) (map[string]map[string][]model.LedgerEntry, error) {
	entries, err := p.Store.WritesOf(ctx, model.SystemPrincipal(), s.src.Name, s.object, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string][]model.LedgerEntry{}
	for _, e := range entries {
		switch e.State {
		case model.WriteSent, model.WriteConfirmed, model.WriteDrifted:
		default:
			continue
		}
		if out[e.Target.ID] == nil {
			out[e.Target.ID] = map[string][]model.LedgerEntry{}
		}
		out[e.Target.ID][e.Field] = append(out[e.Target.ID][e.Field], e)
	}
	return out, nil
}

// park says whether a field is to be left alone, since the value that it should
// have was written to it again and again. It is told when that begins.
func (p *planner) park(past []model.LedgerEntry, text string) bool {
	if len(past) < parkAfter {
		return false
	}
	last := past[len(past)-parkAfter:]
	for _, e := range last {
		if !connectors.SameText(e.New, text) || p.Clock.Now().Sub(e.At) > parkWithin {
			return false
		}
	}
	p.Count("plan.parked", 1)
	if newest := last[parkAfter-1]; !newest.At.Before(p.Since) {
		p.parked++
	}
	return true
}
