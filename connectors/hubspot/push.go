package hubspot

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Push updates records by id, a hundred a call, each of which is answered by its
// id in any order. It never uses upsert, which creates what it does not find.
//
// A value that one record refuses spoils its whole batch, and an account's rules
// may refuse what the schema allows: such a batch is halved until the bad record
// stands alone. A call whose answer is lost is Unknown for every record in it and
// is not repeated here: meanwhile a person may have changed the property.
func (c *conn) Push(ctx context.Context, object string, items []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(items) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(items), (*schema).known)
	if s == nil {
		return nil, err // a property that is missing comes with a schema and is each item's own matter
	}
	inputs, at, results := connectors.Encode(Name, object, items, s.input)
	if len(inputs) == 0 {
		return results, nil
	}
	written, failed := c.write(ctx, object, inputs)
	if failed != nil && len(inputs) == len(items) {
		return nil, failed
	}
	for n, i := range at {
		if failed != nil { // nothing happened, but others were refused here already
			results[i] = connectors.Lost(items[i].ID, failed)
			continue
		}
		results[i] = written[n]
	}
	return results, nil
}

func (s *schema) input(item connectors.PushItem) (in updateInput, bad *connectors.Error) {
	if !isID(item.ID) {
		return in, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a row of digits"}
	}
	in = updateInput{ID: item.ID, Properties: map[string]string{}, Trace: item.ID}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		if in.Properties[name], bad = s.wire(name, item.Fields[name]); bad != nil {
			return in, bad
		}
	}
	return in, nil
}

// write gives a result for each input; the error says that nothing happened to any.
func (c *conn) write(ctx context.Context, object string, inputs []updateInput) ([]connectors.PushResult, *connectors.Error) {
	var a batchAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: "push", Object: object, Endpoint: "update", Path: c.records(object, "/batch/update"), JSON: updateRequest{inputs}}, &a)
	if err == nil {
		return outcomes(object, inputs, a), nil
	}
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
	}
	spoiled := (e.Kind == connectors.KindInvalid || e.Kind == connectors.KindConflict || e.Kind == connectors.KindNotFound) && e.Code != ""
	switch {
	case spoiled && len(inputs) == 1:
		e.Sent, e.ID = false, inputs[0].ID
		return []connectors.PushResult{refused(inputs[0].ID, e)}, nil
	case spoiled:
		return c.halve(ctx, object, inputs)
	case !e.Sent:
		return nil, e
	}
	out := make([]connectors.PushResult, len(inputs))
	for i, in := range inputs {
		out[i] = connectors.Lost(in.ID, e)
	}
	return out, nil
}

// halve writes both halves on their own. When the second fails as a whole, what
// the first has done is told all the same, and the second is to be read back.
func (c *conn) halve(ctx context.Context, object string, inputs []updateInput) ([]connectors.PushResult, *connectors.Error) {
	middle := len(inputs) / 2
	first, failed := c.write(ctx, object, inputs[:middle])
	if failed != nil {
		return nil, failed
	}
	second, failed := c.write(ctx, object, inputs[middle:])
	if failed != nil {
		for _, in := range inputs[middle:] {
			second = append(second, connectors.Lost(in.ID, failed))
		}
	}
	return append(first, second...), nil
}

// outcomes reads an answer by ids: neither the order nor the HTTP status says
// which records were written.
func outcomes(object string, inputs []updateInput, a batchAnswer) []connectors.PushResult {
	told := map[string]connectors.PushResult{}
	for _, r := range a.Results {
		told[r.ID] = connectors.PushResult{ID: r.ID, Outcome: connectors.Written, Version: r.UpdatedAt}
	}
	for _, f := range a.Errors {
		e := &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: Name, Object: object, Code: f.Category, Said: rest.Redact(f.said()), Trace: f.Trace}
		switch f.Category {
		case "OBJECT_NOT_FOUND":
			e.Kind = connectors.KindNotFound
		case "CONFLICT":
			e.Kind = connectors.KindConflict
		}
		for _, key := range []string{"ids", "id", "objectWriteTraceId"} {
			for _, id := range f.Context[key] {
				told[id] = refused(id, e)
			}
		}
	}
	out := make([]connectors.PushResult, len(inputs))
	for i, in := range inputs {
		res, ok := told[in.ID]
		if !ok {
			res = connectors.Lost(in.ID, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the answer does not tell of this record"})
		}
		out[i] = res
	}
	return out
}

// refused is the outcome of one record that the account does not take.
func refused(id string, e *connectors.Error) connectors.PushResult {
	own := *e
	own.ID = id
	switch own.Kind {
	case connectors.KindNotFound:
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}
	case connectors.KindConflict:
		own.Fix = "Another record holds the same value of a unique property; merge the two in HubSpot or do not write this property."
	case connectors.KindInvalid:
		own.Fix = "A rule of the account refuses the record as it stands, perhaps for another property: look at its validation rules, or fill what they require."
	}
	return connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: &own}
}
