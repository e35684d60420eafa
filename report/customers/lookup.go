package customers

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Record is one source customer and the golden customer that it belongs to.
type Record struct {
	store.StoredCustomer
	// Tier is the group's present result, nil when there is none. Its SafeReason
	// may be shown to anybody in the unit.
	Tier *store.StoredTier
}

// Record finds a source customer by the key that its own system uses.
// store.ErrNotFound: there is none, or none that the reader may see.
func (r *Room) Record(ctx context.Context, p model.Principal, ref model.Ref) (Record, error) {
	found, err := r.Store.CustomerByRef(ctx, p, ref)
	if err != nil || found.Entity == "" {
		return Record{StoredCustomer: found}, err
	}
	now, _, err := r.tier(ctx, p, found.Entity)
	return Record{found, now}, err
}

// Records are the source customers that the reader sees of one page of List, in its
// order, each customer's by reference; next is the After of the page after it.
func (r *Room) Records(ctx context.Context, p model.Principal, f Filter) (out []store.StoredCustomer, next string, err error) {
	page, err := r.List(ctx, p, f)
	if err != nil {
		return nil, "", err
	}
	for _, row := range page.Rows {
		found, err := r.Store.CustomersOfEntity(ctx, p, row.Entity)
		if err != nil {
			return nil, "", err
		}
		out = append(out, found...)
	}
	return out, page.Next, nil
}

// Explained is the group's present result of a customer and all before it, newest
// first. store.ErrNotFound: there is no such customer, or none that the reader may
// see.
func (r *Room) Explained(ctx context.Context, p model.Principal, entity string) (*store.StoredTier, []store.StoredTier, error) {
	e, err := r.Store.Entity(ctx, p, entity)
	if err != nil {
		return nil, nil, err
	}
	return r.tier(ctx, p, e.ID)
}

func (r *Room) tier(ctx context.Context, p model.Principal, entity string) (now *store.StoredTier, all []store.StoredTier, err error) {
	found, err := r.Store.TierHistory(ctx, p, entity)
	for _, t := range found {
		if t.Policy == r.Policy && t.Scope == model.ScopeGroup {
			all = append(all, t)
		}
	}
	if len(all) > 0 && all[0].ToRun == 0 {
		now = &all[0]
	}
	return now, all, err
}

// Decisions are the verdicts of stewards, newest first: n after the first skip
// ones, and how many to skip for the next page; 0: there is none.
func (r *Room) Decisions(ctx context.Context, p model.Principal, skip, n int) ([]model.Decision, int, error) {
	skip, n = max(skip, 0), limit(n)
	out, err := r.Store.LatestDecisions(ctx, p, time.Time{}, skip, n+1)
	if len(out) > n {
		return out[:n], skip + n, err
	}
	return out, 0, err
}
