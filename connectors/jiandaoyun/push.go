package jiandaoyun

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// Push writes one payload to many records where the items agree, each record
// alone where they do not. Automations are left off; batches never start any.
//
// A call whose answer is lost leaves its items Unknown and is not repeated:
// meanwhile a person may have changed the field. When the system stops
// answering at all, nothing more is sent: the error is the batch's when nothing
// was sent before it, else the rest is Unknown with Sent false.
//
// Rows of side forms come last, and only for customers that exist. When a
// customer's own fields were written and its side row was not, the item is
// Unknown, since it is neither.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	p := &pushing{conn: c, sides: map[string]side{}}
	if err := p.prepare(ctx, object, batch); err != nil {
		return nil, err
	}
	stop := p.own(ctx)
	if stop == nil {
		stop = p.aside(ctx)
	}
	if stop != nil && !p.begun {
		return nil, stop
	}
	results := make([]connectors.PushResult, len(p.jobs))
	for i, j := range p.jobs {
		if stop != nil && (j.res.Outcome == "" || j.res.Outcome == connectors.Written && len(j.sides) > 0) {
			j.fails(unknown(j.id, stop))
		}
		results[i] = j.res
	}
	return results, nil
}

// pushing is one batch under way.
type pushing struct {
	*conn
	s     *schema
	sides map[string]side // by object
	jobs  []*job
	begun bool // something may have been written
}

// job is one item; its outcome is "" while it is open.
type job struct {
	id    string
	own   payload
	sides map[string]payload // by object
	wrote bool               // something of it was written for certain
	res   connectors.PushResult
}

// payload is what goes into one record.
type payload struct {
	data map[string]wrapped
	want []wanted
}

type wanted struct {
	field
	back string // the value's text when it is read again
}

func (p *payload) add(f field, w written) {
	if p.data == nil {
		p.data = map[string]wrapped{}
	}
	p.data[f.name] = wrapped{w.sent}
	p.want = append(p.want, wanted{f, w.back})
}

// key is equal for equal payloads.
func (p payload) key() string {
	b, _ := json.Marshal(p.data) // texts and numbers, keys in order
	return string(b)
}

// empty says that nothing but empty values is to be written.
func (p payload) empty() bool {
	return !slices.ContainsFunc(p.want, func(w wanted) bool { return w.back != "" })
}

// standsIn says whether a row holds all the values.
func (c *conn) standsIn(row map[string]any, p payload) bool {
	return !slices.ContainsFunc(p.want, func(w wanted) bool {
		return !connectors.SameText(connectors.TextOf(c.shown(w.field, row)), w.back)
	})
}

// prepare finds the fields and writes the values; what cannot be is the item's
// own matter. An error means that the system did not answer.
func (p *pushing) prepare(ctx context.Context, object string, batch []connectors.PushItem) error {
	var err error
	if p.s, err = p.schemaFor(ctx, "push", object, fieldsIn(batch)); err != nil {
		return err
	}
	for _, item := range batch {
		j := &job{id: item.ID, sides: map[string]payload{}, res: connectors.PushResult{ID: item.ID}}
		p.jobs = append(p.jobs, j)
		if !hexID.MatchString(item.ID) {
			j.res.Outcome = connectors.Missing // no record can have it
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
			bad, err := p.value(ctx, j, name, item.Fields[name])
			if err != nil {
				return err
			}
			if bad != nil {
				bad.Op, bad.System, bad.Object, bad.ID = "push", Name, object, item.ID
				j.res.Outcome, j.res.Err = connectors.Rejected, bad
				break
			}
		}
	}
	return nil
}

// value adds one value to the payload that it belongs to.
func (p *pushing) value(ctx context.Context, j *job, name string, v any) (bad *connectors.Error, err error) {
	s, object, inner := p.s, "", name
	if isSide(name) {
		object, inner = sideName(name)
		sd, err := p.side(ctx, "push", object)
		if err != nil {
			return itemError(err)
		}
		p.sides[object] = sd
		s = sd.schema
	}
	f, err := s.find("push", inner)
	if err != nil {
		return itemError(err)
	}
	w, bad := p.wire(f, v)
	if bad != nil {
		return bad, nil
	}
	if object == "" {
		j.own.add(f, w)
		return nil, nil
	}
	row := j.sides[object]
	row.add(f, w)
	j.sides[object] = row
	return nil, nil
}

// itemError tells what is wrong with an item from a system that does not answer.
func itemError(err error) (*connectors.Error, error) {
	if e, ok := err.(*connectors.Error); ok && (e.Kind == connectors.KindNotFound || e.Kind == connectors.KindInvalid) {
		own := *e
		return &own, nil
	}
	return nil, err
}

func fieldsIn(batch []connectors.PushItem) []string {
	var names []string
	for _, item := range batch {
		for name := range item.Fields {
			if !isSide(name) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// schemaFor is schema, asked anew when a name is not among the fields known so
// far: an admin may have added it since. Names that stay unknown are no error.
func (c *conn) schemaFor(ctx context.Context, op, object string, names []string) (*schema, error) {
	s, err := c.schema(ctx, op, object)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		root, _, _ := strings.Cut(name, ".")
		if _, err := s.find(op, root); err != nil {
			return c.ask(ctx, op, object)
		}
	}
	return s, nil
}

// own writes the customers' own fields, items with equal payloads together.
func (p *pushing) own(ctx context.Context) (stop *connectors.Error) {
	for _, group := range p.groups(func(j *job) (payload, bool) { return j.own, j.own.data != nil }) {
		ids := make([]string, len(group))
		for i, j := range group {
			ids[i] = j.id
		}
		results, stop := p.write(ctx, p.s, ids, group[0].own)
		if stop != nil {
			return stop
		}
		p.begun = true
		for i, j := range group {
			j.res = results[i]
			j.wrote = j.res.Outcome == connectors.Written
		}
	}
	return nil
}

// groups puts the open jobs with equal payloads together, at most maxPage each.
func (p *pushing) groups(of func(*job) (payload, bool)) [][]*job {
	by := map[string][]*job{}
	var order []string
	for _, j := range p.jobs {
		load, ok := of(j)
		if !ok || j.res.Outcome != "" {
			continue
		}
		k := load.key()
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], j)
	}
	var out [][]*job
	for _, k := range order {
		out = slices.AppendSeq(out, slices.Chunk(by[k], maxPage))
	}
	return out
}

// unknown is the outcome of an item of which err tells all that there is.
func unknown(id string, err *connectors.Error) connectors.PushResult {
	e := *err
	e.ID = id
	return connectors.PushResult{ID: id, Outcome: connectors.Unknown, Err: &e}
}
