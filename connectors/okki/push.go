package okki

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

const pushPath = "/v1/company/pushCompanyAndCustomers"

// echoed are what an edit has to repeat so that it stays: name and contacts are
// required, the group of the public pool is "必填", and without the others a
// customer would become a private one of the caller.
var echoed = []string{"name", "pool_id", "is_public", "user_id"}

// Push edits companies, one call each, after reading each in whole: the call makes
// a company when its id is missing, contacts when theirs are, and takes what is left
// out for its default.
//
// A call whose answer is lost is Unknown and is not repeated here, though the edit
// as such could be: meanwhile a person may have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	if object != companies {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "TierLoop writes to companies only", Fix: "Let writeback name the object company."}
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	return connectors.PushEach(batch, func(item connectors.PushItem) (connectors.PushResult, *connectors.Error) {
		return c.pushOne(ctx, s, item)
	})
}

// pushOne gives the outcome of one item; stop says that it was not sent and that the
// next one would fare no better.
func (c *conn) pushOne(ctx context.Context, s *schema, item connectors.PushItem) (res connectors.PushResult, stop *connectors.Error) {
	res = connectors.PushResult{ID: item.ID, Outcome: connectors.Written}
	reject := func(e *connectors.Error) (connectors.PushResult, *connectors.Error) {
		e.Op, e.System, e.Object, e.ID = "push", Name, s.object, item.ID
		res.Outcome, res.Err = connectors.Rejected, e
		return res, nil
	}
	if !isID(item.ID) {
		return reject(&connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"})
	}
	fields := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		v, bad := s.wire(name, item.Fields[name])
		if bad != nil {
			return reject(bad)
		}
		fields[name] = v
	}
	row, err := c.info(ctx, "push", s.object, item.ID)
	if err != nil {
		e := asError(err, s.object)
		e.Sent = false // reading changes nothing
		return res, e
	}
	if row == nil {
		res.Outcome = connectors.Missing
		return res, nil
	}
	body, bad := edit(item.ID, row, fields)
	if bad != nil {
		return reject(bad)
	}
	_, _, err = c.rest.Do(ctx, rest.Call{Op: "push", Object: s.object, ID: item.ID, Endpoint: "push", Method: http.MethodPost, Path: pushPath, JSON: body})
	if err == nil {
		return res, nil
	}
	e := asError(err, s.object)
	switch {
	case e.Stops() && !e.Sent:
		return res, e
	case e.Stops():
		res.Outcome = connectors.Unknown
	case e.Kind == connectors.KindNotFound && e.Code != "":
		return connectors.PushResult{ID: item.ID, Outcome: connectors.Missing}, nil
	default:
		e.Sent, res.Outcome = false, connectors.Rejected // refused with a code: nothing was done
	}
	res.Err = e
	return res, nil
}

// edit is the body of an edit. Contacts are repeated as they were read, each with
// its id, without which they would be made a second time.
func edit(id string, row, fields map[string]any) (map[string]any, *connectors.Error) {
	body := map[string]any{"company_id": json.Number(id), "pool_id": json.Number("0")}
	for _, name := range echoed {
		switch v := row[name].(type) {
		case string, json.Number, bool:
			body[name] = v
		}
	}
	contacts, _ := row["customers"].([]any)
	for _, e := range contacts {
		contact, _ := e.(map[string]any)
		if connectors.TextOf(contact["customer_id"]) == "" {
			return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: "a contact of this company comes without its customer_id, and would be made a second time",
				Fix: "Tell the vendor; until then leave this company out of the plan."}
		}
	}
	if contacts == nil {
		contacts = []any{}
	}
	body["customers"] = contacts
	for name, v := range fields {
		if _, list := row[name].([]any); list { // a field of one value that comes as a list goes as one
			v = slices.DeleteFunc([]any{v}, func(v any) bool { return v == "" })
		}
		body[name] = v
	}
	return body, nil
}

func asError(err error, object string) *connectors.Error {
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		own := *e
		return &own
	}
	return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
}
