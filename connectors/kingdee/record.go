package kingdee

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// wanted is what a read asks for, by where it stands.
type wanted struct {
	head  []string            // columns of the header query, after the key
	lines map[string][]string // columns by sub-table
	side  []string            // logical names of fields of the side form
	extra []string            // columns of head that nobody asked for
}

// wants sorts the wanted fields and finds out that each exists. Nil is every
// field of the header.
func (c *conn) wants(ctx context.Context, op string, s *schema, fields []string) (*wanted, error) {
	w := &wanted{lines: map[string][]string{}}
	if fields == nil {
		for name, f := range s.head {
			w.head = append(w.head, name)
			if f.Type == connectors.TypeReference {
				w.head = append(w.head, name+".FNumber")
			}
		}
		w.head = slices.DeleteFunc(w.head, func(n string) bool { return n == s.key })
		slices.Sort(w.head)
	}
	for _, name := range fields {
		base, line, _ := strings.Cut(name, ".")
		t, isTable := s.tables[base]
		switch {
		case strings.HasPrefix(name, sidePrefix):
			if _, err := c.sideTarget(ctx, op, name); err != nil {
				return nil, err
			}
			w.side = append(w.side, name)
		case isTable:
			if line == "" || base+"_"+line == t.key {
				w.lines[base] = append(w.lines[base], nil...) // the id of a line comes with every line
				continue
			}
			w.lines[base] = append(w.lines[base], line)
		case name != s.key:
			w.head = append(w.head, name)
		}
	}
	if err := c.knows(ctx, op, s, slices.DeleteFunc(slices.Clone(fields), func(n string) bool { return strings.HasPrefix(n, sidePrefix) })); err != nil {
		return nil, err
	}
	need := slices.Clone(s.stamps)
	if len(w.side) > 0 {
		need = append(need, numberField)
	}
	for _, name := range need {
		if !slices.Contains(w.head, name) {
			w.head, w.extra = append(w.head, name), append(w.extra, name)
		}
	}
	return w, nil
}

// numberField is a customer's number, under which the side form knows it.
const numberField = "FNumber"

// records turns rows of the header query into records, with their lines and
// their row of the side form where these are wanted.
func (c *conn) records(ctx context.Context, op string, s *schema, w *wanted, rows [][]any) ([]model.Record, error) {
	out := make([]model.Record, len(rows))
	byID := make(map[string]model.Record, len(rows))
	for i, row := range rows {
		rec := model.Record{ID: connectors.TextOf(row[0]), Fields: make(map[string]any, len(w.head)+1)}
		rec.Fields[s.key] = row[0]
		for j, name := range w.head {
			rec.Fields[name] = s.value(name, row[j+1])
		}
		for _, name := range s.stamps {
			if at, ok := c.stamp(rec.Fields[name]); ok && at.After(rec.Modified) {
				rec.Modified = at
			}
		}
		if !rec.Modified.IsZero() {
			rec.Version = rec.Modified.Format(time.RFC3339Nano)
		}
		out[i], byID[rec.ID] = rec, rec
	}
	for key, fields := range w.lines {
		if err := c.addLines(ctx, op, s, key, fields, byID); err != nil {
			return nil, err
		}
	}
	if len(w.side) > 0 {
		if err := c.addSide(ctx, op, w.side, out); err != nil {
			return nil, err
		}
	}
	for _, rec := range out {
		for _, name := range w.extra {
			delete(rec.Fields, name)
		}
	}
	return out, nil
}

// value brings a cell into the writing that Push takes: empty text columns hold
// a blank, a day comes with midnight behind it, and an empty reference is 0.
func (s *schema) value(name string, v any) any {
	if s.head[name].Type == connectors.TypeReference && connectors.TextOf(v) == "0" {
		return nil
	}
	text, ok := v.(string)
	if !ok {
		return v
	}
	if strings.TrimSpace(text) == "" {
		return ""
	}
	if f := s.head[name]; f.Target && f.Type == connectors.TypeTime {
		return strings.TrimSuffix(text, "T00:00:00")
	}
	return text
}

// stamp reads a stamp of the server's clock.
func (c *conn) stamp(v any) (time.Time, bool) {
	text, _ := v.(string)
	at, err := time.ParseInLocation("2006-01-02T15:04:05.999999999", text, c.zone)
	return at.UTC(), err == nil
}

// Fetch reads records by id. Ids that are gone, or that the user may not see,
// are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schema(ctx, "fetch", object)
	if err != nil {
		return nil, err
	}
	w, err := c.wants(ctx, "fetch", s, fields)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	var out []model.Record
	for chunk := range slices.Chunk(ids, maxFetch) {
		q := queryRequest{Form: object, Limit: maxPage, Filter: in(s.key, chunk)}
		err := c.walk(ctx, "fetch", q, s.key, w.head, 0, func(rows [][]any, _ int64) error {
			records, err := c.records(ctx, "fetch", s, w, rows)
			for _, rec := range records {
				if !slices.Contains(chunk, rec.ID) {
					return bug("fetch", object, "a record that was not asked for")
				}
			}
			out = append(out, records...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
