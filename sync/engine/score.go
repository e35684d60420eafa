package engine

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// score computes the tier of every entity by the group's policy.
func (t *turn) score(ctx context.Context) error {
	s := &scorer{turn: t, policy: t.Config.Policy}
	in, err := t.ScoringInputs(ctx, s.policy, t.asOf)
	if err != nil {
		return err
	}
	if s.run, err = s.policy.NewRun(t.asOf, in); err != nil {
		return err
	}
	seen, err := t.FeedScoring(ctx, s.run)
	t.add("score.internal", seen.Internal)
	if err != nil {
		return err
	}
	return s.save(ctx)
}

// saveTiers is how many results one transaction takes.
const saveTiers = 5_000

type scorer struct {
	*turn
	policy *scoring.Compiled
	run    *scoring.Run
}

// save writes what changed, in the order of the results.
func (s *scorer) save(ctx context.Context) error {
	var batch []model.TierResult
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		s.Engine.at("score.before-commit")
		var changed int64
		err := s.write(ctx, func(tx *store.Tx) error {
			n, err := tx.SaveTiers(ctx, s.seq(), batch)
			changed = int64(n)
			return err
		})
		if err != nil {
			return err
		}
		s.Engine.at("score.after-commit")
		s.add("score.results", int64(len(batch)))
		s.add("score.changed", changed)
		batch = batch[:0]
		return nil
	}
	results, err := s.run.Results()
	if err != nil {
		return err
	}
	scored := map[string]map[string]bool{} // scope → entity
	for r := range results {
		if scored[r.Scope] == nil {
			scored[r.Scope] = map[string]bool{}
		}
		scored[r.Scope][r.Entity] = true
		batch = append(batch, r)
		if len(batch) >= saveTiers {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return s.endOthers(ctx, scored)
}

// endOthers ends results that stand although nobody is scored for them any more:
// of own companies, and of units that do no business with the entity now.
func (s *scorer) endOthers(ctx context.Context, scored map[string]map[string]bool) error {
	policy := s.policy.Policy().Name
	ended := map[string][]string{}
	err := s.Store.EachOpenTier(ctx, model.SystemPrincipal(), policy, func(entity, scope string) error {
		if !scored[scope][entity] {
			ended[scope] = append(ended[scope], entity)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, scope := range sortedKeys(ended) {
		err := s.write(ctx, func(tx *store.Tx) error {
			_, err := tx.EndTiers(ctx, s.seq(), policy, scope, ended[scope])
			return err
		})
		if err != nil {
			return err
		}
		s.add("score.ended", int64(len(ended[scope])))
	}
	return nil
}
