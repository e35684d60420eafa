package main

import (
	"context"
	"sync"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// scales weigh pairs as the matching does: with the counts of all customers, which
// take a walk through them. They are taken in the background and kept for a while.
type scales struct {
	engine *engine.Engine
	clock  clock.Clock

	mu     sync.Mutex
	counts *matching.Counts
	at     time.Time
	taking chan struct{} // closed when the walk under way ends; nil: none is
}

// How long counts are good enough, and how long a page waits for the first ones.
const (
	countsLife = 30 * time.Minute
	countsWait = 25 * time.Millisecond
)

// now are the counts, nil while the first walk is under way.
func (s *scales) now(ctx context.Context) *matching.Counts {
	s.mu.Lock()
	if s.taking == nil && (s.counts == nil || s.clock.Now().Sub(s.at) > countsLife) {
		s.taking = make(chan struct{})
		go s.take(s.taking)
	}
	counts, taking := s.counts, s.taking
	s.mu.Unlock()
	if counts != nil {
		return counts
	}
	select {
	case <-taking:
	case <-time.After(countsWait):
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts
}

func (s *scales) take(done chan struct{}) {
	var all []matching.Record
	m, _, err := s.engine.Matcher(context.Background())
	if err == nil {
		err = s.engine.Store.EachCustomer(context.Background(), model.SystemPrincipal(), func(c store.StoredCustomer) error {
			all = append(all, matching.Prepare(c.Customer))
			return nil
		})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(done)
	s.taking = nil
	if err != nil {
		s.engine.Log.Warn("the evidence of questions cannot be weighed", "error", err)
		return
	}
	s.counts, s.at = m.Count(all), s.clock.Now()
}

// Evidence weighs a pair, nil while the scales are being set.
func (d *stewardDesk) Evidence(ctx context.Context, p model.Principal, a, b model.Ref) (*web.Evidence, error) {
	counts := d.scales.now(ctx)
	if counts == nil {
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
