package ops

import (
	"context"

	"github.com/tierloop/tierloop/model"
)

// PlanDetail is one plan with what its rows would do to every system.
type PlanDetail struct {
	model.Plan
	Tallies []PlanTally // by source, object, unit and field
	// Rows is their sum: how many fields would be written.
	Rows, Down int64
	// Waiting are the gates that did not pass and that nobody has approved.
	Waiting []model.Gate
}

// Plans are the latest write-back plans, newest first: n after the first skip ones, and
// how many to skip for the next page; 0: there is none.
func (r *Room) Plans(ctx context.Context, p model.Principal, skip, n int) ([]model.Plan, int, error) {
	skip, n = max(skip, 0), limit(n)
	found, err := r.Store.Plans(ctx, p, skip+n+1)
	found = found[min(skip, len(found)):]
	if len(found) > n {
		return found[:n], skip + n, err
	}
	return found, 0, err
}

// Plan reads one plan; store.ErrNotFound: there is none of this id.
func (r *Room) Plan(ctx context.Context, p model.Principal, id string) (PlanDetail, error) {
	plan, err := r.Store.Plan(ctx, p, id)
	if err != nil {
		return PlanDetail{}, err
	}
	d := PlanDetail{Plan: plan, Waiting: plan.OpenGates()}
	if d.Tallies, err = r.Store.PlanTallies(ctx, p, id); err != nil {
		return d, err
	}
	for _, t := range d.Tallies {
		d.Rows += t.New + t.Change + t.Clear + t.Unknown
		d.Down += t.Down
	}
	return d, nil
}

// PlanRows lists rows of a plan, and the AfterSeq of the next page; 0: there is
// none.
func (r *Room) PlanRows(ctx context.Context, p model.Principal, plan string, f PlanRowFilter) ([]model.PlanRow, int, error) {
	n := limit(f.Limit)
	f.Limit = n + 1
	found, err := r.Store.PlanRowsWhere(ctx, p, plan, f)
	if err != nil {
		return nil, 0, err
	}
	next := 0
	if len(found) > n {
		found, next = found[:n], found[n-1].Seq
	}
	return found, next, nil
}
