package declared

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch reads records by id, many in a call where the description has {ids}.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	o, err := c.object("fetch", object)
	if err != nil {
		return nil, err
	}
	if o.fetch == nil {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "fetch", System: Name, Object: object, Said: "no fetch is described", Fix: "Describe fetch under the object."}
	}
	var out []model.Record
	for part := range slices.Chunk(ids, o.fetch.Size) {
		recs, err := c.fetchPart(ctx, o, part, fields)
		if err != nil {
			return nil, err
		}
		out = append(out, recs...)
	}
	return out, nil
}

func (c *conn) fetchPart(ctx context.Context, o *object, ids, fields []string) ([]model.Record, error) {
	list := make([]any, len(ids))
	for i, id := range ids {
		list[i] = idOf(id, o.write != nil && o.write.NumberID)
	}
	call := o.fetch.call("fetch", o.name, values{inID: ids[0], inIDs: list})
	call.Idempotent = true
	body, _, err := c.rest.Do(ctx, call)
	if connectors.KindOf(err) == connectors.KindNotFound && len(ids) == 1 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	doc, err := decode(body)
	if err != nil {
		return nil, bug("fetch", o.name, "the answer is no JSON")
	}
	var rows []any
	switch found := mustPath(o.fetch.Records).at(doc).(type) {
	case []any:
		rows = found
	case map[string]any:
		rows = []any{found}
	}
	var out []model.Record
	for _, row := range rows {
		all, bad := o.records(row, fields)
		if bad != "" {
			return nil, bug("fetch", o.name, "a row "+bad)
		}
		for _, s := range all {
			if !s.gone && slices.Contains(ids, s.rec.ID) {
				out = append(out, s.rec)
			}
		}
	}
	return out, nil
}
