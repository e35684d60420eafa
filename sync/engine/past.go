package engine

import (
	"context"
	"time"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// ScoringInputs is what the store holds for a scoring run besides the customers:
// rates, pins, and the earlier results of the policy of that name.
func (e *Engine) ScoringInputs(ctx context.Context, policy *scoring.Compiled, asOf model.Date) (scoring.Inputs, error) {
	p := model.SystemPrincipal()
	rates, err := e.Store.Rates(ctx, p)
	if err != nil {
		return scoring.Inputs{}, err
	}
	pins, err := e.Store.Pins(ctx, p)
	if err != nil {
		return scoring.Inputs{}, err
	}
	past, err := e.past(ctx, policy, asOf)
	return scoring.Inputs{Rates: rates, Pins: pins, Previous: past}, err
}

// past reads earlier results. The store keeps a result once and no more while it
// stands; a review looks at every month, so months without a change of their own
// are filled in with what stood then.
func (e *Engine) past(ctx context.Context, policy *scoring.Compiled, asOf model.Date) (func(scoring.Key) []scoring.Past, error) {
	all := map[scoring.Key][]scoring.Past{}
	err := e.Store.EachPastTier(ctx, model.SystemPrincipal(), policy.Policy().Name, func(r model.TierResult) error {
		k := scoring.Key{Entity: r.Entity, Scope: r.Scope}
		all[k] = append(all[k], scoring.Past{AsOf: r.AsOf, Score: r.Score, Raw: r.Raw, Held: r.Held, Final: r.Final})
		return nil
	})
	steady := policy.Policy().Tiers.Stability != nil
	return func(k scoring.Key) []scoring.Past {
		if !steady {
			return all[k]
		}
		return filled(all[k], asOf)
	}, err
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
