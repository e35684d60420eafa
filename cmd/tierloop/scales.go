package main

import (
	"context"

	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// scales weigh pairs as the matching does: with the counts of all customers.
func (a *app) scales(e *engine.Engine) *taken[*matching.Counts] {
	return &taken[*matching.Counts]{store: e.Store, clock: a.clock, fail: func(err error) { e.Log.Warn("the evidence of questions cannot be weighed", "error", err) },
		take: func(ctx context.Context) (*matching.Counts, error) {
			m, _, err := e.Matcher(ctx)
			if err != nil {
				return nil, err
			}
			var all []matching.Record
			err = e.Store.EachCustomer(ctx, model.SystemPrincipal(), func(c store.StoredCustomer) error {
				all = append(all, matching.Prepare(c.Customer))
				return nil
			})
			return m.Count(all), err
		}}
}

// Evidence weighs a pair, nil while the scales are being set.
func (d *stewardDesk) Evidence(ctx context.Context, p model.Principal, a, b model.Ref) (*web.Evidence, error) {
	counts, there := d.scales.now(ctx)
	if !there {
		return nil, nil
	}
	var pair [2]matching.Record
	for i, ref := range []model.Ref{a, b} {
		c, err := d.engine.Store.CustomerByRef(ctx, p, ref)
		if err != nil {
			return nil, err
		}
		pair[i] = matching.Prepare(c.Customer)
	}
	e := d.engine.Config.Matcher.Explain(pair[0], pair[1], matching.Context{Counts: counts})
	out := &web.Evidence{Total: e.Total, MergeFrom: e.MergeFrom, ReviewFrom: e.ReviewFrom}
	for _, f := range e.Fields {
		out.Fields = append(out.Fields, web.Bits{Label: d.say(func(a *app) string { return a.term(f.Field) }), Level: d.say(func(a *app) string { return a.term(f.Level) }), Bits: f.Bits})
	}
	for _, g := range e.Gates {
		out.Gates = append(out.Gates, d.say(func(a *app) string { return a.gateText(g) }))
	}
	return out, nil
}
