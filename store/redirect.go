package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Redirect says under which id an entity lives on. To "" takes a redirect back
// (an exact unmerge).
type Redirect struct {
	From, To string
}

var redirectInsertion = insertion{table: "redirect", columns: []string{"from_id", "to_id", "run"}, keys: []string{"from_id"}}

// saveRedirects keeps the redirects flat: what led to From leads to To.
func (tx *Tx) saveRedirects(ctx context.Context, run int64, redirects []Redirect) error {
	for _, r := range redirects {
		if _, err := tx.exec(ctx, "DELETE FROM redirect WHERE from_id = ?", r.From); err != nil {
			return err
		}
		if r.To == "" {
			continue
		}
		if _, err := tx.exec(ctx, "UPDATE redirect SET to_id = ?, run = ? WHERE to_id = ?", r.To, run, r.From); err != nil {
			return err
		}
		if _, err := tx.exec(ctx, "DELETE FROM redirect WHERE from_id = ?", r.To); err != nil {
			return err // a surviving id leads nowhere else
		}
		if err := tx.insert(ctx, redirectInsertion, [][]any{{r.From, r.To, run}}); err != nil {
			return err
		}
	}
	return nil
}

// follow finds the integer key and the surviving id of an entity, through its
// redirect if it has one.
func (db *DB) follow(ctx context.Context, entity string) (int64, string, error) {
	var to string
	err := db.reads().get(ctx, &to, "SELECT to_id FROM redirect WHERE from_id = ?", entity)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		to = entity
	case err != nil:
		return 0, "", fmt.Errorf("follow entity %s: %w", entity, err)
	}
	id, err := db.entityKey(ctx, to)
	return id, to, err
}

func (db *DB) entityKey(ctx context.Context, entity string) (int64, error) {
	var id int64
	err := db.reads().get(ctx, &id, "SELECT id FROM entity WHERE public_id = ?", entity)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("entity %s: %w", entity, ErrNotFound)
	}
	return id, err
}

// Redirects maps every losing entity id to the surviving one.
func (db *DB) Redirects(ctx context.Context, p model.Principal) (map[string]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[string]string{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var from, to string
		err := rows.Scan(&from, &to)
		out[from] = to
		return err
	}, "SELECT from_id, to_id FROM redirect")
	if err != nil {
		return nil, fmt.Errorf("read redirects: %w", err)
	}
	return out, nil
}
