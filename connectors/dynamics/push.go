package dynamics

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// Push updates rows in one batch request, which goes on when a row is refused and
// answers each in the order sent. Every update says If-Match: *, without which a
// row that is gone would be created.
//
// A call whose answer is lost is Unknown for every row in it and is not repeated
// here, though the update as such could be: meanwhile a person may have changed
// the column.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a column that is missing comes with a schema and is each item's own matter
	}
	updates, at, results := connectors.Encode(Name, object, batch, s.update)
	if len(updates) == 0 {
		return results, nil
	}
	answers, failed := c.send(ctx, object, updates)
	if failed != nil && !failed.Sent && len(updates) == len(batch) {
		return nil, failed
	}
	for n, i := range at {
		switch {
		case failed == nil:
			results[i] = outcome(object, batch[i].ID, answers[n])
		case !failed.Sent && failed.Kind == connectors.KindInvalid:
			results[i] = connectors.PushResult{ID: batch[i].ID, Outcome: connectors.Rejected, Err: failed}
		default:
			results[i] = connectors.Lost(batch[i].ID, failed)
		}
	}
	return results, nil
}

func (s *schema) update(item connectors.PushItem) (u update, bad *connectors.Error) {
	if !isID(item.ID) {
		return u, &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a GUID"}
	}
	row := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		if row[name], bad = s.wire(name, item.Fields[name]); bad != nil {
			return u, bad
		}
	}
	body, err := json.Marshal(row)
	if err != nil {
		return u, &connectors.Error{Kind: connectors.KindBug, Err: err}
	}
	return update{path: apiPath + s.set + "(" + strings.ToLower(item.ID) + ")", body: body}, nil
}

// send gives an answer for each update, or an error for them all.
func (c *conn) send(ctx context.Context, object string, updates []update) ([]answered, *connectors.Error) {
	header := http.Header{"Prefer": {"odata.continue-on-error"}}
	own := http.Header{"If-Match": {"*"}, "Content-Type": {"application/json"}}
	if c.bypass {
		own.Set("MSCRM.BypassBusinessLogicExecution", "CustomSync,CustomAsync")
		own.Set("MSCRM.SuppressCallbackRegistrationExpanderJob", "true")
	}
	boundary := "batch_tierloop"
	body, got, err := c.rest.Do(ctx, rest.Call{Op: "push", Object: object, Endpoint: "update", Method: http.MethodPost, Path: apiPath + "$batch", Header: header, Raw: true,
		Body: writeBatch(boundary, updates, own), ContentType: `multipart/mixed; boundary="` + boundary + `"`})
	if err != nil {
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok {
			e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: object, Sent: true, Err: err}
		}
		if e.Kind == connectors.KindInvalid || e.Kind == connectors.KindNotFound {
			e.Sent = e.Sent && e.Code == "" // refused before anything was run
		}
		return nil, e
	}
	return readBatch(got.Get("Content-Type"), body, len(updates)), nil
}

// outcome reads the answer to one update.
func outcome(object, id string, a answered) connectors.PushResult {
	if a.status == http.StatusNoContent || a.status == http.StatusOK {
		return connectors.PushResult{ID: id, Outcome: connectors.Written, Version: a.etag}
	}
	e := &connectors.Error{Kind: connectors.KindBug, Said: "the answer does not tell of this row"}
	var said errorAnswer
	if json.Unmarshal(a.body, &said) == nil && said.Error != nil {
		e = failure(a.status, said)
		e.Said = rest.Redact(e.Said)
	} else if by := rest.ByStatus(a.status); a.status > 0 && by != nil {
		e = by
	}
	e.Op, e.System, e.Object, e.ID, e.Status = "push", Name, object, id, a.status
	switch e.Kind {
	case connectors.KindNotFound:
		return connectors.PushResult{ID: id, Outcome: connectors.Missing}
	case connectors.KindInvalid, connectors.KindPermission, connectors.KindConflict, connectors.KindUnsupported:
		return connectors.PushResult{ID: id, Outcome: connectors.Rejected, Err: e}
	}
	e.Sent = e.Kind != connectors.KindRateLimited
	return connectors.Lost(id, e)
}
