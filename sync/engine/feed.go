package engine

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

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

// prepare reads what concerns all customers.
func (f *feeder) prepare(ctx context.Context, e *Engine) (err error) {
	f.engine = e
	if f.top, err = e.Store.GroupTops(ctx, model.SystemPrincipal()); err != nil {
		return err
	}
	return f.about(ctx)
}

func (e *Engine) feed(ctx context.Context, f *feeder) (Fed, error) {
	if f.engine == nil {
		if err := f.prepare(ctx, e); err != nil {
			return Fed{}, err
		}
	}
	err := e.Store.EachSubject(ctx, model.SystemPrincipal(), f.needs(), func(page []store.Subject) error {
		for i := range page {
			if err := f.subject(page[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return f.seen, fmt.Errorf("score: %w", err)
	}
	return f.seen, f.families()
}

// about reads what stands about customers: own companies and manual scores.
func (f *feeder) about(ctx context.Context) error {
	p := model.SystemPrincipal()
	f.groups, f.own, f.manual = map[string][]store.Subject{}, map[model.OwnCompany]bool{}, map[string][]model.ManualScore{}
	own, err := f.engine.Store.OwnCompanies(ctx, p)
	if err != nil {
		return err
	}
	for _, c := range own {
		f.own[c] = true
	}
	scores, err := f.engine.Store.ManualScores(ctx, p)
	for _, s := range scores {
		f.manual[s.Entity] = append(f.manual[s.Entity], s.ManualScore)
	}
	return err
}

// families scores the groups of companies, of which all members are read.
func (f *feeder) families() error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, id := range sortedKeys(f.groups) {
		g.Go(func() error { return f.family(id, f.groups[id]) })
	}
	return g.Wait()
}

// needs is what the runs, and the search for own companies, read of a subject.
func (f *feeder) needs() store.SubjectNeeds {
	values := map[string]bool{}
	for c := range f.own {
		values[c.Type], values["id."+c.Type] = true, true // see internal
	}
	needs := store.SubjectNeeds{Only: f.only, Lines: f.together != nil} // the reports want the product lines
	for _, r := range f.runs {
		needs.Lines = needs.Lines || r.ReadsLines()
		for _, name := range r.Attributes() {
			values[name] = true
		}
	}
	needs.Values = sortedKeys(values)
	return needs
}

type feeder struct {
	engine *Engine
	runs   []*scoring.Run
	// together, when set, is told who is scored together, and the facts that count
	// for them: none of own companies. Several goroutines call it at once.
	together func(members []store.Subject, orders []model.Order, activities []model.Activity) error
	only     []string // the entities that are read, groups as a whole; nil: all
	moved    *moved   // nil: nobody wants to know
	// top is the ultimate parent of every entity that has one or is one.
	top    map[string]string
	own    map[model.OwnCompany]bool
	manual map[string][]model.ManualScore // by entity

	mu     sync.Mutex
	groups map[string][]store.Subject // members of groups of companies, until all are read
	owned  []string                   // own companies, once all were seen
	seen   Fed
}

// subject takes one entity. Members of a group of companies wait until the
// whole group is there; all others are scored at once.
func (f *feeder) subject(sub store.Subject) error {
	f.moved.see(&sub)
	if len(f.runs) > 0 {
		f.engine.count("", "customers", 1)
	}
	internal := f.internal(sub.Entity)
	top, grouped := f.top[sub.Entity.ID]
	f.mu.Lock()
	f.seen.Customers++
	switch {
	case internal:
		f.seen.Internal++
		f.owned = append(f.owned, sub.Entity.ID)
	case grouped:
		f.groups[top] = append(f.groups[top], sub)
	}
	f.mu.Unlock()
	switch {
	case internal:
		return f.tell([]store.Subject{sub}, nil, nil)
	case grouped:
		return nil
	}
	if err := f.tell([]store.Subject{sub}, sub.Orders, sub.Activities); err != nil {
		return err
	}
	if err := f.enter(f.ofGroup(), sub, model.ScopeGroup, "", sub.Orders, sub.Activities); err != nil {
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
func (f *feeder) family(top string, members []store.Subject) error {
	var orders []model.Order
	var activities []model.Activity
	slices.SortFunc(members, func(a, b store.Subject) int { return cmp.Compare(a.Entity.ID, b.Entity.ID) })
	for _, m := range members {
		orders, activities = append(orders, m.Orders...), append(activities, m.Activities...)
	}
	slices.SortFunc(orders, func(a, b model.Order) int { return a.Ref.Compare(b.Ref) })
	slices.SortFunc(activities, func(a, b model.Activity) int { return a.Ref.Compare(b.Ref) })
	if err := f.tell(members, orders, activities); err != nil {
		return err
	}
	var up, flat []*scoring.Run
	for _, r := range f.ofGroup() {
		if r.RollsUp() {
			up = append(up, r)
		} else {
			flat = append(flat, r)
		}
	}
	for _, m := range members {
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
	return nil
}

// ofGroup are the runs that score a customer as the group sees it; those of a
// policy for units score it in its units alone.
func (f *feeder) ofGroup() []*scoring.Run {
	return slices.DeleteFunc(slices.Clone(f.runs), func(r *scoring.Run) bool { return r.Level() == "unit" })
}

// units scores an entity once for every business unit that does business with it.
func (f *feeder) units(sub store.Subject) error {
	if len(f.runs) == 0 || !slices.ContainsFunc(sub.Orders, func(o model.Order) bool { return o.Unit != "" }) &&
		!slices.ContainsFunc(sub.Activities, func(a model.Activity) bool { return a.Unit != "" }) {
		return nil
	}
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

// enter adds a subject to runs.
func (f *feeder) enter(runs []*scoring.Run, sub store.Subject, scope, group string, orders []model.Order, activities []model.Activity) error {
	if len(runs) == 0 {
		return nil
	}
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

// internal says whether the entity is one of the group's own companies. The golden
// values of identifiers are called id.TYPE.
func (f *feeder) internal(e store.StoredEntity) bool {
	for attr, v := range e.Values {
		if f.own[model.OwnCompany{Type: attr, Value: v.Text}] || f.own[model.OwnCompany{Type: strings.TrimPrefix(attr, "id."), Value: v.Text}] {
			return true
		}
	}
	return false
}
