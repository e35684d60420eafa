package jiandaoyun

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// list asks for the first rows of a form. Fields are not chosen: with a choice
// the system leaves out the change stamp, and a renamed field would look empty.
func (f form) list(limit int) listRequest { return listRequest{formRef: f.formRef, Limit: limit} }

func (q listRequest) where(conds ...cond) listRequest {
	q.Filter = &filter{Rel: "and", Cond: conds}
	return q
}

// idIn keeps the records with these ids, at most maxIn.
func idIn(ids []string) cond { return anyOf("data_id", ids) }

func anyOf(field string, values []string) cond {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v
	}
	return cond{Field: field, Method: "in", Value: list}
}

// rows sends one list call. The answer must have data: an empty body is no
// empty page.
func (c *conn) rows(ctx context.Context, op string, f form, q listRequest) ([]map[string]any, error) {
	var a listAnswer
	if err := c.rest.JSON(ctx, c.call(op, f, listPath, q, true), &a); err != nil {
		return nil, err
	}
	if a.Data == nil {
		return nil, bug(op, f.object, "the answer has no data")
	}
	return a.Data, nil
}

// walk goes through the rows above q.DataID in the order of _id, page by page,
// and ends with an empty page: a short one could only mean that rows were held
// back.
func (c *conn) walk(ctx context.Context, op string, f form, q listRequest, visit func(rows []map[string]any, last string) error) error {
	for {
		rows, err := c.rows(ctx, op, f, q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			id, _ := row["_id"].(string)
			if id <= q.DataID {
				return bug(op, f.object, fmt.Sprintf("row %q comes after %q: the rows are not in the order of _id", id, q.DataID))
			}
			q.DataID = id
		}
		if err := visit(rows, q.DataID); err != nil || len(rows) == 0 {
			return err
		}
	}
}

// errEnough ends a walk early.
var errEnough = errors.New("enough rows")

// current is the schema that explains all keys of the rows. A key that it does
// not know may be a new alias, so the system is asked once for each such key.
func (c *conn) current(ctx context.Context, op string, s *schema, rows []map[string]any) (*schema, error) {
	odd := s.unexplained(rows)
	if len(odd) == 0 {
		return s, nil
	}
	s, err := c.ask(ctx, op, s.object)
	if err != nil {
		return nil, err
	}
	known := *s
	known.odd = map[string]bool{}
	for _, k := range known.unexplained(rows) {
		known.odd[k] = true
	}
	c.mu.Lock()
	c.schemas[s.object] = &known
	c.mu.Unlock()
	return &known, nil
}

func (s *schema) unexplained(rows []map[string]any) []string {
	var out []string
	for _, row := range rows {
		for k := range row {
			known := s.odd[k] || slices.Contains(s.system, k) || slices.Contains(out, k) ||
				slices.ContainsFunc(s.fields, func(f field) bool { return f.name == k || f.id == k })
			if !known {
				out = append(out, k)
			}
		}
	}
	return out
}

// record turns a row into a Record in the writing that Push takes. Wanted
// fields stand under the names asked for; without a wish, all stand under
// their ids.
func (c *conn) record(s *schema, row map[string]any, want []asked) model.Record {
	id, _ := row["_id"].(string)
	rec := model.Record{ID: id, Fields: map[string]any{}}
	for _, a := range want {
		rec.Fields[a.as] = c.shown(a.field, row)
	}
	if want == nil {
		for _, f := range s.fields {
			rec.Fields[f.id] = c.shown(f, row)
		}
		for _, name := range s.system {
			if v, sent := row[name]; sent {
				rec.Fields[name] = v
			}
		}
	}
	if at, ok := stampOf(row); ok {
		rec.Modified, rec.Version = at, connectors.TextOf(row["updateTime"])
	}
	return rec
}

// stampOf is the instant of a row's last change.
func stampOf(row map[string]any) (time.Time, bool) {
	text, _ := row["updateTime"].(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	return at.UTC(), err == nil
}
