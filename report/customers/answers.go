package customers

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Given is an answer with the names of both records.
type Given struct {
	model.Decision
	NameA, NameB string
	// Binding: it is the latest word on its pair, and was not taken back.
	Binding bool
}

// mostAnswers is how many answers are listed.
const mostAnswers = 200

// Answers lists verdicts on pairs since an instant, newest first.
func (r *Room) Answers(ctx context.Context, p model.Principal, since time.Time) ([]Given, error) {
	latest, err := r.Store.LatestDecisions(ctx, p, since, 0, mostAnswers)
	if err != nil {
		return nil, err
	}
	seen := map[[2]model.Ref]bool{}
	var out []Given
	for _, d := range latest {
		pair := [2]model.Ref{d.A, d.B}
		g := Given{Decision: d, Binding: !seen[pair] && d.Verdict != model.Undecided}
		seen[pair] = true
		for ref, name := range map[model.Ref]*string{d.A: &g.NameA, d.B: &g.NameB} {
			c, err := r.Store.CustomerByRef(ctx, p, ref)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			*name = c.Name
		}
		out = append(out, g)
	}
	return out, nil
}

// LastAnswer is the reader's own last verdict since an instant that still binds;
// nil when there is none among the reader's last ones.
func (r *Room) LastAnswer(ctx context.Context, p model.Principal, since time.Time) (*model.Decision, error) {
	own, err := r.Store.DecisionsBy(ctx, p, p.Name, since, pageRows)
	if err != nil {
		return nil, err
	}
	seen := map[[2]model.Ref]bool{}
	for _, d := range own {
		pair := [2]model.Ref{d.A, d.B}
		if seen[pair] || d.Verdict == model.Undecided {
			seen[pair] = true
			continue
		}
		seen[pair] = true
		binding, err := r.Store.BindingOn(ctx, p, []model.Ref{d.A})
		if err != nil {
			return nil, err
		}
		if slices.Contains(binding, d) {
			return &d, nil
		}
	}
	return nil, nil
}

// Name is the golden name of a customer.
func (r *Room) Name(ctx context.Context, p model.Principal, id string) (string, error) {
	e, err := r.Store.Entity(ctx, p, id)
	return e.Name(), err
}

// EntityOf is the customer that a record source/object/id belongs to, "" where the
// text is none.
func (r *Room) EntityOf(ctx context.Context, p model.Principal, text string) (string, error) {
	ref, ok := model.ParseRef(text)
	if !ok {
		return "", nil
	}
	return r.Store.EntityOf(ctx, p, ref)
}
