package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Target is one living source customer with all that a plan needs to know.
type Target struct {
	Customer model.Ref
	Name     string
	Units    []string
	Entity   string
	Group    string           // the ultimate parent's entity
	Tier     model.TierResult // zero when the entity has none
	// UnitTiers are the results in the scopes of the customer's own units.
	UnitTiers []model.TierResult
	Targets   map[string]string // the last seen values of the write-back fields
	Version   string
	Payload   []byte
}

// EachTarget calls fn page by page for the living customers of an object that
// belong to an entity, with their present tier under the policy, in the order of
// their ids. Payloads are read only when asked for. fn may use the store.
func (db *DB) EachTarget(ctx context.Context, p model.Principal, source, object, policy string, payload bool, fn func([]Target) error) error {
	if !whole(p) {
		return ErrHidden
	}
	stream, err := db.findStream(ctx, source, object)
	if err != nil || stream == 0 {
		return err
	}
	for after := ""; ; {
		page, err := db.targetPage(ctx, stream, after, policy, payload)
		if err != nil {
			return fmt.Errorf("read targets of %s/%s: %w", source, object, err)
		}
		if len(page) == 0 {
			return nil
		}
		after = page[len(page)-1].Customer.ID
		for i := range page {
			page[i].Customer.Source, page[i].Customer.Object = source, object
		}
		if err := fn(page); err != nil {
			return err
		}
	}
}

// targetPage goes by id, for which there is an index; by the store's own keys
// every page would sort all customers of the stream.
func (db *DB) targetPage(ctx context.Context, stream int64, after, policy string, payload bool) ([]Target, error) {
	column := "''"
	if payload {
		column = "r.payload"
	}
	var page []Target
	var keys, entities []int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var t Target
		var key, entity int64
		var seen string
		if err := rows.Scan(&key, &t.Customer.ID, &t.Name, &entity, &t.Entity, &t.Group, &seen, &t.Version, &t.Payload); err != nil {
			return err
		}
		if seen != "" {
			if err := json.Unmarshal([]byte(seen), &t.Targets); err != nil {
				return fmt.Errorf("seen targets of customer %s: %w", t.Customer.ID, err)
			}
		}
		page, keys, entities = append(page, t), append(keys, key), append(entities, entity)
		return nil
	}, `SELECT c.id, c.ext_id, c.name, e.id, e.public_id, e.group_id, r.targets, r.version, `+column+`
		FROM customer c
		JOIN member m ON m.customer_id = c.id AND m.to_run = 0
		JOIN entity e ON e.id = m.entity_id
		JOIN raw_record r ON r.stream_id = c.stream_id AND r.ext_id = c.ext_id
		WHERE c.stream_id = ? AND c.deleted_at = 0 AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?`, stream, after, pageSize)
	if err != nil || len(page) == 0 {
		return nil, err
	}
	if err := db.targetUnits(ctx, page, keys); err != nil {
		return nil, err
	}
	return page, db.targetTiers(ctx, page, entities, policy)
}

// targetUnits fills in the open units of the customers with these keys.
func (db *DB) targetUnits(ctx context.Context, page []Target, keys []int64) error {
	at := make(map[int64]int, len(keys))
	for i, k := range keys {
		at[k] = i
	}
	return chunks(keys, func(part []int64) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var key int64
			var unit string
			err := rows.Scan(&key, &unit)
			t := &page[at[key]]
			t.Units = append(t.Units, unit)
			return err
		}, "SELECT customer_id, unit FROM customer_unit WHERE to_date = 0 AND customer_id IN "+in(len(part))+" ORDER BY customer_id, unit", anys(part)...)
	})
}

// targetTiers fills in the present results of the page's entities.
func (db *DB) targetTiers(ctx context.Context, page []Target, entities []int64, policy string) error {
	at := map[int64][]int{}
	var ids []int64
	for i, e := range entities {
		if at[e] == nil {
			ids = append(ids, e)
		}
		at[e] = append(at[e], i)
	}
	return chunks(ids, func(part []int64) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var entity int64
			var scope string
			var doc sql.RawBytes
			if err := rows.Scan(&entity, &scope, &doc); err != nil {
				return err
			}
			wanted := func(i int) bool { return scope == model.ScopeGroup || holds(page[i].Units, scope) }
			if !slices.ContainsFunc(at[entity], wanted) {
				return nil // of a unit that none of these customers is in
			}
			var r model.TierResult
			if err := json.Unmarshal(doc, &r); err != nil {
				return fmt.Errorf("stored tier of entity %d: %w", entity, err)
			}
			for _, i := range at[entity] {
				t := &page[i]
				r.Entity = t.Entity
				if scope == model.ScopeGroup {
					t.Tier = r
				} else if holds(t.Units, scope) {
					t.UnitTiers = append(t.UnitTiers, r)
				}
			}
			return nil
		}, "SELECT entity_id, scope, result FROM tier WHERE policy = ? AND to_run = 0 AND entity_id IN "+in(len(part))+" ORDER BY entity_id, scope", append([]any{policy}, anys(part)...)...)
	})
}

func holds(units []string, scope string) bool {
	for _, u := range units {
		if model.UnitScope(u) == scope {
			return true
		}
	}
	return false
}

// GroupTops is the ultimate parent of every living entity that belongs to a
// group of companies, the parents themselves included.
func (db *DB) GroupTops(ctx context.Context, p model.Principal) (map[string]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	out := map[string]string{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity, top string
		err := rows.Scan(&entity, &top)
		out[entity], out[top] = top, top
		return err
	}, "SELECT public_id, group_id FROM entity WHERE emptied_run = 0 AND group_id <> public_id AND group_id <> ''")
	if err != nil {
		return nil, fmt.Errorf("read groups of companies: %w", err)
	}
	return out, nil
}

// PastTier is a stored result without its explanation.
type PastTier struct {
	model.TierResult
	Present bool // no run has ended it
	Hash    Hash // see TierHash
}

// EachPastTier calls fn for every stored result of a policy, oldest first per
// entity and scope.
func (db *DB) EachPastTier(ctx context.Context, p model.Principal, policy string, fn func(PastTier) error) error {
	if !p.Group() {
		return ErrHidden
	}
	// Millions of results have few scopes and tiers, and each entity has several.
	words := map[string]string{}
	var entity string
	word := func(b sql.RawBytes) string {
		w, ok := words[string(b)]
		if !ok {
			w = string(b)
			words[w] = w
		}
		return w
	}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		r := PastTier{TierResult: model.TierResult{Policy: policy}}
		var public, scope, raw, held, final, hash sql.RawBytes
		var asOf, ended int64
		if err := rows.Scan(&public, &scope, &asOf, &r.Score, &raw, &held, &final, &ended, &hash); err != nil {
			return err
		}
		r.AsOf, r.Present = model.Date(asOf), ended == 0
		copy(r.Hash[:], hash)
		if string(public) != entity {
			entity = string(public)
		}
		r.Entity, r.Scope, r.Raw, r.Held, r.Final = entity, word(scope), word(raw), word(held), word(final)
		return fn(r)
	}, `SELECT e.public_id, t.scope, t.as_of, t.score, t.raw_tier, t.held_tier, t.final_tier, t.to_run, t.result_hash
		FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.policy = ? ORDER BY t.entity_id, t.scope, t.from_run`, policy)
	if err != nil {
		return fmt.Errorf("read past tiers of %s: %w", policy, err)
	}
	return nil
}
