package zoho

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Push updates up to a hundred records in one call, each of which is answered
// on its own, in the order sent. Nothing may be triggered unless the option
// trigger says so: a tier update would else start workflows and approvals by
// the hundred. It never uses upsert, which creates what it does not find.
//
// A call whose answer is lost is Unknown for every record in it and is not
// repeated here, though the update as such could be: meanwhile a person may
// have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	rows, at, results := connectors.Encode(Name, object, batch, s.row)
	if len(rows) == 0 {
		return results, nil
	}
	answers, failed := c.send(ctx, object, rows)
	if failed != nil && !failed.Sent && len(rows) == len(batch) {
		return nil, failed
	}
	for n, i := range at {
		if failed != nil {
			results[i] = connectors.Lost(batch[i].ID, failed)
			if !failed.Sent && failed.Kind == connectors.KindInvalid {
				results[i].Outcome = connectors.Rejected
			}
			continue
		}
		results[i] = outcome(object, batch[i].ID, answers[n])
	}
	return results, nil
}

func (s *schema) row(item connectors.PushItem) (map[string]any, *connectors.Error) {
	if !isID(item.ID) {
		return nil, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a row of digits"}
	}
	row := map[string]any{"id": item.ID}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		v, bad := s.wire(name, item.Fields[name])
		if bad != nil {
			return nil, bad
		}
		row[name] = v
	}
	return row, nil
}

// send gives an answer for each row, or an error for them all. Its Sent is
// false when the call was refused as a whole, so that nothing was written.
func (c *conn) send(ctx context.Context, object string, rows []map[string]any) ([]status, *connectors.Error) {
	req := updateRequest{Data: rows, Trigger: c.trigger}
	if len(req.Trigger) == 0 {
		req.Trigger, req.Skip = []string{}, []skipFeature{{"cadences"}}
	}
	call := rest.Call{Op: "push", Object: object, Endpoint: "update", Method: http.MethodPut, Path: apiPath + url.PathEscape(object), JSON: req}
	body, _, err := c.rest.Do(ctx, call)
	each, refused := errors.AsType[perRecord](err)
	if refused {
		body, err = each.body, nil
	}
	if err != nil {
		e, ok := errors.AsType[*connectors.Error](err)
		switch {
		case !ok:
			return nil, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
		case e.Kind == connectors.KindInvalid || e.Kind == connectors.KindNotFound || e.Kind == connectors.KindUnsupported:
			// A frame that is refused with a code has no results: nothing was done.
			e.Sent = e.Sent && e.Code == ""
		}
		return nil, e
	}
	var a resultsAnswer
	err = json.Unmarshal(body, &a)
	if err == nil && refused && len(a.Data) == 1 && len(rows) > 1 {
		// The refusal of a whole call comes in the form of one record as well.
		return nil, &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: Name, Object: object, Code: a.Data[0].Code, Said: rest.Redact(a.Data[0].said())}
	}
	if err != nil || len(a.Data) != len(rows) {
		return nil, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the answer does not hold one result for each record", Err: err}
	}
	return a.Data, nil
}

// outcome reads the answer for one record.
func outcome(object, id string, s status) connectors.PushResult {
	theirs := connectors.TextOf(s.Details["id"])
	if s.Code == "SUCCESS" {
		if theirs != id {
			return connectors.Lost(id, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the answer is about another record"})
		}
		return connectors.PushResult{ID: id, Outcome: connectors.Written, Version: versionOf(s.Details["Modified_Time"])}
	}
	e := &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: Name, Object: object, ID: id, Code: s.Code, Said: rest.Redact(s.said())}
	res := connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}
	switch s.Code {
	case "INVALID_DATA":
		// A wrong value names its field; a wrong id names none, or itself.
		if field := connectors.TextOf(s.Details["api_name"]); field == "id" || field == "" && theirs == id {
			return connectors.PushResult{ID: id, Outcome: connectors.Missing}
		}
	case "ALREADY_MODIFIED":
		return connectors.PushResult{ID: id, Outcome: connectors.Conflict}
	case "RECORD_LOCKED":
		e.Kind, e.Fix = connectors.KindConflict, "The record is locked; unlock it in Zoho CRM or wait for whoever holds it."
	case "RECORD_IN_BLUEPRINT":
		e.Kind, e.Fix = connectors.KindConflict, "The record stands in a blueprint; move it on in Zoho CRM."
	case "NOT_APPROVED":
		e.Fix = "The record waits for an approval in Zoho CRM."
	case "DUPLICATE_DATA":
		if theirs != "" {
			e.Said += "; the other record is " + theirs
		}
		e.Fix = "Another record holds the same value of a unique field; merge the two in Zoho CRM or do not write this field."
	case "NO_PERMISSION":
		e.Kind, e.Fix = connectors.KindPermission, "Give the profile of the connected user the right to edit this module."
	case "TOO_MANY_REQUESTS":
		e.Kind, res.Outcome = connectors.KindRateLimited, connectors.Unknown
	case "INTERNAL_ERROR":
		e.Kind, e.Sent, res.Outcome = connectors.KindUnavailable, true, connectors.Unknown
	}
	return res
}
