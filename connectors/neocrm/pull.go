package neocrm

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of id. The next
// watermark is where this pass began, less the overlap, so that a row changed
// behind the reader comes again in the next pass.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, connectors.Roots(req.Fields), (*schema).known)
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if at.After != "" && !isID(at.After) {
		return connectors.BadCursor(Name, req.Object)
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	q := query{object: req.Object, columns: s.choose(req.Fields), limit: req.Size(c.page)}
	if at.Since > 0 {
		q.where = append(q.where, "updatedAt >= "+strconv.FormatInt(at.Since, 10))
	}
	if !req.Since.IsZero() {
		q.where = append(q.where, "updatedAt < "+strconv.FormatInt(req.Before().UnixMilli(), 10))
	}
	return c.walk(ctx, "pull", q, at.After, func(page rows, last string) error {
		at.After = last
		if len(page.Records) == 0 {
			return emit(connectors.Page{Next: connectors.CursorOf(at.Ended()), Last: true, Complete: whole})
		}
		out := connectors.Page{Next: connectors.CursorOf(at)}
		for _, row := range page.Records {
			out.Records = append(out.Records, c.record(s, row, q.columns))
		}
		out.Records = req.InSpan(out.Records)
		return emit(out)
	})
}

// Enumerate goes through the ids alone. The count is totalSize of the first page,
// -1 when that cannot be a total.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	if _, err := c.schemas.Get(ctx, "enumerate", object); err != nil {
		return 0, err
	}
	total, seen, pages := int64(-1), int64(0), 0
	err := c.walk(ctx, "enumerate", query{object: object, columns: []string{"id"}, limit: c.page}, "", func(page rows, _ string) error {
		if pages++; pages == 1 && page.Total != nil {
			if n, err := page.Total.Int64(); err == nil {
				total = n
			}
		}
		if len(page.Records) == 0 {
			return nil
		}
		ids := make([]string, len(page.Records))
		for i, row := range page.Records {
			ids[i] = connectors.TextOf(row["id"]) // walk saw to it
		}
		seen += int64(len(ids))
		return emit(ids)
	})
	if err != nil {
		return 0, err
	}
	// A total below what came, over more pages than one, was the size of a page.
	if total < seen && pages > 2 {
		return -1, nil
	}
	return total, nil
}

// Fetch reads records by id. Ids that are gone, or that can be no id, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, connectors.Roots(fields), (*schema).known)
	if err != nil {
		return nil, err
	}
	columns := s.choose(fields)
	known := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	var out []model.Record
	for part := range slices.Chunk(known, maxFetch) {
		page, _, err := c.query(ctx, "fetch", query{object: object, columns: columns, where: []string{"id in (" + strings.Join(part, ",") + ")"}, limit: maxFetch})
		if err != nil {
			return nil, err
		}
		for _, row := range page.Records {
			rec := c.record(s, row, columns)
			if !slices.Contains(part, rec.ID) {
				return nil, bug("fetch", object, "a record that was not asked for")
			}
			out = append(out, rec)
		}
	}
	return out, nil
}

// record turns a row into a Record in the writing that Push takes. What an answer
// leaves out is empty.
func (c *conn) record(s *schema, row map[string]any, columns []string) model.Record {
	rec := model.Record{ID: connectors.TextOf(row["id"]), Fields: map[string]any{}}
	for _, name := range columns {
		if name == "id" {
			continue
		}
		rec.Fields[name] = c.shown(s.fields[name], row[name])
	}
	if ms, ok := millis(row["updatedAt"]); ok {
		rec.Modified, rec.Version = time.UnixMilli(ms).UTC(), strconv.FormatInt(ms, 10)
		rec.Fields["updatedAt"] = rec.Modified.Format(time.RFC3339Nano)
	}
	return rec
}
