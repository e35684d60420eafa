package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// SeeTargets notes the values of write-back fields that were just read back, by
// id and field; fields not named stay as they were last seen.
func (tx *Tx) SeeTargets(ctx context.Context, source, object string, seen map[string]map[string]string) error {
	stream, err := tx.streamID(ctx, source, object)
	if err != nil {
		return err
	}
	for _, id := range sortedIDs(seen) {
		var old string
		err := tx.get(ctx, &old, "SELECT targets FROM raw_record WHERE stream_id = ? AND ext_id = ?", stream, id)
		if err == sql.ErrNoRows {
			continue // a side row that is not pulled
		}
		if err != nil {
			return fmt.Errorf("read seen targets of %s/%s: %w", source, object, err)
		}
		values := map[string]string{}
		if old != "" {
			if err := json.Unmarshal([]byte(old), &values); err != nil {
				return fmt.Errorf("seen targets of %s/%s %s: %w", source, object, id, err)
			}
		}
		for field, text := range seen[id] {
			values[field] = text
		}
		text, err := json.Marshal(values)
		if err != nil {
			return err
		}
		if string(text) == old {
			continue
		}
		if _, err := tx.exec(ctx, "UPDATE raw_record SET targets = ? WHERE stream_id = ? AND ext_id = ?", string(text), stream, id); err != nil {
			return fmt.Errorf("note seen targets of %s/%s: %w", source, object, err)
		}
	}
	return nil
}

// DriftedTargets finds, among the records that a pull brought since an instant,
// fields whose seen value is not our last confirmed one.
func (db *DB) DriftedTargets(ctx context.Context, p model.Principal, since time.Time, same func(a, b string) bool) ([]DriftEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	type key struct {
		stream    int64
		id, field string
	}
	newest := map[key]DriftEntry{}
	var order []key
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var k key
		var d DriftEntry
		var state, seen string
		if err := rows.Scan(&k.stream, &k.id, &k.field, &d.Expected, &state, &seen); err != nil {
			return err
		}
		values := map[string]string{}
		if err := json.Unmarshal([]byte(seen), &values); err != nil {
			return fmt.Errorf("seen targets of %s: %w", k.id, err)
		}
		found, shown := values[k.field]
		if _, known := newest[k]; !known {
			order = append(order, k)
		}
		d.Field, d.Found = k.field, found
		if !shown || state != string(model.WriteConfirmed) {
			d.Found = d.Expected // drifted before, or not shown: nothing new
		}
		newest[k] = d
		return nil
	}, `SELECT l.stream_id, l.ext_id, l.field, l.new_value, l.state, r.targets FROM ledger l
		JOIN raw_record r ON r.stream_id = l.stream_id AND r.ext_id = l.ext_id
		WHERE r.seen_at >= ? AND r.targets <> '' AND l.state IN (?, ?) ORDER BY l.id`,
		micros(since), string(model.WriteConfirmed), string(model.WriteDrifted))
	if err != nil {
		return nil, fmt.Errorf("look for drift: %w", err)
	}
	var out []DriftEntry
	for _, k := range order {
		d := newest[k]
		if same(d.Found, d.Expected) {
			continue
		}
		if d.Target, err = db.ref(ctx, k.stream, k.id); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// MarkDrifted moves the confirmed receipts of these fields to drifted, so that
// the same drift is told once.
func (tx *Tx) MarkDrifted(ctx context.Context, entries []DriftEntry) error {
	for _, d := range entries {
		stream, err := tx.streamID(ctx, d.Target.Source, d.Target.Object)
		if err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "UPDATE ledger SET state = ? WHERE stream_id = ? AND ext_id = ? AND field = ? AND state = ?",
			string(model.WriteDrifted), stream, d.Target.ID, d.Field, string(model.WriteConfirmed)); err != nil {
			return fmt.Errorf("mark drift of %s: %w", d.Target, err)
		}
	}
	return nil
}

func sortedIDs[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
