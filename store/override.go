package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// SaveOverride lays a steward's value over an attribute of an entity. One of the
// same entity and attribute takes the place of the one before, which stays in
// the history.
func (tx *Tx) SaveOverride(ctx context.Context, o model.Override) error {
	if _, err := tx.EndOverrides(ctx, o.Entity, o.Attribute, o.Author); err != nil {
		return err
	}
	at := micros(o.At)
	if at == 0 {
		at = tx.now
	}
	err := tx.insert(ctx, insertion{table: "value_override", columns: []string{"entity", "attr", "text", "base", "valid_until", "expires", "author", "reason", "at", "ended_at", "ended_by"}},
		[][]any{{o.Entity, o.Attribute, o.Text, o.Base, string(o.Until), int64(o.Expires), o.Author, o.Reason, at, int64(0), ""}})
	if err != nil {
		return fmt.Errorf("override %s of entity %s: %w", o.Attribute, o.Entity, err)
	}
	return nil
}

// EndOverrides takes the steward's value of an attribute away, also one that was
// set on an entity which has been merged into this one; false: there was none.
func (tx *Tx) EndOverrides(ctx context.Context, entity, attribute, by string) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE value_override SET ended_at = ?, ended_by = ? WHERE ended_at = 0 AND attr = ?
		AND (entity = ? OR entity IN (SELECT from_id FROM redirect WHERE to_id = ?))`, tx.now, by, attribute, entity, entity)
	if err != nil {
		return false, fmt.Errorf("end override of %s of entity %s: %w", attribute, entity, err)
	}
	return n > 0, nil
}

// LapseOverrides ends overrides whose own end has come.
func (tx *Tx) LapseOverrides(ctx context.Context, overrides []model.Override, by string) error {
	ids := make([]int64, len(overrides))
	for i, o := range overrides {
		ids[i] = o.ID
	}
	return chunks(ids, func(part []int64) error {
		_, err := tx.exec(ctx, "UPDATE value_override SET ended_at = ?, ended_by = ? WHERE ended_at = 0 AND id IN "+in(len(part)), append([]any{tx.now, by}, anys(part)...)...)
		if err != nil {
			return fmt.Errorf("end %d overrides: %w", len(part), err)
		}
		return nil
	})
}

// Overrides are all golden values that stewards ever laid down, ended ones too,
// oldest first. They follow the entity through merges.
func (db *DB) Overrides(ctx context.Context, p model.Principal) ([]model.Override, error) {
	return db.overrides(ctx, p, "1 = 1")
}

// OverridesOf is Overrides of one entity, given by its surviving id.
func (db *DB) OverridesOf(ctx context.Context, p model.Principal, entity string) ([]model.Override, error) {
	return db.overrides(ctx, p, "o.entity = ? OR r.to_id = ?", entity, entity)
}

func (db *DB) overrides(ctx context.Context, p model.Principal, where string, args ...any) ([]model.Override, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		ID      int64      `db:"id"`
		Entity  string     `db:"entity"`
		SetOn   string     `db:"set_on"`
		Attr    string     `db:"attr"`
		Text    string     `db:"text"`
		Base    string     `db:"base"`
		Until   string     `db:"valid_until"`
		Expires model.Date `db:"expires"`
		Author  string     `db:"author"`
		Reason  string     `db:"reason"`
		At      int64      `db:"at"`
		EndedAt int64      `db:"ended_at"`
		EndedBy string     `db:"ended_by"`
	}
	err := db.reads().list(ctx, &rows, `SELECT o.id, COALESCE(r.to_id, o.entity) AS entity, o.entity AS set_on, o.attr, o.text, o.base, o.valid_until, o.expires,
		o.author, o.reason, o.at, o.ended_at, o.ended_by
		FROM value_override o LEFT JOIN redirect r ON r.from_id = o.entity WHERE `+where+` ORDER BY o.at, o.id`, args...)
	if err != nil {
		return nil, fmt.Errorf("read overrides: %w", err)
	}
	out := make([]model.Override, len(rows))
	for i, r := range rows {
		out[i] = model.Override{ID: r.ID, Entity: r.Entity, SetOn: r.SetOn, Attribute: r.Attr, Text: r.Text, Base: r.Base, Until: model.OverrideUntil(r.Until),
			Expires: r.Expires, Author: r.Author, Reason: r.Reason, At: instant(r.At), Ended: instant(r.EndedAt), EndedBy: r.EndedBy}
		if p.Hides(r.Attr) {
			out[i].Text, out[i].Base = model.Mask(r.Attr, r.Text), model.Mask(r.Attr, r.Base)
		}
	}
	return out, nil
}
