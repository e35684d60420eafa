package engine

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
)

// ScoringInputs is what the store holds for a scoring run besides the customers:
// rates, pins, and the earlier results of the policy of that name.
func (e *Engine) ScoringInputs(ctx context.Context, policy *scoring.Compiled, asOf model.Date) (scoring.Inputs, error) {
	in, _, err := e.inputs(ctx, policy, asOf)
	return in, err
}

// standing is what the store holds of one key of a policy: all results, oldest
// first, and what the present one says.
type standing struct {
	past    []scoring.Past
	present bool
	hash    store.Hash // of the present one
}

func (e *Engine) inputs(ctx context.Context, policy *scoring.Compiled, asOf model.Date) (scoring.Inputs, map[scoring.Key]standing, error) {
	p := model.SystemPrincipal()
	rates, err := e.Store.Rates(ctx, p)
	if err != nil {
		return scoring.Inputs{}, nil, err
	}
	pins, err := e.Store.Pins(ctx, p)
	if err != nil {
		return scoring.Inputs{}, nil, err
	}
	all := map[scoring.Key]standing{}
	err = e.Store.EachPastTier(ctx, p, policy.Policy().Name, func(r store.PastTier) error {
		k := scoring.Key{Entity: r.Entity, Scope: r.Scope}
		s := all[k]
		s.past = append(s.past, scoring.Past{AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
		if r.Present {
			s.present, s.hash = true, r.Hash
		}
		all[k] = s
		return nil
	})
	// The store keeps a result once and no more while it stands; a review looks at
	// every month, so months without a change of their own are filled in with what
	// stood then.
	past := func(k scoring.Key) []scoring.Past { return all[k].past }
	if policy.Policy().Tiers.Stability != nil {
		past = func(k scoring.Key) []scoring.Past { return filled(all[k].past, asOf) }
	}
	return scoring.Inputs{Rates: rates, Pins: pins, Previous: past}, all, err
}

// filled adds, for every month up to the as-of date in which no result was
// stored, the one that stood.
func filled(past []scoring.Past, asOf model.Date) []scoring.Past {
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
