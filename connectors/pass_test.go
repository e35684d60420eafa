package connectors

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/tierloop/tierloop/model"
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

func TestRowsAreReadBehindTheLastIDUntilFewerCome(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e", "f"}
	behind := func(after string, size int) (out []string) {
		for _, id := range all {
			if id > after && len(out) < size {
				out = append(out, id)
			}
		}
		return out
	}
	for size, pages := range map[int]int{1: 7, 2: 4, 4: 2, 6: 2, 7: 1} {
		var p Pass
		whole := p.Begin(PullRequest{}, time.UnixMilli(5000), time.Second)
		var ids []string
		var last Page
		got := 0
		err := p.ByID(PullRequest{}, whole, func(page Page) error {
			for _, r := range page.Records {
				ids = append(ids, r.ID)
			}
			if got++; last.Last || page.Complete != page.Last {
				t.Errorf("size %d: page %d is %+v", size, got, page)
			}
			last = page
			return nil
		}, func(at Pass) (Rows, error) {
			var records []model.Record
			for _, id := range behind(at.After, size) {
				records = append(records, model.Record{ID: id})
			}
			return RowsOf(records, size), nil
		})
		if err != nil || got != pages || !slices.Equal(ids, all) || last.Next != CursorOf(Pass{Since: 4000}) {
			t.Errorf("size %d: %v in %d pages, then %s, %v", size, ids, got, last.Next, err)
		}
		ids = nil
		err = EachID(size, func(part []string) error { ids = append(ids, part...); return nil }, func(after string) ([]string, error) { return behind(after, size), nil })
		if err != nil || !slices.Equal(ids, all) {
			t.Errorf("size %d: enumerated %v, %v", size, ids, err)
		}
	}
	stop := errors.New("stop")
	if err := (Pass{}).ByID(PullRequest{}, true, func(Page) error { return stop }, func(Pass) (Rows, error) { return Rows{More: true}, nil }); err != stop { //nolint:errorlint // unchanged
		t.Errorf("got %v", err)
	}
}
