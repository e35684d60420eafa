package zoho

import (
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

const (
	creditsHeader = "X-API-CREDITS-REMAINING"
	// creditsAgain is after how long used up credits are tried again: they come
	// back bit by bit, each a day after it was spent.
	creditsAgain = time.Hour
)

// credits holds what the system last said of its rolling day. It speaks only
// when half of them are spent, so that silence means enough.
type credits struct {
	reserve int

	mu    sync.Mutex
	known bool
	left  int
	at    time.Time
}

// observe notes the header of an answer.
func (c *credits) observe(now time.Time, h http.Header) {
	left, err := strconv.Atoi(h.Get(creditsHeader))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known, c.left, c.at = err == nil, left, now
}

// gate refuses a call while the credits left are those kept for others.
func (c *credits) gate(now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	until := c.at.Add(creditsAgain)
	if !c.known || c.left > c.reserve || !now.Before(until) {
		return nil
	}
	return &connectors.Error{Kind: connectors.KindQuota, System: Name, Until: until,
		Said: fmt.Sprintf("%d API credits are left, and reserve_credits keeps %d for others", c.left, c.reserve),
		Fix:  "Buy more API credits, pull less often, or lower reserve_credits."}
}
