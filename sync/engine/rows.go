package engine

import (
	"context"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// MatchRows stores customers that are pulled from nowhere, such as the rows of
// plain files, and matches all that the store holds. feed hands them to save in
// parts; each part is a transaction. Rows that are as they were cause no work. A
// run that was cut off is safe to repeat.
func (e *Engine) MatchRows(ctx context.Context, req Request, feed func(save func([]model.Customer) error) error) (store.SaveCounts, Report, error) {
	var saved store.SaveCounts
	t := &turn{Engine: e, req: req, counts: map[string]int64{}, failed: map[string]*fault.Fault{}}
	ctx, release, err := t.lock(ctx)
	if err != nil {
		return saved, Report{}, err
	}
	defer release()
	if err := t.start(ctx); err != nil {
		return saved, Report{}, err
	}
	err = feed(func(part []model.Customer) error {
		return t.write(ctx, func(tx *store.Tx) error {
			n, err := tx.SaveCustomers(ctx, t.seq(), part)
			if err != nil {
				return err
			}
			saved.Add(n)
			if n.New+n.Changed == 0 {
				return nil
			}
			return tx.SetStage(ctx, t.seq(), store.Checkpoint{Stage: "match", State: checkpointStale})
		})
	})
	if err == nil {
		err = t.match(ctx)
	}
	report, err := t.finish(ctx, err)
	return saved, report, err
}
