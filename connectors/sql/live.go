package sqlsource

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// live is what the rows of a batch held when the push began.
type live struct {
	cols []column
	raw  map[string][][]any  // by id, the columns of write
	self map[string]selfInfo // by id, the customer's own row
}

type selfInfo struct {
	deleted bool
	version string
}

func (c *Connector) live(ctx context.Context, o *object, batch []connectors.PushItem, cols []column) (live, error) {
	l := live{cols: cols, self: map[string]selfInfo{}}
	var ids []string
	for _, item := range batch {
		ids = append(ids, item.ID)
	}
	var err error
	if l.raw, err = c.byID(ctx, o.write, o.writeKey, cols, o.sep, ids); err != nil {
		return l, err
	}
	sel := o.with(nil)
	own, err := c.byID(ctx, o.read, o.key, sel.columns, o.sep, ids)
	if err != nil {
		return l, err
	}
	for id, rows := range own {
		if len(rows) > 0 {
			r := sel.row(o, rows[0])
			l.self[id] = selfInfo{deleted: r.deleted, version: r.version}
		}
	}
	return l, nil
}

// decide says what is to be done with an item; Written means that it has to be.
func (l live) decide(o *object, item connectors.PushItem) connectors.Outcome {
	self, known := l.self[item.ID]
	rows := l.raw[item.ID]
	if !known || self.deleted || (len(rows) == 0 && !o.insert) {
		return connectors.Missing
	}
	if item.Version != "" && self.version != "" && item.Version != self.version {
		return connectors.Conflict
	}
	same, expected := true, true
	for i, col := range l.cols {
		var now any
		if len(rows) > 0 {
			now = value(col, rows[0][i])
		}
		if want, ok := item.Fields[col.name]; ok && !equal(col, now, want) {
			same = false
		}
		if old, ok := item.Expect[col.name]; ok && !equal(col, now, old) {
			expected = false
		}
	}
	switch {
	case same:
		return connectors.Unchanged
	case !expected:
		return connectors.Conflict
	}
	return connectors.Written
}
