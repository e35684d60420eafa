package rest

import (
	"fmt"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// budget counts the calls of a day. What the system says of itself replaces
// the own count, which knows neither other programs nor earlier processes.
type budget struct {
	reserve int
	writes  float64 // share that only writing back may use
	zone    *time.Location
	again   time.Duration // of a rolling day; 0 for a calendar day

	mu    sync.Mutex
	daily int // 0 when unknown
	day   string
	used  int
	at    time.Time // when the system last told
}

// newBudget is the lower of what the options and the quota of the source say, with
// what earlier processes used of today.
func newBudget(now time.Time, opt Options, q connectors.Quota) *budget {
	b := &budget{daily: opt.Limit.Daily, reserve: opt.Reserve, writes: q.Reserve, zone: opt.Zone, again: opt.Again}
	if q.Daily > 0 && (b.daily == 0 || q.Daily < b.daily) {
		b.daily = q.Daily
	}
	b.roll(now)
	b.used = q.Used
	return b
}

// take counts one call, or refuses it with the instant at which it may be tried
// again: the next day, or a while after a rolling day was told to be used up. Reading
// ends where the share of writing back begins, so that a long pull does not keep
// tiers from being written.
func (b *budget) take(now time.Time, purpose string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(now)
	until := NextDay(now, b.zone)
	if b.again > 0 {
		until = b.at.Add(b.again)
	}
	told := b.daily > 0 || !b.at.IsZero()
	kept := 0
	if purpose == connectors.Reading {
		kept = int(b.writes * float64(b.daily))
	}
	if told && b.used >= b.daily-b.reserve-kept && now.Before(until) {
		return &connectors.Error{Kind: connectors.KindQuota, Until: until,
			Said: fmt.Sprintf("the daily budget of %d calls is used up, %d of which are kept for others and %d for writing back", b.daily, b.reserve, kept),
			Fix:  "Pull less often, raise the account's budget, or keep less for others or for writing back."}
	}
	b.used++
	return nil
}

func (b *budget) observe(now time.Time, used, daily int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(now)
	b.used, b.daily, b.at = used, daily, now
}

func (b *budget) roll(now time.Time) {
	if day := now.In(b.zone).Format(time.DateOnly); b.again == 0 && day != b.day {
		b.day, b.used = day, 0
	}
}
