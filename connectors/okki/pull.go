package okki

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// place is the cursor: of a pass to come Since alone, within a pass the page to
// read.
type place struct {
	Since int64 `json:"since,omitempty"` // ms; 0 reads everything
	Start int64 `json:"start,omitempty"` // ms: the watermark of the pass to come
	Page  int   `json:"page,omitempty"`
	Size  int   `json:"size,omitempty"` // of the pages that Page counts
	Total int64 `json:"total,omitempty"`
	Gone  bool  `json:"gone,omitempty"` // reads the deleted ones
}

// Pull reads the pages of the list by number, then those of the deleted ones. The
// set moves while it is read: where it has shrunk, rows have moved towards the front,
// so that reading steps back by as many pages as they may have moved. What escapes
// all the same (one goes and another comes at the end) is the reconcile's matter,
// and such a pass is not complete.
//
// The list tells only some fields. A record of which others are wanted is read by
// itself, and only when its stamp says that it changed.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, connectors.Roots(req.Fields), (*schema).known)
	if err != nil {
		return err
	}
	var at place
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if at.Page < 0 || at.Start > 0 && (at.Page == 0 || at.Size < 1 || at.Size > maxPage) {
		return connectors.BadCursor(Name, req.Object)
	}
	if at.Since == 0 && !req.Since.IsZero() {
		at.Since = req.Since.UnixMilli()
	}
	whole := &proof{}
	if at.Since > 0 || at.Start > 0 {
		whole = nil
	} else if err := whole.begin(ctx, c, "pull", req.Object); err != nil {
		return err
	}
	if at.Start == 0 {
		at.Start = max(at.Since, req.Watermark(c.clock.Now(), c.overlap).UnixMilli(), 1)
		at.Page, at.Size, at.Total = 1, req.Size(maxPage), -1
	}
	for {
		page, last, err := c.step(ctx, s, req, &at, whole)
		if err != nil {
			return err
		}
		page.Next = connectors.CursorOf(at)
		if last {
			page.Next, page.Last = connectors.CursorOf(place{Since: at.Start}), true
			if whole != nil {
				if page.Complete, err = whole.holds(ctx, c, "pull", req.Object); err != nil {
					return err
				}
			}
		}
		if err := emit(page); err != nil || last {
			return err
		}
	}
}

// step reads one page and moves the place on.
func (c *conn) step(ctx context.Context, s *schema, req connectors.PullRequest, at *place, whole *proof) (page connectors.Page, last bool, err error) {
	l := listing{page: at.Page, size: at.Size, removed: at.Gone, before: req.Before()}
	if at.Since > 0 {
		l.since = time.UnixMilli(at.Since)
	}
	got, _, err := c.list(ctx, "pull", req.Object, l)
	if err != nil {
		return page, false, err
	}
	for _, row := range got.List {
		id := connectors.TextOf(row[s.id])
		if !isID(id) {
			return page, false, bug("pull", req.Object, "a row without "+s.id)
		}
		if stamp, told := c.stamp(row["update_time"]); told && stamp.Unix() < at.Since/1000 {
			continue
		}
		if at.Gone {
			page.Deleted = append(page.Deleted, id)
			continue
		}
		rec, err := c.recordOf(ctx, "pull", s, row, req.Fields)
		if err != nil {
			return page, false, err
		}
		if rec == nil { // deleted since it was listed
			continue
		}
		page.Records = append(page.Records, *rec)
	}
	page.Records = req.InSpan(page.Records)
	total := got.total()
	if whole != nil {
		whole.take(total, got.List, s.id)
	}
	back := 0
	if shrunk := at.Total - total; total >= 0 && at.Total > 0 && shrunk > 0 {
		back = int((shrunk + int64(at.Size) - 1) / int64(at.Size))
	}
	end := len(got.List) == 0 || total >= 0 && int64(at.Page)*int64(at.Size) >= total || total < 0 && len(got.List) < at.Size
	at.Total = total
	switch {
	case back > 0:
		at.Page = max(at.Page-back, 1)
	case !end:
		at.Page++
	case !at.Gone && at.Since > 0 && req.Since.IsZero():
		at.Gone, at.Page, at.Total = true, 1, -1
	default:
		return page, true, nil
	}
	return page, false, nil
}

// recordOf makes a record of a row of the list, with the rest of its fields where
// they are wanted; nil when it is gone meanwhile.
func (c *conn) recordOf(ctx context.Context, op string, s *schema, row map[string]any, fields []string) (*model.Record, error) {
	whole := fields != nil
	for _, name := range connectors.Roots(fields) {
		_, told := row[name]
		whole = whole && told
	}
	if !whole {
		detail, err := c.info(ctx, op, s.object, connectors.TextOf(row[s.id]))
		if err != nil || detail == nil {
			return nil, err
		}
		for name, v := range row {
			if _, told := detail[name]; !told {
				detail[name] = v
			}
		}
		row = detail
	}
	rec := c.record(s, row, fields)
	return &rec, nil
}

// record turns a row into a Record in the writing that Push takes.
func (c *conn) record(s *schema, row map[string]any, fields []string) model.Record {
	rec := model.Record{ID: connectors.TextOf(row[s.id]), Fields: map[string]any{}}
	for name, v := range row {
		rec.Fields[name] = c.shown(s.fields[name], v)
	}
	for _, name := range connectors.Roots(fields) {
		if _, told := rec.Fields[name]; !told {
			rec.Fields[name] = nil
		}
	}
	if at, ok := c.stamp(row["update_time"]); ok {
		rec.Modified, rec.Version = at.UTC(), strconv.FormatInt(at.Unix(), 10)
	}
	return rec
}

// stamp reads an instant, which comes in the zone of the system.
func (c *conn) stamp(v any) (time.Time, bool) {
	at, err := time.ParseInLocation(time.DateTime, connectors.TextOf(v), c.zone)
	return at, err == nil
}

// Enumerate goes through the ids alone. A list that changed while it was read is no
// proof of anything, so that it is an error to be tried again.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schemas.Get(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	var whole proof
	if err := whole.begin(ctx, c, "enumerate", object); err != nil {
		return 0, err
	}
	for page := 1; ; page++ {
		got, _, err := c.list(ctx, "enumerate", object, listing{page: page, size: maxPage})
		if err != nil {
			return 0, err
		}
		for _, row := range got.List {
			if !isID(connectors.TextOf(row[s.id])) {
				return 0, bug("enumerate", object, "a row without "+s.id)
			}
		}
		total := got.total()
		if fresh := whole.take(total, got.List, s.id); len(fresh) > 0 {
			if err := emit(fresh); err != nil {
				return 0, err
			}
		}
		if len(got.List) > 0 && (total < 0 || int64(page)*maxPage < total) {
			continue
		}
		ok, err := whole.holds(ctx, c, "enumerate", object)
		if err == nil && !ok {
			err = &connectors.Error{Kind: connectors.KindUnavailable, Op: "enumerate", System: Name, Object: object,
				Said: fmt.Sprintf("the list changed while it was read: of %d records %d came", total, len(whole.seen)), Fix: "The next run tries again; reconcile at a quiet hour."}
		}
		return total, err
	}
}

// Fetch reads records one by one. Ids that are gone, or that can be no id, are
// absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, connectors.Roots(fields), (*schema).known)
	if err != nil {
		return nil, err
	}
	var out []model.Record
	for _, id := range ids {
		if !isID(id) {
			continue
		}
		row, err := c.info(ctx, "fetch", object, id)
		if err != nil {
			return nil, err
		}
		if row != nil {
			out = append(out, c.record(s, row, fields))
		}
	}
	return out, nil
}
