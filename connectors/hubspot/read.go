package hubspot

import (
	"context"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/model"
)

// mergedIDs is the property in which a record names those that it took in.
const mergedIDs = "hs_merged_object_ids"

// selection is what is read of a record.
type selection struct {
	schema     *schema
	properties []string // with the stamp
	links      []string // objects whose associations are read
}

// choose plans the reading; nil wants every property.
func (s *schema) choose(fields []string) selection {
	if fields == nil {
		for name := range s.properties {
			fields = append(fields, name)
		}
		slices.Sort(fields)
	}
	sel := selection{schema: s, properties: []string{s.stamp}}
	for _, name := range fields {
		to := &sel.properties
		if _, other, nested := strings.Cut(name, linked+"."); nested {
			name, to = other, &sel.links
		}
		if !slices.Contains(*to, name) {
			*to = append(*to, name)
		}
	}
	return sel
}

// read gives records by id, strongly consistent, in the order of the ids. What is
// gone is left out, and so is what answers under another id: a record that was
// merged away answers as its winner.
func (c *conn) read(ctx context.Context, op string, sel selection, ids []string, more ...string) ([]record, error) {
	found := map[string]record{}
	properties := slices.Concat(sel.properties, more)
	for part := range slices.Chunk(ids, batch) {
		req := readRequest{Properties: properties, History: []string{}}
		for _, id := range part {
			req.Inputs = append(req.Inputs, inputID{id})
		}
		var a batchAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: sel.schema.object, Endpoint: "read", Path: c.records(sel.schema.object, "/batch/read"), JSON: req, Idempotent: true}, &a); err != nil {
			return nil, err
		}
		if a.Status == "" {
			return nil, bug(op, sel.schema.object, "an answer to a batch without a status")
		}
		for _, r := range a.Results {
			found[r.ID] = r
		}
	}
	var out []record
	for _, id := range ids {
		if r, ok := found[id]; ok {
			out = append(out, r)
		}
	}
	return out, nil
}

// complete turns rows into records, with their associations.
func (c *conn) complete(ctx context.Context, op string, sel selection, rows []record) ([]model.Record, error) {
	out := make([]model.Record, len(rows))
	for i, row := range rows {
		rec := model.Record{ID: row.ID, Fields: map[string]any{}}
		for _, name := range sel.properties {
			rec.Fields[name] = sel.schema.properties[name].shown(row.Properties[name])
		}
		text := row.UpdatedAt
		if v := row.Properties[sel.schema.stamp]; v != nil {
			text = *v
		}
		if at, ok := instant(text); ok {
			rec.Modified, rec.Version = at, text
		}
		if len(sel.links) > 0 {
			rec.Fields[linked] = map[string]any{}
		}
		out[i] = rec
	}
	for _, to := range sel.links {
		if err := c.link(ctx, op, sel.schema.object, to, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// link adds the associated record of another object: the primary one, else the
// one with the smallest id.
func (c *conn) link(ctx context.Context, op, object, to string, records []model.Record) error {
	chosen := map[string]string{}
	for part := range slices.Chunk(records, batch) {
		var req struct {
			Inputs []inputID `json:"inputs"`
		}
		for _, r := range part {
			req.Inputs = append(req.Inputs, inputID{r.ID})
		}
		var a linksAnswer
		if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "links", Path: c.links(object, to), JSON: req, Idempotent: true}, &a); err != nil {
			return err
		}
		for _, r := range a.Results {
			best, primary := "", false
			for _, t := range r.To {
				first := false
				for _, kind := range t.Types {
					first = first || kind.Label == "Primary"
				}
				if id := t.ID.String(); best == "" || first && !primary || first == primary && connectors.Below(id, best) {
					best, primary = id, first
				}
			}
			chosen[r.From.ID] = best
		}
	}
	for _, r := range records {
		var v any
		if id := chosen[r.ID]; id != "" {
			v = id
		}
		r.Fields[linked].(map[string]any)[to] = v // complete made it
	}
	return nil
}

// Fetch reads records by id. Ids that are gone, merged away, or that can be no id
// are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	sel := s.choose(fields)
	rows, err := c.read(ctx, "fetch", sel, slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) }))
	if err != nil {
		return nil, err
	}
	return c.complete(ctx, "fetch", sel, rows)
}

// isID says whether a text can be an id: digits, not to be read as a number.
func isID(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
