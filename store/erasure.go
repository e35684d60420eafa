package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Erasure is the receipt of what was erased of a person; it holds nothing of it.
type Erasure struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"` // set by the store
	Author string    `json:"author"`
	Reason string    `json:"reason"`
	// Found is how many texts were erased, by table.
	Found map[string]int64 `json:"found"`
	// Records of the sources held the person, and hold it still.
	Records []model.Ref `json:"records"`
	// Released is when the person was let in again; zero while it is kept out.
	Released time.Time `json:"released,omitzero"`
}

// saveErasure writes a receipt and the hashes that keep the person out.
func (tx *Tx) saveErasure(ctx context.Context, e Erasure, hashes []Hash) error {
	found, err := json.Marshal(e.Found)
	if err != nil {
		return err
	}
	records, err := json.Marshal(e.Records)
	if err != nil {
		return err
	}
	err = tx.insert(ctx, insertion{table: "erasure", columns: []string{"id", "author", "reason", "found", "records", "at", "released_at"}},
		[][]any{{e.ID, cut(e.Author, 255), e.Reason, string(found), string(records), tx.now, int64(0)}})
	if err != nil {
		return fmt.Errorf("write receipt %s: %w", e.ID, err)
	}
	rows := make([][]any, len(hashes))
	for i, h := range hashes {
		rows[i] = []any{e.ID, h[:]}
	}
	if err := tx.insert(ctx, insertion{table: "suppression", columns: []string{"erasure", "hash"}, keys: []string{"erasure", "hash"}}, rows); err != nil {
		return fmt.Errorf("keep out what %s erased: %w", e.ID, err)
	}
	return nil
}

// ReleaseErasure forgets the hashes of an erasure, so that the person may come in
// again; the receipt stays.
func (tx *Tx) ReleaseErasure(ctx context.Context, id string) error {
	n, err := tx.exec(ctx, "UPDATE erasure SET released_at = ? WHERE id = ? AND released_at = 0", tx.now, id)
	if err == nil && n == 0 {
		return fmt.Errorf("receipt %s: %w", id, ErrNotFound)
	}
	if err == nil {
		_, err = tx.exec(ctx, "DELETE FROM suppression WHERE erasure = ?", id)
	}
	if err != nil {
		return fmt.Errorf("release %s: %w", id, err)
	}
	return nil
}

// Suppressions are the hashes of all that must not come in.
func (db *DB) Suppressions(ctx context.Context, p model.Principal) (map[Hash]bool, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[Hash]bool{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var cell sql.RawBytes
		if err := rows.Scan(&cell); err != nil {
			return err
		}
		var h Hash
		copy(h[:], cell)
		out[h] = true
		return nil
	}, "SELECT hash FROM suppression")
	if err != nil {
		return nil, fmt.Errorf("read what was erased: %w", err)
	}
	return out, nil
}

type erasureRow struct {
	ID       string `db:"id"`
	Author   string `db:"author"`
	Reason   string `db:"reason"`
	Found    string `db:"found"`
	Records  string `db:"records"`
	At       int64  `db:"at"`
	Released int64  `db:"released_at"`
}

const erasureSelect = "SELECT id, author, reason, found, records, at, released_at FROM erasure"

func (r erasureRow) erasure() (Erasure, error) {
	e := Erasure{ID: r.ID, At: instant(r.At), Author: r.Author, Reason: r.Reason, Released: instant(r.Released)}
	return e, errors.Join(json.Unmarshal([]byte(r.Found), &e.Found), json.Unmarshal([]byte(r.Records), &e.Records))
}

// Erasures lists the receipts, newest first.
func (db *DB) Erasures(ctx context.Context, p model.Principal) ([]Erasure, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []erasureRow
	if err := db.reads().list(ctx, &rows, erasureSelect+" ORDER BY at DESC, id DESC"); err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	out := make([]Erasure, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = r.erasure(); err != nil {
			return nil, fmt.Errorf("receipt %s: %w", r.ID, err)
		}
	}
	return out, nil
}

// ErasureByID reads one receipt.
func (db *DB) ErasureByID(ctx context.Context, p model.Principal, id string) (Erasure, error) {
	if !p.Group() {
		return Erasure{}, ErrHidden
	}
	var r erasureRow
	err := db.reads().get(ctx, &r, erasureSelect+" WHERE id = ?", id)
	if errors.Is(err, sql.ErrNoRows) {
		return Erasure{}, fmt.Errorf("receipt %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Erasure{}, fmt.Errorf("read receipt %s: %w", id, err)
	}
	return r.erasure()
}
