package tryton

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// row is one record as read, with what the connector itself needs of it.
type row struct {
	rec    model.Record
	id     int64
	winner string // the party that replaced this one, "" when it lives
}

// rows reads records by id, in the order of the ids. Those that the server does
// not have, or hides from the user, are absent. It searches instead of reading:
// one missing id would fail the whole read.
func (c *conn) rows(ctx context.Context, op string, sel *selection, ids []int64) ([]row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	domain := []any{[]any{"id", "in", ids}}
	if sel.has("active") {
		domain = append(domain, []any{"active", "in", []bool{true, false}})
	}
	var raw []map[string]any
	err := c.call(ctx, invocation{op: op, model: sel.model, method: "search_read"}, &raw, domain, 0, nil, byID, sel.names)
	if err != nil {
		return nil, err
	}
	out := make([]row, 0, len(raw))
	for _, r := range raw {
		one, err := sel.row(r)
		if err != nil {
			err.Op = op
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

var byID = []any{[]string{"id", "ASC"}}

func (s *selection) row(raw map[string]any) (row, *connectors.Error) {
	id, err := strconv.ParseInt(connectors.TextOf(raw["id"]), 10, 64)
	if err != nil {
		return row{}, &connectors.Error{Kind: connectors.KindBug, System: Name, Object: s.model, Said: "a record without id"}
	}
	modified := instantOf(raw["create_date"])
	if written := instantOf(raw["write_date"]); written.After(modified) {
		modified = written
	}
	r := row{id: id, winner: connectors.TextOf(raw["replaced_by"])}
	r.rec = model.Record{ID: strconv.FormatInt(id, 10), Modified: modified, Version: connectors.TextOf(raw["_timestamp"])}
	for _, t := range s.trees {
		raw[t.field().Name] = t.read(raw["categories"])
	}
	delete(raw, "_timestamp")
	r.rec.Fields = plain(raw, "", s.flags).(map[string]any) // a map gives a map
	return r, nil
}

// idsOf reads native ids; what is no number is nobody's id.
func idsOf(texts []string) []int64 {
	var out []int64
	for _, t := range texts {
		if n, err := strconv.ParseInt(t, 10, 64); err == nil && n > 0 && strconv.FormatInt(n, 10) == t && n < 1<<31 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Fetch reads records by id. Parties that a merge replaced are absent, as in a
// pull.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	sel, err := c.selection(ctx, "fetch", object, fields)
	if err != nil {
		return nil, err
	}
	var out []model.Record
	for part := range slices.Chunk(idsOf(ids), maxPage) {
		rows, err := c.rows(ctx, "fetch", sel, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.winner == "" {
				out = append(out, r.rec)
			}
		}
	}
	return out, nil
}

// stampText writes an instant into a cursor; parseStamp reads it back.
func stampText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func parseStamp(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(s))
	return t, err == nil
}
