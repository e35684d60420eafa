package rest

import (
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// budget counts the calls of a day. What the system says of itself replaces
// the own count, which knows neither other programs nor earlier processes.
type budget struct {
	reserve int
	zone    *time.Location

	mu    sync.Mutex
	daily int // 0 when unknown
	day   string
	used  int
}

// take counts one call, or refuses it with the instant of the next day.
func (b *budget) take(now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(now)
	if b.daily > 0 && b.used >= b.daily-b.reserve {
		return &connectors.Error{Kind: connectors.KindQuota, Until: NextDay(now, b.zone), Said: "the daily budget of calls is used up"}
	}
	b.used++
	return nil
}

func (b *budget) observe(now time.Time, used, daily int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(now)
	b.used, b.daily = used, daily
}

func (b *budget) roll(now time.Time) {
	if day := now.In(b.zone).Format(time.DateOnly); day != b.day {
		b.day, b.used = day, 0
	}
}
