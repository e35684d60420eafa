package store

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var activityInsertion = insertion{
	table: "activity",
	columns: []string{"stream_id", "ext_id", "kind", "cust_stream_id", "cust_ext_id", "unit", "at", "status", "score",
		"doc_hash", "changed_run", "deleted_at"},
	keys: []string{"stream_id", "ext_id"},
}

// SaveActivities stores mapped activities as SaveOrders does orders.
func (tx *Tx) SaveActivities(ctx context.Context, run int64, activities []model.Activity) (SaveCounts, error) {
	return saveMapped(ctx, tx, "activity", slices.Clone(activities), func(a model.Activity) model.Ref { return a.Ref },
		func(a model.Activity) ([]byte, error) {
			return json.Marshal(a)
		},
		func(write []mapped[model.Activity]) error {
			rows := make([][]any, len(write))
			var owners []factOwner
			var known []int64
			for i, w := range write {
				a := w.value
				customer, err := tx.streamID(ctx, a.Customer.Source, a.Customer.Object)
				if err != nil {
					return err
				}
				owners = append(owners, factOwner{customer, a.Customer.ID})
				if w.id != 0 {
					known = append(known, w.id)
				}
				rows[i] = []any{w.stream, a.Ref.ID, a.Kind, customer, a.Customer.ID, a.Unit, micros(a.At), a.Status, a.Score, w.hash[:], run, int64(0)}
			}
			if err := tx.factsMoved(ctx, run, owners, "activity", known); err != nil {
				return err
			}
			return tx.insert(ctx, activityInsertion, rows)
		})
}
