package engine

import (
	"context"
	"strings"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// score computes the tier of every entity by every live policy, reading the
// facts once. The first is the group's: what it counts is kept by month too, for
// the reports.
func (t *turn) score(ctx context.Context) error {
	var all []*scorer
	var runs []*scoring.Run
	for i, policy := range t.Config.AllPolicies() {
		in, err := t.ScoringInputs(ctx, policy, t.asOf)
		if err != nil {
			return err
		}
		if i > 0 {
			in.Pins = nil // people pin the group tier
		}
		run, err := policy.NewRun(t.asOf, in)
		if err != nil {
			return err
		}
		s := &scorer{turn: t, policy: policy, run: run}
		if i == 0 {
			s.shown = t.shown()
		}
		all, runs = append(all, s), append(runs, run)
	}
	ledger := &monthly{turn: t, ctx: ctx, run: runs[0], pending: map[string][]model.Month{}}
	seen, err := t.feed(ctx, &feeder{runs: runs, together: ledger.together})
	t.add("score.internal", seen.Internal)
	if err != nil {
		return err
	}
	if err := ledger.close(); err != nil {
		return err
	}
	for _, s := range all {
		if err := s.save(ctx); err != nil {
			return err
		}
	}
	if err := t.endPolicies(ctx); err != nil {
		return err
	}
	return t.review(ctx, t.Config.Policy)
}

// saveTiers is how many results one transaction takes.
const saveTiers = 5_000

type scorer struct {
	*turn
	policy *scoring.Compiled
	run    *scoring.Run
	shown  []string // indicators and outputs that some system is told
}

// shown are the indicators and outputs that write-back takes.
func (t *turn) shown() []string {
	names := map[string]bool{}
	for i := range t.Config.Sources {
		for _, r := range t.Config.Sources[i].Mapping.TargetRules() {
			if strings.HasPrefix(r.Take, "indicator:") || strings.HasPrefix(r.Take, "output:") {
				names[r.Take] = true
			}
		}
	}
	return sortedKeys(names)
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
			n, err := tx.SaveTiers(ctx, s.seq(), batch, s.shown...)
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
	var covered coverage
	for r := range results {
		covered.take(&r)
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
	name := s.policy.Policy().Name
	err = s.write(ctx, func(tx *store.Tx) error {
		return tx.SaveCoverage(ctx, s.seq(), name, covered.list(s.policy.IndicatorIDs()))
	})
	if err != nil {
		return err
	}
	return s.endOthers(ctx, scored)
}

// endOthers ends results that stand although nobody is scored for them any more:
// of own companies, and of units that do no business with the entity now.
func (s *scorer) endOthers(ctx context.Context, scored map[string]map[string]bool) error {
	return s.endTiers(ctx, s.policy.Policy().Name, func(entity, scope string) bool { return scored[scope][entity] })
}

// endPolicies ends the results of policies that are not live any more.
func (t *turn) endPolicies(ctx context.Context) error {
	stored, err := t.Store.Policies(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	for _, p := range t.Config.AllPolicies() {
		delete(stored, p.Policy().Name)
	}
	for _, name := range sortedKeys(stored) {
		if err := t.endTiers(ctx, name, func(string, string) bool { return false }); err != nil {
			return err
		}
	}
	return nil
}

// endTiers ends the present results of a policy that are not kept.
func (t *turn) endTiers(ctx context.Context, policy string, keep func(entity, scope string) bool) error {
	ended := map[string][]string{}
	err := t.Store.EachOpenTier(ctx, model.SystemPrincipal(), policy, func(entity, scope string) error {
		if !keep(entity, scope) {
			ended[scope] = append(ended[scope], entity)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, scope := range sortedKeys(ended) {
		err := t.write(ctx, func(tx *store.Tx) error {
			_, err := tx.EndTiers(ctx, t.seq(), policy, scope, ended[scope])
			return err
		})
		if err != nil {
			return err
		}
		t.add("score.ended", int64(len(ended[scope])))
	}
	return nil
}
