package writeback

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Verify reads back everything that was sent and not yet confirmed, whichever
// run sent it.
func (r *Room) Verify(ctx context.Context) error { return r.Heal(ctx) }

// Drift compares what the last pull saw with the last confirmed write of each
// field and lists what somebody changed since. It asks no system.
func (r *Room) Drift(ctx context.Context, since time.Time) ([]store.DriftEntry, error) {
	found, err := r.Store.DriftedTargets(ctx, model.SystemPrincipal(), since, connectors.SameText)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	for i := range found {
		found[i].Run = r.Run
	}
	err = r.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SaveDrift(ctx, found); err != nil {
			return err
		}
		return tx.MarkDrifted(ctx, found)
	})
	return found, err
}
