package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

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
	err = tx.insert(ctx, insertion{table: "decision", columns: []string{"a_stream_id", "a_ext_id", "b_stream_id", "b_ext_id", "verdict", "author", "reason", "at", "batch"}},
		[][]any{{a, d.A.ID, b, d.B.ID, string(d.Verdict), d.Author, d.Reason, at, d.Batch}})
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
	ID      int64   `db:"id"`
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
	Batch   string  `db:"batch"`
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
	slices.Reverse(all)
	return binding(all), err
}

// binding are the latest verdicts on each pair, of verdicts newest first, in the
// order they were given.
func binding(latest []model.Decision) []model.Decision {
	said := map[[2]model.Ref]bool{}
	var out []model.Decision
	for _, d := range latest {
		if pair := [2]model.Ref{d.A, d.B}; !said[pair] {
			said[pair] = true
			if d.Verdict != model.Undecided {
				out = append(out, d)
			}
		}
	}
	slices.Reverse(out)
	return out
}

// DecisionHistory are all verdicts ever given, oldest first.
func (db *DB) DecisionHistory(ctx context.Context, p model.Principal) ([]model.Decision, error) {
	rows, err := db.decided(ctx, p, "1 = 1 ORDER BY at, id")
	return db.decisions(ctx, rows, err)
}

// LatestDecisions are verdicts since an instant, newest first: n after the first
// skip ones.
func (db *DB) LatestDecisions(ctx context.Context, p model.Principal, since time.Time, skip, n int) ([]model.Decision, error) {
	rows, err := db.decided(ctx, p, "at >= ? ORDER BY at DESC, id DESC LIMIT ? OFFSET ?", micros(since), n, skip)
	return db.decisions(ctx, rows, err)
}

// DecisionsBy are the last n verdicts of an author since an instant, newest first.
func (db *DB) DecisionsBy(ctx context.Context, p model.Principal, author string, since time.Time, n int) ([]model.Decision, error) {
	rows, err := db.decided(ctx, p, "author = ? AND at >= ? ORDER BY at DESC, id DESC LIMIT ?", author, micros(since), n)
	return db.decisions(ctx, rows, err)
}

// DecisionsOfBatch are the verdicts that were given in one act.
func (db *DB) DecisionsOfBatch(ctx context.Context, p model.Principal, batch string) ([]model.Decision, error) {
	if batch == "" {
		return nil, nil
	}
	rows, err := db.decided(ctx, p, "batch = ? ORDER BY at, id", batch)
	return db.decisions(ctx, rows, err)
}

// DecisionsOn are the verdicts ever given on pairs of which a record is among
// these, newest first.
func (db *DB) DecisionsOn(ctx context.Context, p model.Principal, refs []model.Ref) ([]model.Decision, error) {
	streams := map[int64][]string{}
	for _, r := range refs {
		stream, err := db.findStream(ctx, r.Source, r.Object)
		if err != nil {
			return nil, err
		}
		streams[stream] = append(streams[stream], r.ID)
	}
	var all []pairRow
	for stream, ids := range streams {
		err := chunks(ids, func(part []string) error {
			for _, side := range []string{"a", "b"} {
				found, err := db.decided(ctx, p, side+"_stream_id = ? AND "+side+"_ext_id IN "+in(len(part)), append([]any{stream}, anys(part)...)...)
				if err != nil {
					return err
				}
				all = append(all, found...)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(x, y pairRow) int { return cmp.Or(cmp.Compare(y.At, x.At), cmp.Compare(y.ID, x.ID)) })
	return db.decisions(ctx, slices.CompactFunc(all, func(x, y pairRow) bool { return x.ID == y.ID }), nil)
}

// BindingOn are the binding verdicts on pairs of which a record is among these.
func (db *DB) BindingOn(ctx context.Context, p model.Principal, refs []model.Ref) ([]model.Decision, error) {
	all, err := db.DecisionsOn(ctx, p, refs)
	return binding(all), err
}

// decided reads verdicts; where may order and limit them.
func (db *DB) decided(ctx context.Context, p model.Principal, where string, args ...any) ([]pairRow, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []pairRow
	err := db.reads().list(ctx, &rows, "SELECT id, a_stream_id, a_ext_id, b_stream_id, b_ext_id, verdict, author, reason, at, batch FROM decision WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return rows, nil
}

func (db *DB) decisions(ctx context.Context, rows []pairRow, err error) ([]model.Decision, error) {
	out := make([]model.Decision, len(rows))
	for i, r := range rows {
		a, b, err := db.pairRefs(ctx, r)
		if err != nil {
			return nil, err
		}
		out[i] = model.Decision{A: a, B: b, Verdict: model.Verdict(r.Verdict), Author: r.Author, Reason: r.Reason, At: instant(r.At), Batch: r.Batch}
	}
	return out, err
}
