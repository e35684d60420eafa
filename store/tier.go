package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var tierInsertion = insertion{
	table: "tier",
	columns: []string{"entity_id", "policy", "policy_hash", "scope", "as_of", "score", "raw_tier", "held_tier", "final_tier",
		"recorded_at", "from_run", "to_run", "result_hash", "result"},
}

// SaveTiers stores results that differ from the present ones in a tier, the score,
// the points of a part, or an indicator or output of those in shown, which are
// what some system is told ("indicator:NAME", "output:NAME"); it returns how
// many. An input that moves without moving a point, such as the days since an
// order, is no new result. Others, and so the day on which an unchanged result
// was first reached, stay as they are. Nothing is ever overwritten, but for what
// the same run stored before.
func (tx *Tx) SaveTiers(ctx context.Context, run int64, results []model.TierResult, shown ...string) (int, error) {
	sorted := slices.SortedStableFunc(slices.Values(results), func(a, b model.TierResult) int {
		return cmp.Or(cmp.Compare(a.Policy, b.Policy), cmp.Compare(a.Scope, b.Scope), cmp.Compare(a.Entity, b.Entity))
	})
	changed := 0
	var moves []tierMove
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && n < chunkSize && sorted[n].Policy == sorted[0].Policy && sorted[n].Scope == sorted[0].Scope {
			n++
		}
		c, m, err := tx.saveTiers(ctx, run, sorted[:n], shown)
		moves, changed = append(moves, m...), changed+c
		if err == nil && (n == len(sorted) || sorted[n].Policy != sorted[0].Policy || sorted[n].Scope != sorted[0].Scope) {
			err = tx.logTiers(ctx, run, sorted[0].Policy, sorted[0].Scope, moves)
			moves = moves[:0]
		}
		if err != nil {
			return changed, fmt.Errorf("save %d tiers: %w", len(results), err)
		}
		sorted = sorted[n:]
	}
	return changed, nil
}

// saveTiers takes results of one policy and scope, and returns how many are new and
// whose final tier is.
func (tx *Tx) saveTiers(ctx context.Context, run int64, part []model.TierResult, shown []string) (int, []tierMove, error) {
	names := make([]string, len(part))
	for i, r := range part {
		names[i] = r.Entity
	}
	keys, err := tx.entityKeys(ctx, names)
	if err != nil {
		return 0, nil, err
	}
	var open []struct {
		ID      int64  `db:"id"`
		Entity  int64  `db:"entity_id"`
		FromRun int64  `db:"from_run"`
		Final   string `db:"final_tier"`
		Hash    []byte `db:"result_hash"`
	}
	args := []any{part[0].Policy, part[0].Scope}
	for _, r := range part {
		args = append(args, keys[r.Entity])
	}
	err = tx.list(ctx, &open, "SELECT id, entity_id, from_run, final_tier, result_hash FROM tier WHERE policy = ? AND scope = ? AND to_run = 0 AND entity_id IN "+in(len(part)), args...)
	if err != nil {
		return 0, nil, err
	}
	old := make(map[int64]int, len(open))
	for i, o := range open {
		old[o.Entity] = i
	}
	var end []ended
	var write [][]any
	var moves []tierMove
	for i, r := range part {
		if i+1 < len(part) && part[i+1].Entity == r.Entity {
			continue // the last one of an entity wins
		}
		hash := TierHash(r, shown...)
		at, known := old[keys[r.Entity]]
		if known {
			if string(open[at].Hash) == string(hash[:]) {
				continue
			}
			end = append(end, ended{open[at].ID, open[at].FromRun})
		}
		if !known || open[at].Final != r.Final {
			moves = append(moves, tierMove{keys[r.Entity], r.Final})
		}
		doc, err := json.Marshal(r)
		if err != nil {
			return 0, nil, fmt.Errorf("tier of entity %s: %w", r.Entity, err)
		}
		write = append(write, []any{keys[r.Entity], r.Policy, r.PolicyHash, r.Scope, int64(r.AsOf), r.Score, r.Raw, r.Held, r.Final,
			tx.now, run, int64(0), hash[:], string(doc)})
	}
	if err := tx.end(ctx, "tier", run, end); err != nil {
		return 0, nil, err
	}
	return len(write), moves, tx.insert(ctx, tierInsertion, write)
}

// EndTiers ends the present results of entities that are not scored any more,
// such as emptied ones, and returns how many there were.
func (tx *Tx) EndTiers(ctx context.Context, run int64, policy, scope string, entities []string) (int, error) {
	keys, err := tx.entityKeys(ctx, entities)
	if err != nil {
		return 0, err
	}
	var end []ended
	var moves []tierMove
	err = chunks(entities, func(part []string) error {
		args := []any{policy, scope}
		for _, e := range part {
			args = append(args, keys[e])
		}
		var open []struct {
			ID      int64 `db:"id"`
			Entity  int64 `db:"entity_id"`
			FromRun int64 `db:"from_run"`
		}
		err := tx.list(ctx, &open, "SELECT id, entity_id, from_run FROM tier WHERE policy = ? AND scope = ? AND to_run = 0 AND entity_id IN "+in(len(part)), args...)
		for _, o := range open {
			end, moves = append(end, ended{o.ID, o.FromRun}), append(moves, tierMove{entity: o.Entity})
		}
		return err
	})
	if err == nil {
		err = tx.end(ctx, "tier", run, end)
	}
	if err == nil {
		err = tx.logTiers(ctx, run, policy, scope, moves)
	}
	if err != nil {
		return 0, fmt.Errorf("end tiers of %s: %w", policy, err)
	}
	return len(end), nil
}
