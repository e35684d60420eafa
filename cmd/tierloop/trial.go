package main

import (
	"context"

	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/sync/engine"
)

// ground is what a score learns of all customers, for trials of single ones: where
// tiers depend on others, it takes a score.
func (a *app) ground(e *engine.Engine) *taken[*scoring.Ground] {
	return &taken[*scoring.Ground]{store: e.Store, clock: a.clock, take: e.Ground,
		fail: func(err error) { e.Log.Warn("what a yes does to the tier cannot be told", "error", err) }}
}

// groundNow is the ground, nil for a policy that judges each customer alone; false
// while the first one is being taken.
func (d *stewardDesk) groundNow(ctx context.Context) (*scoring.Ground, bool) {
	if !d.engine.Config.Policy.Relative() {
		return nil, true
	}
	return d.ground.now(ctx)
}
