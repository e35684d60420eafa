package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Answer is a steward's answer to a question of the review queue.
type Answer struct {
	model.Doubt
	// Verdict is same, different or related; where the question is whether A
	// belongs to B, related says yes and different no. Undecided takes the
	// answer before it back, and the question is open again.
	Verdict model.Verdict
	// Skip puts the question off by this long; Verdict is not looked at.
	Skip   time.Duration
	Author string
	Reason string
}

// Prepare finds what an answer takes without writing anything, and says why it
// cannot be carried out. The function it returns writes it.
func (e *Engine) Prepare(ctx context.Context, p model.Principal, a Answer) (func(context.Context, *store.Tx) error, error) {
	for _, ref := range []model.Ref{a.A, a.B} {
		if _, err := e.Store.CustomerByRef(ctx, p, ref); err != nil {
			return nil, err
		}
	}
	pair := model.Decision{A: a.A, B: a.B, Verdict: a.Verdict, Author: a.Author, Reason: a.Reason}
	link := model.LinkDecision{Child: a.A, Parent: a.B, Kind: model.SubsidiaryOf, Author: a.Author, Reason: a.Reason}
	belongs := a.Kind == model.DoubtBelongs
	switch {
	case a.Skip > 0:
		until := e.Clock.Now().Add(a.Skip)
		return func(ctx context.Context, tx *store.Tx) error {
			return tx.SaveSkip(ctx, model.Skip{Kind: a.Kind, A: a.A, B: a.B, Until: until, Author: a.Author, Reason: a.Reason})
		}, nil
	case a.Verdict == model.Undecided:
		return func(ctx context.Context, tx *store.Tx) error { return takeBack(ctx, tx, a, pair, link) }, nil
	case a.Verdict == model.Same:
		return e.join(ctx, p, a)
	case belongs && a.Verdict == model.Related:
		link.Verdict = model.LinkSet
	case belongs && a.Verdict == model.Different:
		link.Verdict = model.LinkForbidden
	case a.Verdict != model.Different && a.Verdict != model.Related:
		return nil, fmt.Errorf("%q is no answer", a.Verdict)
	}
	return func(ctx context.Context, tx *store.Tx) error {
		if belongs {
			return tx.SaveLink(ctx, link)
		}
		return tx.SaveDecision(ctx, pair)
	}, nil
}

// takeBack asks a question again, as if it had never been answered or put off.
func takeBack(ctx context.Context, tx *store.Tx, a Answer, pair model.Decision, link model.LinkDecision) error {
	err := tx.SaveSkip(ctx, model.Skip{Kind: a.Kind, A: a.A, B: a.B, Author: a.Author, Reason: a.Reason})
	if err == nil && a.Kind == model.DoubtBelongs {
		link.Verdict = model.LinkWithdrawn
		err = tx.SaveLink(ctx, link)
	}
	if err == nil {
		err = tx.SaveDecision(ctx, pair)
	}
	if err != nil {
		return err
	}
	return tx.Reopen(ctx, a.Doubt)
}

// join has two entities become one.
func (e *Engine) join(ctx context.Context, p model.Principal, a Answer) (func(context.Context, *store.Tx) error, error) {
	r, err := e.Join(ctx, p, a.A, a.B)
	if err != nil {
		return nil, err
	}
	if len(r.Conflicts) > 0 {
		c := r.Conflicts[0]
		return nil, fault.New("E2207", len(r.Conflicts), c.A.String()+" = "+c.B.String()).Quoting(c.Gate)
	}
	return func(ctx context.Context, tx *store.Tx) error { return r.Keep(ctx, tx, a.Author, a.Reason) }, nil
}

// Join rehearses that the entities of two customers are one: what a yes would do.
func (e *Engine) Join(ctx context.Context, p model.Principal, a, b model.Ref) (Rearrangement, error) {
	var all master.Part
	for _, ref := range []model.Ref{a, b} {
		id, err := e.Store.EntityOf(ctx, p, ref)
		if err != nil {
			return Rearrangement{}, err
		}
		members, err := e.Store.Members(ctx, p, id)
		if err != nil {
			return Rearrangement{}, err
		}
		for _, m := range members {
			all = append(all, m.Customer)
		}
	}
	slices.SortFunc(all, model.Ref.Compare)
	return e.Rearrange(ctx, p, []master.Part{slices.Compact(all)}, [2]model.Ref{a, b})
}
