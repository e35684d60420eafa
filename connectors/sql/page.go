package sqlsource

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/model"
)

// selection is what a statement selects: the wanted fields, and behind them the
// columns that the connector needs for itself.
type selection struct {
	columns []column
	fields  int // how many of them go into the record
}

// selection picks the wanted fields, nil meaning all.
func (c *Connector) selection(o *object, fields []string) (selection, error) {
	cols := o.read.columns
	if fields != nil {
		var err error
		if cols, err = c.pick("pull", o.name, o.read, fields); err != nil {
			return selection{}, err
		}
	}
	return o.with(cols), nil
}

// with adds the columns that place a row.
func (o *object) with(cols []column) selection {
	sel := selection{columns: slices.Clone(cols), fields: len(cols)}
	sel.columns = append(sel.columns, o.key...)
	for _, col := range []*column{o.modified, o.deleted, o.version} {
		if col != nil {
			sel.columns = append(sel.columns, *col)
		}
	}
	return sel
}

// row is one row, taken apart.
type row struct {
	id       string
	key      []any
	modified any
	deleted  bool
	version  string
	fields   map[string]any
}

func (sel selection) row(o *object, raw []any) row {
	r := row{fields: make(map[string]any, sel.fields)}
	vals := make([]any, len(raw))
	for i, col := range sel.columns {
		vals[i] = value(col, raw[i])
		if i < sel.fields {
			r.fields[col.name] = vals[i]
		}
	}
	rest := vals[sel.fields:]
	r.key, rest = rest[:len(o.key)], rest[len(o.key):]
	r.id = o.id(r.key)
	if o.modified != nil {
		r.modified, rest = rest[0], rest[1:]
	}
	if o.deleted != nil {
		r.deleted, rest = isDeleted(rest[0]), rest[1:]
	}
	if o.version != nil {
		r.version, _ = textOf(rest[0])
	}
	return r
}

func (o *object) id(key []any) string {
	parts := make([]string, len(key))
	for i, k := range key {
		parts[i], _ = textOf(k)
	}
	return joinKey(parts, o.sep)
}

func (r row) record(c *Connector, o *object) model.Record {
	rec := model.Record{ID: r.id, Fields: r.fields, Version: r.version}
	if o.modified != nil {
		if at, _, ok := moment(r.modified, c.zone); ok {
			rec.Modified = at.UTC()
		}
	}
	return rec
}

// isDeleted reads a soft-delete mark; any time stamp is one.
func isDeleted(v any) bool {
	text, null := textOf(v)
	if null {
		return false
	}
	if n, ok := rational(text); ok {
		return n.Sign() != 0
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "", "false", "f", "no", "n", "否", "\x00":
		return false
	}
	return !strings.HasPrefix(text, "0000-00-00")
}

// pageStatement selects at most limit rows after a place.
func (c *Connector) pageStatement(o *object, sel selection, at place, limit int) (*statement, error) {
	s := c.statement().add("SELECT ").list(sel.columns).add(" FROM ", o.read.from, " AS t WHERE 1 = 1")
	for _, k := range o.key {
		if k.nullable && k.primary == 0 {
			s.add(" AND ", s.of(k), " IS NOT NULL")
		}
	}
	order := o.ordered(s)
	var err error
	switch at.Phase {
	case blank:
		s.add(" AND ", s.of(*o.modified), " IS NULL")
	case since:
		mod := s.of(*o.modified)
		order = append([]ordered{{*o.modified, mod}}, order...)
		if at.Low != nil && len(at.Key) == 0 {
			err = s.compare(" AND ", order[0], " >= ", at.Low)
		}
		if at.High != nil && err == nil {
			err = s.compare(" AND ", order[0], " <= ", at.High)
		} else if err == nil {
			s.add(" AND ", mod, " IS NOT NULL")
		}
	}
	if err == nil && len(at.Key) > 0 {
		if len(at.Key) != len(o.key) {
			return nil, c.invalid("pull", o.name, "the stored cursor belongs to another key")
		}
		after := at.Key
		if at.Phase == since {
			after = append([]any{at.At}, at.Key...)
		}
		err = s.after(order, after)
	}
	if err != nil {
		return nil, err
	}
	s.add(" ORDER BY ")
	for i, by := range order {
		if i > 0 {
			s.add(", ")
		}
		s.add(by.expr)
	}
	return s.add(" LIMIT ", strconv.Itoa(limit)), nil
}

// ordered is a column and the expression that orders by it.
type ordered struct {
	col  column
	expr string
}

// ordered gives the key's order. Where nothing promises that keys are unique
// under the column's collation, bytes decide, so that "a" and "A" never tie.
func (o *object) ordered(s *statement) []ordered {
	var out []ordered
	for _, k := range o.key {
		by := ordered{k, s.of(k)}
		if !o.keyIsRow {
			by.expr = s.d.exact(k, by.expr)
		}
		out = append(out, by)
	}
	return out
}

func (s *statement) compare(before string, by ordered, op string, v any) error {
	s.add(before, by.expr, op)
	return s.value(by.col, v)
}

// after appends (a > ?) OR (a = ? AND b > ?) …, which also bounds a from below
// for the index.
func (s *statement) after(order []ordered, vals []any) error {
	if err := s.compare(" AND ", order[0], " >= ", vals[0]); err != nil {
		return err
	}
	s.add(" AND (")
	for i := range order {
		if i > 0 {
			s.add(" OR ")
		}
		s.add("(")
		for j := 0; j < i; j++ {
			if err := s.compare("", order[j], " = ", vals[j]); err != nil {
				return err
			}
			s.add(" AND ")
		}
		if err := s.compare("", order[i], " > ", vals[i]); err != nil {
			return err
		}
		s.add(")")
	}
	s.add(")")
	return nil
}

func (c *Connector) count(ctx context.Context, q sqlx.QueryerContext, s *statement) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	var n int64
	err := q.QueryRowxContext(ctx, s.text.String(), s.args...).Scan(&n)
	return n, err
}

func plural(n int64) string {
	if n == 1 {
		return "one row"
	}
	return strconv.FormatInt(n, 10) + " rows"
}
