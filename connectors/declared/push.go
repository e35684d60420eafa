package declared

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"

	"github.com/tierloop/tierloop/connectors"
)

// Push sends what is described: a call for each record, a call with a row for
// each, or a call with one set of values for all. A call whose answer is lost is
// Unknown for every record in it and is not repeated here: meanwhile a person may
// have changed the field.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	o, err := c.object("push", object)
	if err != nil {
		return nil, err
	}
	if o.write == nil {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "no write is described", Fix: "Describe write under the object."}
	}
	p := &push{c: c, o: o, results: map[string]connectors.PushResult{}}
	var open []connectors.PushItem
	for _, item := range batch {
		if bad := o.refuses(item); bad != nil {
			p.result(item.ID, connectors.Rejected, bad)
			continue
		}
		open = append(open, item)
	}
	if stop := p.send(ctx, open); stop != nil {
		if len(p.results) == 0 {
			return nil, stop
		}
		for _, item := range open { // nothing was sent for those: reading back resolves them
			if _, told := p.results[item.ID]; !told {
				p.result(item.ID, connectors.Unknown, stop)
			}
		}
	}
	out := make([]connectors.PushResult, len(batch))
	for i, item := range batch {
		out[i] = p.results[item.ID]
	}
	return out, nil
}

// push is one batch on its way.
type push struct {
	c       *conn
	o       *object
	results map[string]connectors.PushResult
}

func (p *push) result(id string, outcome connectors.Outcome, e *connectors.Error) {
	r := connectors.PushResult{ID: id, Outcome: outcome}
	if e != nil && (outcome == connectors.Rejected || outcome == connectors.Unknown) {
		own := *e
		own.Op, own.System, own.Object, own.ID = "push", Name, p.o.name, id
		if outcome == connectors.Rejected {
			own.Sent = false
		}
		r.Err = &own
	}
	p.results[id] = r
}

// send writes items; an error says that nothing happened to those without a result.
func (p *push) send(ctx context.Context, items []connectors.PushItem) *connectors.Error {
	if len(items) == 0 {
		return nil
	}
	switch p.o.write.Shape {
	case "rows":
		return p.rows(ctx, items)
	case "shared":
		return p.shared(ctx, items)
	}
	for _, item := range items {
		if stop := p.one(ctx, item); stop != nil {
			return stop
		}
	}
	return nil
}

// do sends a call; the error is a copy of its own.
func (p *push) do(ctx context.Context, v values, body any) ([]byte, *connectors.Error) {
	call := p.o.write.call("push", p.o.name, v)
	call.JSON = body
	answer, _, err := p.c.rest.Do(ctx, call)
	if err == nil {
		return answer, nil
	}
	if e, ok := errors.AsType[*connectors.Error](err); ok {
		own := *e
		return nil, &own
	}
	return nil, &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: p.o.name, Sent: true, Err: err}
}

// body is the described body with values laid into it.
func (p *push) body(v values) any {
	if p.o.write.Body == nil {
		return nil
	}
	filled, _ := v.tree(p.o.write.Body)
	return filled
}

func (p *push) one(ctx context.Context, item connectors.PushItem) *connectors.Error {
	w := p.o.write
	v := values{inID: item.ID}
	record := p.o.payload(item)
	if w.WithID != "" {
		record = mustPath(w.WithID).put(record, idOf(item.ID, w.NumberID))
	}
	_, e := p.do(ctx, v, merge(p.body(v), mustPath(w.Record).put(nil, record)))
	switch {
	case e == nil:
		p.result(item.ID, connectors.Written, nil)
	case refusal(e.Kind):
		p.refused(item.ID, e)
	case e.Sent:
		p.result(item.ID, connectors.Unknown, e)
	default:
		return e
	}
	return nil
}

func (p *push) rows(ctx context.Context, items []connectors.PushItem) *connectors.Error {
	w := p.o.write
	rows := make([]any, len(items))
	for i, item := range items {
		rows[i] = mustPath(w.RowID).put(p.o.payload(item), idOf(item.ID, w.NumberID))
	}
	body, e := p.do(ctx, nil, merge(p.body(nil), mustPath(w.Rows).put(nil, rows)))
	switch {
	case e != nil && !e.Sent:
		return e
	case e != nil && refusal(e.Kind) && len(items) == 1:
		p.refused(items[0].ID, e)
		return nil
	case e != nil && e.Kind == connectors.KindInvalid: // a row spoils the call: find it
		half := len(items) / 2
		if stop := p.rows(ctx, items[:half]); stop != nil {
			return stop
		}
		return p.rows(ctx, items[half:])
	}
	var results []any
	if e == nil {
		doc, _ := decode(body) // nothing in it is Unknown
		results, _ = mustPath(w.Results).at(doc).([]any)
	}
	told := map[string]any{}
	for i, r := range results {
		id := connectors.TextOf(mustPath(w.ResultID).at(r))
		if id == "" && len(results) == len(items) { // an error need not name its row
			id = items[i].ID
		}
		told[id] = r
	}
	for _, item := range items {
		r, ok := told[item.ID]
		failed := mustPath(w.Error).at(r)
		switch {
		case !ok:
			if e == nil {
				e = &connectors.Error{Kind: connectors.KindBug, Sent: true, Said: "the answer has no result for the record"}
			}
			p.result(item.ID, connectors.Unknown, e)
		case !truth(failed):
			p.result(item.ID, connectors.Written, nil)
		default:
			own := p.c.errors.kindOf(0, failed)
			if own == nil {
				own = &connectors.Error{Kind: connectors.KindInvalid}
				own.Code, own.Said, own.Trace = p.c.errors.told(failed)
			}
			p.refused(item.ID, own)
		}
	}
	return nil
}

// shared halves a refused batch until the record that is refused stands alone.
func (p *push) shared(ctx context.Context, items []connectors.PushItem) *connectors.Error {
	w := p.o.write
	list := make([]any, len(items))
	for i, item := range items {
		list[i] = idOf(item.ID, w.NumberID)
	}
	v := values{inIDs: list}
	_, e := p.do(ctx, v, merge(p.body(v), mustPath(w.Record).put(nil, p.o.payload(items[0]))))
	switch {
	case e == nil:
		for _, item := range items {
			p.result(item.ID, connectors.Written, nil)
		}
	case refusal(e.Kind) && len(items) == 1:
		p.refused(items[0].ID, e)
	case refusal(e.Kind):
		half := len(items) / 2
		if stop := p.shared(ctx, items[:half]); stop != nil {
			return stop
		}
		return p.shared(ctx, items[half:])
	case e.Sent:
		for _, item := range items {
			p.result(item.ID, connectors.Unknown, e)
		}
	default:
		return e
	}
	return nil
}

func (p *push) refused(id string, e *connectors.Error) {
	if e.Kind == connectors.KindNotFound {
		p.result(id, connectors.Missing, nil)
		return
	}
	p.result(id, connectors.Rejected, e)
}

// refusal says that the system looked at the record and did not take it.
func refusal(k connectors.Kind) bool {
	return k == connectors.KindInvalid || k == connectors.KindNotFound || k == connectors.KindConflict || k == connectors.KindUnsupported
}

var digits = regexp.MustCompile(`^\d+$`)

// refuses says what no call is needed to know.
func (o *object) refuses(item connectors.PushItem) *connectors.Error {
	if item.ID == "" || o.write.NumberID && !digits.MatchString(item.ID) {
		return &connectors.Error{Kind: connectors.KindInvalid, Said: "an id here is a number"}
	}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		f, ok := o.fields[name]
		if !ok {
			return connectors.MissingField("push", Name, o.name, "no field is described as", name, slices.Collect(maps.Keys(o.fields)), "describe it under fields")
		}
		text := connectors.TextOf(item.Fields[name])
		switch {
		case text == "":
		case f.Type == "number" && !connectors.IsDecimal(text):
			return connectors.Wants(name, "a decimal number")
		case f.Type == "bool" && text != "true" && text != "false":
			return connectors.Wants(name, "true or false")
		case len(f.Values) > 0 && !slices.Contains(f.Values, text):
			return connectors.Wants(name, connectors.OneOf("values", text, f.Values))
		}
	}
	return nil
}

// payload lays the values of an item where they belong in a record.
func (o *object) payload(item connectors.PushItem) any {
	var out any = map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
		f, text := o.fields[name], connectors.TextOf(item.Fields[name])
		var v any = text
		switch {
		case text == "" && o.write.Clear == "null":
			v = nil
		case text == "":
		case f.Type == "number":
			v = json.Number(text)
		case f.Type == "bool":
			v = text == "true"
		}
		out = mustPath(f.Path).put(out, v)
	}
	return out
}

// merge lays one tree over another; where one is no map, the one on top stays.
func merge(under, over any) any {
	a, isMap := under.(map[string]any)
	b, both := over.(map[string]any)
	if !isMap || !both {
		return over
	}
	for k, v := range b {
		a[k] = merge(a[k], v)
	}
	return a
}
