package erpnext

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

// Push sends the records of a batch in one call, in which each is loaded, checked
// by its DocType's rules and saved, and fails alone. A call that ends with an
// exception is undone as a whole. A call whose answer is lost is Unknown for every
// record in it and is not repeated here: meanwhile a person may have changed the
// field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	s, err := c.schemas.Fitting(ctx, "push", object, connectors.FieldsOf(batch), (*schema).known)
	if s == nil {
		return nil, err // a field that is missing comes with a schema and is each item's own matter
	}
	zone, err := c.siteZone(ctx, "push")
	if err != nil {
		return nil, err
	}
	results := map[string]connectors.PushResult{}
	note := func(id string, outcome connectors.Outcome, e *connectors.Error) {
		r := connectors.PushResult{ID: id, Outcome: outcome}
		if e != nil {
			own := *e
			own.Op, own.System, own.Object, own.ID = "push", Name, object, id
			r.Err = &own
		}
		results[id] = r
	}
	var docs []map[string]any
	for _, item := range batch {
		doc := map[string]any{"doctype": object, "docname": item.ID}
		var bad *connectors.Error
		for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
			if doc[name], bad = s.wire(name, item.Fields[name], zone); bad != nil {
				break
			}
		}
		if bad != nil {
			note(item.ID, connectors.Rejected, bad)
			continue
		}
		docs = append(docs, doc)
	}
	if len(docs) > 0 {
		if stop := c.send(ctx, object, docs, note); stop != nil {
			if len(results) == 0 {
				return nil, stop
			}
			for _, doc := range docs { // nothing of it was done: reading back resolves it
				note(doc["docname"].(string), connectors.Unknown, stop)
			}
		}
	}
	out := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		out[i] = results[item.ID]
	}
	return out, nil
}

// failed is a record that a batch did not save.
type failed struct {
	Doc map[string]any `json:"doc"`
	Exc string         `json:"exc"`
}

// send notes a result for each record. An error says that nothing happened.
func (c *conn) send(ctx context.Context, object string, docs []map[string]any, note func(string, connectors.Outcome, *connectors.Error)) *connectors.Error {
	text, err := json.Marshal(docs)
	if err != nil {
		return bug("push", object, "the values cannot be written as JSON")
	}
	var answer struct {
		Failed []failed `json:"failed_docs"`
	}
	// The list goes as a text within the JSON: old versions take no other form.
	_, err = c.method(ctx, "push", object, "frappe.client.bulk_update", map[string]any{"docs": string(text)}, false, &answer)
	if err != nil {
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok {
			e = bug("push", object, err.Error())
		}
		if e.Sent && (e.Code == "" || e.Status/100 == 2) {
			for _, doc := range docs {
				note(doc["docname"].(string), connectors.Unknown, e)
			}
			return nil
		}
		own := *e
		own.Sent = false // the site has undone what an exception ended
		return &own
	}
	lost := map[string]*connectors.Error{}
	for _, f := range answer.Failed {
		e := fromTraceback(f.Exc)
		if e.Kind == connectors.KindRateLimited {
			// The database undid the whole transaction, those saved before with it.
			e.Sent = true
			for _, doc := range docs {
				note(doc["docname"].(string), connectors.Unknown, e)
			}
			return nil
		}
		lost[connectors.TextOf(f.Doc["docname"])] = e
	}
	for _, doc := range docs {
		name := doc["docname"].(string)
		switch e := lost[name]; {
		case e == nil:
			note(name, connectors.Written, nil)
		case e.Kind == connectors.KindNotFound:
			note(name, connectors.Missing, nil)
		default:
			if e.Fix == "" {
				e.Fix = "The DocType's rules refuse the record as it stands; correct it in ERPNext."
			}
			note(name, connectors.Rejected, e)
		}
	}
	return nil
}
