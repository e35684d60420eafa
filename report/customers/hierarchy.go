package customers

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Root is a group of companies in the browser of hierarchies.
type Root struct {
	store.GroupRow
	Name string
	Tier string
}

// Roots lists the groups by revenue, the largest first, and the place of the next
// page; "" there is none.
func (r *Room) Roots(ctx context.Context, p model.Principal, after string) ([]Root, string, error) {
	var from *store.GroupRow
	if after != "" {
		mark := unpack[store.GroupRow](after)
		from = &mark
	}
	rows, err := r.Store.Groups(ctx, p, from, pageRows+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		next = pack(rows[pageRows-1])
	}
	ids := make([]string, len(rows))
	for i, g := range rows {
		ids[i] = g.Group
	}
	listed, err := r.Store.ListedAs(ctx, p, ids)
	if err != nil {
		return nil, "", err
	}
	out := make([]Root, len(rows))
	for i, g := range rows {
		out[i] = Root{GroupRow: g, Name: listed[g.Group].Name, Tier: listed[g.Group].Tier}
	}
	return out, next, nil
}

// Children lists the customers directly under one, by name, and the place of the
// next page.
func (r *Room) Children(ctx context.Context, p model.Principal, parent, after string) ([]Relative, string, error) {
	rows, err := r.Store.ChildrenOf(ctx, p, parent, unpack[store.ListMark](after), pageRows+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		next = pack(rows[pageRows-1].Mark)
	}
	return relatives(rows), next, nil
}

func (r *Room) below(ctx context.Context, p model.Principal, parent string, after store.ListMark, n int) ([]Relative, bool, error) {
	rows, err := r.Store.ChildrenOf(ctx, p, parent, after, n+1)
	more := len(rows) > n
	if more {
		rows = rows[:n]
	}
	return relatives(rows), more, err
}

func relatives(rows []store.ListRow) []Relative {
	out := make([]Relative, len(rows))
	for i, row := range rows {
		out[i] = Relative{ID: row.Entity, Name: row.Name, Tier: row.Tier, Revenue: row.Revenue}
	}
	return out
}
