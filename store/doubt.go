package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var doubtInsertion = insertion{table: "doubt", columns: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "bits", "gate", "why"}}

func doubtRow(d model.Doubt, a, b int64) []any {
	return []any{string(d.Kind), a, d.A.ID, b, d.B.ID, d.Bits, cut(d.Gate, 128), cut(d.Why, 255)}
}

// ReplaceDoubts makes the open questions exactly these.
func (tx *Tx) ReplaceDoubts(ctx context.Context, doubts []model.Doubt) error {
	rows := make([][]any, len(doubts))
	for i, d := range doubts {
		if d.Kind == model.DoubtSame {
			d.A, d.B = pair(d.A, d.B)
		}
		a, err := tx.streamID(ctx, d.A.Source, d.A.Object)
		if err != nil {
			return err
		}
		b, err := tx.streamID(ctx, d.B.Source, d.B.Object)
		if err != nil {
			return err
		}
		rows[i] = doubtRow(d, a, b)
	}
	_, err := tx.exec(ctx, "DELETE FROM doubt")
	if err == nil {
		err = tx.insert(ctx, doubtInsertion, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d doubts: %w", len(doubts), err)
	}
	return nil
}

// Doubts are the open questions, the most likely first.
func (db *DB) Doubts(ctx context.Context, p model.Principal) ([]model.Doubt, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []pairRow
	if err := db.reads().list(ctx, &rows, "SELECT kind, a_stream_id, a_ext_id, b_stream_id, b_ext_id, bits, gate, why FROM doubt"); err != nil {
		return nil, fmt.Errorf("read doubts: %w", err)
	}
	out := make([]model.Doubt, len(rows))
	for i, r := range rows {
		a, b, err := db.pairRefs(ctx, r)
		if err != nil {
			return nil, err
		}
		out[i] = model.Doubt{Kind: model.DoubtKind(r.Kind), A: a, B: b, Bits: r.Bits, Gate: r.Gate, Why: r.Why}
	}
	slices.SortFunc(out, func(x, y model.Doubt) int {
		return cmp.Or(cmp.Compare(y.Bits, x.Bits), x.A.Compare(y.A), x.B.Compare(y.B), cmp.Compare(x.Kind, y.Kind))
	})
	return out, nil
}
