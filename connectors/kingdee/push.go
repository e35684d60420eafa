package kingdee

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Push updates customers by their internal id. The batch is read first: a save
// with an id that nobody has might create a customer, and the side form needs
// the customer's number. Items with the same fields then go into one save,
// since a field that a document lacks may be blanked by it.
//
// A save whose answer is lost makes its items Unknown and is not repeated. When
// the system stops answering at all (login, rate, network), nothing more is
// sent: the error is the batch's when nothing was sent before it, else the rest
// of the batch is Unknown with Sent false, which a reading back resolves.
func (c *conn) Push(ctx context.Context, object string, batch []connectors.PushItem) ([]connectors.PushResult, error) {
	if object != customerForm {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: "push", System: Name, Object: object, Said: "only " + customerForm + " is written"}
	}
	if len(batch) == 0 {
		return nil, ctx.Err()
	}
	p, err := c.prepare(ctx, batch)
	if err != nil {
		return nil, err
	}
	for _, g := range p.groups() {
		err := c.sendGroup(ctx, p, g)
		if err == nil {
			continue
		}
		if !p.begun {
			return nil, err
		}
		p.leave(err)
		break
	}
	return p.results, nil
}

// sending is one batch on its way.
type sending struct {
	items   []connectors.PushItem
	results []connectors.PushResult // an empty outcome is still open
	plain   []map[string]any        // wire values of the customer's own fields, by item
	side    []map[string]any        // of the side form's fields
	numbers []string                // of the customers
	rows    map[string]sideRow
	begun   bool // some save went out
}

func (p *sending) settle(i int, outcome connectors.Outcome, e *connectors.Error) {
	r := &p.results[i]
	if r.Outcome == connectors.Written && outcome == connectors.Rejected {
		outcome = connectors.Unknown // the customer is written, the side form is not: only reading back tells
	}
	if r.Outcome == connectors.Written && outcome == connectors.Unchanged {
		return
	}
	r.Outcome, r.Err = outcome, nil
	if e != nil {
		own := *e
		own.Op, own.System, own.Object, own.ID = "push", Name, customerForm, r.ID
		r.Err = &own
	}
}

// leave answers for what was not sent any more.
func (p *sending) leave(err error) {
	e, ok := errors.AsType[*connectors.Error](err)
	if !ok {
		e = &connectors.Error{Kind: connectors.KindUnavailable, Err: err}
	}
	for i := range p.results {
		if p.results[i].Outcome == "" {
			p.settle(i, connectors.Unknown, e)
		}
	}
}

// prepare reads the customers, renders the values and settles what cannot be sent.
func (c *conn) prepare(ctx context.Context, batch []connectors.PushItem) (*sending, error) {
	s, err := c.schemaWith(ctx, batch)
	if err != nil {
		return nil, err
	}
	p := &sending{items: batch, results: make([]connectors.PushResult, len(batch)), plain: make([]map[string]any, len(batch)),
		side: make([]map[string]any, len(batch)), numbers: make([]string, len(batch))}
	live, err := c.customers(ctx, s, batch)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for i, item := range batch {
		p.results[i].ID = item.ID
		number, ok := live[item.ID]
		if !ok {
			p.settle(i, connectors.Missing, nil)
			continue
		}
		p.numbers[i] = number
		var bad *connectors.Error
		if p.plain[i], p.side[i], bad = c.render(ctx, s, item); bad != nil {
			p.settle(i, connectors.Rejected, bad)
			continue
		}
		if len(p.plain[i])+len(p.side[i]) == 0 {
			p.settle(i, connectors.Unchanged, nil)
		}
		if len(p.side[i]) > 0 {
			numbers = append(numbers, number)
		}
	}
	if len(numbers) > 0 {
		p.rows, err = c.sideRows(ctx, "push", numbers, nil)
	}
	return p, err
}

// customers gives the numbers of the items' customers that exist, by id.
func (c *conn) customers(ctx context.Context, s *schema, batch []connectors.PushItem) (map[string]string, error) {
	var ids []string
	for _, item := range batch {
		if isID(item.ID) && !slices.Contains(ids, item.ID) {
			ids = append(ids, item.ID)
		}
	}
	live := map[string]string{}
	if len(ids) == 0 {
		return live, nil
	}
	err := c.walk(ctx, "push", queryRequest{Form: s.form, Limit: maxPage, Filter: in(s.key, ids)}, s.key, []string{numberField}, 0,
		func(rows [][]any, _ int64) error {
			for _, row := range rows {
				live[connectors.TextOf(row[0])] = connectors.TextOf(row[1])
			}
			return nil
		})
	return live, err
}

// group is one save: documents with the same fields.
type group struct {
	side   bool // of the side form
	create bool // of rows that the side form lacks
	items  []int
}

// groups cuts the batch into saves: the customers' own fields first.
func (p *sending) groups() []group {
	var order []string
	by := map[string]*group{}
	put := func(key string, g group, i int) {
		if by[key] == nil {
			order, by[key] = append(order, key), &g
		}
		by[key].items = append(by[key].items, i)
	}
	for i := range p.items {
		if p.results[i].Outcome == "" && len(p.plain[i]) > 0 {
			put("own "+names(p.plain[i]), group{}, i)
		}
	}
	for i := range p.items {
		if p.results[i].Outcome != "" || len(p.side[i]) == 0 {
			continue
		}
		_, exists := p.rows[p.numbers[i]]
		put(map[bool]string{true: "side ", false: "new "}[exists]+names(p.side[i]), group{side: true, create: !exists}, i)
	}
	out := make([]group, len(order))
	for i, key := range order {
		out[i] = *by[key]
	}
	return out
}

func names(m map[string]any) string { return strings.Join(slices.Sorted(maps.Keys(m)), ",") }

// sendGroup sends one save and settles its items; an error means that it was
// not sent and that the next one would fare no better.
func (c *conn) sendGroup(ctx context.Context, p *sending, g group) error {
	if g.side {
		return c.sendSide(ctx, p, g)
	}
	var models []map[string]any
	for _, i := range g.items {
		id, _ := strconv.ParseInt(p.items[i].ID, 10, 64) // customers saw to it
		m := maps.Clone(p.plain[i])
		m[c.known(customerForm).key] = id
		models = append(models, m)
	}
	return c.save(ctx, p, g.items, customerForm, slices.Sorted(maps.Keys(p.plain[g.items[0]])), models, func(i int, e saved) bool {
		return connectors.TextOf(e.ID) == p.items[i].ID
	})
}

// save sends documents and settles items[k] by what became of models[k]; is
// recognises an item's document among the saved ones.
func (c *conn) save(ctx context.Context, p *sending, items []int, form string, update []string, models []map[string]any, is func(i int, e saved) bool) error {
	raw, _, err := c.rest.Do(ctx, rest.Call{Op: "push", Object: form, Endpoint: "save", Path: service + "BatchSave" + suffix,
		JSON: formCall{Form: form, Data: saveRequest{Update: update, Return: []string{}, DeleteEntry: "false", VerifyBase: "false", Validate: "true",
			NumberSearch: "true", AutoAdjust: "true", IgnoreInterac: "true", RefuseRepeat: "false", Model: models}}})
	if err != nil {
		e, ok := errors.AsType[*connectors.Error](err)
		if !ok {
			e = &connectors.Error{Kind: connectors.KindBug, Sent: true, Err: err}
		}
		if !e.Sent {
			return err
		}
		p.begun = true
		outcome := connectors.Unknown
		if e.Kind == connectors.KindInvalid || e.Kind == connectors.KindNotFound || e.Kind == connectors.KindConflict {
			outcome = connectors.Rejected // said in plain text instead of the frame
		}
		for _, i := range items {
			p.settle(i, outcome, e)
		}
		return nil
	}
	p.begun = true
	var a envelope
	if err := jsonvalue.Into(raw, &a); err != nil || a.Result.Status == nil {
		e := &connectors.Error{Kind: connectors.KindBug, Sent: true, Said: "the answer of a save has no ResponseStatus"}
		for _, i := range items {
			p.settle(i, connectors.Unknown, e)
		}
		return nil
	}
	st := a.Result.Status
	for k, i := range items {
		if slices.ContainsFunc(st.Entities, func(e saved) bool { return is(i, e) }) {
			p.settle(i, connectors.Written, nil)
			continue
		}
		p.settle(i, st.refusal(k), st.errorOf(k))
	}
	return nil
}

// errorOf is what the system says of document k, which is not among the saved.
func (s *status) errorOf(k int) *connectors.Error {
	var own []string
	for _, e := range s.Errors {
		if e.Index == k {
			own = append(own, strings.TrimSpace(strings.TrimSpace(e.Field)+" "+strings.TrimSpace(e.Message)))
		}
	}
	text := strings.Join(own, "; ")
	if text == "" {
		text = s.text()
	}
	e := kindOf(s.MsgCode, text)
	e.Sent = true
	if s.Success {
		e.Kind, e.Said = connectors.KindBug, "the save went well, but this record is not among the saved ones"
	}
	return e
}

// refusal is the outcome of document k, which is not among the saved: refused
// when an error is about it or about the whole call, else unknown, since each
// document is saved by itself.
func (s *status) refusal(k int) connectors.Outcome {
	e := kindOf(s.MsgCode, s.text())
	switch {
	case s.Success, e.Kind == connectors.KindUnavailable && len(s.Entities) == 0:
		return connectors.Unknown
	case slices.ContainsFunc(s.Errors, func(e said) bool { return e.Index == k }):
		return connectors.Rejected
	case len(s.Entities) == 0 && (e.Kind == connectors.KindPermission || e.Kind == connectors.KindNotFound || s.MsgCode == 3 || s.MsgCode == 5 || s.MsgCode == 8):
		return connectors.Rejected
	}
	return connectors.Unknown
}
