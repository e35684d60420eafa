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

// Past is what was known of a customer at the end of a day. Only readers of the
// whole group have a past to look at.
type Past struct {
	ID, Name string
	Values   []Value // without what other records said
	Members  []PastMember
	Group    *Relative // its ultimate parent, nil when it was its own
	Tier     *store.StoredTier
	Journal  []model.JournalEntry // up to then, newest first
}

// PastMember is a source customer that belonged to it; Name is the one of today.
type PastMember struct {
	Customer model.Ref
	Name     string
	Evidence model.Evidence
}

// Past reads a customer as it was after the last run that had begun by the end of a
// day in a zone. report.ErrNotFound says that there was no such customer then.
func (r *Room) Past(ctx context.Context, p model.Principal, id string, day model.Date, zone *time.Location) (*Past, error) {
	t := day.Time()
	end := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, zone).Add(-time.Microsecond)
	run, err := r.Store.RunAt(ctx, p, end)
	if err != nil {
		return nil, err
	}
	e, err := r.Store.EntityAsOf(ctx, p, id, run)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fmt.Errorf("%s on %s: %w", id, day, report.ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	out := &Past{ID: id, Name: e.Name()}
	for attribute, v := range e.Values {
		out.Values = append(out.Values, Value{Attribute: attribute, Value: v})
	}
	sortValues(out.Values)
	if e.Group != id {
		values, err := r.Store.EntityValuesAsOf(ctx, p, e.Group, run)
		if err != nil {
			return nil, err
		}
		out.Group = &Relative{ID: e.Group, Name: values["name"].Text}
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
