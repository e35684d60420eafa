package engine

import (
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/memory"
)

// The first run of a new quarter says what the quarter before changed.
func TestANewReviewPeriodClosesTheOneBefore(t *testing.T) {
	w := newWorld(t, memory.Full(), "") // 1 November 2026
	w.customer("cloud", "1", "华东钢铁有限公司", "", "20000")
	w.customer("cloud", "2", "西部矿业股份有限公司", "", "2000")
	w.customer("cloud", "3", "南方重工集团有限公司", "", "2000")
	w.sync(Request{})
	if r := w.sync(Request{}); r.Run.Counts["review.customers"] != 0 {
		t.Errorf("the first quarter closes at once: %v", r.Run.Counts)
	}
	move := func(to time.Time) { w.clock.Advance(to.Sub(w.clock.Now())) }
	move(time.Date(2027, 1, 2, 8, 0, 0, 0, time.UTC))
	if r := w.sync(Request{}); r.Run.Counts["review.customers"] != 0 {
		t.Errorf("there is nothing to compare the first quarter with: %v", r.Run.Counts)
	}
	w.order("cloud", "new", "2", "30000") // silver to gold
	w.crm["cloud"].Put("order", "3-0", map[string]any{"customer": "3", "number": "cloud3-0", "date": "2026-06-01", "amount": "10"})
	w.customer("cloud", "4", "北方石化有限公司", "", "7")
	move(time.Date(2027, 3, 30, 8, 0, 0, 0, time.UTC))
	w.sync(Request{})
	move(time.Date(2027, 4, 1, 8, 0, 0, 0, time.UTC))
	got := w.sync(Request{}).Run.Counts
	if got["review.customers"] != 4 || got["review.up"] != 1 || got["review.down"] != 1 || got["review.other"] != 1 {
		t.Errorf("the quarter changed %v", got)
	}
	if again := w.sync(Request{}); again.Run.Counts["review.customers"] != 0 {
		t.Errorf("the quarter is closed twice: %v", again.Run.Counts)
	}
}
