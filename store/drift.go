package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// DriftEntry notes that somebody else changed a field that we had written.
type DriftEntry struct {
	Target   model.Ref
	Field    string
	Expected string // our last confirmed value
	Found    string
	Run      string
	At       time.Time
}

// SaveDrift appends to the list of drifts.
func (tx *Tx) SaveDrift(ctx context.Context, entries []DriftEntry) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		stream, err := tx.streamID(ctx, e.Target.Source, e.Target.Object)
		if err != nil {
			return err
		}
		at := micros(e.At)
		if at == 0 {
			at = tx.now
		}
		rows[i] = []any{stream, e.Target.ID, e.Field, e.Expected, e.Found, e.Run, at}
	}
	if err := tx.insert(ctx, insertion{table: "drift", columns: []string{"stream_id", "ext_id", "field", "expected", "found", "run", "at"}}, rows); err != nil {
		return fmt.Errorf("save %d drifts: %w", len(entries), err)
	}
	return nil
}

// Drifts lists drifts since an instant, newest first.
func (db *DB) Drifts(ctx context.Context, p model.Principal, since time.Time, limit int) ([]DriftEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Stream   int64  `db:"stream_id"`
		ExtID    string `db:"ext_id"`
		Field    string `db:"field"`
		Expected string `db:"expected"`
		Found    string `db:"found"`
		Run      string `db:"run"`
		At       int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT stream_id, ext_id, field, expected, found, run, at FROM drift WHERE at >= ? ORDER BY at DESC, id DESC LIMIT ?", micros(since), limit); err != nil {
		return nil, fmt.Errorf("read drifts: %w", err)
	}
	out := make([]DriftEntry, len(rows))
	for i, r := range rows {
		ref, err := db.ref(ctx, r.Stream, r.ExtID)
		if err != nil {
			return nil, err
		}
		out[i] = DriftEntry{Target: ref, Field: r.Field, Expected: r.Expected, Found: r.Found, Run: r.Run, At: instant(r.At)}
	}
	return out, nil
}
