package netsuite

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Pull reads what changed since the watermark in the order of id: each page asks for
// ids above the last one, however many rows share a second.
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
	size, columns := req.Size(maxPage), s.choose(req.Fields)
	return at.ByID(req, whole, emit, func(at connectors.Pass) (connectors.Rows, error) {
		records, err := c.records(ctx, "pull", s, columns, and(c.since(at.From(), req.Before()), behind(at.After)), size)
		for _, rec := range records {
			if !connectors.Below(at.After, rec.ID) {
				return connectors.Rows{}, bug("pull", req.Object, "the rows do not go on in the order of id")
			}
			at.After = rec.ID
		}
		return connectors.RowsOf(records, size), err
	})
}

func behind(id string) string {
	if id == "" {
		return ""
	}
	return "id > " + id
}

func and(a, b string) string {
	if a != "" && b != "" {
		return a + " AND " + b
	}
	return a + b
}

// records reads rows as records.
func (c *conn) records(ctx context.Context, op string, s *schema, columns []string, condition string, limit int) ([]model.Record, error) {
	rows, err := c.query(ctx, op, s.object, c.statement(s, columns, condition, limit))
	if err != nil {
		return nil, err
	}
	out := make([]model.Record, len(rows))
	for i, row := range rows {
		rec := model.Record{ID: connectors.TextOf(row["id"]), Fields: map[string]any{}}
		if !isID(rec.ID) {
			return nil, bug(op, s.object, "a row without an id")
		}
		for _, name := range columns {
			rec.Fields[name] = s.columns[name].shown(row[name], c.zone)
		}
		if text, ok := rec.Fields["lastmodifieddate"].(string); ok {
			rec.Modified, _ = time.Parse(time.RFC3339, text) // shown saw to it
		}
		out[i] = rec
	}
	return out, nil
}

// Enumerate goes through the ids alone; the count is asked for before.
func (c *conn) Enumerate(ctx context.Context, object string, emit func(ids []string) error) (int64, error) {
	s, err := c.schemas.Get(ctx, "enumerate", object)
	if err != nil {
		return 0, err
	}
	rows, err := c.query(ctx, "enumerate", object, "SELECT COUNT(*) AS n FROM "+s.table+c.conditions(s, ""))
	if err != nil {
		return 0, err
	}
	count := int64(-1)
	if len(rows) == 1 {
		if n, err := strconv.ParseInt(connectors.TextOf(rows[0]["n"]), 10, 64); err == nil {
			count = n
		}
	}
	return count, connectors.EachID(maxPage, emit, func(after string) ([]string, error) {
		rows, err := c.query(ctx, "enumerate", object, c.statement(s, []string{"id"}, behind(after), maxPage))
		ids := make([]string, len(rows))
		for i, row := range rows {
			if ids[i] = connectors.TextOf(row["id"]); !isID(ids[i]) || !connectors.Below(after, ids[i]) {
				return nil, bug("enumerate", object, "the rows do not go on in the order of id")
			}
			after = ids[i]
		}
		return ids, err
	})
}

// Fetch reads records by id. Ids that are gone, or that can be none, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	return c.fetch(ctx, "fetch", s, ids, s.choose(fields))
}

// fetch reads by lists of ids, which the database behind bounds at a thousand.
func (c *conn) fetch(ctx context.Context, op string, s *schema, ids, columns []string) (out []model.Record, err error) {
	var good []string
	for _, id := range ids {
		if isID(id) {
			good = append(good, id)
		}
	}
	for len(good) > 0 {
		part := good[:min(maxFetch, len(good))]
		good = good[len(part):]
		records, err := c.records(ctx, op, s, columns, "id IN ("+strings.Join(part, ", ")+")", len(part))
		if err != nil {
			return nil, err
		}
		out = append(out, records...)
	}
	return out, ctx.Err()
}
