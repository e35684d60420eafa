package salesforce

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Records that somebody else holds at the moment are sent again a few times.
const (
	lockTries = 3
	lockWait  = 2 * time.Second
)

// writeHeader goes with every write: assignment rules would move owners, and a
// duplicate rule that only warns would block. Nothing turns off triggers, flows
// and validation rules.
var writeHeader = http.Header{"Sforce-Auto-Assign": {"FALSE"},
	"Sforce-Duplicate-Rule-Header": {"allowSave=true; includeRecordDetails=false; runAsCurrentUser=true"}}

// Push updates records by Id, in one collection of at most 200 that is answered
// for each record in the order sent, or in one job. It never uses upsert, which
// creates what it does not find.
//
// A call whose answer is lost is Unknown for every record in it and is not
// repeated here, though the update as such could be: meanwhile a person may have
// changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	rows, at, results := connectors.Encode(Name, object, batch, func(item connectors.PushItem) (map[string]any, *connectors.Error) { return s.row(item, c.bulk) })
	if len(rows) == 0 {
		return results, nil
	}
	write := c.writeCollection
	if c.bulk {
		write = c.writeJob
	}
	written, failed := write(ctx, object, rows)
	if failed != nil && !failed.Sent && len(rows) == len(batch) {
		return nil, failed
	}
	for n, i := range at {
		switch {
		case failed == nil:
			results[i] = written[n]
		case !failed.Sent && failed.Kind == connectors.KindInvalid:
			results[i] = connectors.PushResult{Outcome: connectors.Rejected, Err: failed}
		default:
			results[i] = connectors.Lost(batch[i].ID, failed)
		}
		results[i].ID = batch[i].ID
	}
	return results, nil
}

func (s *schema) row(item connectors.PushItem, inJob bool) (map[string]any, *connectors.Error) {
	if !isID(item.ID) {
		return nil, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here has 15 or 18 letters and digits"}
	}
	row := map[string]any{"Id": item.ID}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		v, bad := s.wire(name, item.Fields[name])
		if bad != nil {
			return nil, bad
		}
		if inJob && v == emptied {
			return nil, connectors.Wants(name, "another text than "+emptied+", which empties a field in a job")
		}
		row[name] = v
	}
	return row, nil
}

// writeCollection gives a result for each row, or an error for them all. Rows
// that were held by somebody else are sent again: nothing happened to them.
func (c *conn) writeCollection(ctx context.Context, object string, rows []map[string]any) ([]connectors.PushResult, *connectors.Error) {
	out, failed := c.sendCollection(ctx, object, rows)
	for try := 1; failed == nil && try < lockTries; try++ {
		var held []map[string]any
		var at []int
		for i, r := range out {
			if connectors.CodeOf(r.Err) == "UNABLE_TO_LOCK_ROW" {
				held, at = append(held, rows[i]), append(at, i)
			}
		}
		if len(held) == 0 || c.clock.Sleep(ctx, lockWait<<try) != nil {
			break
		}
		again, bad := c.sendCollection(ctx, object, held)
		for n, i := range at {
			switch {
			case bad == nil:
				out[i] = again[n]
			case bad.Sent:
				out[i] = connectors.Lost(out[i].ID, bad)
			}
		}
		if bad != nil {
			break
		}
	}
	return out, failed
}

func (c *conn) sendCollection(ctx context.Context, object string, rows []map[string]any) ([]connectors.PushResult, *connectors.Error) {
	req := collection{Records: make([]map[string]any, len(rows))}
	for i, row := range rows {
		req.Records[i] = maps.Clone(row)
		req.Records[i]["attributes"] = map[string]any{"type": object}
	}
	var answers []result
	err := c.rest.JSON(ctx, rest.Call{Op: "push", Object: object, Endpoint: "update", Method: http.MethodPatch, Path: c.path + "composite/sobjects", JSON: req, Header: writeHeader}, &answers)
	if err != nil {
		return nil, refused(object, err)
	}
	if len(answers) != len(rows) {
		return nil, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the answer does not hold one result for each record"}
	}
	out := make([]connectors.PushResult, len(rows))
	for i, a := range answers {
		out[i] = a.outcome(object, rows[i]["Id"].(string)) // row saw to it
	}
	return out, nil
}

// refused is the error of a whole call; one that the system refused with a code
// did nothing.
func refused(object string, err error) *connectors.Error {
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		return &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
	}
	switch e.Kind {
	case connectors.KindInvalid, connectors.KindNotFound, connectors.KindUnsupported, connectors.KindConflict:
		e.Sent = e.Sent && e.Code == ""
	}
	return e
}

// outcome reads the result of one record; a failed one may lack its id.
func (r result) outcome(object, id string) connectors.PushResult {
	if r.Success == nil || *r.Success && !sameID(r.ID, id) {
		return connectors.Lost(id, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Said: "the result is none, or about another record"})
	}
	if *r.Success {
		return connectors.PushResult{ID: id, Outcome: connectors.Written}
	}
	if len(r.Errors) == 0 {
		return rejected(object, id, apiError{Message: "refused without a reason"})
	}
	return rejected(object, id, r.Errors[0])
}

// rejected is the outcome of a record that the system refuses.
func rejected(object, id string, said apiError) connectors.PushResult {
	e := &connectors.Error{Kind: connectors.KindInvalid, Op: "push", System: Name, Object: object, ID: id, Code: said.Status, Said: rest.Redact(said.said()), Fix: fixes[said.Status]}
	if kind, known := kinds[e.Code]; known {
		e.Kind = kind
	}
	switch e.Code {
	case "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID", "NOT_FOUND":
		// An update by Id alone holds no other reference that could be wrong.
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}
	case "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "QUERY_TIMEOUT":
		return connectors.Lost(id, e)
	}
	return connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}
}
