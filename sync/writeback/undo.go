package writeback

import (
	"context"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Undo makes a plan that takes back what a run wrote and what still stands
// there. Fields that somebody changed since are left alone and counted.
func (r *Room) Undo(ctx context.Context, id, run string) (model.Plan, error) {
	entries, err := r.Store.Ledger(ctx, model.SystemPrincipal(), store.LedgerFilter{Run: run})
	if err != nil {
		return model.Plan{}, err
	}
	p := r.planner(id)
	p.plan.Undoes = run
	bySource := map[string][]model.LedgerEntry{}
	for _, e := range firstAndLast(entries) {
		bySource[e.Target.Source] = append(bySource[e.Target.Source], e)
	}
	if len(bySource) == 0 {
		return model.Plan{}, fault.New("E6003", "of run "+run)
	}
	for _, source := range slices.Sorted(maps.Keys(bySource)) {
		if err := r.Failed(source, p.undoSource(ctx, source, bySource[source])); err != nil {
			return model.Plan{}, err
		}
	}
	p.sources = slices.Sorted(maps.Keys(bySource))
	return p.save(ctx)
}

// firstAndLast keeps one entry per field with the value before the first and
// after the last write of the run.
func firstAndLast(entries []model.LedgerEntry) []model.LedgerEntry {
	type key struct {
		target model.Ref
		field  string
	}
	at := map[key]int{}
	var out []model.LedgerEntry
	for _, e := range entries {
		if e.State != model.WriteConfirmed && e.State != model.WriteSent || !e.OldKnown || e.Code == stoodThere {
			continue
		}
		k := key{e.Target, e.Field}
		if i, ok := at[k]; ok {
			out[i].New = e.New
			continue
		}
		at[k] = len(out)
		out = append(out, e)
	}
	return out
}

func (p *planner) undoSource(ctx context.Context, source string, entries []model.LedgerEntry) error {
	s, ok, err := p.system(source)
	if err != nil || !ok {
		return err
	}
	if s.fetcher == nil {
		return &connectors.Error{Kind: connectors.KindUnsupported, Op: "undo", System: s.src.Type.Name, Object: s.object, Said: "its values cannot be read back"}
	}
	live, err := s.liveOf(ctx, entries)
	if err != nil {
		return err
	}
	for _, e := range entries {
		rec, there := live[e.Target.ID]
		switch {
		case !there:
			p.Count("undo.missing", 1)
		case connectors.SameText(rec.fields[e.Field], e.Old):
			p.same[source]++
		case !connectors.SameText(rec.fields[e.Field], e.New):
			p.Count("undo.changed-since", 1)
		default:
			p.rows = append(p.rows, model.PlanRow{Target: e.Target, Field: e.Field, Old: rec.fields[e.Field], OldKnown: true, New: e.Old, Version: rec.version,
				Why: model.Text{ZH: "撤销运行 " + e.Run, EN: "takes back run " + e.Run}})
		}
	}
	return nil
}
