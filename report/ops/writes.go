package ops

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Write is one receipt together with the row of the plan that asked for it.
type Write struct {
	model.LedgerEntry
	Name, Unit, Entity string
	Why                model.Text
}

// WriteFilter narrows Writes; empty fields do not.
type WriteFilter struct {
	Run, Plan      string
	Source, Object string
	State          model.WriteState
	Code           string
	After          int64
	Limit          int // 0: 100
}

// Writes lists receipts in the order of their numbers, and the After of the next
// page; 0: there is none.
func (r *Room) Writes(ctx context.Context, p model.Principal, f WriteFilter) ([]Write, int64, error) {
	n := limit(f.Limit)
	found, err := r.Store.Ledger(ctx, p, store.LedgerFilter{Run: f.Run, Plan: f.Plan, Source: f.Source, Object: f.Object,
		State: f.State, Code: f.Code, AfterID: f.After, Limit: n + 1})
	if err != nil {
		return nil, 0, err
	}
	var next int64
	if len(found) > n {
		found, next = found[:n], found[n-1].ID
	}
	out, err := r.named(ctx, p, found)
	return out, next, err
}

// WritesOf are all receipts of one record, oldest first: every attempt at every
// field, with what the system answered.
func (r *Room) WritesOf(ctx context.Context, p model.Principal, target model.Ref) ([]Write, error) {
	found, err := r.Store.Ledger(ctx, p, store.LedgerFilter{Target: target})
	if err != nil {
		return nil, err
	}
	return r.named(ctx, p, found)
}

// named joins receipts with the rows of their plans.
func (r *Room) named(ctx context.Context, p model.Principal, entries []model.LedgerEntry) ([]Write, error) {
	seqs := map[string][]int{}
	for _, e := range entries {
		seqs[e.Plan] = append(seqs[e.Plan], e.Seq)
	}
	type key struct {
		plan string
		seq  int
	}
	rows := map[key]model.PlanRow{}
	for plan, list := range seqs {
		found, err := r.Store.PlanRowsWhere(ctx, p, plan, store.PlanRowFilter{Seqs: list, Limit: len(list)})
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			rows[key{plan, row.Seq}] = row
		}
	}
	out := make([]Write, len(entries))
	for i, e := range entries {
		row := rows[key{e.Plan, e.Seq}]
		out[i] = Write{LedgerEntry: e, Name: row.Name, Unit: row.Unit, Entity: row.Entity, Why: row.Why}
	}
	return out, nil
}
