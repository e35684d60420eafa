package fxiaoke

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// Pull reads what changed since the watermark in the order of _id. The next
// watermark is where this pass began, less the overlap, so that a row changed
// behind the reader comes again in the next pass. There is no upper fence on
// the stamp: it would starve rows that change all the time, and the order by
// _id ends by itself.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	fields := roots(req.Fields)
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, fields, (*schema).known)
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	size := req.Size(maxPage)
	q := c.newQuery(req.Object, size, projection(fields))
	if at.Since > 0 {
		q.where("last_modified_time", "GTE", strconv.FormatInt(at.Since, 10))
	}
	if !req.Since.IsZero() {
		q.where("last_modified_time", "LT", strconv.FormatInt(req.Before().UnixMilli(), 10))
	}
	return c.walk(ctx, "pull", q, at.After, func(list []map[string]any, last string) error {
		at.After = last
		if len(list) == 0 {
			return emit(connectors.Page{Next: connectors.CursorOf(at.Ended()), Last: true, Complete: whole})
		}
		page := connectors.Page{Next: connectors.CursorOf(at)}
		for _, row := range list {
			rec := c.record(s, row, fields)
			if gone(row) {
				page.Deleted = append(page.Deleted, rec.ID)
				continue
			}
			page.Records = append(page.Records, rec)
		}
		page.Records = req.InSpan(page.Records)
		return emit(page)
	})
}

// Enumerate goes through the ids alone. The count is the system's own exact
// total, -1 when what it says cannot be one.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	if _, err := c.schemas.Get(ctx, "enumerate", object); err != nil {
		return 0, err
	}
	total, err := c.total(ctx, object)
	if err != nil {
		return 0, err
	}
	var seen, hidden int64
	err = c.walk(ctx, "enumerate", c.newQuery(object, maxPage, []string{"_id", "is_deleted"}), "", func(list []map[string]any, _ string) error {
		ids := make([]string, 0, len(list))
		for _, row := range list {
			if gone(row) {
				hidden++
				continue
			}
			ids = append(ids, row["_id"].(string)) // walk saw to it
		}
		seen += int64(len(ids))
		if len(ids) == 0 {
			return nil
		}
		return emit(ids)
	})
	if err != nil {
		return 0, err
	}
	if total <= 0 && seen > 0 || hidden > 0 {
		return -1, nil
	}
	return total, nil
}

// total asks for the exact number of records. Three flags for it are
// documented that contradict each other; both that can be sent are.
func (c *conn) total(ctx context.Context, object string) (int64, error) {
	q := c.newQuery(object, 1, []string{"_id"})
	q.ReturnTotal, q.Data.Count = 1, true
	page, err := c.query(ctx, "enumerate", q)
	return page.Total, err
}

// roots are the fields that hold the wanted ones: no part of a field can be
// asked for. Nil stays nil.
func roots(fields []string) []string {
	if fields == nil {
		return nil
	}
	out := make([]string, 0, len(fields))
	for _, f := range fields {
		root, _, _ := strings.Cut(f, ".")
		if !slices.Contains(out, root) {
			out = append(out, root)
		}
	}
	return out
}

// projection is what a query asks for: the wanted fields and what records and
// cursors need. Nil gives everything.
func projection(fields []string) []string {
	if fields == nil {
		return nil
	}
	out := []string{"_id", "last_modified_time", "is_deleted"}
	for _, f := range fields {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// millis reads a stamp: ms as a number, or as a text in some answers.
func millis(v any) (int64, bool) {
	text := connectors.TextOf(v)
	ms, err := strconv.ParseInt(text, 10, 64)
	return ms, err == nil && ms > 0
}

// dateText is the calendar day of a date field, which is sent as the ms of its
// midnight in the tenant's zone. What is no stamp stays as it is.
func dateText(v any, zone *time.Location) any {
	ms, ok := millis(v)
	if !ok {
		return v
	}
	return time.UnixMilli(ms).In(zone).Format(time.DateOnly)
}
