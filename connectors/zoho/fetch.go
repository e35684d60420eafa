package zoho

import (
	"context"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch reads records by id, fifty a query. Ids that are gone, that the user may
// not see, or that can be no id are absent.
func (c *conn) Fetch(ctx context.Context, object string, ids, fields []string) ([]model.Record, error) {
	s, err := c.schemas.Fitting(ctx, "fetch", object, fields, (*schema).known)
	if err != nil {
		return nil, err
	}
	sel := s.choose(fields)
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !isID(id) })
	var out []model.Record
	for part := range slices.Chunk(ids, maxIn) {
		list, _, _, err := c.read(ctx, "fetch", sel, in(part), maxIn)
		if err != nil {
			return nil, err
		}
		for _, rec := range list {
			if !slices.Contains(part, rec.ID) {
				return nil, &connectors.Error{Kind: connectors.KindBug, Op: "fetch", System: Name, Object: object, ID: rec.ID, Said: "a record that was not asked for"}
			}
		}
		out = append(out, list...)
	}
	return out, nil
}
