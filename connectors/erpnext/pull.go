package erpnext

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of the name. Stamps tie
// when many records are edited at once, and paging by offset skips rows when one is
// edited meanwhile; names differ.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	zone, err := c.siteZone(ctx, "pull")
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	size, names := req.Size(maxPage), s.choose(req.Fields)
	return at.ByID(req, whole, emit, func(at connectors.Pass) (connectors.Rows, error) {
		filters := c.after(req.Object, at.After)
		if from := at.From(); !from.IsZero() {
			filters = append(filters, []any{"modified", ">=", connectors.Wall(from, zone, stampForm)})
		}
		if before := req.Before(); !before.IsZero() {
			filters = append(filters, []any{"modified", "<", connectors.WallEnd(before, zone, stampForm)})
		}
		records, err := c.records(ctx, "pull", s, names, filters, size, zone)
		return connectors.RowsOf(records, size), err
	})
}

// records reads the first records that fit, in the order of the name.
func (c *conn) records(ctx context.Context, op string, s *schema, names []string, filters []any, limit int, zone *time.Location) ([]model.Record, error) {
	rows, err := c.list(ctx, op, s.object, names, filters, limit)
	if err != nil {
		return nil, err
	}
	out := make([]model.Record, len(rows))
	for i, row := range rows {
		if out[i], err = s.record(op, row, names, zone); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// after is the condition of the next page, with that of the options.
func (c *conn) after(object, name string) []any {
	filters := append([]any{}, c.filters[object]...)
	if name != "" {
		filters = append(filters, []any{"name", ">", name})
	}
	return filters
}

// list reads the first records that fit, in the order of the name.
func (c *conn) list(ctx context.Context, op, object string, names []string, filters []any, limit int) ([]map[string]any, error) {
	var rows []map[string]any
	_, err := c.method(ctx, op, object, "frappe.client.get_list", map[string]any{"doctype": object, "fields": names, "filters": filters,
		"order_by": "name asc", "limit_start": 0, "limit_page_length": limit}, true, &rows)
	return rows, err
}

// choose lists the columns to read, with name and stamp; nil wants all.
func (s *schema) choose(fields []string) []string {
	names := []string{"name", "modified"}
	if fields == nil {
		fields = slices.Collect(maps.Keys(s.fields))
	}
	for _, path := range fields {
		root, _, _ := strings.Cut(path, ".")
		names = append(names, root)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// record turns a row into a Record in the writing that Push takes.
func (s *schema) record(op string, row map[string]any, names []string, zone *time.Location) (model.Record, error) {
	rec := model.Record{ID: connectors.TextOf(row["name"]), Fields: map[string]any{}}
	if rec.ID == "" {
		return rec, bug(op, s.object, "a row without a name")
	}
	for _, name := range names {
		rec.Fields[name] = s.fields[name].shown(row[name], zone)
	}
	rec.Version = connectors.TextOf(row["modified"])
	if rec.Modified = instant(rec.Version, zone); rec.Modified.IsZero() {
		return rec, bug(op, s.object, "a row without a stamp")
	}
	return rec, nil
}

// Enumerate goes through the names alone; the count is the site's own, asked for
// before.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	var count int64
	if _, err := c.method(ctx, "enumerate", object, "frappe.client.get_count", map[string]any{"doctype": object, "filters": c.after(object, "")}, true, &count); err != nil {
		return 0, err
	}
	return count, connectors.EachID(maxPage, emit, func(after string) ([]string, error) {
		rows, err := c.list(ctx, "enumerate", object, []string{"name"}, c.after(object, after), maxPage)
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = connectors.TextOf(row["name"])
		}
		return ids, err
	})
}

// Fetch reads records by name. Names compare without case in the database, so that
// what comes is held against what was asked for.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	zone, err := c.siteZone(ctx, "fetch")
	if err != nil {
		return nil, err
	}
	names := s.choose(fields)
	var out []model.Record
	for part := range slices.Chunk(ids, maxFetch) {
		records, err := c.records(ctx, "fetch", s, names, []any{[]any{"name", "in", part}}, maxFetch, zone)
		if err != nil {
			return nil, err
		}
		for _, rec := range records {
			if slices.Contains(part, rec.ID) {
				out = append(out, rec)
			}
		}
	}
	return out, nil
}
