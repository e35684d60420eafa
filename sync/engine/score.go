package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// score computes the tier of every entity: at group level with the facts of a
// group of companies summed at its ultimate parent, and per business unit.
func (t *turn) score(ctx context.Context) error {
	s := &scorer{turn: t, policy: t.Config.Policy, groups: map[string]*family{}}
	if err := s.prepare(ctx); err != nil {
		return err
	}
	err := t.Store.EachSubject(ctx, model.SystemPrincipal(), s.subject)
	if err != nil {
		return fmt.Errorf("score: %w", err)
	}
	for _, id := range sortedKeys(s.groups) {
		if err := s.family(id); err != nil {
			return err
		}
	}
	return s.save(ctx)
}

// saveTiers is how many results one transaction takes.
const saveTiers = 5_000

type scorer struct {
	*turn
	policy *scoring.Compiled
	run    *scoring.Run
	// top is the ultimate parent of every entity that has one or is one.
	top    map[string]string
	groups map[string]*family // facts of groups of companies, until all are read
	own    map[model.OwnCompany]bool
}

// family is one group of companies while its members are gathered.
type family struct{ members []store.Subject }

func (s *scorer) prepare(ctx context.Context) error {
	p := model.SystemPrincipal()
	var err error
	if s.top, err = s.Store.GroupTops(ctx, p); err != nil {
		return err
	}
	own, err := s.Store.OwnCompanies(ctx, p)
	if err != nil {
		return err
	}
	s.own = map[model.OwnCompany]bool{}
	for _, c := range own {
		s.own[c] = true
	}
	rates, err := s.Store.Rates(ctx, p)
	if err != nil {
		return err
	}
	pins, err := s.Store.Pins(ctx, p)
	if err != nil {
		return err
	}
	past, err := s.past(ctx)
	if err != nil {
		return err
	}
	s.run, err = s.policy.NewRun(s.asOf, scoring.Inputs{Rates: rates, Pins: pins, Previous: past})
	return err
}

// past reads earlier results. The store keeps a result once and no more while it
// stands; a review looks at every month, so months without a change of their own
// are filled in with what stood then.
func (s *scorer) past(ctx context.Context) (func(scoring.Key) []scoring.Past, error) {
	all := map[scoring.Key][]scoring.Past{}
	err := s.Store.EachPastTier(ctx, model.SystemPrincipal(), s.policy.Policy().Name, func(r model.TierResult) error {
		k := scoring.Key{Entity: r.Entity, Scope: r.Scope}
		all[k] = append(all[k], scoring.Past{AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
		return nil
	})
	steady := s.policy.Policy().Tiers.Stability != nil
	return func(k scoring.Key) []scoring.Past {
		if !steady {
			return all[k]
		}
		return monthly(all[k], s.asOf)
	}, err
}

// monthly adds, for every month up to the as-of date in which no result was
// stored, the one that stood.
func monthly(past []scoring.Past, asOf model.Date) []scoring.Past {
	var out []scoring.Past
	for i, p := range past {
		out = append(out, p)
		until := asOf
		if i+1 < len(past) {
			until = min(until, past[i+1].AsOf)
		}
		year, month, _ := p.AsOf.Time().Date()
		for n := 1; ; n++ {
			first := model.DateOf(time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
			if first >= until {
				break
			}
			p.AsOf = first
			out = append(out, p)
		}
	}
	return out
}

// subject takes one entity. Members of a group of companies wait until the
// whole group is there; all others are scored at once.
func (s *scorer) subject(sub store.Subject) error {
	s.count("", "customers", 1)
	if s.internal(sub.Entity) {
		s.add("score.internal", 1)
		return nil
	}
	if top, ok := s.top[sub.Entity.ID]; ok {
		f := s.groups[top]
		if f == nil {
			f = &family{}
			s.groups[top] = f
		}
		f.members = append(f.members, sub)
		return nil
	}
	if err := s.enter(sub, model.ScopeGroup, "", sub.Orders, sub.Activities); err != nil {
		return err
	}
	return s.units(sub)
}

// family scores a group of companies: the top with the facts of all, and every
// member with its own.
func (s *scorer) family(top string) error {
	f := s.groups[top]
	var orders []model.Order
	var activities []model.Activity
	for _, m := range f.members {
		orders, activities = append(orders, m.Orders...), append(activities, m.Activities...)
	}
	slices.SortFunc(orders, func(a, b model.Order) int { return a.Ref.Compare(b.Ref) })
	slices.SortFunc(activities, func(a, b model.Activity) int { return a.Ref.Compare(b.Ref) })
	for _, m := range f.members {
		o, a, parent := m.Orders, m.Activities, top
		if m.Entity.ID == top {
			o, a, parent = orders, activities, ""
		}
		if err := s.enter(m, model.ScopeGroup, parent, o, a); err != nil {
			return err
		}
		if err := s.units(m); err != nil {
			return err
		}
	}
	delete(s.groups, top)
	return nil
}

// units scores an entity once for every business unit that does business with it.
func (s *scorer) units(sub store.Subject) error {
	orders, activities := map[string][]model.Order{}, map[string][]model.Activity{}
	for _, o := range sub.Orders {
		orders[o.Unit] = append(orders[o.Unit], o)
	}
	for _, a := range sub.Activities {
		activities[a.Unit] = append(activities[a.Unit], a)
	}
	names := append(sortedKeys(orders), sortedKeys(activities)...)
	slices.Sort(names)
	for _, unit := range slices.Compact(names) {
		if unit == "" {
			continue
		}
		if err := s.enter(sub, model.UnitScope(unit), "", orders[unit], activities[unit]); err != nil {
			return err
		}
	}
	return nil
}

func (s *scorer) enter(sub store.Subject, scope, group string, orders []model.Order, activities []model.Activity) error {
	attributes := make(map[string]string, len(sub.Entity.Values))
	for name, v := range sub.Entity.Values {
		attributes[name] = v.Text
	}
	err := s.run.Add(scoring.Subject{Entity: sub.Entity.ID, Scope: scope, Group: group, Attributes: attributes, Orders: orders, Activities: activities})
	if err != nil {
		return fmt.Errorf("score entity %s: %w", sub.Entity.ID, err)
	}
	return nil
}

// internal says whether the entity is one of the group's own companies.
func (s *scorer) internal(e store.StoredEntity) bool {
	for attr, v := range e.Values {
		if s.own[model.OwnCompany{Type: attr, Value: v.Text}] {
			return true
		}
	}
	return false
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
