package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// What is asked of many entities at once goes by the store's keys.

// EntityName is how an entity is shown.
type EntityName struct{ ID, Name string }

// Names are the ids and names of those entities that p sees, by key.
func (db *DB) Names(ctx context.Context, p model.Principal, keys []int64) (map[int64]EntityName, error) {
	out := make(map[int64]EntityName, len(keys))
	cond, condArgs := entitySeen(p, "entity.id")
	err := chunks(keys, func(part []int64) error {
		found, ids, err := db.entityHeads(ctx, cond+" AND id IN "+in(len(part)), append(append([]any{}, condArgs...), anys(part)...)...)
		if err == nil {
			err = db.fillValues(ctx, found, ids, " AND attr = 'name'", nil)
		}
		for i := range found {
			narrow(p, &found[i])
			out[ids[i]] = EntityName{found[i].ID, found[i].Name()}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the names of %d entities: %w", len(keys), err)
	}
	return out, nil
}

// EntityKeys are the keys of entities by id; ids that nobody has are passed over.
func (db *DB) EntityKeys(ctx context.Context, p model.Principal, ids []string) (map[string]int64, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := make(map[string]int64, len(ids))
	err := chunks(ids, func(part []string) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var id string
			var key int64
			err := rows.Scan(&id, &key)
			out[id] = key
			return err
		}, "SELECT public_id, id FROM entity WHERE public_id IN "+in(len(part)), anys(part)...)
	})
	if err != nil {
		return nil, fmt.Errorf("look up %d entities: %w", len(ids), err)
	}
	return out, nil
}

// Merged says which of the entities went into others.
func (db *DB) Merged(ctx context.Context, p model.Principal, keys []int64) (map[int64]bool, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[int64]bool{}
	err := chunks(keys, func(part []int64) error {
		var found []int64
		err := db.reads().list(ctx, &found, "SELECT e.id FROM entity e JOIN redirect r ON r.from_id = e.public_id WHERE e.id IN "+in(len(part)), anys(part)...)
		for _, key := range found {
			out[key] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look for merges: %w", err)
	}
	return out, nil
}

// GroupKeys is GroupTops by key, without the parents themselves.
func (db *DB) GroupKeys(ctx context.Context, p model.Principal) (map[int64]int64, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[int64]int64{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity, top int64
		err := rows.Scan(&entity, &top)
		out[entity] = top
		return err
	}, "SELECT e.id, t.id FROM entity e JOIN entity t ON t.public_id = e.group_id WHERE e.emptied_run = 0 AND e.group_id <> e.public_id AND e.group_id <> ''")
	if err != nil {
		return nil, fmt.Errorf("read groups of companies: %w", err)
	}
	return out, nil
}

// Values are the surviving values of an attribute of everybody whom p sees, as p sees
// them; a principal with units is told names alone.
func (db *DB) Values(ctx context.Context, p model.Principal, attr string) (*Labels, error) {
	if !p.Group() && attr != "name" {
		return nil, nil
	}
	cond, args := entitySeen(p, "v.entity_id")
	out, err := db.labels(ctx, "SELECT v.entity_id, v.text FROM entity_value v WHERE v.attr = ? AND v.to_run = 0 AND "+cond, append([]any{attr}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read the values of %s: %w", attr, err)
	}
	if p.Hides(attr) {
		out.Rename(func(text string) string { return model.Mask(attr, text) })
	}
	return out, nil
}

// Kinds are the kinds of all living entities that p sees.
func (db *DB) Kinds(ctx context.Context, p model.Principal) (*Labels, error) {
	cond, args := entitySeen(p, "e.id")
	out, err := db.labels(ctx, "SELECT e.id, e.kind FROM entity e WHERE e.emptied_run = 0 AND "+cond, args...)
	if err != nil {
		return nil, fmt.Errorf("read the kinds of customers: %w", err)
	}
	return out, nil
}

func (db *DB) labels(ctx context.Context, query string, args ...any) (*Labels, error) {
	out := newLabels()
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity int64
		var text sql.RawBytes
		err := rows.Scan(&entity, &text)
		out.set(entity, string(text))
		return err
	}, query, args...)
	return out, err
}
