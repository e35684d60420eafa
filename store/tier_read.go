package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// StoredTier is a result and the time in which it stood.
type StoredTier struct {
	model.TierResult
	Recorded time.Time
	FromRun  int64
	ToRun    int64 // 0: it is the present one
}

// CurrentTiers calls fn for the present result of every entity under a policy and
// scope, in the order of the entity's id. fn may use the store.
func (db *DB) CurrentTiers(ctx context.Context, p model.Principal, policy, scope string, fn func(StoredTier) error) error {
	return db.eachTier(ctx, p, policy, scope, "t.to_run = 0", nil, fn)
}

// TiersAsOf is CurrentTiers as they stood after a run.
func (db *DB) TiersAsOf(ctx context.Context, p model.Principal, policy, scope string, run int64, fn func(StoredTier) error) error {
	return db.eachTier(ctx, p, policy, scope, "t.from_run <= ? AND (t.to_run = 0 OR t.to_run > ?)", []any{run, run}, fn)
}

func (db *DB) eachTier(ctx context.Context, p model.Principal, policy, scope, when string, whenArgs []any, fn func(StoredTier) error) error {
	if !scopeSeen(p, scope) {
		return nil
	}
	cond, condArgs := entitySeen(p, "e.id")
	after := ""
	for {
		args := append(append(append([]any{}, condArgs...), whenArgs...), policy, scope, after, pageSize)
		page, err := db.tiers(ctx, p, cond+" AND "+when+" AND t.policy = ? AND t.scope = ? AND e.public_id > ? ORDER BY e.public_id LIMIT ?", args...)
		if err != nil {
			return fmt.Errorf("read tiers of %s: %w", policy, err)
		}
		for _, t := range page {
			after = t.Entity
			if err := fn(t); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

// TierHistory lists every result of an entity, newest first, of all policies and
// scopes that p sees.
func (db *DB) TierHistory(ctx context.Context, p model.Principal, entity string) ([]StoredTier, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	cond, args := entitySeen(p, "e.id")
	all, err := db.tiers(ctx, p, cond+" AND t.entity_id = ? ORDER BY t.from_run DESC, t.policy, t.scope", append(args, id)...)
	if err != nil {
		return nil, fmt.Errorf("read tiers of entity %s: %w", entity, err)
	}
	return all, nil
}

// Policies lists the policies that have present results, each with its scopes.
func (db *DB) Policies(ctx context.Context, p model.Principal) (map[string][]string, error) {
	out := map[string][]string{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var policy, scope string
		err := rows.Scan(&policy, &scope)
		if scopeSeen(p, scope) {
			out[policy] = append(out[policy], scope)
		}
		return err
	}, "SELECT policy, scope FROM tier WHERE to_run = 0 GROUP BY policy, scope ORDER BY policy, scope")
	if err != nil {
		return nil, fmt.Errorf("list policies: %w", err)
	}
	return out, nil
}

// scopeSeen: everybody sees the group's tier, a unit's only those who see the unit.
func scopeSeen(p model.Principal, scope string) bool {
	unit, isUnit := strings.CutPrefix(scope, model.UnitScope(""))
	return !isUnit || p.Sees(unit)
}

func (db *DB) tiers(ctx context.Context, p model.Principal, where string, args ...any) ([]StoredTier, error) {
	var out []StoredTier
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var t StoredTier
		var doc sql.RawBytes
		var entity string
		var recorded int64
		if err := rows.Scan(&entity, &doc, &recorded, &t.FromRun, &t.ToRun); err != nil {
			return err
		}
		if err := json.Unmarshal(doc, &t.TierResult); err != nil {
			return fmt.Errorf("stored tier of entity %s: %w", entity, err)
		}
		if !scopeSeen(p, t.Scope) {
			return nil
		}
		t.Entity, t.Recorded = entity, instant(recorded)
		if !p.Group() && t.Scope == model.ScopeGroup {
			t.TierResult = safeTier(t.TierResult)
		}
		out = append(out, t)
		return nil
	}, "SELECT e.public_id, t.result, t.recorded_at, t.from_run, t.to_run FROM tier t JOIN entity e ON e.id = t.entity_id WHERE "+where, args...)
	return out, err
}

// safeTier is what a unit may know of a group result: the tier and its safe reason.
func safeTier(r model.TierResult) model.TierResult {
	return model.TierResult{Entity: r.Entity, Policy: r.Policy, PolicyHash: r.PolicyHash, Scope: r.Scope, AsOf: r.AsOf,
		Raw: r.Final, Held: r.Final, Final: r.Final, Reason: r.SafeReason, SafeReason: r.SafeReason}
}
