package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var doubtInsertion = insertion{table: "doubt", columns: []string{"kind", "a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "bits", "gate", "why"}}

// ReplaceDoubts makes the open questions exactly these.
func (tx *Tx) ReplaceDoubts(ctx context.Context, doubts []model.Doubt) error {
	_, err := tx.exec(ctx, "DELETE FROM doubt")
	if err == nil {
		err = tx.addDoubts(ctx, doubts)
	}
	if err != nil {
		return fmt.Errorf("save %d doubts: %w", len(doubts), err)
	}
	return nil
}

// ChangeDoubts takes some questions away, of those that are still open, and asks
// others. The rest stay as they are, with their place in the queue.
func (tx *Tx) ChangeDoubts(ctx context.Context, gone, now []model.Doubt) error {
	ends, err := tx.doubtRows(ctx, gone)
	for i := range ends {
		ends[i] = ends[i][:5]
	}
	if err == nil {
		err = tx.execEach(ctx, "DELETE FROM doubt WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ?", ends)
	}
	if err != nil {
		return fmt.Errorf("take %d doubts away: %w", len(gone), err)
	}
	if err := tx.addDoubts(ctx, now); err != nil {
		return fmt.Errorf("save %d doubts: %w", len(now), err)
	}
	return nil
}

func (tx *Tx) addDoubts(ctx context.Context, doubts []model.Doubt) error {
	rows, err := tx.doubtRows(ctx, doubts)
	if err != nil {
		return err
	}
	return tx.insert(ctx, doubtInsertion, rows)
}

// doubtRows are questions as they stand in the table: kind and ends first, the ends
// of a pair in their one order.
func (tx *Tx) doubtRows(ctx context.Context, doubts []model.Doubt) ([][]any, error) {
	rows := make([][]any, len(doubts))
	for i, d := range doubts {
		if d.Kind == model.DoubtSame {
			d.A, d.B = pair(d.A, d.B)
		}
		a, err := tx.streamID(ctx, d.A.Source, d.A.Object)
		if err != nil {
			return nil, err
		}
		b, err := tx.streamID(ctx, d.B.Source, d.B.Object)
		if err != nil {
			return nil, err
		}
		rows[i] = []any{string(d.Kind), a, d.A.ID, b, d.B.ID, d.Bits, cut(d.Gate, 128), cut(d.Why, 255)}
	}
	return rows, nil
}

// ReweighDoubts has every open question weighed anew: what is at stake may have
// moved.
func (tx *Tx) ReweighDoubts(ctx context.Context) error {
	if _, err := tx.exec(ctx, "UPDATE doubt SET worth = -1 WHERE worth >= 0"); err != nil {
		return fmt.Errorf("weigh the doubts anew: %w", err)
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
