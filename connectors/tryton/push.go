package tryton

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// rounds is how often a batch is read and sent again because a record changed
// or vanished in between.
const rounds = 4

// Push writes a batch in one call, which is one transaction on the server. It
// reads the records first: those that are gone, that already hold the values or
// that no longer hold the expected ones are left out, because the server would
// refuse all for the sake of one and name innocent ids in its message. The
// others are sent with the stamps just read, so that a change in between makes
// the server refuse the call; then it is all looked at again.
//
// An item that names the old value of each of its fields is judged by those,
// not by its Version: an edit of another field is no conflict. One that does
// not must still have that Version.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	if object != partyModel {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only parties are written",
			Fix: "Set object: party.party in the writeback section of the mapping."}
	}
	p := &push{conn: c, batch: batch, results: make([]connectors.PushResult, len(batch)), written: make([]map[string]any, len(batch))}
	if err := p.prepare(ctx); err != nil {
		return nil, err
	}
	for range rounds {
		again, err := p.round(ctx)
		if err != nil {
			return nil, err
		}
		if !again {
			return p.results, nil
		}
	}
	for _, i := range p.open() {
		p.results[i].Outcome = connectors.Conflict // it changes faster than we can write
	}
	return p.results, nil
}

// push is one batch on its way. A result without an outcome is still open.
type push struct {
	*conn
	batch   []connectors.PushItem
	results []connectors.PushResult
	written []map[string]any // values by field, as the server takes them
	sel     *selection
}

func (p *push) open() []int {
	var out []int
	for i, r := range p.results {
		if r.Outcome == "" {
			out = append(out, i)
		}
	}
	return out
}

// prepare translates the values; what cannot be is its item's own matter.
func (p *push) prepare(ctx context.Context) error {
	var known []string
	bad := map[string]*connectors.Error{}
	for _, name := range connectors.FieldsOf(p.batch) {
		_, err := p.selection(ctx, "push", partyModel, []string{name})
		e, ok := errors.AsType[*connectors.Error](err)
		switch {
		case err == nil:
			known = append(known, name)
		case ok && e.Kind == connectors.KindNotFound:
			bad[name] = e
		default:
			return err
		}
	}
	var err error
	if p.sel, err = p.selection(ctx, "push", partyModel, append(known, "id")); err != nil {
		return err
	}
	for i, item := range p.batch {
		p.results[i].ID = item.ID
		p.written[i] = map[string]any{}
		var moves []any
		for _, name := range slices.Sorted(maps.Keys(item.Fields)) {
			field, v, e := p.sel.wire(name, item.Fields[name], bad[name])
			if e != nil {
				e.Op, e.System, e.Object, e.ID = "push", Name, partyModel, item.ID
				p.results[i].Outcome, p.results[i].Err = connectors.Rejected, e
				break
			}
			if list, ok := v.([]any); ok { // two trees are one field of the server
				moves = append(moves, list...)
				v = moves
			}
			p.written[i][field] = v
		}
	}
	return nil
}

// round judges the open items by how their records stand now and sends what is
// left; again means that something changed in between.
func (p *push) round(ctx context.Context) (again bool, err error) {
	live, err := p.live(ctx)
	if err != nil {
		return false, err
	}
	stamps := map[string]string{}
	for _, i := range p.open() {
		item := p.batch[i]
		r, ok := live[item.ID]
		if !ok || r.winner != "" {
			p.results[i].Outcome = connectors.Missing
			continue
		}
		p.results[i].Version = r.rec.Version
		switch {
		case holds(r, item.Fields):
			p.results[i].Outcome = connectors.Unchanged
		case moved(r, item):
			p.results[i].Outcome = connectors.Conflict
		default:
			stamps[partyModel+","+item.ID] = r.rec.Version
			p.results[i].Version = "" // it moves with the write
		}
	}
	sent := p.open()
	if len(sent) == 0 {
		return false, nil
	}
	err = p.call(ctx, invocation{op: "push", model: partyModel, method: "write", extra: map[string]any{"_timestamp": stamps}, writes: true}, nil, p.params(sent)...)
	if err == nil {
		p.settle(sent, connectors.Written, nil)
		return false, nil
	}
	return p.failed(ctx, sent, err)
}

func (p *push) live(ctx context.Context) (map[string]row, error) {
	var ids []string
	for _, i := range p.open() {
		ids = append(ids, p.batch[i].ID)
	}
	rows, err := p.rows(ctx, "push", p.sel, idsOf(ids))
	out := map[string]row{}
	for _, r := range rows {
		out[r.rec.ID] = r
	}
	return out, err
}

// failed reads the refusal of a call. The server's own errors mean that nothing
// of it happened.
func (p *push) failed(ctx context.Context, sent []int, err error) (again bool, _ error) {
	switch {
	case rest.MayHaveHappened(err):
		p.settle(sent, connectors.Unknown, err)
		return false, nil
	case connectors.KindOf(err) == connectors.KindConflict:
		return true, nil
	case connectors.KindOf(err) == connectors.KindInvalid:
		// A record deleted in between looks like any other refusal.
		live, readErr := p.live(ctx)
		for _, i := range sent {
			if _, ok := live[p.batch[i].ID]; readErr == nil && !ok {
				return true, nil
			}
		}
		if len(sent) == 1 {
			p.settle(sent, connectors.Rejected, err)
			return false, nil
		}
	}
	return false, err
}

func (p *push) settle(items []int, o connectors.Outcome, err error) {
	for _, i := range items {
		p.results[i].Outcome, p.results[i].Err = o, err
	}
}

// params are lists of ids and values in turn; items of equal values share one.
func (p *push) params(items []int) []any {
	ids := map[string][]int64{}
	var order []string
	values := map[string]map[string]any{}
	for _, i := range items {
		b, _ := json.Marshal(p.written[i]) // it is sent as JSON
		key := string(b)
		if values[key] == nil {
			order, values[key] = append(order, key), p.written[i]
		}
		id, _ := strconv.ParseInt(p.batch[i].ID, 10, 64) // it was found by it
		if !slices.Contains(ids[key], id) {
			ids[key] = append(ids[key], id)
		}
	}
	var out []any
	for _, key := range order {
		out = append(out, ids[key], values[key])
	}
	return out
}

// holds says whether a record has all these values already.
func holds(r row, fields map[string]any) bool {
	for name, v := range fields {
		if !same(r.rec.Fields[name], v) {
			return false
		}
	}
	return true
}

func moved(r row, item connectors.PushItem) bool {
	known := true
	for name := range item.Fields {
		old, ok := item.Expect[name]
		known = known && ok
		if ok && !same(r.rec.Fields[name], old) {
			return true
		}
	}
	return !known && item.Version != "" && item.Version != r.rec.Version
}

func same(a, b any) bool { return connectors.SameText(connectors.TextOf(a), connectors.TextOf(b)) }

// wire finds the server's field behind a logical one and writes its value.
func (s *selection) wire(name string, v any, unknown *connectors.Error) (string, any, *connectors.Error) {
	if unknown != nil {
		e := *unknown
		return name, nil, &e
	}
	text := connectors.TextOf(v)
	for _, t := range s.trees {
		if name == treePrefix+t.name {
			moves, err := t.wire(text)
			return "categories", moves, err
		}
	}
	f := s.fields[name]
	if !f.field(s.model, name).Target {
		return name, nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Type),
			Fix: "Choose a text, number, date, yes/no or selection field, or a tree of categories as category:NAME."}
	}
	if v == nil || text == "" {
		return name, nil, nil
	}
	wired, err := f.wire(name, text)
	return name, wired, err
}
