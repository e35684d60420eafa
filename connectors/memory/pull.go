package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// place is a decoded cursor. A full pass goes by id, so that a record that is
// edited meanwhile cannot slip away; an incremental one by stamp and id.
type place struct {
	byStamp bool
	stamp   time.Time
	id      string
	// fence of a full pass: where the incremental pulls after it start, kept
	// from its very beginning over all resumptions.
	fence time.Time
}

func (p place) cursor() connectors.Cursor {
	if p.byStamp {
		return connectors.Cursor(fmt.Sprintf("s/%d/%s", p.stamp.UnixNano(), p.id))
	}
	return connectors.Cursor(fmt.Sprintf("f/%d/%s", p.fence.UnixNano(), p.id))
}

func parsePlace(c connectors.Cursor) (place, error) {
	kind, rest, _ := strings.Cut(string(c), "/")
	nanos, id, ok := strings.Cut(rest, "/")
	n, err := strconv.ParseInt(nanos, 10, 64)
	if !ok || err != nil || kind != "s" && kind != "f" {
		return place{}, &connectors.Error{Kind: connectors.KindInvalid, Op: "pull", System: Name,
			Said: fmt.Sprintf("cursor %q is none of mine", c)}
	}
	at := time.Unix(0, n).UTC()
	if kind == "s" {
		return place{byStamp: true, stamp: at, id: id}, nil
	}
	return place{fence: at, id: id}, nil
}

func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s := c.sys
	req.Object = c.native(req.Object)
	if req.Until.IsZero() {
		req.Until = s.clock.Now()
	}
	partitions := s.shape.Partitions
	if len(partitions) == 0 {
		partitions = []string{""}
	}
	for _, part := range partitions {
		from, begun := place{fence: req.Until.Add(-s.shape.Overlap)}, true
		if cur := req.From[part]; cur != "" {
			var err error
			if from, err = parsePlace(cur); err != nil {
				return err
			}
			begun = false
		}
		if err := c.pullPart(ctx, req, part, from, begun, emit); err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) pullPart(ctx context.Context, req connectors.PullRequest, part string, from place, begun bool, emit func(connectors.Page) error) error {
	s := c.sys
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.called("pull", req.Object); err != nil {
			return err
		}
		page, next, err := s.page(req, part, from)
		if err != nil {
			return err
		}
		page.Partition = part
		page.Complete = page.Last && begun && !from.byStamp && req.Since.IsZero()
		if err := c.called("page", req.Object); err != nil {
			return err
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
		s.stir(req.Object, page)
		from = next
	}
}

// page reads the next rows after a place, as the system stands right now.
func (s *System) page(req connectors.PullRequest, part string, from place) (connectors.Page, place, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.objects[req.Object]
	if o == nil {
		return connectors.Page{}, from, notFound("pull", req.Object)
	}
	size := s.shape.pageSize(req.PageSize)
	rows, more := s.search(o, part, from, req, size)
	var page connectors.Page
	for _, r := range rows {
		switch {
		case !r.gone:
			page.Records = append(page.Records, o.record(r, req.Fields))
		case r.winner != "" && s.shape.SeesMerges:
			page.Merged = append(page.Merged, model.Merge{Loser: r.id, Winner: r.winner})
		case s.shape.SeesDeletes && from.byStamp:
			page.Deleted = append(page.Deleted, r.id)
		}
		from.id = r.id
		if from.byStamp {
			from.stamp = r.stamp
		}
	}
	page.Next, page.Last = from.cursor(), !more
	if page.Last {
		page.Next = s.start(from, req.Until).cursor()
		if !s.shape.Incremental {
			page.Next = "" // the next pass begins anew
		}
	}
	return page, from, nil
}

// start is where the incremental pull after this pass begins: early enough for
// rows that become visible late, never after what was read.
func (s *System) start(at place, until time.Time) place {
	if at.byStamp {
		return place{byStamp: true, stamp: until.Add(-s.shape.Overlap)}
	}
	return place{byStamp: true, stamp: at.fence}
}

// search gives the rows after a place in its order. Going by key instead of by
// offset, it has no depth at which it ends, however many rows share a stamp.
func (s *System) search(o *object, part string, from place, req connectors.PullRequest, size int) (rows []*row, more bool) {
	now, until := s.clock.Now(), req.Until
	for _, r := range o.rows {
		if !req.Since.IsZero() && (r.stamp.Before(req.Since) || !r.stamp.Before(until)) {
			continue
		}
		if r.partition != part || r.visible.After(now) {
			continue
		}
		if from.byStamp && (r.stamp.After(until) || after(r, from) <= 0) || !from.byStamp && (r.id <= from.id || r.created.After(until)) {
			continue
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b *row) int {
		if from.byStamp {
			return cmp.Or(a.stamp.Compare(b.stamp), cmp.Compare(a.id, b.id))
		}
		return cmp.Compare(a.id, b.id)
	})
	if len(rows) > size {
		return rows[:size], true
	}
	return rows, false
}

func after(r *row, p place) int { return cmp.Or(r.stamp.Compare(p.stamp), cmp.Compare(r.id, p.id)) }

func (o *object) record(r *row, fields []string) model.Record {
	return model.Record{ID: r.id, Fields: o.read(r, fields), Modified: r.stamp, Version: strconv.Itoa(r.version)}
}

// stir edits a record of the page that was just read, when the shape says so.
func (s *System) stir(name string, page connectors.Page) {
	if !s.shape.Restless || len(page.Records) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.live(name, page.Records[0].ID); r != nil {
		r.touch(s.clock.Now())
	}
}

func (e enumerates) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s := e.c.sys
	object = e.c.native(object)
	if err := e.c.called("enumerate", object); err != nil {
		return 0, err
	}
	s.mu.Lock()
	known := s.objects[object] != nil
	s.mu.Unlock()
	if !known {
		return 0, notFound("enumerate", object)
	}
	ids := s.IDs(object)
	for batch := range slices.Chunk(ids, s.shape.pageSize(0)) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := emit(batch); err != nil {
			return 0, err
		}
	}
	if s.shape.NoCount {
		return -1, ctx.Err()
	}
	return int64(len(ids)), ctx.Err()
}

func (f fetches) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s := f.c.sys
	object = f.c.native(object)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := f.c.called("fetch", object); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []model.Record
	for _, id := range ids {
		if r := s.live(object, id); r != nil {
			out = append(out, s.objects[object].record(r, fields))
		}
	}
	return out, nil
}
