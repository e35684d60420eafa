package rest

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

// counter is the other side's own sliding window.
type counter struct {
	mu    sync.Mutex
	at    []time.Time
	per   time.Duration
	worst int
}

func (c *counter) hit(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = append(c.at, now)
	n := 0
	for _, t := range c.at {
		if now.Sub(t) < c.per {
			n++
		}
	}
	c.worst = max(c.worst, n)
}

func TestTheRateIsNeverExceeded(t *testing.T) {
	const per = 200 * time.Millisecond
	seen := &counter{per: per}
	h := func(w http.ResponseWriter, _ *http.Request) {
		seen.hit(time.Now())
		_, _ = w.Write([]byte("{}"))
	}
	a, _ := newClient(t, h, func(o *Options) {
		o.Account, o.Parallel = t.Name(), 20
		o.Limits = map[string]connectors.Limit{"*": {Calls: 7, Per: per}}
	})
	a.env.Clock = clock.System()
	// A second client of the same account shares the limit.
	b := New(a.env, a.opt)
	b.acct = a.acct
	var wg sync.WaitGroup
	for i := range 30 {
		c := []*Client{a, b}[i%2]
		wg.Go(func() {
			if _, _, err := c.Do(context.Background(), Call{Op: "pull", Endpoint: "query"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(seen.at) != 30 || seen.worst > 7 {
		t.Errorf("%d calls, up to %d in a window of 7", len(seen.at), seen.worst)
	}
}

func TestClientsOfOneAccountShareIt(t *testing.T) {
	env := connectors.Env{Clock: clock.NewManual(start)}
	opt := Options{System: "acme", BaseURL: "http://h", Account: "one"}
	other := opt
	other.Account = "two"
	first, second := New(env, opt), New(env, opt)
	if first.acct != second.acct {
		t.Error("two clients of one account have two limiters")
	}
	if first.acct == New(env, other).acct {
		t.Error("two accounts have one limiter")
	}
}

func TestWindowsOnAManualClock(t *testing.T) {
	seen := &counter{per: 20 * time.Second}
	var clk *clock.Manual
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		seen.hit(clk.Now())
		_, _ = w.Write([]byte("{}"))
	}, func(o *Options) {
		o.Limits = map[string]connectors.Limit{"update": {Calls: 100, Per: 20 * time.Second}}
	})
	for range 350 {
		if _, _, err := c.Do(context.Background(), Call{Op: "push", Endpoint: "update"}); err != nil {
			t.Fatal(err)
		}
	}
	if seen.worst != 100 || clk.Now().Sub(start) != time.Minute {
		t.Errorf("up to %d in a window, %s for 350 calls", seen.worst, clk.Now().Sub(start))
	}
	// Another endpoint has its own window, here none.
	if _, _, err := c.Do(context.Background(), Call{Op: "pull", Endpoint: "query"}); err != nil {
		t.Fatal(err)
	}
	if clk.Now().Sub(start) != time.Minute {
		t.Error("another endpoint had to wait")
	}
}

func TestGapBetweenCalls(t *testing.T) {
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) {}, func(o *Options) { o.Gap = 200 * time.Millisecond })
	for range 6 {
		if _, _, err := c.Do(context.Background(), Call{Op: "pull", Endpoint: "query"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := clk.Now().Sub(start); got != time.Second {
		t.Errorf("6 calls took %s, want 1s", got)
	}
}

func TestARefusalHoldsTheOthersOfTheEndpoint(t *testing.T) {
	var calls atomic.Int32
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1) == 1 {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(429)
			return
		}
		_, _ = w.Write([]byte("{}"))
	})
	c.acct.pause("query", start.Add(5*time.Second))
	if _, _, err := c.Do(context.Background(), Call{Op: "pull", Endpoint: "query"}); connectors.KindOf(err) != connectors.KindRateLimited {
		t.Fatal(err)
	}
	if got := clk.Now().Sub(start); got != 5*time.Second {
		t.Errorf("waited %s", got)
	}
}

func TestBudgetOfADay(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }, func(o *Options) {
		o.Limit.Daily, o.Reserve, o.Zone = 10, 3, shanghai
	})
	call := func() error {
		_, _, err := c.Do(context.Background(), Call{Op: "pull"})
		return err
	}
	for range 7 {
		if err := call(); err != nil {
			t.Fatal(err)
		}
	}
	e, ok := errors.AsType[*connectors.Error](call())
	if !ok || e.Kind != connectors.KindQuota || e.Sent || !e.Until.Equal(time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)) {
		t.Fatalf("got %+v", e)
	}
	clk.Advance(e.Until.Sub(clk.Now()))
	if err := call(); err != nil {
		t.Errorf("the next day: %v", err)
	}
}

func TestTheSystemsOwnCountWins(t *testing.T) {
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) }, func(o *Options) {
		o.Usage = func(http.Header) (int, int, bool) { return 5000, 5000, true }
	})
	if _, _, err := c.Do(context.Background(), Call{Op: "pull"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Do(context.Background(), Call{Op: "pull"}); connectors.KindOf(err) != connectors.KindQuota {
		t.Errorf("got %v", err)
	}
}

func TestConcurrencyIsCapped(t *testing.T) {
	var now, worst atomic.Int32
	c, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		worst.Store(max(worst.Load(), now.Add(1)))
		time.Sleep(2 * time.Millisecond)
		now.Add(-1)
	}, func(o *Options) { o.Parallel = 3 })
	var wg sync.WaitGroup
	for range 12 {
		wg.Go(func() { _, _, _ = c.Do(context.Background(), Call{Op: "pull"}) })
	}
	wg.Wait()
	if worst.Load() > 3 {
		t.Errorf("%d calls at once", worst.Load())
	}
}

func TestARollingDayIsTriedAgain(t *testing.T) {
	used, calls := "8", 0
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.Header().Set("Used", used)
		_, _ = w.Write([]byte("{}"))
	}, func(o *Options) {
		o.Reserve, o.Again = 2, time.Hour
		o.Usage = func(h http.Header) (int, int, bool) {
			n, err := strconv.Atoi(h.Get("Used"))
			return n, 10, err == nil
		}
	})
	do := func() error { _, _, err := c.Do(context.Background(), Call{Op: "pull"}); return err }
	if err := do(); err != nil {
		t.Fatal(err)
	}
	clk.Advance(30 * time.Minute)
	e, ok := errors.AsType[*connectors.Error](do())
	if !ok || e.Kind != connectors.KindQuota || !e.Until.Equal(start.Add(time.Hour)) || calls != 1 {
		t.Fatalf("got %+v after %d calls", e, calls)
	}
	clk.Advance(30 * time.Minute)
	used = "5"
	for range 3 {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadingLeavesTheShareOfWritingBackAlone(t *testing.T) {
	c, clk := newClient(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) })
	spent := map[string]int{}
	env := c.env
	env.Quota = connectors.Quota{Daily: 20, Reserve: 0.25, Used: 5}
	env.Spent = func(purpose string) { spent[purpose]++ }
	opt := c.opt
	opt.Account = t.Name()
	c = New(env, opt)
	do := func(op string) error {
		_, _, err := c.Do(context.Background(), Call{Op: op, Endpoint: "x", Idempotent: true})
		return err
	}
	until := func(op string) (n int) {
		for n < 100 {
			err := do(op)
			if e, ok := errors.AsType[*connectors.Error](err); ok && e.Kind == connectors.KindQuota && e.Until.After(clk.Now()) {
				return n
			}
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		return n
	}
	if reads, writes, more := until("pull"), until("push"), until("enumerate"); reads != 10 || writes != 5 || more != 0 {
		t.Errorf("%d reads, then %d writes, then %d reads: want 10, 5 and 0 of 20 with 5 used", reads, writes, more)
	}
	clk.Advance(24 * time.Hour)
	if err := do("pull"); err != nil {
		t.Errorf("the next day: %v", err)
	}
	if spent[connectors.Reading] != 11 || spent[connectors.Writing] != 5 {
		t.Errorf("spent %v", spent)
	}
}
