package sqlsource

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// write is one row's part of a transaction.
type write struct {
	c    *Connector
	tx   *sqlx.Tx
	o    *object
	cols []column
	live live
}

// one writes a row inside a savepoint. A *refusal means that it was undone; any
// other error ends the transaction.
func (w write) one(ctx context.Context, item connectors.PushItem) (connectors.Outcome, string, error) {
	if err := w.exec(ctx, "SAVEPOINT tierloop"); err != nil {
		return "", "", err
	}
	outcome, version, err := w.try(ctx, item)
	if err != nil {
		if _, ok := err.(*refusal); !ok {
			v := w.c.d.classify(err)
			if !v.row {
				return "", "", err
			}
			outcome, err = connectors.Rejected, &refusal{v.code, v.said}
			if v.duplicate && len(w.live.raw[item.ID]) == 0 {
				outcome, err = connectors.Conflict, nil // somebody else added the row first
			}
		}
	}
	end := "RELEASE SAVEPOINT tierloop"
	if outcome != connectors.Written {
		end = "ROLLBACK TO SAVEPOINT tierloop"
	}
	if e := w.exec(ctx, end); e != nil {
		return "", "", e
	}
	return outcome, version, err
}

func (w write) try(ctx context.Context, item connectors.PushItem) (connectors.Outcome, string, error) {
	parts, _ := splitKey(item.ID, len(w.o.writeKey), w.o.sep) // the row was found by it
	rows := w.live.raw[item.ID]
	var s *statement
	var err error
	if len(rows) == 0 {
		s, err = w.insert(item, parts)
	} else {
		s, err = w.update(item, parts, rows[0])
	}
	if err != nil {
		return "", "", err
	}
	ctx, cancel := context.WithTimeout(ctx, w.c.timeout)
	defer cancel()
	res, err := w.tx.ExecContext(ctx, s.text.String(), s.args...)
	if err != nil {
		return "", "", err
	}
	n, err := res.RowsAffected()
	switch {
	case err != nil:
		return "", "", err
	case n == 0:
		return connectors.Conflict, "", nil
	case n > 1:
		return connectors.Rejected, "", &refusal{said: fmt.Sprintf("%d rows of %s have this key", n, w.o.write.label)}
	}
	return w.verify(ctx, item, parts)
}

// update sets the fields where the key fits and nothing has moved since the
// row was read.
func (w write) update(item connectors.PushItem, parts []string, was []any) (*statement, error) {
	s := w.c.statement().add("UPDATE ", w.o.write.from, " SET ")
	for i, name := range slices.Sorted(maps.Keys(item.Fields)) {
		if i > 0 {
			s.add(", ")
		}
		col, _ := w.o.write.column(name)
		s.add(s.d.quote(name), " = ")
		if err := s.value(col, item.Fields[name]); err != nil {
			return nil, err
		}
	}
	s.add(" WHERE ")
	for i, k := range w.o.writeKey {
		if i > 0 {
			s.add(" AND ")
		}
		if err := s.compare("", ordered{k, s.d.quote(k.name)}, " = ", parts[i]); err != nil {
			return nil, err
		}
	}
	for i, col := range w.cols {
		_, set := item.Fields[col.name]
		if _, expected := item.Expect[col.name]; !set && !expected {
			continue
		}
		if cond, arg, ok := s.d.same(len(s.args)+1, col, s.d.quote(col.name), was[i]); ok {
			s.add(" AND ", cond)
			s.args = append(s.args, arg)
		}
	}
	if v := w.o.version; v != nil && w.o.ownTable && item.Version != "" {
		if err := s.compare(" AND ", ordered{*v, s.d.quote(v.name)}, " = ", item.Version); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// insert adds the row of a customer that has none in the target table.
func (w write) insert(item connectors.PushItem, parts []string) (*statement, error) {
	s := w.c.statement().add("INSERT INTO ", w.o.write.from, " (")
	names := slices.Sorted(maps.Keys(item.Fields))
	for i, k := range w.o.writeKey {
		if i > 0 {
			s.add(", ")
		}
		s.add(s.d.quote(k.name))
	}
	for _, name := range names {
		s.add(", ", s.d.quote(name))
	}
	s.add(") VALUES (")
	for i, k := range w.o.writeKey {
		if i > 0 {
			s.add(", ")
		}
		if err := s.value(k, parts[i]); err != nil {
			return nil, err
		}
	}
	for _, name := range names {
		col, _ := w.o.write.column(name)
		s.add(", ")
		if err := s.value(col, item.Fields[name]); err != nil {
			return nil, err
		}
	}
	return s.add(")"), nil
}

// verify reads the row back: a value that was cut, rounded, padded or changed by
// a trigger is refused, since every later run would try to write it again.
func (w write) verify(ctx context.Context, item connectors.PushItem, parts []string) (connectors.Outcome, string, error) {
	var cols []column
	for _, col := range w.cols {
		if _, set := item.Fields[col.name]; set {
			cols = append(cols, col)
		}
	}
	if w.o.version != nil && w.o.ownTable {
		cols = append(cols, *w.o.version)
	}
	s := w.c.statement().add("SELECT ").list(cols).add(" FROM ", w.o.write.from, " AS t WHERE ")
	if err := s.key(w.o.writeKey, parts); err != nil {
		return "", "", err
	}
	rows, err := w.c.rows(ctx, w.tx, s)
	if err != nil {
		return "", "", err
	}
	if len(rows) != 1 {
		return connectors.Rejected, "", &refusal{said: "the row is not there any more after the write"}
	}
	version := ""
	for i, col := range cols {
		now := value(col, rows[0][i])
		want, set := item.Fields[col.name]
		if !set {
			version, _ = textOf(now)
			continue
		}
		if _, isText := now.(string); !equal(col, now, want) || (isText && col.class == numeric) {
			return connectors.Rejected, "", &refusal{said: "column " + col.name + " (" + col.native + ") does not keep this value as it is"}
		}
	}
	return connectors.Written, version, nil
}

func (w write) exec(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, w.c.timeout)
	defer cancel()
	_, err := w.tx.ExecContext(ctx, text)
	return err
}
