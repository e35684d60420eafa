package fxiaoke

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

// Push updates the records one call each, with the vendor's workflows and
// approvals switched off: they are on by default, and ten thousand tiers would
// start ten thousand of them.
//
// A call whose answer is lost is Unknown and is not repeated here, though the
// update as such could be: meanwhile a person may have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	return connectors.PushEach(batch, func(item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
		return c.pushOne(ctx, s, item)
	})
}

// pushOne gives the outcome of one item; stop says that the item was not sent
// and that the next one would fare no better.
func (c *conn) pushOne(ctx context.Context, s *schema, item connectors.PushItem) (res connectors.PushResult, stop *connectors.Error) {
	res = connectors.PushResult{ID: item.ID, Outcome: connectors.Written}
	reject := func(e *connectors.Error) (connectors.PushResult, *connectors.Error) {
		e.Op, e.System, e.Object, e.ID = "push", Name, s.object, item.ID
		res.Outcome, res.Err = connectors.Rejected, e
		return res, nil
	}
	row := map[string]any{"dataObjectApiName": s.object, "_id": item.ID}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		v, err := c.wire(s, name, item.Fields[name])
		if err != nil {
			return reject(err)
		}
		row[name] = v
	}
	if item.ID == "" {
		return reject(&connectors.Error{Kind: connectors.KindInvalid, Said: "an item without id"})
	}
	call := c.dataCall("push", "update", s.object, updateRequest{Data: updateData{Object: row}}, false)
	call.ID = item.ID
	_, _, err := c.rest.Do(ctx, call)
	if err == nil {
		return res, nil
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: s.object, ID: item.ID, Sent: true, Err: err}
	}
	if e.Stops() {
		if !e.Sent {
			return res, e
		}
		res.Outcome, res.Err = connectors.Unknown, e
		return res, nil
	}
	return c.refused(ctx, s, item.ID, e), nil
}

// refused looks at a record whose update was refused: the codes for records
// that are gone or locked stand in no document.
func (c *conn) refused(ctx context.Context, s *schema, id string, e *connectors.Error) connectors.PushResult {
	res := connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}
	q := c.newQuery(s.object, 1, []string{"_id", "lock_status", "life_status", "is_deleted"})
	q.where("_id", "EQ", id)
	page, err := c.query(ctx, "push", q)
	if err != nil {
		return res
	}
	if len(page.List) == 0 || gone(page.List[0]) {
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}
	}
	row := page.List[0]
	switch {
	case connectors.TextOf(row["life_status"]) == "invalid":
		e.Kind, e.Fix = connectors.KindConflict, "The record is voided (作废); restore it or take it out of the plan."
	case connectors.TextOf(row["lock_status"]) == "1":
		e.Kind, e.Fix = connectors.KindConflict, "The record is locked; unlock it in Fxiaoke or wait for its approval to end."
	}
	return res
}
