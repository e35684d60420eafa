package okki

import (
	"context"

	"github.com/tierloop/tierloop/connectors"
)

// proof finds out whether pages that were read one after the other are the whole
// list. They are when as many different records came as the list counts, and neither
// the live nor the deleted ones changed in number meanwhile: a record that is made
// raises their sum, one that is deleted moves from the one to the other.
type proof struct {
	seen    map[string]bool
	live    int64
	deleted int64
	moved   bool
}

func (p *proof) begin(ctx context.Context, c *conn, op, object string) (err error) {
	p.seen, p.live = map[string]bool{}, -1
	p.deleted, err = c.deleted(ctx, op, object)
	return err
}

// take notes a page and gives the ids that are new.
func (p *proof) take(total int64, list []map[string]any, idField string) (fresh []string) {
	p.moved = p.moved || total < 0 || p.live >= 0 && p.live != total
	p.live = total
	for _, row := range list {
		if id := connectors.TextOf(row[idField]); !p.seen[id] {
			p.seen[id], fresh = true, append(fresh, id)
		}
	}
	return fresh
}

func (p *proof) holds(ctx context.Context, c *conn, op, object string) (bool, error) {
	if p.moved || int64(len(p.seen)) != p.live {
		return false, nil
	}
	deleted, err := c.deleted(ctx, op, object)
	return deleted == p.deleted && deleted >= 0, err
}

// deleted counts the deleted records, -1 when the system does not tell.
func (c *conn) deleted(ctx context.Context, op, object string) (int64, error) {
	got, _, err := c.list(ctx, op, object, listing{page: 1, size: 1, removed: true})
	return got.total(), err
}
