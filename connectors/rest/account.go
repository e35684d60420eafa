package rest

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

// account is what all clients of one account share: windows, budget, places.
type account struct {
	limits map[string]connectors.Limit
	gap    time.Duration
	budget *budget
	places chan struct{}
	door   chan struct{} // held by the login under way
	whole  *window       // nil without a limit for the whole account

	mu        sync.Mutex
	endpoints map[string]*endpoint
}

// endpoint is one key of Call.Endpoint.
type endpoint struct {
	window *window // nil without a limit
	gap    *rate.Limiter
	mu     sync.Mutex
	until  time.Time // the system said to wait
}

type accountKey struct {
	system, base, account string
	clock                 clock.Clock
}

// accounts lives as long as the process: what was sent a moment ago counts even
// when the client that sent it is closed.
var accounts = struct {
	sync.Mutex
	of map[accountKey]*account
}{of: map[accountKey]*account{}}

// accountOf finds the account, or opens it with the limits of its first client.
func accountOf(key accountKey, opt Options, quota connectors.Quota) *account {
	accounts.Lock()
	defer accounts.Unlock()
	if a, ok := accounts.of[key]; ok {
		return a
	}
	a := &account{limits: opt.Limits, gap: opt.Gap, places: make(chan struct{}, opt.Parallel), door: make(chan struct{}, 1),
		whole: newWindow(opt.Limit), endpoints: map[string]*endpoint{},
		budget: newBudget(key.clock.Now(), opt, quota)}
	accounts.of[key] = a
	return a
}

func (a *account) endpoint(name string) *endpoint {
	a.mu.Lock()
	defer a.mu.Unlock()
	e, ok := a.endpoints[name]
	if !ok {
		limit, own := a.limits[name]
		if !own {
			limit = a.limits["*"]
		}
		e = &endpoint{window: newWindow(limit)}
		if a.gap > 0 {
			e.gap = rate.NewLimiter(rate.Every(a.gap), 1)
		}
		a.endpoints[name] = e
	}
	return e
}

// enter waits until a call may go out and takes its places; leave gives them
// back when the answer is there.
func (a *account) enter(ctx context.Context, clk clock.Clock, name, purpose string) (leave func(), err error) {
	e := a.endpoint(name)
	if err := e.settle(ctx, clk); err != nil {
		return nil, err
	}
	leaveOwn, err := e.window.enter(ctx, clk)
	if err != nil {
		return nil, err
	}
	leaveWhole, err := a.whole.enter(ctx, clk)
	if err != nil {
		leaveOwn()
		return nil, err
	}
	both := func() { leaveWhole(); leaveOwn() }
	select {
	case a.places <- struct{}{}:
	case <-ctx.Done():
		both()
		return nil, ctx.Err()
	}
	if err := a.budget.take(clk.Now(), purpose); err != nil {
		<-a.places
		both()
		return nil, err
	}
	return func() { <-a.places; both() }, nil
}

// pause holds an endpoint until the instant that the system asked for.
func (a *account) pause(name string, until time.Time) {
	e := a.endpoint(name)
	e.mu.Lock()
	defer e.mu.Unlock()
	if until.After(e.until) {
		e.until = until
	}
}

func (a *account) observe(now time.Time, used, daily int) { a.budget.observe(now, used, daily) }

// settle waits out a pause and the gap after the previous call.
func (e *endpoint) settle(ctx context.Context, clk clock.Clock) error {
	e.mu.Lock()
	wait := e.until.Sub(clk.Now())
	e.mu.Unlock()
	if err := clk.Sleep(ctx, wait); err != nil {
		return err
	}
	if e.gap == nil {
		return nil
	}
	now := clk.Now()
	return clk.Sleep(ctx, e.gap.ReserveN(now, 1).DelayFrom(now))
}
