package main

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/internal/phrase"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report/customers"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// Accept says yes to groups of questions with one identifier. What is no such
// group any more is left, so that nothing is answered which was not shown.
func (d *stewardDesk) Accept(ctx context.Context, p model.Principal, keys []web.Key, reason string) (batch string, answered, left int, err error) {
	room := &customers.Room{Store: d.engine.Store}
	groups, err := room.KeyGroups(ctx, p)
	if err != nil {
		return "", 0, 0, err
	}
	var rehearsed []engine.Rearrangement
	var subjects []string
	for _, key := range keys {
		is := func(g customers.KeyGroup) bool { return g.Type == key.Type && g.Value == key.Value }
		i := slices.IndexFunc(groups, is)
		if i < 0 || slices.ContainsFunc(groups[i+1:], is) { // behind a mask two keys can look the same
			left++
			continue
		}
		r, err := d.joinGroup(ctx, p, groups[i])
		if err != nil {
			return "", 0, 0, d.refused(err)
		}
		if len(r.Conflicts) > 0 {
			left++
			continue
		}
		rehearsed, answered = append(rehearsed, r), answered+len(groups[i].Pairs)
		for _, c := range groups[i].Records {
			subjects = append(subjects, c.Ref.String())
		}
	}
	if len(rehearsed) == 0 {
		return "", 0, left, nil
	}
	batch = "B-" + rand.Text()[:12]
	detail := phrase.Counted("%d {group|groups}, %d {question|questions}: %s; %s", len(rehearsed), answered, reason, strings.Join(subjects, " "))
	err = d.keep(ctx, p, "review.accept", batch, detail, func(tx *store.Tx) error {
		for _, r := range rehearsed {
			if err := r.KeepAs(ctx, tx, p.Name, reason, batch); err != nil {
				return err
			}
		}
		return nil
	})
	return batch, answered, left, err
}

// joinGroup rehearses that all entities of a group are one.
func (d *stewardDesk) joinGroup(ctx context.Context, p model.Principal, g customers.KeyGroup) (engine.Rearrangement, error) {
	var part master.Part
	for _, r := range g.Records {
		part = append(part, r.Ref)
		c, err := d.engine.Store.CustomerByRef(ctx, p, r.Ref) // the records of a group come without their entity
		if err != nil {
			return engine.Rearrangement{}, err
		}
		if c.Entity == "" {
			continue
		}
		members, err := d.engine.Store.Members(ctx, p, c.Entity)
		if err != nil {
			return engine.Rearrangement{}, err
		}
		for _, m := range members {
			part = append(part, m.Customer)
		}
	}
	slices.SortFunc(part, model.Ref.Compare)
	var joins [][2]model.Ref
	for _, q := range g.Pairs {
		joins = append(joins, [2]model.Ref{q.A, q.B})
	}
	return d.engine.Rearrange(ctx, p, []master.Part{slices.Compact(part)}, joins...)
}

// TakeBack asks again what one act answered and nobody has answered since.
func (d *stewardDesk) TakeBack(ctx context.Context, p model.Principal, batch, reason string) (n int, err error) {
	given, err := d.engine.Store.DecisionsOfBatch(ctx, p, batch)
	if err != nil {
		return 0, err
	}
	var refs []model.Ref
	for _, g := range given {
		refs = append(refs, g.A, g.B)
	}
	binding, err := d.engine.Store.BindingOn(ctx, p, refs)
	if err != nil {
		return 0, err
	}
	err = d.keep(ctx, p, "review.takeback", batch, reason, func(tx *store.Tx) error {
		for _, b := range binding {
			if b.Batch != batch {
				continue
			}
			write, err := d.engine.Prepare(ctx, p, engine.Answer{Doubt: model.Doubt{A: b.A, B: b.B, Why: "steward"}, Verdict: model.Undecided, Author: p.Name, Reason: reason})
			if err != nil {
				return err
			}
			if err := write(ctx, tx); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err == nil && n > 0 {
		err = d.engine.Store.WeighDoubts(ctx, store.Fence{})
	}
	return n, err
}
