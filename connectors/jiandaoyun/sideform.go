package jiandaoyun

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// sidePrefix begins the logical field "side:OBJECT.FIELD": a field of the row
// of a side form that belongs to the customer.
const sidePrefix = "side:"

func isSide(name string) bool { return strings.HasPrefix(name, sidePrefix) }

// sideName cuts a logical field into the side form's object and its field.
func sideName(name string) (object, field string) {
	object, field, _ = strings.Cut(strings.TrimPrefix(name, sidePrefix), ".")
	return object, field
}

// side is a side form with the field that holds the customer's id.
type side struct {
	*schema
	by field
}

func (c *conn) side(ctx context.Context, op, object string) (side, error) {
	f, err := c.form(op, object)
	if err != nil {
		return side{}, err
	}
	if f.key == "" {
		return side{}, &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: object, Said: "the object is no side form",
			Fix: "Set the object option key to its text field that holds the customer's data id."}
	}
	s, err := c.schema(ctx, op, object)
	if err != nil {
		return side{}, err
	}
	by, err := s.keyField(op)
	return side{s, by}, err
}

// sideRows finds the side rows of customers, in the order of _id.
func (c *conn) sideRows(ctx context.Context, op string, sd side, customers []string) (map[string][]map[string]any, error) {
	out := map[string][]map[string]any{}
	for part := range slices.Chunk(customers, maxIn) {
		rows, err := c.gather(ctx, op, sd.form, anyOf(sd.by.name, part), 0)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			id := connectors.TextOf(c.shown(sd.by, row))
			out[id] = append(out[id], row)
		}
	}
	return out, nil
}

// aside writes the rows of side forms of customers that exist.
func (p *pushing) aside(ctx context.Context) (stop *connectors.Error) {
	if stop := p.alive(ctx); stop != nil {
		return stop
	}
	for _, object := range slices.Sorted(maps.Keys(p.sides)) {
		if stop := p.sideForm(ctx, object); stop != nil {
			return stop
		}
	}
	for _, j := range p.jobs {
		if j.res.Outcome == "" {
			j.res.Outcome = map[bool]connectors.Outcome{true: connectors.Written, false: connectors.Unchanged}[j.wrote]
		}
	}
	return nil
}

// alive looks for the customers of which nothing but side rows is written.
func (p *pushing) alive(ctx context.Context) *connectors.Error {
	var ids []string
	for _, j := range p.jobs {
		if j.res.Outcome == "" {
			ids = append(ids, j.id)
		}
	}
	rows, err := p.byID(ctx, "push", p.s, ids)
	if err != nil {
		return unsent(err, p.s.object)
	}
	for _, j := range p.jobs {
		if _, live := rows[j.id]; !live && j.res.Outcome == "" {
			j.res.Outcome = connectors.Missing
		}
	}
	return nil
}

// unsent is the error of a read, which cannot have written anything.
func unsent(err error, object string) *connectors.Error {
	e := *asError(err, object)
	e.Sent = false
	return &e
}

// sideForm writes one side form.
func (p *pushing) sideForm(ctx context.Context, object string) (stop *connectors.Error) {
	sd := p.sides[object]
	var todo []*job
	var ids []string
	for _, j := range p.jobs {
		if _, has := j.sides[object]; has && (j.res.Outcome == "" || j.res.Outcome == connectors.Written) {
			todo, ids = append(todo, j), append(ids, j.id)
		}
	}
	rows, err := p.sideRows(ctx, "push", sd, ids)
	if err != nil {
		return unsent(err, object)
	}
	change := map[string][]*job{}
	row := map[*job]string{}
	for _, j := range todo {
		load := j.sides[object]
		switch have := rows[j.id]; {
		case len(have) > 1:
			j.fails(connectors.PushResult{ID: j.id, Outcome: connectors.Rejected, Err: &connectors.Error{Kind: connectors.KindConflict, Op: "push", System: Name,
				Object: object, ID: j.id, Said: fmt.Sprintf("%d rows of the side form belong to this customer", len(have)), Fix: "Delete all but one of them."}})
		case len(have) == 1 && !p.standsIn(have[0], load):
			row[j] = connectors.TextOf(have[0]["_id"])
			change[load.key()] = append(change[load.key()], j)
		case len(have) == 0 && !load.empty():
			if stop := p.create(ctx, sd, j, load); stop != nil {
				return stop
			}
		}
	}
	return p.changeRows(ctx, sd, change, row)
}

// changeRows updates side rows, those with equal values together.
func (p *pushing) changeRows(ctx context.Context, sd side, change map[string][]*job, row map[*job]string) *connectors.Error {
	for _, k := range slices.Sorted(maps.Keys(change)) {
		jobs := change[k]
		ids := make([]string, len(jobs))
		for i, j := range jobs {
			ids[i] = row[j]
		}
		results, stop := p.write(ctx, sd.schema, ids, jobs[0].sides[sd.object])
		if stop != nil {
			return stop
		}
		p.begun = true
		for i, j := range jobs {
			r := results[i]
			r.ID, r.Version = j.id, ""
			if r.Outcome == connectors.Missing { // the row, not the customer
				r = unknown(j.id, &connectors.Error{Kind: connectors.KindConflict, Op: "push", System: Name, Object: sd.object, Said: "the side row was deleted meanwhile"})
			}
			if r.Outcome != connectors.Written {
				j.fails(r)
				continue
			}
			j.wrote = true
		}
	}
	return nil
}

// create makes a customer's side row. The same transaction id within an hour
// writes the same row again, so that a repeat makes no second one.
func (p *pushing) create(ctx context.Context, sd side, j *job, load payload) (stop *connectors.Error) {
	data := maps.Clone(load.data)
	data[sd.by.name] = wrapped{j.id}
	call := p.call("push", sd.form, batchCreatePath, batchCreateRequest{formRef: sd.formRef, DataList: []map[string]wrapped{data},
		TransactionID: transactionID(sd.formRef, j.id)}, true)
	call.ID = j.id
	var a batchAnswer
	err := p.rest.JSON(ctx, call, &a)
	e := asError(err, sd.object)
	if err == nil && a.Count != nil && *a.Count != 1 {
		e = &connectors.Error{Kind: connectors.KindBug, Op: "push", System: Name, Object: sd.object, Sent: true, Said: "the row was not counted as made"}
	}
	switch {
	case e == nil:
		j.wrote = true
	case stops(e):
		return e
	case lost(e) || e.Code == usedCode:
		j.fails(unknown(j.id, e))
	default:
		e.ID = j.id
		j.fails(connectors.PushResult{ID: j.id, Outcome: connectors.Rejected, Err: e})
	}
	p.begun = true
	return nil
}

// fails sets the outcome of an item of which a part could not be written. What
// was written of it makes any but Unknown untrue.
func (j *job) fails(r connectors.PushResult) {
	if e, ok := errors.AsType[*connectors.Error](r.Err); ok && j.wrote {
		r = unknown(j.id, e)
		r.Err.(*connectors.Error).Sent = true
	}
	j.res = r
}

// transactionID is a UUID made of the form and the customer.
func transactionID(f formRef, customer string) string {
	sum := sha256.Sum256([]byte("tierloop side row\x00" + f.AppID + "\x00" + f.EntryID + "\x00" + customer))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
