package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// States of a delivery.
const (
	DeliveryBegun  = "begun"
	DeliverySent   = "sent"
	DeliveryFailed = "failed"
)

// ClaimDelivery takes the sending of a report that is due upon itself; false:
// another process has it or had it.
func (tx *Tx) ClaimDelivery(ctx context.Context, name string, due time.Time) (bool, error) {
	var n []int64
	if err := tx.list(ctx, &n, "SELECT COUNT(*) FROM report_delivery WHERE name = ? AND due = ?", name, micros(due)); err != nil {
		return false, fmt.Errorf("claim delivery %s: %w", name, err)
	}
	if n[0] > 0 {
		return false, nil
	}
	err := tx.insert(ctx, insertion{table: "report_delivery", columns: []string{"name", "due", "state", "said", "at"}}, [][]any{{name, micros(due), DeliveryBegun, "", tx.now}})
	if err != nil {
		return false, fmt.Errorf("claim delivery %s: %w", name, err)
	}
	return true, nil
}

// EndDelivery notes how a claimed delivery went.
func (tx *Tx) EndDelivery(ctx context.Context, name string, due time.Time, state, said string) error {
	_, err := tx.exec(ctx, "UPDATE report_delivery SET state = ?, said = ?, at = ? WHERE name = ? AND due = ?", state, model.MaskText(said), tx.now, name, micros(due))
	if err != nil {
		return fmt.Errorf("end delivery %s: %w", name, err)
	}
	return nil
}

// Delivered is how the last delivery of a report went.
type Delivered struct {
	Due, At     time.Time
	State, Said string
}

// LastDelivery is the last delivery of a report, the zero value when there was
// none.
func (db *DB) LastDelivery(ctx context.Context, name string) (Delivered, error) {
	var rows []struct {
		Due   int64  `db:"due"`
		At    int64  `db:"at"`
		State string `db:"state"`
		Said  string `db:"said"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT due, at, state, said FROM report_delivery WHERE name = ? ORDER BY due DESC LIMIT 1", name); err != nil {
		return Delivered{}, fmt.Errorf("read the last delivery of %s: %w", name, err)
	}
	if len(rows) == 0 {
		return Delivered{}, nil
	}
	r := rows[0]
	return Delivered{instant(r.Due), instant(r.At), r.State, r.Said}, nil
}
