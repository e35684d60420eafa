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
	s, err := c.schemaWith(ctx, "pull", req.Object, req.Fields)
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
	for {
		domain := c.after(req.Object, at.After)
		if from := at.From(); !from.IsZero() {
			domain = append(domain, []any{"write_date", ">=", from.Format(stampForm)})
		}
		if before := req.Before(); !before.IsZero() {
			domain = append(domain, []any{"write_date", "<", before.UTC().Format(stampForm)})
		}
		rows, err := c.search(ctx, "pull", req.Object, names, domain, size)
		if err != nil {
			return err
		}
		page := connectors.Page{}
		for _, row := range rows {
			rec, err := s.record("pull", row, names)
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
	for last := ""; ; {
		rows, err := c.search(ctx, "enumerate", object, []string{"id"}, c.after(object, last), maxPage)
		if err != nil {
			return 0, err
		}
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = connectors.TextOf(row["id"])
			last = ids[i]
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if len(rows) < maxPage {
			return count, nil
		}
	}
}

// Fetch reads records by id. Ids that are gone, or that can be no id, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemaWith(ctx, "fetch", object, fields)
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
		rows, err := c.search(ctx, "fetch", object, names, []any{[]any{"id", "in", part}}, maxFetch)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			rec, err := s.record("fetch", row, names)
			if err != nil {
				return nil, err
			}
			out = append(out, rec)
		}
	}
	return out, nil
}
