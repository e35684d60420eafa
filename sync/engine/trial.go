package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// Ground scores everybody by the group's policy and keeps what that teaches of all
// of them; nil where a tier does not depend on others. Nothing is stored.
func (e *Engine) Ground(ctx context.Context) (*scoring.Ground, error) {
	policy := e.Config.Policy
	if !policy.Relative() {
		return nil, nil
	}
	rates, err := e.Store.Rates(ctx, model.SystemPrincipal())
	if err != nil {
		return nil, err
	}
	run, err := policy.NewRun(e.today(), scoring.Inputs{Rates: rates})
	if err != nil {
		return nil, err
	}
	if _, err := e.FeedScoring(ctx, run); err != nil {
		return nil, err
	}
	if _, err := run.Results(); err != nil {
		return nil, err
	}
	return run.Ground(), nil
}

// TryMerged is the group tier that two customers would have today if they were
// one, with these golden values; nil where they would not be scored at group
// level. ground is that of Ground. The facts of a group of companies count as
// ever; the one that results takes the place of the older one in it. Nothing is
// stored.
func (e *Engine) TryMerged(ctx context.Context, x, y string, values map[string]model.Value, ground *scoring.Ground) (*model.TierResult, error) {
	p, policy := model.SystemPrincipal(), e.Config.Policy
	older, younger, err := e.byAge(ctx, p, x, y)
	if err != nil {
		return nil, err
	}
	in := scoring.Inputs{Ground: ground}
	if in.Rates, err = e.Store.Rates(ctx, p); err != nil {
		return nil, err
	}
	if in.Pins, err = e.Store.Pins(ctx, p); err != nil {
		return nil, err
	}
	past, err := e.pastOf(ctx, policy, older.ID)
	if err != nil {
		return nil, err
	}
	in.Previous = func(k scoring.Key) []scoring.Past {
		if k.Entity == older.ID && k.Scope == model.ScopeGroup {
			return past
		}
		return nil
	}
	run, err := policy.NewRun(e.today(), in)
	if err != nil {
		return nil, err
	}
	if err := e.feedMerged(ctx, run, older, younger, values); err != nil {
		return nil, err
	}
	results, err := run.Results()
	if err != nil {
		return nil, err
	}
	for r := range results {
		if r.Entity == older.ID && r.Scope == model.ScopeGroup {
			return &r, nil
		}
	}
	return nil, nil
}

// byAge orders two entities as a merge would: the older one keeps its id.
func (e *Engine) byAge(ctx context.Context, p model.Principal, x, y string) (older, younger store.StoredEntity, err error) {
	if older, err = e.Store.Entity(ctx, p, x); err == nil {
		younger, err = e.Store.Entity(ctx, p, y)
	}
	if cmp.Or(cmp.Compare(younger.CreatedRun, older.CreatedRun), cmp.Compare(younger.ID, older.ID)) < 0 {
		older, younger = younger, older
	}
	return older, younger, err
}

// pastOf are the earlier results of one entity at group level, oldest first.
func (e *Engine) pastOf(ctx context.Context, policy *scoring.Compiled, entity string) ([]scoring.Past, error) {
	all, err := e.Store.TierHistory(ctx, model.SystemPrincipal(), entity)
	var past []scoring.Past
	for _, t := range slices.Backward(all) {
		if t.Policy == policy.Policy().Name && t.Scope == model.ScopeGroup {
			past = append(past, scoring.Past{AsOf: t.AsOf, Score: t.Score, Raw: t.Raw, Held: t.Held, Final: t.Final})
		}
	}
	if policy.Policy().Tiers.Stability != nil {
		past = filled(past, e.today())
	}
	return past, err
}

// feedMerged adds the families of both entities to a run, the younger one as a
// part of the older one.
func (e *Engine) feedMerged(ctx context.Context, run *scoring.Run, older, younger store.StoredEntity, values map[string]model.Value) error {
	f := &feeder{engine: e, runs: []*scoring.Run{run}}
	ids := []string{older.ID, younger.ID}
	f.top = map[string]string{}
	if run.RollsUp() {
		for _, group := range []string{older.Group, younger.Group} {
			members, err := e.Store.EntitiesOfGroup(ctx, model.SystemPrincipal(), group)
			if err != nil {
				return err
			}
			for _, m := range members {
				if ids = append(ids, m.ID); len(members) > 1 {
					f.top[m.ID] = group
				}
			}
		}
	}
	slices.Sort(ids)
	f.only = slices.Compact(ids)
	delete(f.top, younger.ID)
	for id, top := range f.top {
		if top == younger.ID {
			f.top[id] = older.ID // whom the younger one headed, the one that results heads
		}
	}
	if f.top[older.ID] == "" && slices.ContainsFunc(sortedKeys(f.top), func(id string) bool { return f.top[id] == older.ID }) {
		f.top[older.ID] = older.ID
	}
	if err := f.about(ctx); err != nil {
		return err
	}
	f.manual[older.ID] = append(f.manual[older.ID], f.manual[younger.ID]...)
	var one, joining store.Subject
	var rest []store.Subject
	err := e.Store.EachSubject(ctx, model.SystemPrincipal(), f.needs(), func(page []store.Subject) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		for _, s := range page {
			switch s.Entity.ID {
			case older.ID:
				one = s
			case younger.ID:
				joining = s
			default:
				rest = append(rest, s)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("score %s and %s as one: %w", older.ID, younger.ID, err)
	}
	one.Entity.Values = values
	one.Orders, one.Activities = append(one.Orders, joining.Orders...), append(one.Activities, joining.Activities...)
	slices.SortFunc(one.Orders, func(a, b model.Order) int { return a.Ref.Compare(b.Ref) })
	slices.SortFunc(one.Activities, func(a, b model.Activity) int { return a.Ref.Compare(b.Ref) })
	for _, s := range append(rest, one) {
		if err := f.subject(s); err != nil {
			return err
		}
	}
	return f.families()
}
