package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// WriteState is how many fields of a source have a last receipt of a state.
type WriteState struct {
	Source, Field string
	State         model.WriteState
	N             int64
	Last          time.Time
}

// WriteStates sums the last receipt of every field ever written, by source, field
// and state. A principal with units sees the writes of those units.
func (db *DB) WriteStates(ctx context.Context, p model.Principal) ([]WriteState, error) {
	cond, args := "1 = 1", []any(nil)
	switch {
	case p.Group():
	case len(p.Units) == 0:
		return nil, nil
	default:
		cond, args = "EXISTS (SELECT 1 FROM plan_row pr WHERE pr.plan_id = l.plan_id AND pr.seq = l.seq AND pr.unit IN "+in(len(p.Units))+")", anys(p.Units)
	}
	var out []WriteState
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var s WriteState
		var at int64
		err := rows.Scan(&s.Source, &s.Field, &s.State, &s.N, &at)
		s.Last = instant(at)
		out = append(out, s)
		return err
	}, `SELECT s.source, l.field, l.state, COUNT(*), MAX(l.at) FROM ledger l
		JOIN (SELECT MAX(id) AS id FROM ledger GROUP BY stream_id, ext_id, field) newest ON newest.id = l.id
		JOIN stream s ON s.id = l.stream_id WHERE `+cond+" GROUP BY s.source, l.field, l.state ORDER BY s.source, l.field, l.state", args...)
	if err != nil {
		return nil, fmt.Errorf("sum the receipts: %w", err)
	}
	return out, nil
}

// LastPulls is when each source last gave a page, by source.
func (db *DB) LastPulls(ctx context.Context, p model.Principal) (map[string]time.Time, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[string]time.Time{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var source string
		var at int64
		err := rows.Scan(&source, &at)
		out[source] = instant(at)
		return err
	}, "SELECT s.source, MAX(c.at) FROM pull_cursor c JOIN stream s ON s.id = c.stream_id GROUP BY s.source")
	if err != nil {
		return nil, fmt.Errorf("read when the sources were pulled: %w", err)
	}
	return out, nil
}
