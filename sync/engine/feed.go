package engine

import (
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// Fed says whom FeedScoring saw.
type Fed struct {
	Customers int64
	Internal  int64 // own companies, which nobody scores
}

// FeedScoring adds everybody in the store to scoring runs, reading the facts
// once: at group level with the facts of a group of companies summed at its
// ultimate parent, and per business unit. Nothing is stored.
func (e *Engine) FeedScoring(ctx context.Context, runs ...*scoring.Run) (Fed, error) {
	return e.feed(ctx, &feeder{runs: runs})
}

func (e *Engine) feed(ctx context.Context, f *feeder) (Fed, error) {
	p := model.SystemPrincipal()
	f.engine, f.groups, f.own = e, map[string]*family{}, map[model.OwnCompany]bool{}
	var err error
	if f.top, err = e.Store.GroupTops(ctx, p); err != nil {
		return Fed{}, err
	}
	own, err := e.Store.OwnCompanies(ctx, p)
	if err != nil {
		return Fed{}, err
	}
	for _, c := range own {
		f.own[c] = true
	}
	scores, err := e.Store.ManualScores(ctx, p)
	if err != nil {
		return Fed{}, err
	}
	f.manual = map[string][]model.ManualScore{}
	for _, s := range scores {
		f.manual[s.Entity] = append(f.manual[s.Entity], s.ManualScore)
	}
	lines := slices.ContainsFunc(f.runs, (*scoring.Run).ReadsLines)
	if !lines && f.together != nil { // the reports want the product lines, if there are any
		if lines, err = e.Store.HasLines(ctx); err != nil {
			return Fed{}, err
		}
	}
	if err := e.Store.EachSubject(ctx, p, lines, f.subject); err != nil {
		return f.seen, fmt.Errorf("score: %w", err)
	}
	for _, id := range sortedKeys(f.groups) {
		if err := f.family(id); err != nil {
			return f.seen, err
		}
	}
	return f.seen, nil
}

type feeder struct {
	engine *Engine
	runs   []*scoring.Run
	// together, when set, is told who is scored together, and the facts that count
	// for them: none of own companies.
	together func(members []store.Subject, orders []model.Order, activities []model.Activity) error
	// top is the ultimate parent of every entity that has one or is one.
	top    map[string]string
	groups map[string]*family // facts of groups of companies, until all are read
	own    map[model.OwnCompany]bool
	manual map[string][]model.ManualScore // by entity
	seen   Fed
}

// family is one group of companies while its members are gathered.
type family struct{ members []store.Subject }

// subject takes one entity. Members of a group of companies wait until the
// whole group is there; all others are scored at once.
func (f *feeder) subject(sub store.Subject) error {
	f.seen.Customers++
	f.engine.count("", "customers", 1)
	if f.internal(sub.Entity) {
		f.seen.Internal++
		return f.tell([]store.Subject{sub}, nil, nil)
	}
	if top, ok := f.top[sub.Entity.ID]; ok {
		group := f.groups[top]
		if group == nil {
			group = &family{}
			f.groups[top] = group
		}
		group.members = append(group.members, sub)
		return nil
	}
	if err := f.tell([]store.Subject{sub}, sub.Orders, sub.Activities); err != nil {
		return err
	}
	if err := f.enter(f.runs, sub, model.ScopeGroup, "", sub.Orders, sub.Activities); err != nil {
		return err
	}
	return f.units(sub)
}

func (f *feeder) tell(members []store.Subject, orders []model.Order, activities []model.Activity) error {
	if f.together == nil {
		return nil
	}
	return f.together(members, orders, activities)
}

// family scores a group of companies: the top with the facts of all, and every
// member with its own. A policy that does not roll up takes each by itself.
func (f *feeder) family(top string) error {
	var orders []model.Order
	var activities []model.Activity
	for _, m := range f.groups[top].members {
		orders, activities = append(orders, m.Orders...), append(activities, m.Activities...)
	}
	slices.SortFunc(orders, func(a, b model.Order) int { return a.Ref.Compare(b.Ref) })
	slices.SortFunc(activities, func(a, b model.Activity) int { return a.Ref.Compare(b.Ref) })
	if err := f.tell(f.groups[top].members, orders, activities); err != nil {
		return err
	}
	var up, flat []*scoring.Run
	for _, r := range f.runs {
		if r.RollsUp() {
			up = append(up, r)
		} else {
			flat = append(flat, r)
		}
	}
	for _, m := range f.groups[top].members {
		o, a, parent := m.Orders, m.Activities, top
		if m.Entity.ID == top {
			o, a, parent = orders, activities, ""
		}
		if err := f.enter(up, m, model.ScopeGroup, parent, o, a); err != nil {
			return err
		}
		if err := f.enter(flat, m, model.ScopeGroup, "", m.Orders, m.Activities); err != nil {
			return err
		}
		if err := f.units(m); err != nil {
			return err
		}
	}
	delete(f.groups, top)
	return nil
}

// units scores an entity once for every business unit that does business with it.
func (f *feeder) units(sub store.Subject) error {
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
		if err := f.enter(f.runs, sub, model.UnitScope(unit), "", orders[unit], activities[unit]); err != nil {
			return err
		}
	}
	return nil
}

func (f *feeder) enter(runs []*scoring.Run, sub store.Subject, scope, group string, orders []model.Order, activities []model.Activity) error {
	attributes := make(map[string]string, len(sub.Entity.Values))
	for name, v := range sub.Entity.Values {
		attributes[name] = v.Text
	}
	for _, run := range runs {
		err := run.Add(scoring.Subject{Entity: sub.Entity.ID, Scope: scope, Group: group, Attributes: attributes, Orders: orders, Activities: activities,
			Manual: f.manual[sub.Entity.ID]})
		if err != nil {
			return fmt.Errorf("score entity %s: %w", sub.Entity.ID, err)
		}
	}
	return nil
}

// internal says whether the entity is one of the group's own companies.
func (f *feeder) internal(e store.StoredEntity) bool {
	for attr, v := range e.Values {
		if f.own[model.OwnCompany{Type: attr, Value: v.Text}] {
			return true
		}
	}
	return false
}
