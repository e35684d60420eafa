package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Reconciled is what the last reconcile of an object counted.
type Reconciled struct {
	Source  string    `json:"-"`
	Object  string    `json:"-"`
	Told    int64     `json:"told"`    // by the system itself, -1 when it does not tell
	Seen    int64     `json:"seen"`    // ids that it showed
	Stored  int64     `json:"stored"`  // live records that we held afterwards
	Gone    int64     `json:"gone"`    // found missing there and tombstoned here
	Missed  int64     `json:"missed"`  // found there and not here
	Fetched int64     `json:"fetched"` // of the missed ones, those that were read by id
	At      time.Time `json:"-"`       // zero: never reconciled
	Run     string    `json:"-"`
}

// reconciledPart is a note of the engine that holds the last Reconciled.
const reconciledPart = OwnPart + "counted"

// SaveReconciled keeps what a reconcile counted.
func (tx *Tx) SaveReconciled(ctx context.Context, stream int64, r Reconciled) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return tx.SaveCursor(ctx, stream, Cursor{Part: reconciledPart, Value: string(text), Complete: true, Run: r.Run})
}

// Reconciled lists every object by source and name, those never reconciled too.
func (db *DB) Reconciled(ctx context.Context, p model.Principal) ([]Reconciled, error) {
	streams, err := db.Streams(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []Reconciled
	for _, s := range streams {
		r := Reconciled{Told: -1}
		cursors, err := db.Cursors(ctx, p, s.ID)
		if err != nil {
			return nil, err
		}
		if c, ok := cursors[reconciledPart]; ok {
			if err := json.Unmarshal([]byte(c.Value), &r); err != nil {
				return nil, fmt.Errorf("counts of %s/%s: %w", s.Source, s.Object, err)
			}
			r.At, r.Run = c.At, c.Run
		}
		if r.Stored, err = db.LiveCount(ctx, p, s.ID); err != nil {
			return nil, err
		}
		r.Source, r.Object = s.Source, s.Object
		out = append(out, r)
	}
	return out, nil
}

// UnitCount is how many live records of an object were mapped to a unit.
type UnitCount struct {
	Source, Object, Unit string
	N                    int64
}

// UnitCounts counts customers by the units that they belong to today, and
// documents by their own, by source, object and unit, of the units that p sees.
func (db *DB) UnitCounts(ctx context.Context, p model.Principal) ([]UnitCount, error) {
	var out []UnitCount
	for _, q := range []struct{ from, unit string }{
		{"customer c JOIN customer_unit u ON u.customer_id = c.id AND u.to_date = 0", "u.unit"},
		{"business_doc c", "c.unit"},
	} {
		cond, args := unitOf(p, q.unit)
		err := db.reads().rows(ctx, func(rows *sql.Rows) error {
			var c UnitCount
			err := rows.Scan(&c.Source, &c.Object, &c.Unit, &c.N)
			out = append(out, c)
			return err
		}, "SELECT s.source, s.object, "+q.unit+", COUNT(*) FROM "+q.from+" JOIN stream s ON s.id = c.stream_id WHERE c.deleted_at = 0 AND "+cond+
			" GROUP BY s.source, s.object, "+q.unit+" ORDER BY s.source, s.object, "+q.unit, args...)
		if err != nil {
			return nil, fmt.Errorf("count records by unit: %w", err)
		}
	}
	return out, nil
}
