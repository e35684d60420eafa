package sqlsource

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/model"
)

// Fetch reads live rows by id. With a target table, its columns come from there:
// a customer without a row in it has them empty.
func (c *Connector) Fetch(ctx context.Context, name string, ids, fields []string) ([]model.Record, error) {
	o, err := c.object(ctx, "fetch", name)
	if err != nil {
		return nil, err
	}
	own, side, err := c.divide(o, fields)
	if err != nil {
		return nil, err
	}
	sel := o.with(own)
	rows, err := c.byID(ctx, o.read, o.key, sel.columns, o.sep, ids)
	if err != nil {
		return nil, c.fail(ctx, "fetch", name, err)
	}
	var beside map[string][][]any
	if len(side) > 0 {
		if beside, err = c.byID(ctx, o.write, o.writeKey, side, o.sep, ids); err != nil {
			return nil, c.fail(ctx, "fetch", name, err)
		}
	}
	var out []model.Record
	for _, id := range distinct(ids) {
		if len(rows[id]) == 0 {
			continue
		}
		r := sel.row(o, rows[id][0])
		if r.deleted {
			continue
		}
		rec := r.record(c, o)
		for i, col := range side {
			rec.Fields[col.name] = nil
			if found := beside[id]; len(found) > 0 {
				rec.Fields[col.name] = value(col, found[0][i])
			}
		}
		out = append(out, rec)
	}
	return out, nil
}

// divide says which of the wanted fields come from the customers' own table and
// which from a target table of its own; nil fields means all.
func (c *Connector) divide(o *object, fields []string) (own, side []column, err error) {
	var known []string
	if o.separated {
		for _, col := range o.write.columns {
			if !has(o.writeKey, col.name) {
				known = append(known, col.name)
			}
		}
	}
	if fields == nil {
		if o.separated {
			side, err = c.pick("fetch", o.name, o.write, known)
		}
		return o.read.columns, side, err
	}
	for _, f := range fields {
		if o.separated && slices.Contains(known, f) {
			col, _ := o.write.column(f)
			side = append(side, col)
			continue
		}
		col, ok := o.read.column(f)
		if !ok {
			return nil, nil, &connectors.Error{Kind: connectors.KindNotFound, Op: "fetch", System: system, Object: o.name,
				Said: "no column " + f + " in " + o.read.label, Fix: connectors.DidYouMean(f, append(known, o.read.names()...))}
		}
		own = append(own, col)
	}
	return own, side, nil
}

// byID selects columns of the rows with these ids, in chunks. The answer holds
// only ids that are equal byte for byte, whatever the collation calls equal.
func (c *Connector) byID(ctx context.Context, r *relation, key, cols []column, sep string, ids []string) (map[string][][]any, error) {
	out := map[string][][]any{}
	ids = distinct(ids)
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	for len(ids) > 0 {
		n := min(len(ids), maxFetch)
		s := c.statement().add("SELECT ").list(append(cols[:len(cols):len(cols)], key...)).add(" FROM ", r.from, " AS t WHERE ")
		some, err := s.keys(key, sep, ids[:n])
		if err != nil {
			return nil, err
		}
		if !some {
			ids = ids[n:]
			continue
		}
		rows, err := c.rows(ctx, c.db, s)
		if err != nil && n > 1 && c.d.classify(err).row {
			// An id that no value of the type can be: find out which.
			for _, id := range ids[:n] {
				one, err := c.byID(ctx, r, key, cols, sep, []string{id})
				if err != nil && !c.d.classify(err).row {
					return nil, err
				}
				out[id] = one[id]
			}
			ids = ids[n:]
			continue
		}
		if err != nil && !c.d.classify(err).row {
			return nil, err
		}
		ids = ids[n:]
		for _, raw := range rows {
			parts := make([]any, len(key))
			for i, k := range key {
				parts[i] = value(k, raw[len(cols)+i])
			}
			if id := (&object{sep: sep}).id(parts); wanted[id] {
				out[id] = append(out[id], raw)
			}
		}
	}
	return out, nil
}

// keys appends the condition that a row has one of these ids; false when none
// of them can be a key of this table.
func (s *statement) keys(key []column, sep string, ids []string) (bool, error) {
	n := 0
	for _, id := range ids {
		parts, ok := splitKey(id, len(key), sep)
		if !ok || !possible(key, parts) {
			continue
		}
		if n++; n > 1 {
			s.add(" OR ")
		}
		if err := s.key(key, parts); err != nil {
			return false, err
		}
	}
	return n > 0, nil
}

// key appends the condition that a row has this key.
func (s *statement) key(key []column, parts []string) error {
	s.add("(")
	for i, k := range key {
		if i > 0 {
			s.add(" AND ")
		}
		by := ordered{k, s.of(k)}
		if k.storage && isDecimal(parts[i]) { // the same digits as a text and as a number
			if err := s.compare("(", by, " = ", json.Number(parts[i])); err != nil {
				return err
			}
			s.add(" OR ", by.expr, " = ?)")
			s.args = append(s.args, parts[i])
			continue
		}
		if err := s.compare("", by, " = ", parts[i]); err != nil {
			return err
		}
	}
	s.add(")")
	return nil
}

// possible keeps ids from the server that no value of the column's type can be:
// one server would refuse the whole statement, another call "7x" equal to 7.
func possible(key []column, parts []string) bool {
	for i, k := range key {
		if k.class == numeric && !isDecimal(parts[i]) {
			return false
		}
		if strings.HasSuffix(strings.ToLower(k.native), "int") {
			_, err1 := strconv.ParseInt(parts[i], 10, 64)
			_, err2 := strconv.ParseUint(parts[i], 10, 64)
			if err1 != nil && err2 != nil {
				return false
			}
		}
	}
	return true
}

func has(cols []column, name string) bool {
	return slices.ContainsFunc(cols, func(c column) bool { return c.name == name })
}

func distinct(ids []string) []string {
	seen := make(map[string]bool, len(ids))
	var out []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}
