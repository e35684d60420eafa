package kingdee

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// sidePrefix begins the logical name of a target in the side form:
// form:PAEZ_GroupTier.F_PAEZ_Tier.
const sidePrefix = "form:"

// sideForm is a small custom form that needs no audit and holds one row a
// customer number. All organisations' copies of a customer share its row.
type sideForm struct{ form, key string }

// sideRow is a row of the side form.
type sideRow struct {
	id     int64
	twice  bool           // another row has the same number
	values map[string]any // by logical name
}

// sideTarget resolves a logical name: the form's schema and the field in it.
func (c *conn) sideTarget(ctx context.Context, op, name string) (string, error) {
	form, field, ok := strings.Cut(strings.TrimPrefix(name, sidePrefix), ".")
	if !ok || form != c.side.form {
		e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: customerForm, Said: fmt.Sprintf("no side form for %q", name),
			Fix: "Name the form in the option side_form, and the target form:FORM.FIELD."}
		if c.side.form != "" {
			e.Said += fmt.Sprintf("; the side form is %q", c.side.form)
		}
		return "", e
	}
	s, err := c.schema(ctx, op, form)
	if err != nil {
		return "", err
	}
	return field, c.knows(ctx, op, s, []string{field})
}

// sideRows reads the rows of customers, by number, with the fields named.
func (c *conn) sideRows(ctx context.Context, op string, numbers, names []string) (map[string]sideRow, error) {
	s, err := c.schema(ctx, op, c.side.form)
	if err != nil {
		return nil, err
	}
	columns := []string{c.side.key}
	for _, name := range names {
		field, err := c.sideTarget(ctx, op, name)
		if err != nil {
			return nil, err
		}
		columns = append(columns, field)
	}
	numbers = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(numbers))), func(n string) bool { return n == "" })
	out := map[string]sideRow{}
	for chunk := range slices.Chunk(numbers, maxFetch) {
		quoted := make([]string, len(chunk))
		for i, n := range chunk {
			quoted[i] = quote(n)
		}
		q := queryRequest{Form: s.form, Limit: maxPage, Filter: in(c.side.key, quoted)}
		err := c.walk(ctx, op, q, s.key, columns, 0, func(rows [][]any, _ int64) error {
			for _, row := range rows {
				number := connectors.TextOf(row[1])
				if first, twice := out[number]; twice {
					first.twice = true
					out[number] = first
					continue
				}
				r := sideRow{values: map[string]any{}}
				r.id, _ = strconv.ParseInt(connectors.TextOf(row[0]), 10, 64) // walk saw to it
				for i, name := range names {
					r.values[name] = s.value(columns[i+1], row[i+2])
				}
				out[number] = r
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addSide puts the side form's values into records of customers; a customer
// without a row has them empty.
func (c *conn) addSide(ctx context.Context, op string, names []string, records []model.Record) error {
	var numbers []string
	for _, rec := range records {
		numbers = append(numbers, connectors.TextOf(rec.Fields[numberField]))
	}
	rows, err := c.sideRows(ctx, op, numbers, names)
	if err != nil {
		return err
	}
	for i, rec := range records {
		for _, name := range names {
			rec.Fields[name] = rows[numbers[i]].values[name]
		}
	}
	return nil
}

// sendSide saves rows of the side form, one for each customer number.
func (c *conn) sendSide(ctx context.Context, p *sending, g group) error {
	s := c.known(c.side.form)
	first := map[string]int{} // the item that a number's row is written for
	var items []int
	var models []map[string]any
	for _, i := range g.items {
		if p.results[i].Outcome != "" && p.results[i].Outcome != connectors.Written {
			continue // its own fields were refused
		}
		number := p.numbers[i]
		j, again := first[number]
		row := p.rows[number]
		switch {
		case number == "" || row.twice:
			p.settle(i, connectors.Rejected, &connectors.Error{Kind: connectors.KindConflict, Said: fmt.Sprintf("the side form has two rows for the number %q, or the customer has none", number),
				Fix: "Leave one row a customer in the side form."})
		case again && !maps.EqualFunc(p.side[i], p.side[j], same):
			p.settle(i, connectors.Rejected, &connectors.Error{Kind: connectors.KindConflict, Said: fmt.Sprintf("another customer has the number %q and wants other values", number),
				Fix: "Copies of one customer share a row of the side form: give them one value."})
		case again:
		case g.create && allEmpty(p.side[i]):
			p.settle(i, connectors.Unchanged, nil)
		default:
			first[number] = i
			items = append(items, i)
			models = append(models, c.sideModel(s, p, i, g.create))
		}
	}
	if len(models) == 0 {
		return nil
	}
	var update []string
	if !g.create {
		update = slices.Sorted(maps.Keys(p.side[items[0]]))
	}
	err := c.save(ctx, p, items, s.form, update, models, func(i int, e saved) bool {
		if g.create {
			return e.Number == p.numbers[i] || e.Number == "" && e.Index == slices.Index(items, i)
		}
		return connectors.TextOf(e.ID) == strconv.FormatInt(p.rows[p.numbers[i]].id, 10)
	})
	if err != nil {
		return err
	}
	for _, i := range g.items {
		if j, ok := first[p.numbers[i]]; ok && j != i && p.results[i].Outcome == "" {
			e, _ := p.results[j].Err.(*connectors.Error)
			p.settle(i, p.results[j].Outcome, e)
		}
	}
	return nil
}

// sideModel is one row to save. A new one gets the customer's number as its
// key, and as its name where the form wants one.
func (c *conn) sideModel(s *schema, p *sending, i int, create bool) map[string]any {
	m := maps.Clone(p.side[i])
	if !create {
		m[s.key] = p.rows[p.numbers[i]].id
		return m
	}
	base, sub, dotted := strings.Cut(c.side.key, ".")
	if m[base] = p.numbers[i]; dotted {
		m[base] = map[string]any{sub: p.numbers[i]}
	}
	if f, ok := s.head["FName"]; ok && f.Required && m["FName"] == nil {
		m["FName"] = p.numbers[i]
	}
	return m
}

func allEmpty(m map[string]any) bool {
	for _, v := range m {
		if v != nil && v != "" {
			if ref, ok := v.(map[string]any); !ok || !allEmpty(ref) {
				return false
			}
		}
	}
	return true
}

func same(a, b any) bool { return connectors.TextOf(a) == connectors.TextOf(b) }
