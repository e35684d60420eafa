package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// pair is an unordered pair of references in its one written order.
func pair(a, b model.Ref) (model.Ref, model.Ref) {
	if b.Compare(a) < 0 {
		return b, a
	}
	return a, b
}

// SaveDecision keeps a steward's verdict for ever; the latest of a pair binds.
func (tx *Tx) SaveDecision(ctx context.Context, d model.Decision) error {
	d.A, d.B = pair(d.A, d.B)
	a, err := tx.streamID(ctx, d.A.Source, d.A.Object)
	if err != nil {
		return err
	}
	b, err := tx.streamID(ctx, d.B.Source, d.B.Object)
	if err != nil {
		return err
	}
	at := micros(d.At)
	if at == 0 {
		at = tx.now
	}
	err = tx.insert(ctx, insertion{table: "decision", columns: []string{"a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "verdict", "author", "reason", "at"}},
		[][]any{{a, d.A.ID, b, d.B.ID, string(d.Verdict), d.Author, d.Reason, at}})
	if err != nil {
		return fmt.Errorf("save decision on %s and %s: %w", d.A, d.B, err)
	}
	return tx.answered(ctx, model.DoubtSame, [2]int64{a, b}, [2]string{d.A.ID, d.B.ID})
}

// answered takes a doubt out of the queue.
func (tx *Tx) answered(ctx context.Context, kind model.DoubtKind, streams [2]int64, ids [2]string) error {
	_, err := tx.exec(ctx, "DELETE FROM doubt WHERE kind = ? AND a_stream_id = ? AND a_ext_id = ? AND b_stream_id = ? AND b_ext_id = ?",
		string(kind), streams[0], ids[0], streams[1], ids[1])
	return err
}

type pairRow struct {
	Kind    string  `db:"kind"`
	AStream int64   `db:"a_stream_id"`
	AID     string  `db:"a_ext_id"`
	BStream int64   `db:"b_stream_id"`
	BID     string  `db:"b_ext_id"`
	Verdict string  `db:"verdict"`
	Author  string  `db:"author"`
	Reason  string  `db:"reason"`
	At      int64   `db:"at"`
	Bits    float64 `db:"bits"`
	Gate    string  `db:"gate"`
	Why     string  `db:"why"`
}

func (db *DB) pairRefs(ctx context.Context, r pairRow) (a, b model.Ref, err error) {
	if a, err = db.ref(ctx, r.AStream, r.AID); err != nil {
		return
	}
	b, err = db.ref(ctx, r.BStream, r.BID)
	return
}

// Decisions are the binding verdicts, one per pair, in the order they were
// given; those that were taken back are left out.
func (db *DB) Decisions(ctx context.Context, p model.Principal) ([]model.Decision, error) {
	all, err := db.DecisionHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	last := map[[2]model.Ref]int{}
	for i, d := range all {
		last[[2]model.Ref{d.A, d.B}] = i
	}
	var out []model.Decision
	for i, d := range all {
		if last[[2]model.Ref{d.A, d.B}] == i && d.Verdict != model.Undecided {
			out = append(out, d)
		}
	}
	return out, nil
}

// DecisionHistory are all verdicts ever given, oldest first.
func (db *DB) DecisionHistory(ctx context.Context, p model.Principal) ([]model.Decision, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []pairRow
	if err := db.reads().list(ctx, &rows, "SELECT a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at FROM decision ORDER BY at, id"); err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	out := make([]model.Decision, len(rows))
	for i, r := range rows {
		a, b, err := db.pairRefs(ctx, r)
		if err != nil {
			return nil, err
		}
		out[i] = model.Decision{A: a, B: b, Verdict: model.Verdict(r.Verdict), Author: r.Author, Reason: r.Reason, At: instant(r.At)}
	}
	return out, nil
}

// DecisionsOn are the verdicts ever given on pairs of which a record is among
// these, newest first.
func (db *DB) DecisionsOn(ctx context.Context, p model.Principal, refs []model.Ref) ([]model.Decision, error) {
	all, err := db.DecisionHistory(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []model.Decision
	for _, d := range slices.Backward(all) {
		if slices.Contains(refs, d.A) || slices.Contains(refs, d.B) {
			out = append(out, d)
		}
	}
	return out, nil
}
