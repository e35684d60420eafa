package engine

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// score computes the tier of every entity by every live policy and stores what is
// new. It reads the facts once, of those that moved. The first policy is the group's: what it
// counts is kept by month too, for the reports.
func (t *turn) score(ctx context.Context) error {
	by, still, err := t.stands(ctx)
	if err != nil {
		return err
	}
	if still {
		return t.review(ctx, t.Config.Policy)
	}
	var all []*scorer
	var runs []*scoring.Run
	var rates []model.Rate
	for i, policy := range t.Config.AllPolicies() {
		in, stands, err := t.inputs(ctx, policy, t.asOf)
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
		s := &scorer{turn: t, policy: policy, run: run, stands: stands, inputs: by[i]}
		if i == 0 {
			s.shown, rates = t.shown(), in.Rates
		}
		all, runs = append(all, s), append(runs, run)
	}
	months, err := t.monthly(ctx, runs[0], rates)
	if err != nil {
		return err
	}
	f := &feeder{runs: runs, moved: months.moved}
	if err := f.prepare(ctx, t.Engine); err != nil {
		return err
	}
	kept, err := t.recall(ctx, all, f, months)
	if err != nil {
		return err
	}
	seen, err := t.feed(ctx, f)
	t.add("score.internal", int64(len(f.owned)))
	t.add("score.counted", seen.Customers)
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := s.save(ctx); err != nil {
			return err
		}
	}
	if !slices.Equal(months.before.Policies, t.livePolicies()) {
		if err := t.endPolicies(ctx); err != nil {
			return err
		}
	}
	t.at("score.stored")
	if err := months.keep(ctx, f); err != nil {
		return err
	}
	if err := kept.keep(ctx, f); err != nil {
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
	stands map[scoring.Key]standing // as the store has them
	shown  []string                 // indicators and outputs that some system is told
	inputs string                   // what it goes by: see inputsOf
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

// save writes what changed, in the order of the results. While one batch is
// written the next one is judged.
func (s *scorer) save(ctx context.Context) error {
	var covered coverage
	results, err := s.run.ResultsBut(s.shown, func(r model.TierResult) bool {
		covered.take(&r)
		was := s.stands[scoring.Key{Entity: r.Entity, Scope: r.Scope}]
		return was.present && was.hash == store.TierHash(r, s.shown...)
	})
	if err != nil {
		return err
	}
	s.add("score.results", int64(s.run.Len()))
	g, inner := errgroup.WithContext(ctx)
	batches := make(chan []model.TierResult)
	g.Go(func() error {
		defer close(batches)
		var batch []model.TierResult
		hand := func() error {
			select {
			case batches <- batch:
				batch = nil
				return nil
			case <-inner.Done():
				return inner.Err()
			}
		}
		for r := range results {
			if batch = append(batch, r); len(batch) >= saveTiers {
				if err := hand(); err != nil {
					return err
				}
			}
		}
		return hand()
	})
	g.Go(func() error {
		for batch := range batches {
			if err := s.write(inner, batch); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	name := s.policy.Policy().Name
	err = s.turn.write(ctx, func(tx *store.Tx) error {
		return tx.SaveCoverage(ctx, s.seq(), name, covered.list(s.run, s.policy.IndicatorIDs()))
	})
	if err != nil {
		return err
	}
	return s.endOthers(ctx)
}

func (s *scorer) write(ctx context.Context, batch []model.TierResult) error {
	s.Engine.at("score.before-commit")
	var changed int
	err := s.turn.write(ctx, func(tx *store.Tx) (err error) {
		changed, err = tx.SaveTiers(ctx, s.seq(), batch, s.shown...)
		return err
	})
	if err != nil {
		return err
	}
	s.Engine.at("score.after-commit")
	s.add("score.changed", int64(changed))
	return nil
}

// endOthers ends results that stand although nobody is scored for them any more:
// of own companies, and of units that do no business with the entity now.
func (s *scorer) endOthers(ctx context.Context) error {
	ended := map[string][]string{}
	for k, was := range s.stands {
		if was.present && !s.run.Has(k) {
			ended[k.Scope] = append(ended[k.Scope], k.Entity)
		}
	}
	return s.endTiers(ctx, s.policy.Policy().Name, ended)
}

func (t *turn) livePolicies() []string {
	var out []string
	for _, p := range t.Config.AllPolicies() {
		out = append(out, p.Policy().Name)
	}
	return out
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
		ended := map[string][]string{}
		err := t.Store.EachOpenTier(ctx, model.SystemPrincipal(), name, func(entity, scope string) error {
			ended[scope] = append(ended[scope], entity)
			return nil
		})
		if err == nil {
			err = t.endTiers(ctx, name, ended)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// endTiers ends present results of a policy, given by scope.
func (t *turn) endTiers(ctx context.Context, policy string, ended map[string][]string) error {
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
