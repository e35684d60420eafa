package sqlsource

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/connectors"
)

// Enumerate yields the ids of all live rows and their count, both out of one
// consistent snapshot. It fails when the two disagree.
func (c *Connector) Enumerate(ctx context.Context, name string, emit func(ids []string) error) (int64, error) {
	o, err := c.object(ctx, "enumerate", name)
	if err != nil {
		return 0, err
	}
	tx, err := c.db.BeginTxx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead})
	if err != nil {
		return 0, c.fail(ctx, "enumerate", name, err)
	}
	defer tx.Rollback() //nolint:errcheck // read only
	s := c.statement().add("SELECT COUNT(*) FROM ", o.read.from, " AS t WHERE 1 = 1")
	for _, k := range o.key {
		s.add(" AND ", s.of(k), " IS NOT NULL")
	}
	count, err := c.count(ctx, tx, s)
	if err != nil {
		return 0, c.fail(ctx, "enumerate", name, err)
	}
	sel := o.with(nil)
	seen, deleted, before := int64(0), int64(0), ""
	for at := (place{Phase: full}); ; {
		s, err := c.pageStatement(o, sel, at, maxPage)
		if err != nil {
			return 0, c.fail(ctx, "enumerate", name, err)
		}
		rows, err := c.rows(ctx, tx, s)
		if err != nil {
			return 0, c.fail(ctx, "enumerate", name, err)
		}
		var ids []string
		for _, raw := range rows {
			r := sel.row(o, raw)
			at.Key = r.key
			if r.id != before || seen == 0 { // rows with one key follow each other
				seen++
			}
			before = r.id
			if r.deleted {
				deleted++
				continue
			}
			ids = append(ids, r.id)
		}
		if len(ids) > 0 {
			if err := emit(ids); err != nil {
				return 0, err
			}
		}
		if len(rows) < maxPage {
			break
		}
	}
	if seen != count {
		return 0, &connectors.Error{Kind: connectors.KindInvalid, Op: "enumerate", System: system, Object: name,
			Said: fmt.Sprintf("%s has %d rows but %d keys: %s", o.read.label, count, seen, doubleKey)}
	}
	return count - deleted, nil
}
