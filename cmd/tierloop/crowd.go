package main

import (
	"cmp"
	"context"
	"iter"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// crowd is whom a policy is tried on: everybody in the store, or in plain files.
// Trying keeps nothing.
type crowd struct {
	// feed adds everybody to runs of one policy.
	feed func(policy scoring.Policy, runs ...*scoring.Run) error
	// inputs are what stands about them, such as pins and rates.
	inputs func(c *scoring.Compiled, asOf model.Date) (scoring.Inputs, error)
	// stands calls fn with the present result of everybody; nil where none is kept.
	stands func(policy, scope string, fn func(model.TierResult)) error
	who    map[string]person
	today  model.Date
	bad    []badRow
	over   func() error // why nobody wants the answer any more, nil while somebody does
}

// person is what a list of customers shows of one.
type person struct {
	name  string
	units []string
}

// storeCrowd is everybody in the store.
func (a *app) storeCrowd(ctx context.Context, e *engine.Engine) (*crowd, error) {
	c := &crowd{who: map[string]person{}, today: model.DateOf(a.clock.Now().In(e.Config.Location)), over: ctx.Err}
	c.feed = func(_ scoring.Policy, runs ...*scoring.Run) error {
		_, err := e.FeedScoring(ctx, runs...)
		return err
	}
	c.inputs = func(p *scoring.Compiled, asOf model.Date) (scoring.Inputs, error) {
		return e.ScoringInputs(ctx, p, asOf)
	}
	c.stands = func(policy, scope string, fn func(model.TierResult)) error {
		return e.Store.CurrentTiers(ctx, a.principal(), policy, scope, func(t store.StoredTier) error { fn(t.TierResult); return nil })
	}
	if err := e.Store.EachEntity(ctx, a.principal(), func(e store.StoredEntity) error {
		c.who[e.ID] = person{name: e.Name()}
		return nil
	}); err != nil {
		return nil, err
	}
	err := e.Store.EachCustomer(ctx, a.principal(), func(s store.StoredCustomer) error {
		if p, ok := c.who[s.Entity]; ok && s.Deleted.IsZero() {
			p.units = append(p.units, s.Units...)
			c.who[s.Entity] = p
		}
		return nil
	})
	return c, err
}

// fileCrowd is everybody in the files of --facts. Days and the currency of
// amounts that name none are read as the policy says.
func (a *app) fileCrowd(files []string, policy scoring.Policy) (*crowd, error) {
	f, err := readFacts(files, policy)
	if err != nil {
		return nil, err
	}
	return &crowd{
		feed: func(p scoring.Policy, runs ...*scoring.Run) error { return f.enter(p.Scope, runs...) },
		inputs: func(*scoring.Compiled, model.Date) (scoring.Inputs, error) {
			return scoring.Inputs{Rates: f.rates}, nil
		},
		today: model.DateOf(a.clock.Now().In(f.location)), bad: f.bad, over: func() error { return nil },
	}, nil
}

// crowd is the files' when any are named, else the store's.
func (a *app) crowd(ctx context.Context, files []string, policy scoring.Policy) (*crowd, error) {
	if len(files) > 0 {
		return a.fileCrowd(files, policy)
	}
	e, err := a.openEngine(ctx)
	if err != nil {
		return nil, err
	}
	return a.storeCrowd(ctx, e)
}

// try scores everybody by one policy.
func (c *crowd) try(p *scoring.Compiled, asOf model.Date, in scoring.Inputs) (iter.Seq[model.TierResult], error) {
	run, err := p.NewRun(asOf, in)
	if err != nil {
		return nil, usage("%v", err)
	}
	if err := c.feed(p.Policy(), run); err != nil {
		return nil, err
	}
	results, err := run.Results()
	return results, cmp.Or(c.over(), err)
}
