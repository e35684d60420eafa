package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// Standing is the final tier of everybody whom p sees under a policy and scope, as
// they stood after a run, or now where run is 0. CurrentTiers tells why they have it.
func (db *DB) Standing(ctx context.Context, p model.Principal, policy, scope string, run int64) (*Labels, error) {
	out := newLabels()
	if !scopeSeen(p, scope) || !p.Group() && len(p.Units) == 0 {
		return out, nil
	}
	whole, err := db.whole(ctx, tierLog)
	if err == nil {
		source := db.storedStanding
		if whole {
			source = db.loggedStanding
		}
		err = source(ctx, policy, scope, run, out.set)
	}
	if err == nil && !p.Group() {
		out, err = db.seenOf(ctx, p, out)
	}
	if err != nil {
		return nil, fmt.Errorf("read final tiers of %s: %w", policy, err)
	}
	return out, nil
}

// TierScopes are the scopes that p sees in which a policy gives tiers, or once did.
func (db *DB) TierScopes(ctx context.Context, p model.Principal, policy string) ([]string, error) {
	whole, err := db.whole(ctx, tierLog)
	table := "tier"
	if whole {
		table = "tier_log"
	}
	var scopes []string
	if err == nil {
		err = db.reads().list(ctx, &scopes, "SELECT DISTINCT scope FROM "+table+" WHERE policy = ? ORDER BY scope", policy)
	}
	if err != nil {
		return nil, fmt.Errorf("list scopes of %s: %w", policy, err)
	}
	return slices.DeleteFunc(scopes, func(scope string) bool { return !scopeSeen(p, scope) }), nil
}

// storedStanding reads row by row.
func (db *DB) storedStanding(ctx context.Context, policy, scope string, run int64, fn func(int64, string)) error {
	when, args := "to_run = 0", []any{policy, scope}
	if run > 0 {
		when, args = "from_run <= ? AND (to_run = 0 OR to_run > ?)", append(args, run, run)
	}
	return db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity int64
		var tier string
		err := rows.Scan(&entity, &tier)
		fn(entity, tier)
		return err
	}, "SELECT entity_id, final_tier FROM tier WHERE policy = ? AND scope = ? AND "+when, args...)
}

// loggedStanding plays the log.
func (db *DB) loggedStanding(ctx context.Context, policy, scope string, run int64, fn func(int64, string)) error {
	return db.reads().rows(ctx, func(rows *sql.Rows) error {
		var data string
		if err := rows.Scan(&data); err != nil {
			return err
		}
		return playMoves(data, run, fn)
	}, "SELECT data FROM tier_log WHERE policy = ? AND scope = ? ORDER BY seq", policy, scope)
}

// seenOf leaves those that p sees: see entitySeen.
func (db *DB) seenOf(ctx context.Context, p model.Principal, all *Labels) (*Labels, error) {
	out := newLabels()
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var entity int64
		err := rows.Scan(&entity)
		if tier := all.Of(entity); tier != "" {
			out.set(entity, tier)
		}
		return err
	}, `SELECT m.entity_id FROM customer_unit cu JOIN member m ON m.customer_id = cu.customer_id AND m.to_run = 0
		WHERE cu.to_date = 0 AND cu.unit IN `+in(len(p.Units)), anys(p.Units)...)
	return out, err
}
