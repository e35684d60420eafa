package fxiaoke

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch reads records by id, a hundred a call. Ids that are gone, or that the
// employee may not see, are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	fields = roots(fields)
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	var out []model.Record
	for part := range slices.Chunk(ids, maxPage) {
		q := c.newQuery(object, maxPage, projection(fields))
		q.where("_id", "IN", part...)
		page, err := c.query(ctx, "fetch", q)
		if err != nil {
			return nil, err
		}
		for _, row := range page.List {
			rec := c.record(s, row, fields)
			if !slices.Contains(part, rec.ID) {
				return nil, &connectors.Error{Kind: connectors.KindBug, Op: "fetch", System: Name, Object: object, ID: rec.ID, Said: "a record that was not asked for"}
			}
			if !gone(row) {
				out = append(out, rec)
			}
		}
	}
	return out, nil
}
