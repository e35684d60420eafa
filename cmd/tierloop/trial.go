package main

import (
	"context"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/scoring"
	"github.com/tierloop/tierloop/sync/engine"
)

// ground keeps what a score learns of all customers, for trials of single ones. It
// is taken in the background: where tiers depend on others, it takes a score.
type ground struct {
	engine *engine.Engine
	clock  clock.Clock

	mu     sync.Mutex
	known  *scoring.Ground
	at     time.Time     // when known was taken; zero: never
	taking chan struct{} // closed when the one under way ends; nil: none is
}

// now is the ground; false while the first one is being taken.
func (g *ground) now(ctx context.Context) (*scoring.Ground, bool) {
	if !g.engine.Config.Policy.Relative() {
		return nil, true
	}
	g.mu.Lock()
	if g.taking == nil && (g.at.IsZero() || g.clock.Now().Sub(g.at) > countsLife) {
		g.taking = make(chan struct{})
		go g.take(g.taking)
	}
	known, have, taking := g.known, !g.at.IsZero(), g.taking
	g.mu.Unlock()
	if have {
		return known, true
	}
	select {
	case <-taking:
	case <-time.After(countsWait):
	case <-ctx.Done():
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.known, !g.at.IsZero()
}

func (g *ground) take(done chan struct{}) {
	known, err := g.engine.Ground(context.Background())
	g.mu.Lock()
	defer g.mu.Unlock()
	defer close(done)
	g.taking = nil
	if err != nil {
		g.engine.Log.Warn("what a yes does to the tier cannot be told", "error", err)
		return
	}
	g.known, g.at = known, g.clock.Now()
}
