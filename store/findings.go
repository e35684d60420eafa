package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Findings lists living customers with a flaw, of a unit or of all that p sees, in
// the order of their keys after one, and the key after which the next page begins;
// 0: there is none.
func (db *DB) Findings(ctx context.Context, p model.Principal, unit string, after int64, limit int) ([]model.RecordQuality, int64, error) {
	where, args := customerSeen(p, "c.id")
	if unit != "" {
		where, args = where+" AND EXISTS (SELECT 1 FROM customer_unit fu WHERE fu.customer_id = c.id AND fu.to_date = 0 AND fu.unit = ?)", append(args, unit)
	}
	var ids []int64
	err := db.reads().list(ctx, &ids, `SELECT c.id FROM record_quality q JOIN customer c ON c.id = q.customer_id
		WHERE q.findings <> '[]' AND c.deleted_at = 0 AND q.customer_id > ? AND `+where+" ORDER BY q.customer_id LIMIT ?", append(append([]any{after}, args...), limit+1)...)
	next := int64(0)
	if len(ids) > limit {
		ids = ids[:limit]
		next = ids[limit-1]
	}
	if err != nil || len(ids) == 0 {
		return nil, 0, err
	}
	out, err := db.qualityPage(ctx, p, "c.id IN "+in(len(ids)), anys(ids))
	if err != nil {
		return nil, 0, fmt.Errorf("read findings: %w", err)
	}
	return out, next, nil
}

// FindingsOf is the quality of the living customers of an entity that p sees, with
// their flaws.
func (db *DB) FindingsOf(ctx context.Context, p model.Principal, entity string) ([]model.RecordQuality, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	where, args := customerSeen(p, "c.id")
	out, err := db.qualityPage(ctx, p, where+" AND m.entity_id = ?", append(args, id))
	if err != nil {
		return nil, fmt.Errorf("read findings of entity %s: %w", entity, err)
	}
	return out, nil
}

// ParentEdge is the open edge from an entity to its parent; none when it is a top.
func (db *DB) ParentEdge(ctx context.Context, p model.Principal, entity string) ([]model.Edge, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	return db.edges(ctx, "x.to_run = 0 AND x.child_id = ?", id)
}
