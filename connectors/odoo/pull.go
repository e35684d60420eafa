package odoo

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of id. Stamps come with
// whole seconds and one mass update gives thousands of records the same; whether a
// comparison means the second or the microsecond behind it depends on the version.
// Ids differ and never change, so that no record is skipped.
func (c *conn) Pull(ctx context.Context, req connectors.PullRequest, emit func(connectors.Page) error) error {
	s, err := c.schemas.Fitting(ctx, "pull", req.Object, req.Fields, (*schema).known)
	if err != nil {
		return err
	}
	var at connectors.Pass
	if err := req.Place(Name, "", &at); err != nil {
		return err
	}
	if _, ok := number(at.After); at.After != "" && !ok {
		return connectors.BadCursor(Name, req.Object)
	}
	whole := at.Begin(req, c.clock.Now(), c.overlap)
	size, names := req.Size(maxPage), s.choose(req.Fields)
	return at.ByID(req, whole, emit, func(at connectors.Pass) (connectors.Rows, error) {
		domain := c.after(req.Object, at.After)
		if from := at.From(); !from.IsZero() {
			domain = append(domain, []any{"write_date", ">=", from.Format(stampForm)})
		}
		if before := req.Before(); !before.IsZero() {
			domain = append(domain, []any{"write_date", "<", before.UTC().Format(stampForm)})
		}
		records, err := c.records(ctx, "pull", s, names, domain, size)
		return connectors.RowsOf(records, size), err
	})
}

// records reads the first records that fit, in the order of id.
func (c *conn) records(ctx context.Context, op string, s *schema, names []string, domain []any, limit int) ([]model.Record, error) {
	rows, err := c.search(ctx, op, s.object, names, domain, limit)
	if err != nil {
		return nil, err
	}
	out := make([]model.Record, len(rows))
	for i, row := range rows {
		if out[i], err = s.record(op, row, names); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// after is the condition of the next page, with that of the options.
func (c *conn) after(object, id string) []any {
	domain := slices.Clone(c.domains[object])
	if id != "" {
		domain = append(domain, []any{"id", ">", json.Number(id)})
	}
	return domain
}

// search reads the first records that fit, in the order of id.
func (c *conn) search(ctx context.Context, op, object string, names []string, domain []any, limit int) ([]map[string]any, error) {
	if domain == nil {
		domain = []any{}
	}
	var rows []map[string]any
	_, err := c.call(ctx, request{op: op, object: object, method: "search_read", idempotent: true,
		args: map[string]any{"domain": domain, "fields": names, "limit": limit, "order": "id"}}, &rows)
	return rows, err
}

// choose lists the fields to read, with the stamp. A path goes to its first part:
// "parent_id.id" is in the reference. Nil wants all but pictures and files.
func (s *schema) choose(fields []string) []string {
	names := []string{"write_date"}
	if fields == nil {
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			if f := s.fields[name]; f.Type != "binary" && f.stored() {
				fields = append(fields, name)
			}
		}
	}
	for _, path := range fields {
		if root, _, _ := strings.Cut(path, "."); root != "id" {
			names = append(names, root)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// record turns a row into a Record in the writing that Push takes.
func (s *schema) record(op string, row map[string]any, names []string) (model.Record, error) {
	id := connectors.TextOf(row["id"])
	if _, ok := number(id); !ok {
		return model.Record{}, bug(op, s.object, "a row without an id")
	}
	rec := model.Record{ID: id, Fields: map[string]any{}}
	for _, name := range names {
		rec.Fields[name] = s.fields[name].shown(row[name])
	}
	if text, ok := rec.Fields["write_date"].(string); ok {
		rec.Version = text
		rec.Modified, _ = time.Parse(time.RFC3339, text) // shown saw to it
	}
	return rec, nil
}

// Enumerate goes through the ids alone; the count is the database's own, asked for
// before.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	var count int64
	domain := c.after(object, "")
	if domain == nil {
		domain = []any{}
	}
	if _, err := c.call(ctx, request{op: "enumerate", object: object, method: "search_count", idempotent: true, args: map[string]any{"domain": domain}}, &count); err != nil {
		return 0, err
	}
	return count, connectors.EachID(maxPage, emit, func(after string) ([]string, error) {
		rows, err := c.search(ctx, "enumerate", object, []string{"id"}, c.after(object, after), maxPage)
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = connectors.TextOf(row["id"])
		}
		return ids, err
	})
}

// Fetch reads records by id. Ids that are gone, or that can be no id, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	names, numbers := s.choose(fields), []int64{}
	for _, id := range ids {
		if n, ok := number(id); ok {
			numbers = append(numbers, n)
		}
	}
	var out []model.Record
	for part := range slices.Chunk(numbers, maxFetch) {
		records, err := c.records(ctx, "fetch", s, names, []any{[]any{"id", "in", part}}, maxFetch)
		if err != nil {
			return nil, err
		}
		out = append(out, records...)
	}
	return out, nil
}
