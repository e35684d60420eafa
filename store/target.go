package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/model"
)

// Target is one living source customer with all that a plan needs to know.
type Target struct {
	Customer model.Ref
	Name     string
	Units    []string
	Entity   string
	Group    string           // the ultimate parent's entity
	Tier     model.TierResult // score, tiers and day, and what TargetNeeds names; zero when the entity has none
	// UnitTiers are the results in the scopes of the customer's own units, as Tier is.
	UnitTiers []model.TierResult
	Targets   map[string]string // the last seen values of the write-back fields
	Version   string
	Payload   []byte
}

// TargetNeeds says what of a target is read beside the rest.
type TargetNeeds struct {
	Payload   bool
	Explained bool // of results, indicators, outputs and the safe reason too
}

// EachTarget calls fn page by page for the living customers of an object that
// belong to an entity, with their present tier under the policy, in the order of
// their ids; it reads the next page meanwhile. fn may use the store.
func (db *DB) EachTarget(ctx context.Context, p model.Principal, source, object, policy string, needs TargetNeeds, fn func([]Target) error) error {
	if !whole(p) {
		return ErrHidden
	}
	stream, err := db.findStream(ctx, source, object)
	if err != nil || stream == 0 {
		return err
	}
	after, more := "", true
	pages := func(yield func(string) bool) {
		for more && yield(after) {
		}
	}
	return ahead(ctx, pages, func(ctx context.Context, from string) ([]Target, error) {
		page, err := db.targetPage(ctx, stream, from, policy, needs)
		if err != nil {
			return nil, fmt.Errorf("read targets of %s/%s: %w", source, object, err)
		}
		if more = len(page) > 0; more {
			after = page[len(page)-1].Customer.ID
		}
		for i := range page {
			page[i].Customer.Source, page[i].Customer.Object = source, object
		}
		return page, nil
	}, func(page []Target) error {
		if len(page) == 0 {
			return nil
		}
		return fn(page)
	})
}

// targetPage goes by id, for which there is an index; by the store's own keys
// every page would sort all customers of the stream.
func (db *DB) targetPage(ctx context.Context, stream int64, after, policy string, needs TargetNeeds) ([]Target, error) {
	column := "''"
	if needs.Payload {
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
	return page, db.targetTiers(ctx, page, entities, policy, needs.Explained)
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
func (db *DB) targetTiers(ctx context.Context, page []Target, entities []int64, policy string, explained bool) error {
	at := map[int64][]int{}
	var ids []int64
	for i, e := range entities {
		if at[e] == nil {
			ids = append(ids, e)
		}
		at[e] = append(at[e], i)
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for part := range slices.Chunk(ids, chunkSize) {
		g.Go(func() error { return db.targetTiersOf(ctx, page, at, part, policy, explained) })
	}
	return g.Wait()
}

// targetTiersOf takes some of the entities, whose places in the page at tells.
func (db *DB) targetTiersOf(ctx context.Context, page []Target, at map[int64][]int, entities []int64, policy string, explained bool) error {
	known := words{}
	return db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity, asOf int64
		var scope, score, raw, held, final, doc sql.RawBytes
		if err := rows.Scan(&entity, &scope, &asOf, &score, &raw, &held, &final, &doc); err != nil {
			return err
		}
		r := model.TierResult{Policy: policy, Scope: known.of(scope), AsOf: model.Date(asOf), Score: string(score),
			Raw: known.of(raw), Held: known.of(held), Final: known.of(final)}
		wanted := func(i int) bool { return r.Scope == model.ScopeGroup || holds(page[i].Units, r.Scope) }
		if !slices.ContainsFunc(at[entity], wanted) {
			return nil // of a unit that none of these customers is in
		}
		if explained {
			var e struct {
				Indicators map[string]string `json:"indicators"`
				Outputs    map[string]string `json:"outputs"`
				SafeReason model.Text        `json:"safe_reason"`
			}
			if err := json.Unmarshal(doc, &e); err != nil {
				return fmt.Errorf("stored tier of entity %d: %w", entity, err)
			}
			r.Indicators, r.Outputs, r.SafeReason = e.Indicators, e.Outputs, e.SafeReason
		}
		for _, i := range at[entity] {
			t := &page[i]
			r.Entity = t.Entity
			if r.Scope == model.ScopeGroup {
				t.Tier = r
			} else if holds(t.Units, r.Scope) {
				t.UnitTiers = append(t.UnitTiers, r)
			}
		}
		return nil
	}, targetTiersQuery(explained)+in(len(entities))+" ORDER BY entity_id, scope", append([]any{policy}, anys(entities)...)...)
}

// targetTiersQuery lacks the list of entities.
func targetTiersQuery(explained bool) string {
	doc := "''"
	if explained {
		doc = "result"
	}
	return "SELECT entity_id, scope, as_of, score, raw_tier, held_tier, final_tier, " + doc + " FROM tier WHERE policy = ? AND to_run = 0 AND entity_id IN "
}

const groupReasonsQuery = `SELECT e.public_id, t.result FROM entity e JOIN tier t ON t.entity_id = e.id AND t.policy = ? AND t.scope = ? AND t.to_run = 0
			WHERE e.public_id IN `

// GroupReasons are the reasons of the present results of entities under a policy,
// as the group sees them, by entity.
func (db *DB) GroupReasons(ctx context.Context, p model.Principal, policy string, entities []string) (map[string]model.Text, error) {
	if !whole(p) {
		return nil, ErrHidden
	}
	out := make(map[string]model.Text, len(entities))
	err := chunks(entities, func(part []string) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var entity string
			var doc sql.RawBytes
			if err := rows.Scan(&entity, &doc); err != nil {
				return err
			}
			var r struct {
				Reason model.Text `json:"reason"`
			}
			if err := json.Unmarshal(doc, &r); err != nil {
				return fmt.Errorf("stored tier of entity %s: %w", entity, err)
			}
			out[entity] = r.Reason
			return nil
		}, groupReasonsQuery+in(len(part)), append([]any{policy, model.ScopeGroup}, anys(part)...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read the reasons of %d entities: %w", len(entities), err)
	}
	return out, nil
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
