package web

import (
	"fmt"
	"sync"
	"time"

	"github.com/tierloop/tierloop/access"
)

// The places of the menu that say how much waits there.
const (
	deadMenu   = "/dead"
	reviewMenu = "/review"
)

// badgeAge is how old the numbers of the menu may be: they stand on every page, and
// the page itself has its own.
const badgeAge = 10 * time.Second

// badgeCounts keeps the numbers of the menu by who sees the same.
type badgeCounts struct {
	mu   sync.Mutex
	kept map[string]badge
}

type badge struct {
	n  int64
	at time.Time
}

// badges are the numbers of the menu by path. One that cannot be counted is left out:
// the page that it leads to says why.
func (v *visit) badges() map[string]int64 {
	out := map[string]int64{}
	for _, x := range []struct {
		path  string
		may   access.Permission
		count func() (int64, error)
	}{{deadMenu, access.DeadRead, v.deadRows}, {reviewMenu, access.ReviewRead, v.openQuestions},
		{scoreMenu, access.ScoresAllow, v.waitingScores}, {requestMenu, access.CustomersGrant, v.waitingRequests}} {
		if !v.May(x.may) {
			continue
		}
		n, err := v.counted.of(fmt.Sprintf("%s %t %q", x.path, v.Principal().Group(), v.Principal().Units), v.Clock.Now(), v.under(x.path), x.count)
		if err == nil {
			out[x.path] = n
		}
	}
	return out
}

// of is a number that is no older than badgeAge, or anew.
func (b *badgeCounts) of(key string, now time.Time, anew bool, count func() (int64, error)) (int64, error) {
	b.mu.Lock()
	kept, there := b.kept[key]
	b.mu.Unlock()
	if there && !anew && now.Sub(kept.at) < badgeAge {
		return kept.n, nil
	}
	n, err := count()
	if err != nil {
		return 0, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.kept == nil || len(b.kept) > 1000 {
		b.kept = map[string]badge{}
	}
	b.kept[key] = badge{n, now}
	return n, nil
}

func (v *visit) deadRows() (n int64, err error) {
	causes, err := v.Ops.DeadLetters(v.ctx(), v.Principal())
	for _, x := range causes {
		n += x.Rows
	}
	return n, err
}

func (v *visit) openQuestions() (int64, error) {
	open, _, err := v.Customers.Open(v.ctx(), v.Principal())
	return open, err
}
