package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var skipInsertion = insertion{table: "review_skip", columns: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "valid_until", "author", "reason", "at"},
	keys: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id"}}

// SaveSkip puts a question off; the latest word on it counts. An Until that has
// passed brings it back.
func (tx *Tx) SaveSkip(ctx context.Context, s model.Skip) error {
	if s.Kind == model.DoubtSame {
		s.A, s.B = pair(s.A, s.B)
	}
	a, err := tx.streamID(ctx, s.A.Source, s.A.Object)
	if err != nil {
		return err
	}
	b, err := tx.streamID(ctx, s.B.Source, s.B.Object)
	if err != nil {
		return err
	}
	if err := tx.insert(ctx, skipInsertion, [][]any{{string(s.Kind), a, s.A.ID, b, s.B.ID, micros(s.Until), s.Author, s.Reason, tx.now}}); err != nil {
		return fmt.Errorf("put off %s and %s: %w", s.A, s.B, err)
	}
	return nil
}

// Skips are all questions that were ever put off, by instant.
func (db *DB) Skips(ctx context.Context, p model.Principal) ([]model.Skip, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		pairRow
		Until int64 `db:"valid_until"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, valid_until, author, reason, at FROM review_skip ORDER BY at, a_stream_id, a_ext_id, b_stream_id, b_ext_id"); err != nil {
		return nil, fmt.Errorf("read questions put off: %w", err)
	}
	out := make([]model.Skip, len(rows))
	for i, r := range rows {
		a, b, err := db.pairRefs(ctx, r.pairRow)
		if err != nil {
			return nil, err
		}
		out[i] = model.Skip{Kind: model.DoubtKind(r.Kind), A: a, B: b, Until: instant(r.Until), Author: r.Author, Reason: r.Reason, At: instant(r.At)}
	}
	return out, nil
}

// Reopen asks a question again that was answered, until the next matching
// decides whether it is one.
func (tx *Tx) Reopen(ctx context.Context, d model.Doubt) error {
	return tx.ChangeDoubts(ctx, []model.Doubt{d}, []model.Doubt{d})
}
