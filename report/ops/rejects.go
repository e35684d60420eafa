package ops

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// DeadLetters are the causes for which rows wait for a person, the most frequent
// first.
func (r *Room) DeadLetters(ctx context.Context, p model.Principal) ([]RejectCause, error) {
	return r.Store.RejectTallies(ctx, p, "")
}

// RejectFilter narrows Rejects; empty fields do not.
type RejectFilter struct {
	Run, Stage, Source, Object, Code string
	After                            int64
	Limit                            int // 0: 100
}

// Rejects lists rows that wait, oldest first, and the After of the next page; 0:
// there is none.
func (r *Room) Rejects(ctx context.Context, p model.Principal, f RejectFilter) ([]model.Reject, int64, error) {
	n := limit(f.Limit)
	found, err := r.Store.OpenRejects(ctx, p, store.RejectFilter{Run: f.Run, Stage: f.Stage, Source: f.Source, Object: f.Object,
		Code: f.Code, AfterID: f.After, Limit: n + 1})
	if err != nil {
		return nil, 0, err
	}
	var next int64
	if len(found) > n {
		found, next = found[:n], found[n-1].ID
	}
	return found, next, nil
}
