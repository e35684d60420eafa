package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// StoredEntity is a golden customer with what the store knows around it.
type StoredEntity struct {
	model.Entity
	Quality    int // 0 to 1000
	CreatedRun int64
	ChangedRun int64
	EmptiedRun int64 // 0 while it has a member
}

// Entity reads a golden customer; the id of one that lost a merge leads to the
// survivor. A principal with units sees, of an entity with a member in them, the
// id, the kind and the surviving name.
func (db *DB) Entity(ctx context.Context, p model.Principal, entity string) (StoredEntity, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return StoredEntity{}, err
	}
	cond, args := entitySeen(p, "entity.id")
	found, err := db.entities(ctx, p, cond+" AND id = ?", append(args, id)...)
	if err != nil {
		return StoredEntity{}, fmt.Errorf("read entity %s: %w", entity, err)
	}
	if len(found) == 0 {
		return StoredEntity{}, fmt.Errorf("entity %s: %w", entity, ErrNotFound)
	}
	return found[0], nil
}

// EntityOf is the id of the entity that a source customer belongs to.
func (db *DB) EntityOf(ctx context.Context, p model.Principal, ref model.Ref) (string, error) {
	c, err := db.CustomerByRef(ctx, p, ref)
	if err == nil && c.Entity == "" {
		err = fmt.Errorf("entity of customer %s: %w", ref, ErrNotFound)
	}
	return c.Entity, err
}

// FindEntities searches living entities by part of the surviving name; empty
// text lists them all by name.
func (db *DB) FindEntities(ctx context.Context, p model.Principal, text string, limit int) ([]StoredEntity, error) {
	if p.Hides("name") {
		return nil, nil // a search would tell what is masked
	}
	cond, args := entitySeen(p, "entity.id")
	found, err := db.entities(ctx, p, cond+" AND emptied_run = 0 AND name_fold LIKE ? ESCAPE '!' ORDER BY name_fold, public_id LIMIT ?", append(args, likePattern(text), limit)...)
	if err != nil {
		return nil, fmt.Errorf("search entities: %w", err)
	}
	return found, nil
}

// EntitiesOfGroup lists the living entities under one ultimate parent, itself
// included, by id.
func (db *DB) EntitiesOfGroup(ctx context.Context, p model.Principal, group string) ([]StoredEntity, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	return db.entities(ctx, p, "emptied_run = 0 AND group_id = ? ORDER BY public_id", group)
}

// EachEntity calls fn for every living entity in the order of its id. fn may use
// the store.
func (db *DB) EachEntity(ctx context.Context, p model.Principal, fn func(StoredEntity) error) error {
	cond, args := entitySeen(p, "entity.id")
	after := ""
	for {
		page, err := db.entities(ctx, p, cond+" AND emptied_run = 0 AND public_id > ? ORDER BY public_id LIMIT ?", append(append([]any{}, args...), after, chunkSize)...)
		if err != nil {
			return fmt.Errorf("walk entities: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		for _, e := range page {
			after = e.ID
			if err := fn(e); err != nil {
				return err
			}
		}
	}
}

func (db *DB) entities(ctx context.Context, p model.Principal, where string, args ...any) ([]StoredEntity, error) {
	out, ids, err := db.entityHeads(ctx, where, args...)
	if err != nil {
		return nil, err
	}
	if err := db.fillValues(ctx, out, ids, "", nil); err != nil {
		return nil, err
	}
	for i := range out {
		narrow(p, &out[i])
	}
	return out, nil
}

// entityHeads reads entities without their values, with the store's keys.
func (db *DB) entityHeads(ctx context.Context, where string, args ...any) ([]StoredEntity, []int64, error) {
	var rows []entityRow
	if err := db.reads().list(ctx, &rows, "SELECT "+entityColumns+" FROM entity WHERE "+where, args...); err != nil {
		return nil, nil, err
	}
	out, ids := make([]StoredEntity, len(rows)), make([]int64, len(rows))
	for i, r := range rows {
		out[i] = StoredEntity{Entity: model.Entity{ID: r.Public, Kind: model.Kind(r.Kind), Parent: r.Parent, Group: r.Group, Values: map[string]model.Value{}},
			Quality: r.Quality, CreatedRun: r.CreatedRun, ChangedRun: r.ChangedRun, EmptiedRun: r.EmptiedRun}
		ids[i] = r.ID
	}
	return out, ids, nil
}

// fillValues adds the present values to entities with these keys; those that
// also meet a condition, "" for all.
func (db *DB) fillValues(ctx context.Context, entities []StoredEntity, ids []int64, cond string, condArgs []any) error {
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	return chunks(ids, func(part []int64) error {
		return db.values(ctx, func(entity int64, attr string, v model.Value) {
			entities[at[entity]].Values[attr] = v
		}, "to_run = 0 AND entity_id IN "+in(len(part))+cond, append(anys(part), condArgs...)...)
	})
}

// narrow cuts an entity down to what p may see.
func narrow(p model.Principal, e *StoredEntity) {
	if !p.Group() {
		name, named := e.Values["name"]
		e.Values = map[string]model.Value{}
		if named {
			e.Values["name"] = model.Value{Text: name.Text}
		}
		e.Parent, e.Group, e.Quality = "", e.ID, 0
	}
	for attr, v := range e.Values {
		if p.Hides(attr) {
			v.Text = model.Mask(attr, v.Text)
			e.Values[attr] = v
		}
	}
}

// EntityValuesAsOf reads the surviving values as they stood after a run.
func (db *DB) EntityValuesAsOf(ctx context.Context, p model.Principal, entity string, run int64) (map[string]model.Value, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	id, err := db.entityKey(ctx, entity)
	if err != nil {
		return nil, err
	}
	e := StoredEntity{Entity: model.Entity{Values: map[string]model.Value{}}}
	err = db.values(ctx, func(_ int64, attr string, v model.Value) { e.Values[attr] = v },
		"from_run <= ? AND (to_run = 0 OR to_run > ?) AND entity_id = ?", run, run, id)
	if err != nil {
		return nil, fmt.Errorf("read values of entity %s after run %d: %w", entity, run, err)
	}
	narrow(p, &e)
	return e.Values, nil
}

func (db *DB) values(ctx context.Context, fn func(entity int64, attr string, v model.Value), where string, args ...any) error {
	type row struct {
		entity, stream int64
		attr           string
		value          model.Value
	}
	var all []row
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.entity, &r.attr, &r.value.Text, &r.stream, &r.value.From.ID, &r.value.Rule)
		all = append(all, r)
		return err
	}, "SELECT entity_id, attr, text, from_stream_id, from_ext_id, rule FROM entity_value WHERE "+where, args...)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.value.From, err = db.ref(ctx, r.stream, r.value.From.ID); err != nil {
			return err
		}
		fn(r.entity, r.attr, r.value)
	}
	return nil
}
