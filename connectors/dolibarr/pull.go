package dolibarr

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of the id. Stamps are
// seconds of the database's clock and zone, and many tie; ids differ.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	if _, err := c.schemaWith(ctx, "pull", req.Object, req.Fields); err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if at.After != "" && !number(at.After) {
		return connectors.BadCursor(Name, req.Object)
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	size := req.Size(maxPage)
	for {
		conditions := after(at.After)
		if from := at.From(); !from.IsZero() {
			conditions = append(conditions, "(t.tms:>=:'"+connectors.Wall(from, c.zone, time.DateTime)+"')")
		}
		if before := req.Before(); !before.IsZero() {
			conditions = append(conditions, "(t.tms:<:'"+connectors.WallEnd(before, c.zone, time.DateTime)+"')")
		}
		rows, err := c.list(ctx, "pull", req.Object, conditions, size)
		if err != nil {
			return err
		}
		page := connectors.Page{}
		for _, row := range rows {
			rec, err := c.record("pull", req.Object, row, req.Fields)
			if err != nil {
				return err
			}
			page.Records = append(page.Records, rec)
			at.After = rec.ID
		}
		page.Records, page.Next = req.InSpan(page.Records), connectors.CursorOf(at)
		if len(rows) < size {
			page.Next, page.Last, page.Complete = connectors.CursorOf(at.Ended()), true, whole
		}
		if err := emit(page); err != nil || page.Last {
			return err
		}
	}
}

func after(id string) []string {
	if id == "" {
		return nil
	}
	return []string{"(t.rowid:>:" + id + ")"}
}

// record turns a row into a Record in the writing that Push takes. Extra fields
// stand beside the others, as options_… .
func (c *conn) record(op, object string, row map[string]any, fields []string) (model.Record, error) {
	rec := model.Record{ID: connectors.TextOf(row["id"]), Fields: map[string]any{}}
	if !number(rec.ID) {
		return rec, bug(op, object, "a row without an id")
	}
	flat := flatten(row)
	if fields == nil {
		for name, v := range flat {
			rec.Fields[name] = c.shown(name, v)
		}
	}
	for _, path := range fields {
		root, _, _ := strings.Cut(path, ".")
		rec.Fields[root] = c.shown(root, flat[root])
	}
	rec.Version = connectors.TextOf(row["date_modification"])
	rec.Modified = unix(rec.Version)
	return rec, nil
}

// flatten lays extra fields beside the others; without any they are an empty list.
func flatten(row map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range row {
		if name != "array_options" {
			out[name] = v
		}
	}
	extra, _ := row["array_options"].(map[string]any)
	for name, v := range extra {
		out[name] = v
	}
	return out
}

// Enumerate goes through all records for their ids; the system tells no count.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	for last := ""; ; {
		rows, err := c.list(ctx, "enumerate", object, after(last), maxPage)
		if err != nil {
			return 0, err
		}
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = connectors.TextOf(row["id"])
			if last = ids[i]; !number(last) {
				return 0, bug("enumerate", object, "a row without an id")
			}
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if len(rows) < maxPage {
			return -1, nil
		}
	}
}

// Fetch reads records by id. Ids that are gone, or that can be no id, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	if _, err := c.schemaWith(ctx, "fetch", object, fields); err != nil {
		return nil, err
	}
	var out []model.Record
	for part := range slices.Chunk(ids, maxFetch) {
		var any []string
		for _, id := range part {
			if number(id) {
				any = append(any, "(t.rowid:=:"+id+")")
			}
		}
		if len(any) == 0 {
			continue
		}
		rows, err := c.list(ctx, "fetch", object, []string{"(" + strings.Join(any, " or ") + ")"}, maxFetch)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			rec, err := c.record("fetch", object, row, fields)
			if err != nil {
				return nil, err
			}
			out = append(out, rec)
		}
	}
	return out, nil
}
