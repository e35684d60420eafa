package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// LastMembers are the customers that each entity without a member had when it
// was merged away or emptied: an exact unmerge gives them their id back.
func (db *DB) LastMembers(ctx context.Context, p model.Principal) (map[string][]model.Ref, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	type row struct {
		entity string
		stream int64
		id     string
	}
	var found []row
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r row
		err := rows.Scan(&r.entity, &r.stream, &r.id)
		found = append(found, r)
		return err
	}, `SELECT e.public_id, c.stream_id, c.ext_id FROM entity e
		JOIN member m ON m.entity_id = e.id AND m.to_run = e.emptied_run
		JOIN customer c ON c.id = m.customer_id
		WHERE e.emptied_run > 0`)
	if err != nil {
		return nil, fmt.Errorf("read last members: %w", err)
	}
	out := map[string][]model.Ref{}
	for _, r := range found {
		ref, err := db.ref(ctx, r.stream, r.id)
		if err != nil {
			return nil, err
		}
		out[r.entity] = append(out[r.entity], ref)
	}
	for _, members := range out {
		slices.SortFunc(members, model.Ref.Compare)
	}
	return out, nil
}

// EndAllTiers closes the present results of entities that are no more, in every
// scope of the policy.
func (tx *Tx) EndAllTiers(ctx context.Context, run int64, policy string, entities []string) error {
	if len(entities) == 0 {
		return nil
	}
	var scopes []string
	if err := tx.list(ctx, &scopes, "SELECT DISTINCT scope FROM tier WHERE policy = ? AND to_run = 0 ORDER BY scope", policy); err != nil {
		return fmt.Errorf("list scopes of %s: %w", policy, err)
	}
	for _, scope := range scopes {
		if _, err := tx.EndTiers(ctx, run, policy, scope, entities); err != nil {
			return err
		}
	}
	return nil
}

// EachOpenTier calls fn for every present result of a policy.
func (db *DB) EachOpenTier(ctx context.Context, p model.Principal, policy string, fn func(entity, scope string) error) error {
	if !p.Group() {
		return ErrHidden
	}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity, scope string
		if err := rows.Scan(&entity, &scope); err != nil {
			return err
		}
		return fn(entity, scope)
	}, "SELECT e.public_id, t.scope FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.policy = ? AND t.to_run = 0", policy)
	if err != nil {
		return fmt.Errorf("read present tiers of %s: %w", policy, err)
	}
	return nil
}
