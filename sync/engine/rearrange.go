package engine

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Rearrangement is what a steward's wish takes, rehearsed on the customers
// concerned.
type Rearrangement struct {
	// Decisions are the verdicts to be kept. Author, reason and instant are the
	// caller's.
	Decisions []model.Decision
	// Clusters is what a matching makes of the customers under them.
	Clusters [][]model.Ref
	// Conflicts are verdicts that cannot be carried out, with the gate.
	Conflicts []model.Doubt
}

// rehearsals is how often verdicts are added to hold together what else comes
// apart. One is enough unless gates stand between the members.
const rehearsals = 4

// Rearrange finds the verdicts under which the customers form exactly the parts
// wanted. joins are pairs whose verdict shall be "same" in any case. Nothing is
// written. The rehearsal weighs the customers among themselves: in a whole
// matching values are as rare as they are there.
func (e *Engine) Rearrange(ctx context.Context, p model.Principal, want []master.Part, joins ...[2]model.Ref) (Rearrangement, error) {
	before, err := e.Store.BindingOn(ctx, p, slices.Concat(want...))
	if err != nil {
		return Rearrangement{}, err
	}
	var records []matching.Record
	for _, part := range want {
		for _, ref := range part {
			c, err := e.Store.CustomerByRef(ctx, p, ref)
			if err != nil {
				return Rearrangement{}, err
			}
			records = append(records, matching.Prepare(c.Customer))
		}
	}
	m, _, err := e.Matcher(ctx)
	if err != nil {
		return Rearrangement{}, err
	}
	r := Rearrangement{Decisions: master.Decide(want, before)}
	r.add(joins)
	for range rehearsals {
		r.rehearse(m, records, before)
		missing := r.missing(want)
		if len(missing) == 0 || len(r.Conflicts) > 0 {
			break
		}
		r.add(missing)
	}
	return r, nil
}

func (r *Rearrangement) add(pairs [][2]model.Ref) {
	for _, p := range pairs {
		if !slices.ContainsFunc(r.Decisions, func(d model.Decision) bool { return d.A == p[0] && d.B == p[1] || d.A == p[1] && d.B == p[0] }) {
			r.Decisions = append(r.Decisions, model.Decision{A: p[0], B: p[1], Verdict: model.Same})
		}
	}
}

// rehearse matches the records under the verdicts from before and the new ones,
// which bind more on the same pair.
func (r *Rearrangement) rehearse(m *matching.Matcher, records []matching.Record, before []model.Decision) {
	binding := slices.DeleteFunc(slices.Clone(before), func(d model.Decision) bool {
		return slices.ContainsFunc(r.Decisions, func(n model.Decision) bool { return n.A == d.A && n.B == d.B || n.A == d.B && n.B == d.A })
	})
	result := m.Match(records, append(binding, r.Decisions...))
	r.Clusters, r.Conflicts = nil, result.Conflicts
	for _, c := range result.Clusters {
		var refs []model.Ref
		for _, at := range c {
			refs = append(refs, records[at].Ref)
		}
		r.Clusters = append(r.Clusters, refs)
	}
}

// missing pairs the first customer of each wanted part with those of its other
// clusters.
func (r *Rearrangement) missing(want []master.Part) (pairs [][2]model.Ref) {
	cluster := map[model.Ref]int{}
	for i, c := range r.Clusters {
		for _, ref := range c {
			cluster[ref] = i
		}
	}
	for _, part := range want {
		joined := map[int]bool{}
		for i, ref := range part {
			if i > 0 && !joined[cluster[ref]] {
				pairs = append(pairs, [2]model.Ref{part[0], ref})
			}
			joined[cluster[ref]] = true
		}
	}
	return pairs
}

// Keep stores the verdicts in a steward's name.
func (r Rearrangement) Keep(ctx context.Context, tx *store.Tx, author, reason string) error {
	return r.KeepAs(ctx, tx, author, reason, "")
}

// KeepAs is Keep of what is one of several rearrangements in one act, its batch.
func (r Rearrangement) KeepAs(ctx context.Context, tx *store.Tx, author, reason, batch string) error {
	for _, d := range r.Decisions {
		d.Author, d.Reason, d.Batch = author, reason, batch
		if err := tx.SaveDecision(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
