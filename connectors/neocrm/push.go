package neocrm

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Push updates records by id: one call each, or all of them as one batch of a job.
//
// A call whose answer is lost is not repeated here, though the update as such could
// be: meanwhile a person may have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	if c.jobs {
		return c.pushJob(ctx, s, batch)
	}
	return connectors.PushEach(batch, func(item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
		row, bad := c.row(s, item)
		if bad != nil {
			return connectors.PushResult{ID: item.ID, Outcome: connectors.Rejected, Err: bad}, nil
		}
		return c.pushOne(ctx, s, item.ID, row)
	})
}

// row is what an update holds, without the id.
func (c *conn) row(s *schema, item connectors.PushItem) (map[string]any, *connectors.Error) {
	row, bad := map[string]any{}, (*connectors.Error)(nil)
	if !isID(item.ID) {
		bad = &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"}
	}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		if bad == nil {
			row[name], bad = c.wire(s, name, item.Fields[name])
		}
	}
	if bad != nil {
		bad.Op, bad.System, bad.Object, bad.ID = "push", Name, s.object, item.ID
	}
	return row, bad
}

// pushOne gives the outcome of one record; stop says that it was not sent and that
// the next one would fare no better.
func (c *conn) pushOne(ctx context.Context, s *schema, id string, row map[string]any) (res connectors.PushResult, stop *connectors.Error) {
	_, _, err := c.rest.Do(ctx, rest.Call{Op: "push", Object: s.object, ID: id, Endpoint: "update", Method: http.MethodPatch,
		Path: objectsPath + s.object + "/" + id, JSON: map[string]any{"data": row}})
	if err == nil {
		return connectors.PushResult{ID: id, Outcome: connectors.Written}, nil
	}
	e := asError(err, s.object)
	if e.Stops() {
		if !e.Sent {
			return res, e
		}
		return connectors.PushResult{ID: id, Outcome: connectors.Unknown, Err: e}, nil
	}
	if gone, err := c.gone(ctx, s.object, id); err == nil && gone { // the codes stand in no document
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}, nil
	}
	e.Sent = false // refused with a code: nothing was done
	return connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}, nil
}

func (c *conn) gone(ctx context.Context, object, id string) (bool, error) {
	page, _, err := c.query(ctx, "push", query{object: object, columns: []string{"id"}, where: []string{"id = " + id}, limit: 1})
	return len(page.Records) == 0, err
}

func asError(err error, object string) *connectors.Error {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e
	}
	return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
}
