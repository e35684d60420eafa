package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

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
	known := words{}
	var entity string // each has several
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
		r.Entity, r.Scope, r.Raw, r.Held, r.Final = entity, known.of(scope), known.of(raw), known.of(held), known.of(final)
		return fn(r)
	}, `SELECT e.public_id, t.scope, t.as_of, t.score, t.raw_tier, t.held_tier, t.final_tier, t.to_run, t.result_hash
		FROM tier t JOIN entity e ON e.id = t.entity_id WHERE t.policy = ? ORDER BY t.entity_id, t.scope, t.from_run`, policy)
	if err != nil {
		return fmt.Errorf("read past tiers of %s: %w", policy, err)
	}
	return nil
}

// words keeps one string of each: millions of results have few scopes and tiers.
type words map[string]string

func (w words) of(b sql.RawBytes) string {
	word, ok := w[string(b)]
	if !ok {
		word = string(b)
		w[word] = word
	}
	return word
}
