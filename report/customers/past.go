package customers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
)

// Days are the two days of a look back, of which one may be 0.
type Days struct {
	Known model.Date // what was known at its end; 0: what is known now
	Valid model.Date // the day in business that the group of companies is of; 0: as it was known
}

// Past is what was known of a customer at the end of a day. Only readers of the
// whole group have a past to look at.
type Past struct {
	ID, Name string
	Values   []Value // without what other records said
	Members  []PastMember
	Group    *Relative // its ultimate parent, nil when it was its own
	Parent   *Relative // with Below, where a day in business was asked for
	Below    []Relative
	Tier     *store.StoredTier
	Journal  []model.JournalEntry // up to then, newest first
}

// PastMember is a source customer that belonged to it; Name is the one of today.
type PastMember struct {
	Customer model.Ref
	Name     string
	Evidence model.Evidence
}

// Past reads a customer as it was after the last run that had begun by the end of
// the day Known, a day of now's zone. report.ErrNotFound says that there was no such
// customer then.
func (r *Room) Past(ctx context.Context, p model.Principal, id string, on Days, now time.Time) (*Past, error) {
	if !p.Group() {
		return nil, fmt.Errorf("%s of before: %w", id, report.ErrNotFound)
	}
	end := now
	if on.Known != 0 {
		t := on.Known.Time()
		end = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, now.Location()).Add(-time.Microsecond)
	}
	run, err := r.Store.RunAt(ctx, p, end)
	if err != nil {
		return nil, err
	}
	e, err := r.Store.EntityAsOf(ctx, p, id, run)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%s on %s: %w", id, on.Known, report.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	out := &Past{ID: id, Name: e.Name()}
	for attribute, v := range e.Values {
		out.Values = append(out.Values, Value{Attribute: attribute, Value: v})
	}
	sortValues(out.Values)
	switch {
	case on.Valid != 0:
		err = r.pastForest(ctx, p, on, run, end, out)
	case e.Group != id:
		out.Group, err = r.pastRelative(ctx, p, e.Group, run, model.Edge{})
	}
	if err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context, model.Principal, int64, *Past) error{r.pastMembers, r.pastTier} {
		if err := step(ctx, p, run, out); err != nil {
			return nil, err
		}
	}
	if out.Journal, err = r.Store.Journal(ctx, p, id); err != nil {
		return nil, err
	}
	out.Journal = slices.DeleteFunc(out.Journal, func(j model.JournalEntry) bool { return j.At.After(end) })
	slices.Reverse(out.Journal)
	return out, nil
}

// pastForest puts down the relatives on a day in business.
func (r *Room) pastForest(ctx context.Context, p model.Principal, on Days, run int64, end time.Time, out *Past) error {
	known := run
	if on.Known == 0 {
		known, end = 0, time.Time{}
	}
	forest, err := r.Forest(ctx, known, end, on.Valid)
	if err != nil {
		return err
	}
	top := out.ID
	for range forest { // no way up is longer
		up, more := forest[top]
		if !more {
			break
		}
		top = up.Parent
	}
	if edge, ok := forest[out.ID]; ok {
		if out.Parent, err = r.pastRelative(ctx, p, edge.Parent, run, edge); err != nil {
			return err
		}
		if out.Group, err = r.pastRelative(ctx, p, top, run, model.Edge{}); err != nil {
			return err
		}
	}
	for child, edge := range forest {
		if edge.Parent != out.ID {
			continue
		}
		below, err := r.pastRelative(ctx, p, child, run, edge)
		if err != nil {
			return err
		}
		out.Below = append(out.Below, *below)
	}
	slices.SortFunc(out.Below, func(a, b Relative) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return nil
}

func (r *Room) pastRelative(ctx context.Context, p model.Principal, id string, run int64, edge model.Edge) (*Relative, error) {
	values, err := r.Store.EntityValuesAsOf(ctx, p, id, run)
	return &Relative{ID: id, Name: values["name"].Text, Edge: edge}, err
}

func (r *Room) pastMembers(ctx context.Context, p model.Principal, run int64, out *Past) error {
	members, err := r.Store.MembersAsOf(ctx, p, out.ID, run)
	if err != nil {
		return err
	}
	for _, m := range members {
		c, err := r.Store.CustomerByRef(ctx, p, m.Customer)
		if err != nil {
			return err
		}
		out.Members = append(out.Members, PastMember{m.Customer, c.Name, m.Evidence})
	}
	return nil
}

func (r *Room) pastTier(ctx context.Context, p model.Principal, run int64, out *Past) error {
	all, err := r.Store.TierHistory(ctx, p, out.ID)
	for i, t := range all {
		if t.Policy == r.Policy && t.Scope == model.ScopeGroup && t.FromRun <= run && (t.ToRun == 0 || t.ToRun > run) {
			out.Tier = &all[i]
		}
	}
	return err
}

// sortValues puts values into the order of every screen.
func sortValues(list []Value) {
	slices.SortFunc(list, func(a, b Value) int {
		return cmp.Or(cmp.Compare(attributeRank(a.Attribute), attributeRank(b.Attribute)), cmp.Compare(a.Attribute, b.Attribute))
	})
}
