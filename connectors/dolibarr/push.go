package dolibarr

import (
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Push writes the records one call each, of which each follows a reading: the
// extra fields of a record are replaced as a whole, so that those of others go
// along as they stand. What comes back is compared, since a field that the system
// does not have is ignored without a word.
//
// A call whose answer is lost is Unknown and is not repeated here: meanwhile a
// person may have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if object != customers {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only third parties are written", Fix: "Write back to thirdparties."}
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	return connectors.PushEach(batch, func(item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
		return c.one(ctx, s, item)
	})
}

// one writes one record; an error says that the system stopped answering before
// anything was sent.
func (c *conn) one(ctx context.Context, s *schema, item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
	result := func(outcome connectors.Outcome, e *connectors.Error) (connectors.PushResult, *connectors.Error) {
		r := connectors.PushResult{ID: item.ID, Outcome: outcome}
		if e != nil {
			own := *e
			own.Op, own.System, own.Object, own.ID = "push", Name, customers, item.ID
			own.Sent = outcome == connectors.Unknown
			r.Err = &own
		}
		return r, nil
	}
	values := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		f, ok := s.extra[name]
		switch {
		case !ok:
			return result(connectors.Rejected, s.missing("push", name))
		case !f.target():
			return result(connectors.Rejected, &connectors.Error{Kind: connectors.KindUnsupported, Said: "an extra field of type " + f.Type + " cannot be written", Fix: "Choose one of type varchar, text, int, double, price, boolean or select."})
		}
		v, bad := f.wire(name, item.Fields[name])
		if bad != nil {
			return result(connectors.Rejected, bad)
		}
		values[name] = v
	}
	if !number(item.ID) {
		return result(connectors.Rejected, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"})
	}
	call := rest.Call{Op: "push", Object: customers, ID: item.ID, Endpoint: "read", Path: "/" + customers + "/" + url.PathEscape(item.ID)}
	var now map[string]any
	if e := asError(c.rest.JSON(ctx, call, &now)); e != nil {
		if nothing(e) {
			return result(connectors.Missing, nil)
		}
		own := *e
		own.Sent = false // it was a reading
		return connectors.PushResult{}, &own
	}
	whole, _ := now["array_options"].(map[string]any)
	whole = maps.Clone(whole)
	if whole == nil {
		whole = map[string]any{}
	}
	maps.Copy(whole, values)
	call.Endpoint, call.Method, call.JSON = "update", "PUT", map[string]any{"array_options": whole}
	var back map[string]any
	if e := asError(c.rest.JSON(ctx, call, &back)); e != nil {
		switch {
		case nothing(e):
			return result(connectors.Missing, nil)
		case e.Kind == connectors.KindInvalid || e.Kind == connectors.KindConflict:
			return result(connectors.Rejected, e)
		case e.Sent:
			return result(connectors.Unknown, e)
		}
		return connectors.PushResult{}, e
	}
	stands := flatten(back)
	for name, want := range values {
		if got := connectors.TextOf(stands[name]); !connectors.SameText(got, connectors.TextOf(want)) {
			return result(connectors.Rejected, &connectors.Error{Kind: connectors.KindInvalid, Said: "the system kept another value in " + name, Fix: "Compare the extra field's type and size with what is written."})
		}
	}
	return result(connectors.Written, nil)
}

func asError(err error) *connectors.Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		return e
	}
	return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: customers, Sent: true, Err: err}
}
