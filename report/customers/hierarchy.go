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
		from = new(store.GroupRow)
		if err := r.Words().Open(ctx, "groups", after, from); err != nil {
			return nil, "", err
		}
	}
	rows, err := r.Store.Groups(ctx, p, from, pageRows+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		if next, err = r.Words().Seal(ctx, "groups", rows[pageRows-1]); err != nil {
			return nil, "", err
		}
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
	var from store.ListMark
	if after != "" {
		if err := r.Words().Open(ctx, "children "+parent, after, &from); err != nil {
			return nil, "", err
		}
	}
	rows, err := r.Store.ChildrenOf(ctx, p, parent, from, pageRows+1)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(rows) > pageRows {
		rows = rows[:pageRows]
		if next, err = r.Words().Seal(ctx, "children "+parent, rows[pageRows-1].Mark); err != nil {
			return nil, "", err
		}
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
