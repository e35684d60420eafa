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
	if _, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known); err != nil {
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
	return at.ByID(req, whole, emit, func(at connectors.Pass) (connectors.Rows, error) {
		conditions := after(at.After)
		if from := at.From(); !from.IsZero() {
			conditions = append(conditions, "(t.tms:>=:'"+connectors.Wall(from, c.zone, time.DateTime)+"')")
		}
		if before := req.Before(); !before.IsZero() {
			conditions = append(conditions, "(t.tms:<:'"+connectors.WallEnd(before, c.zone, time.DateTime)+"')")
		}
		records, err := c.records(ctx, "pull", req.Object, conditions, size, req.Fields)
		return connectors.RowsOf(records, size), err
	})
}

// records reads the first records that fit, in the order of the id.
func (c *conn) records(ctx context.Context, op, object string, conditions []string, limit int, fields []string) ([]model.Record, error) {
	rows, err := c.list(ctx, op, object, conditions, limit)
	if err != nil {
		return nil, err
	}
	out := make([]model.Record, len(rows))
	for i, row := range rows {
		if out[i], err = c.record(op, object, row, fields); err != nil {
			return nil, err
		}
	}
	return out, nil
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
	return -1, connectors.EachID(maxPage, emit, func(last string) ([]string, error) {
		rows, err := c.list(ctx, "enumerate", object, after(last), maxPage)
		ids := make([]string, len(rows))
		for i, row := range rows {
			if ids[i] = connectors.TextOf(row["id"]); !number(ids[i]) {
				return nil, bug("enumerate", object, "a row without an id")
			}
		}
		return ids, err
	})
}

// Fetch reads records by id. Ids that are gone, or that can be no id, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	if _, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known); err != nil {
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
		records, err := c.records(ctx, "fetch", object, []string{"(" + strings.Join(any, " or ") + ")"}, maxFetch, fields)
		if err != nil {
			return nil, err
		}
		out = append(out, records...)
	}
	return out, nil
}
