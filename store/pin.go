package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// SavePin sets a pin. One of the same entity, scope and kind takes the place of
// the one before, which stays in the history.
func (tx *Tx) SavePin(ctx context.Context, p model.Pin) error {
	if _, err := tx.RemovePin(ctx, p.Entity, p.Scope, p.Kind, p.Author); err != nil {
		return err
	}
	at := micros(p.At)
	if at == 0 {
		at = tx.now
	}
	err := tx.insert(ctx, insertion{table: "pin", columns: []string{"entity", "scope", "kind", "tier", "author", "reason", "expires", "at", "removed_at", "removed_by"}},
		[][]any{{p.Entity, p.Scope, string(p.Kind), p.Tier, p.Author, p.Reason, int64(p.Expires), at, int64(0), ""}})
	if err != nil {
		return fmt.Errorf("pin entity %s: %w", p.Entity, err)
	}
	return nil
}

// RemovePin takes a pin away; false: there was none.
func (tx *Tx) RemovePin(ctx context.Context, entity, scope string, kind model.PinKind, author string) (bool, error) {
	n, err := tx.exec(ctx, "UPDATE pin SET removed_at = ?, removed_by = ? WHERE removed_at = 0 AND entity = ? AND scope = ? AND kind = ?",
		tx.now, author, entity, scope, string(kind))
	if err != nil {
		return false, fmt.Errorf("remove pin of entity %s: %w", entity, err)
	}
	return n > 0, nil
}

// Pins are the pins that nobody removed, expired ones too, by entity. They follow
// the entity through merges: Pin.Entity is the surviving id.
func (db *DB) Pins(ctx context.Context, p model.Principal) ([]model.Pin, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Entity  string     `db:"entity"`
		Scope   string     `db:"scope"`
		Kind    string     `db:"kind"`
		Tier    string     `db:"tier"`
		Author  string     `db:"author"`
		Reason  string     `db:"reason"`
		Expires model.Date `db:"expires"`
		At      int64      `db:"at"`
	}
	err := db.reads().list(ctx, &rows, `SELECT COALESCE(r.to_id, p.entity) AS entity, p.scope, p.kind, p.tier, p.author, p.reason, p.expires, p.at
		FROM pin p LEFT JOIN redirect r ON r.from_id = p.entity WHERE p.removed_at = 0 ORDER BY 1, 2, 3, p.at`)
	if err != nil {
		return nil, fmt.Errorf("read pins: %w", err)
	}
	out := make([]model.Pin, len(rows))
	for i, r := range rows {
		out[i] = model.Pin{Entity: r.Entity, Scope: r.Scope, Kind: model.PinKind(r.Kind), Tier: r.Tier, Author: r.Author, Reason: r.Reason, Expires: r.Expires, At: instant(r.At)}
	}
	return out, nil
}
