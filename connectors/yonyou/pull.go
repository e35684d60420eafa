package yonyou

import (
	"context"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of id: each page asks for
// ids above the last one. Customers are listed by id alone and read in full by a
// second call; a list of documents gives its rows at once, a row a document.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
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
	whole := at.Begin(req, c.clock.Now(), overlap)
	size := req.Size(maxPage)
	return at.ByID(req, whole, emit, func(at connectors.Pass) (rows connectors.Rows, err error) {
		a, err := c.list(ctx, "pull", req.Object, at.After, at.From(), req.Before(), size)
		if err != nil {
			return rows, err
		}
		ids, err := a.ids("pull", req.Object, at.After)
		if err != nil {
			return rows, err
		}
		if len(ids) > 0 {
			rows.Last = ids[len(ids)-1]
		}
		rows.More = len(ids) == size
		rows.Records, err = c.records(ctx, "pull", s, a.Data.Rows, ids, req.Fields)
		return rows, err
	})
}

// records makes records of rows, for customers of their details. These do not tell
// the stamp by which the list is filtered, which is then that of the list.
func (c *conn) records(ctx context.Context, op string, s *schema, rows []map[string]any, ids, fields []string) (out []model.Record, err error) {
	listed := map[string]time.Time{}
	for _, row := range rows {
		if at := stampOf(row); !at.IsZero() {
			listed[connectors.TextOf(row["id"])] = at
		}
	}
	if s.object == merchant {
		if rows, err = c.details(ctx, op, ids); err != nil {
			return nil, err
		}
	}
	for _, row := range rows {
		rec, err := s.record(op, row, fields)
		if err != nil {
			return nil, err
		}
		if at, ok := listed[rec.ID]; ok {
			rec.Modified = at
		}
		out = append(out, rec)
	}
	return out, nil
}

// record turns a row into a Record: nested as it comes, and the fields inside under
// their dotted names too, which are those of targets.
func (s *schema) record(op string, row map[string]any, fields []string) (model.Record, error) {
	rec := model.Record{ID: connectors.TextOf(row["id"]), Fields: map[string]any{}}
	if !isID(rec.ID) {
		return rec, bug(op, s.object, "a row without an id")
	}
	if fields == nil {
		for name := range row {
			fields = append(fields, name)
		}
		for name := range s.fields {
			fields = append(fields, name)
		}
	}
	for _, path := range fields {
		root := rootOf(path)
		rec.Fields[root] = s.fields[root].shown(row[root])
		if v, ok := reach(row, path); ok && path != root {
			rec.Fields[path] = s.fields[path].shown(v)
		}
	}
	rec.Modified = stampOf(row)
	return rec, nil
}

// stampOf is when a row was changed, by the stamp that lists are filtered by where
// it is told; zero for none.
func stampOf(row map[string]any) (at time.Time) {
	for _, name := range []string{"pubts", "modifyTime", "createTime"} {
		if text, ok := stamp.shown(row[name]).(string); ok {
			at, _ = time.Parse(time.RFC3339, text) // shown saw to it
			break
		}
	}
	return at
}

// stamp is a field that holds an instant.
var stamp = field{Type: connectors.TypeTime}

// Enumerate goes through the ids alone; the count comes with the first page.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	if err := c.knows("enumerate", object); err != nil {
		return 0, err
	}
	count := int64(-1)
	for last := ""; ; {
		a, err := c.list(ctx, "enumerate", object, last, time.Time{}, time.Time{}, maxPage)
		if err != nil {
			return 0, err
		}
		if said, err := strconv.ParseInt(connectors.TextOf(a.Data.Count), 10, 64); last == "" && err == nil {
			count = said
		}
		ids, err := a.ids("enumerate", object, last)
		if err != nil {
			return 0, err
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
			last = ids[len(ids)-1]
		}
		if len(ids) < maxPage {
			return count, nil
		}
	}
}

// Fetch reads customers by id, a hundred a call, and documents one by one. Ids that
// are gone, or that can be none, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	var good []string
	for _, id := range ids {
		if isID(id) {
			good = append(good, id)
		}
	}
	var out []model.Record
	for len(good) > 0 {
		n := min(maxFetch, len(good))
		var rows []map[string]any
		if object != merchant {
			n = 1
			a, err := c.first(ctx, "fetch", object, []criterion{{"id", "eq", good[0]}}, 1)
			if err != nil {
				return nil, err
			}
			rows = a.Data.Rows
		}
		records, err := c.records(ctx, "fetch", s, rows, good[:n], fields)
		if err != nil {
			return nil, err
		}
		out, good = append(out, records...), good[n:]
	}
	return out, ctx.Err()
}
