package connectors

import (
	"testing"
	"time"
)

func TestAPassEndsWhereItBeganLessTheOverlap(t *testing.T) {
	now := time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
	var p Pass
	if whole := p.Begin(PullRequest{Until: now.Add(time.Hour)}, now, time.Minute); !whole || !p.Full || !p.From().IsZero() {
		t.Errorf("the first pass: %+v", p)
	}
	p.After = "17"
	if whole := p.Begin(PullRequest{}, now.Add(time.Hour), time.Minute); whole || !p.Full {
		t.Errorf("gone on: %+v", p)
	}
	next := p.Ended()
	if !next.From().Equal(now.Add(-time.Minute)) || next.After != "" {
		t.Errorf("ended: %+v", next)
	}
	if whole := next.Begin(PullRequest{Until: now}, now.Add(time.Hour), time.Minute); whole || next.Full || next.Start != next.Since {
		t.Errorf("a watermark never goes back: %+v", next)
	}
}
