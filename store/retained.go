package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Retained is how much of a kind is stored, as it was counted last.
type Retained struct {
	Kind   Kept
	Rows   int64
	Bytes  int64     // of their texts, without the indexes
	Oldest time.Time // zero: there is none, or nothing tells its age
	At     time.Time // of the counting; zero: never
}

// noteTaken adds to what the next receipt tells.
func (tx *Tx) noteTaken(ctx context.Context, kind Kept, n int64) error {
	if n == 0 {
		return nil
	}
	err := tx.insert(ctx, insertion{table: "retained", columns: []string{"kind"}, keys: []string{"kind"}}, [][]any{{string(kind)}})
	if err == nil {
		_, err = tx.exec(ctx, "UPDATE retained SET taken = taken + ? WHERE kind = ?", n, string(kind))
	}
	return err
}

// TakeNote is what was taken away since the last call, by kind, and forgets it: call
// it in the transaction that writes the receipt.
func (tx *Tx) TakeNote(ctx context.Context) (map[Kept]int64, error) {
	var rows []struct {
		Kind  Kept  `db:"kind"`
		Taken int64 `db:"taken"`
	}
	err := tx.list(ctx, &rows, "SELECT kind, taken FROM retained WHERE taken > 0")
	if err == nil && len(rows) > 0 {
		_, err = tx.exec(ctx, "UPDATE retained SET taken = 0 WHERE taken > 0")
	}
	if err != nil {
		return nil, fmt.Errorf("note what was taken away: %w", err)
	}
	out := map[Kept]int64{}
	for _, r := range rows {
		out[r.Kind] = r.Taken
	}
	return out, nil
}

// measures tell the number, the size and the age of the rows of each kind.
var measures = map[Kept]string{
	KeptPayloads: "SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(payload)), 0) AS bytes, COALESCE(MIN(tombstone_at), 0) AS oldest FROM raw_record WHERE tombstone_at > 0 AND LENGTH(payload) > 0",
	KeptRejects:  "SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(reason)), 0) AS bytes, COALESCE(MIN(closed_at), 0) AS oldest FROM reject WHERE closed_at > 0",
	KeptAnswers:  "SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(said)), 0) AS bytes, COALESCE(MIN(at), 0) AS oldest FROM ledger WHERE said <> ''",
	KeptPlanRows: `SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(r.name) + LENGTH(r.old_value) + LENGTH(r.new_value) + LENGTH(r.why_zh) + LENGTH(r.why_en)), 0) AS bytes, COALESCE(MIN(p.made), 0) AS oldest
		FROM plan p JOIN plan_row r ON r.plan_id = p.id WHERE p.state = 'superseded'`,
	KeptAudit: "SELECT COUNT(*) AS n, COALESCE(SUM(LENGTH(actor) + LENGTH(action) + LENGTH(subject) + LENGTH(detail) + 64), 0) AS bytes, COALESCE(MIN(at), 0) AS oldest FROM audit",
}

// Measure counts what there is of a kind. It reads all of it, on the readers.
func (db *DB) Measure(ctx context.Context, p model.Principal, kind Kept) (Retained, error) {
	if !p.Group() {
		return Retained{}, ErrHidden
	}
	var r struct {
		N      int64 `db:"n"`
		Bytes  int64 `db:"bytes"`
		Oldest int64 `db:"oldest"`
	}
	query, known := measures[kind]
	if !known {
		return Retained{}, fmt.Errorf("measure %q: no such kind", kind)
	}
	if err := db.reads().get(ctx, &r, query); err != nil {
		return Retained{}, fmt.Errorf("measure %s: %w", kind, err)
	}
	return Retained{Kind: kind, Rows: r.N, Bytes: r.Bytes, Oldest: instant(r.Oldest)}, nil
}

// SaveMeasure keeps a measure, counted now, for Retained.
func (tx *Tx) SaveMeasure(ctx context.Context, list []Retained) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		rows[i] = []any{string(r.Kind), r.Rows, r.Bytes, micros(r.Oldest), int64(0), tx.now}
	}
	ins := insertion{table: "retained", columns: []string{"kind", "n", "bytes", "oldest", "taken", "at"}, keys: []string{"kind"}, keep: []string{"taken"}}
	if err := tx.insert(ctx, ins, rows); err != nil {
		return fmt.Errorf("keep what was counted: %w", err)
	}
	return nil
}

// Retained is what was counted last, in the order of KeptKinds; a kind that never was
// has no instant.
func (db *DB) Retained(ctx context.Context, p model.Principal) ([]Retained, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Kind   Kept  `db:"kind"`
		N      int64 `db:"n"`
		Bytes  int64 `db:"bytes"`
		Oldest int64 `db:"oldest"`
		At     int64 `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT kind, n, bytes, oldest, at FROM retained"); err != nil {
		return nil, fmt.Errorf("read what is kept: %w", err)
	}
	out := make([]Retained, len(KeptKinds()))
	for i, kind := range KeptKinds() {
		out[i].Kind = kind
		for _, r := range rows {
			if r.Kind == kind {
				out[i] = Retained{kind, r.N, r.Bytes, instant(r.Oldest), instant(r.At)}
			}
		}
	}
	return out, nil
}

// Hold keeps what retention would take away, and persons from being erased: of one
// source, or of all.
type Hold struct {
	ID         int64     `db:"id" json:"id"`
	Source     string    `db:"source" json:"source"` // "" is all
	Reason     string    `db:"reason" json:"reason"`
	Author     string    `db:"author" json:"author"`
	At         time.Time `db:"-" json:"at"`
	Released   time.Time `db:"-" json:"released,omitzero"`
	ReleasedBy string    `db:"released_by" json:"released_by,omitempty"`
}

// SaveHold begins a hold and returns its number.
func (tx *Tx) SaveHold(ctx context.Context, h Hold) (id int64, err error) {
	err = tx.insert(ctx, insertion{table: "retention_hold", columns: []string{"source", "reason", "author", "at", "released_at", "released_by"}},
		[][]any{{h.Source, h.Reason, cut(h.Author, 255), tx.now, int64(0), ""}})
	if err == nil {
		err = tx.get(ctx, &id, "SELECT MAX(id) FROM retention_hold")
	}
	if err != nil {
		return 0, fmt.Errorf("save a hold: %w", err)
	}
	return id, nil
}

// ReleaseHold ends a hold. ErrNotFound: there is none of that number that holds.
func (tx *Tx) ReleaseHold(ctx context.Context, id int64, by string) error {
	n, err := tx.exec(ctx, "UPDATE retention_hold SET released_at = ?, released_by = ? WHERE id = ? AND released_at = 0", tx.now, cut(by, 255), id)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("release hold %d: %w", id, err)
	}
	return nil
}

// Holds lists the holds, those that are over too, the newest first.
func (db *DB) Holds(ctx context.Context, p model.Principal) ([]Hold, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Hold
		Micros   int64 `db:"at"`
		Released int64 `db:"released_at"`
	}
	err := db.reads().list(ctx, &rows, "SELECT id, source, reason, author, at, released_at, released_by FROM retention_hold ORDER BY id DESC")
	if err != nil {
		return nil, fmt.Errorf("read the holds: %w", err)
	}
	out := make([]Hold, len(rows))
	for i, r := range rows {
		out[i] = r.Hold
		out[i].At, out[i].Released = instant(r.Micros), instant(r.Released)
	}
	return out, nil
}

// Held are the holds that hold now.
func Held(all []Hold) (out []Hold) {
	for _, h := range all {
		if h.Released.IsZero() {
			out = append(out, h)
		}
	}
	return out
}

// Size is how many bytes the whole store takes, free pages and indexes included, as
// far as the database tells.
func (db *DB) Size(ctx context.Context) (n int64, err error) {
	query := "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	if db.dialect.name == "mysql" {
		query = "SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	if err := db.reads().get(ctx, &n, query); err != nil {
		return 0, fmt.Errorf("read the size of the store: %w", err)
	}
	return n, nil
}
