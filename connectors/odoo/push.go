package odoo

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
)

// Push writes one set of values to many records in one transaction, which undoes
// all of them for one that is gone or refused. Those that are gone are then found
// out and left out; where a rule of the database refuses a record, the batch is
// halved until it stands alone.
//
// A call whose answer is lost is Unknown for every record in it and is not
// repeated here: meanwhile a person may have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	values, bad := s.values(batch[0].Fields)
	results := map[string]connectors.PushResult{}
	var ids []int64
	for _, item := range batch {
		n, ok := number(item.ID)
		switch e := bad; {
		case e != nil || !ok:
			if e == nil {
				e = &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"}
			}
			own := *e
			own.Op, own.System, own.Object, own.ID = "push", Name, object, item.ID
			results[item.ID] = connectors.PushResult{Outcome: connectors.Rejected, Err: &own}
		default:
			ids = append(ids, n)
		}
	}
	if len(ids) > 0 {
		failed := c.write(ctx, object, ids, values, results)
		if failed != nil && len(ids) == len(batch) && len(results) == 0 {
			return nil, failed
		}
		if failed != nil {
			lose(ids, failed, results)
		}
	}
	out := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		out[i] = results[item.ID]
		out[i].ID = item.ID
	}
	return out, nil
}

func (s *schema) values(fields map[string]any) (map[string]any, *connectors.Error) {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		v, bad := s.wire(name, fields[name])
		if bad != nil {
			return nil, bad
		}
		out[name] = v
	}
	return out, nil
}

// write notes a result for each id. An error says that nothing happened to those
// without one.
func (c *conn) write(ctx context.Context, object string, ids []int64, values map[string]any, results map[string]connectors.PushResult) *connectors.Error {
	var done any
	_, err := c.call(ctx, request{op: "push", object: object, method: "write", ids: ids, args: map[string]any{"vals": values}}, &done)
	if err == nil && done != true {
		err = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the answer to write is not true"}
	}
	if err == nil {
		for _, id := range ids {
			results[text(id)] = connectors.PushResult{Outcome: connectors.Written}
		}
		return nil
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
	}
	switch {
	case e.Kind == connectors.KindNotFound && e.Code != "":
		return c.writeExisting(ctx, object, ids, values, results)
	case e.Kind == connectors.KindInvalid && e.Code != "":
		if len(ids) == 1 {
			own := *e
			own.Sent, own.ID, own.Fix = false, text(ids[0]), "A rule of the database refuses the record as it stands; its message says why."
			results[own.ID] = connectors.PushResult{Outcome: connectors.Rejected, Err: &own}
			return nil
		}
		half := len(ids) / 2
		if failed := c.write(ctx, object, ids[:half], values, results); failed != nil {
			return failed
		}
		return c.write(ctx, object, ids[half:], values, results)
	case e.Sent:
		lose(ids, e, results)
		return nil
	}
	return e
}

// writeExisting leaves out the records that are gone.
func (c *conn) writeExisting(ctx context.Context, object string, ids []int64, values map[string]any, results map[string]connectors.PushResult) *connectors.Error {
	rows, err := c.search(ctx, "push", object, []string{"id"}, []any{[]any{"id", "in", ids}}, len(ids))
	if err != nil {
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok {
			e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Err: err}
		}
		own := *e
		own.Sent = false // reading changes nothing, and the write before was undone
		return &own
	}
	there := map[string]bool{}
	for _, row := range rows {
		there[connectors.TextOf(row["id"])] = true
	}
	var left []int64
	for _, id := range ids {
		if there[text(id)] {
			left = append(left, id)
			continue
		}
		results[text(id)] = connectors.PushResult{Outcome: connectors.Missing}
	}
	if len(left) == len(ids) { // another record than these, such as one that a rule looks for
		lose(ids, &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: Name, Object: object, Said: "a record that a rule of the database looks for is gone"}, results)
		return nil
	}
	if len(left) == 0 {
		return nil
	}
	return c.write(ctx, object, left, values, results)
}

// lose notes that it is not known what became of those without a result.
func lose(ids []int64, failed *connectors.Error, results map[string]connectors.PushResult) {
	for _, id := range ids {
		if _, told := results[text(id)]; !told {
			e := *failed
			e.ID = text(id)
			results[e.ID] = connectors.PushResult{Outcome: connectors.Unknown, Err: &e}
		}
	}
}

func text(id int64) string { return strconv.FormatInt(id, 10) }
