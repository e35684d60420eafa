package salesforce

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// selection is what a query asks for.
type selection struct {
	schema  *schema
	columns []string // with Id and SystemModstamp
	jobless bool     // one of the columns cannot stand in a job's query
}

// choose plans the reading. "OwnerId" is a field; "Owner.Email" goes through the
// relationship and gives Owner with Email in it. Nil wants every field that is
// not made of others.
func (s *schema) choose(fields []string) selection {
	if fields == nil {
		for _, name := range slices.Sorted(maps.Keys(s.fields)) {
			if !s.fields[name].isCompound() {
				fields = append(fields, name)
			}
		}
	}
	sel := selection{schema: s, columns: []string{"Id", "SystemModstamp"}}
	for _, path := range fields {
		column := path
		root, _, _ := strings.Cut(path, ".")
		if f, plain := s.fields[root]; plain {
			column = root // what is behind the point is inside the value
			sel.jobless = sel.jobless || f.isCompound()
		}
		if !slices.Contains(sel.columns, column) {
			sel.columns = append(sel.columns, column)
		}
	}
	return sel
}

// record turns a row into a Record in the writing that Push takes.
func (sel selection) record(row map[string]any) model.Record {
	rec := model.Record{ID: row["Id"].(string), Fields: map[string]any{}} // query saw to it
	for _, column := range sel.columns {
		root, part, nested := strings.Cut(column, ".")
		if !nested {
			rec.Fields[column] = sel.schema.fields[column].shown(row[column])
			continue
		}
		related, _ := rec.Fields[root].(map[string]any)
		if related == nil {
			related = map[string]any{}
			rec.Fields[root] = related
		}
		related[part] = reach(row, column)
	}
	if at, ok := rec.Fields["SystemModstamp"].(string); ok {
		rec.Version = at
		rec.Modified, _ = time.Parse(time.RFC3339, at) // shown saw to it
	}
	return rec
}

// reach finds a column of a related record: nested in an answer to a query, under
// its whole name in a job's result.
func reach(row map[string]any, column string) any {
	if v, flat := row[column]; flat {
		if v == "" {
			return nil
		}
		return v
	}
	var v any = row
	for _, step := range strings.Split(column, ".") {
		inner, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = inner[step]
	}
	if n, ok := v.(json.Number); ok {
		return plain(n.String())
	}
	return v
}
