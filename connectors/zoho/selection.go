package zoho

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// selection is how the wanted fields are read: 50 columns a query, and by the
// list of records what no query can show.
type selection struct {
	schema  *schema
	columns [][]string // each with id; the first with Modified_Time too
	listed  []string
	asked   []string // roots, each of which a record holds afterwards
}

// choose plans the reading. A path goes to its first part: "Account_Name.id" is
// a lookup, which a query gives with its id alone. "Owner.email" is a column of
// its own; names of lookups stand only in the list. Nil wants every field.
func (s *schema) choose(fields []string) selection {
	if fields == nil {
		fields = slices.Sorted(maps.Keys(s.fields))
	}
	sel := selection{schema: s}
	var columns []string
	add := func(to *[]string, name string) {
		if !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	for _, path := range fields {
		root, part, _ := strings.Cut(path, ".")
		if root == "id" {
			continue
		}
		add(&sel.asked, root)
		f := s.fields[root]
		switch {
		case !f.queried() || f.isLookup() && part == "name":
			add(&sel.listed, root)
		default:
			add(&columns, root)
			if f.isLookup() && part != "" && part != "id" {
				add(&columns, path)
			}
		}
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "Modified_Time" || slices.Contains(sel.listed, c) })
	group := []string{"id", "Modified_Time"}
	for _, c := range columns {
		if len(group) == maxColumns {
			sel.columns = append(sel.columns, group)
			group = []string{"id"}
		}
		group = append(group, c)
	}
	sel.columns = append(sel.columns, group)
	return sel
}

// read gives the first rows that fit, whole, and whether there are more. last is
// the id of the last row that fitted, which may have gone since.
func (c *conn) read(ctx context.Context, op string, sel selection, where string, limit int) (list []model.Record, last string, more bool, err error) {
	object := sel.schema.object
	rows, more, err := c.query(ctx, op, object, sel.columns[0], where, limit)
	if err != nil || len(rows) == 0 {
		return nil, "", more, err
	}
	last = rows[len(rows)-1]["id"].(string) // query saw to it
	for _, columns := range sel.columns[1:] {
		if rows, err = c.widen(ctx, op, object, rows, columns, where); err != nil {
			return nil, "", false, err
		}
	}
	for names := range slices.Chunk(sel.listed, maxColumns) {
		if rows, err = c.widenByID(ctx, op, object, rows, names); err != nil {
			return nil, "", false, err
		}
	}
	for _, row := range rows {
		list = append(list, sel.record(row))
	}
	return list, last, more, nil
}

// widen adds columns to rows by the same query between their ids. Rows that it
// no longer gives are gone, or no longer fit; a later pass tells.
func (c *conn) widen(ctx context.Context, op, object string, rows []map[string]any, columns []string, where string) ([]map[string]any, error) {
	if len(rows) == 0 {
		return rows, nil
	}
	add := map[string]map[string]any{}
	sign, from, to := ">=", rows[0]["id"].(string), rows[len(rows)-1]["id"].(string)
	for more := true; more; sign = ">" {
		var list []map[string]any
		var err error
		list, more, err = c.query(ctx, op, object, columns, fmt.Sprintf("((id %s %s and id <= %s) and %s)", sign, from, to, where), maxPage)
		if err != nil {
			return nil, err
		}
		for _, row := range list {
			from = row["id"].(string)
			add[from] = row
		}
	}
	return merge(rows, add), nil
}

func (c *conn) widenByID(ctx context.Context, op, object string, rows []map[string]any, names []string) ([]map[string]any, error) {
	add := map[string]map[string]any{}
	for part := range slices.Chunk(rows, maxIn) {
		var ids []string
		for _, row := range part {
			ids = append(ids, row["id"].(string))
		}
		list, err := c.list(ctx, op, object, ids, names)
		if err != nil {
			return nil, err
		}
		for _, row := range list {
			add[connectors.TextOf(row["id"])] = row
		}
	}
	return merge(rows, add), nil
}

func merge(rows []map[string]any, add map[string]map[string]any) []map[string]any {
	return slices.DeleteFunc(rows, func(row map[string]any) bool {
		more, ok := add[row["id"].(string)]
		maps.Copy(row, more)
		return !ok
	})
}

// record turns a row into a Record in the writing that Push takes: stamps in
// UTC, columns behind a point inside their lookup.
func (sel selection) record(row map[string]any) model.Record {
	rec := model.Record{ID: row["id"].(string), Fields: row}
	for name, v := range row {
		root, part, nested := strings.Cut(name, ".")
		if nested {
			if ref, ok := row[root].(map[string]any); ok {
				ref[part] = v
			}
			delete(row, name)
			continue
		}
		if at, err := time.Parse(time.RFC3339, connectors.TextOf(v)); err == nil && sel.schema.fields[name].Type == "datetime" {
			row[name] = at.UTC().Format(time.RFC3339)
			if name == "Modified_Time" {
				rec.Modified, rec.Version = at.UTC(), at.UTC().Format(time.RFC3339)
			}
		}
	}
	// What was asked for and is not sent must not look like unknown.
	for _, name := range sel.asked {
		if _, sent := row[name]; !sent {
			row[name] = nil
		}
	}
	return rec
}
