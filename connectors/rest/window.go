package rest

import (
	"context"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

// window lets at most n calls into any span of length per. A call counts from
// its start until per after its answer: the other side saw it somewhere in
// between, so that even its own clock never counts more than n.
type window struct {
	n   int
	per time.Duration

	mu      sync.Mutex
	flying  int
	ended   []time.Time   // of the answered calls that still count, oldest first
	changed chan struct{} // closed when a call ends
}

// newWindow gives nil when there is no limit.
func newWindow(l connectors.Limit) *window {
	if l.Calls <= 0 || l.Per <= 0 {
		return nil
	}
	return &window{n: l.Calls, per: l.Per, changed: make(chan struct{})}
}

// enter waits for a free place. A nil window is always free.
func (w *window) enter(ctx context.Context, clk clock.Clock) (leave func(), err error) {
	if w == nil {
		return func() {}, ctx.Err()
	}
	for {
		wait, changed, ok := w.try(clk.Now())
		switch {
		case ok:
			return func() { w.leave(clk) }, nil
		case wait > 0:
			err = clk.Sleep(ctx, wait)
		default:
			select {
			case <-changed:
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

// try takes a place, or says how long to wait for one (0: until a call ends).
func (w *window) try(now time.Time) (wait time.Duration, changed chan struct{}, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.ended) > 0 && now.Sub(w.ended[0]) >= w.per {
		w.ended = w.ended[1:]
	}
	if w.flying+len(w.ended) < w.n {
		w.flying++
		return 0, nil, true
	}
	if len(w.ended) == 0 {
		return 0, w.changed, false
	}
	// A clock that was set back must not stretch the wait.
	return min(w.ended[0].Add(w.per).Sub(now), w.per), nil, false
}

func (w *window) leave(clk clock.Clock) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flying--
	w.ended = append(w.ended, clk.Now())
	close(w.changed)
	w.changed = make(chan struct{})
}
