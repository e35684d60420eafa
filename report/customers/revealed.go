package customers

import (
	"context"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Revealed is Customer as p sees it, with what is of p's own units as clear sees it: p
// without masks. What other units granted stays masked, which is how they granted it.
func (r *Room) Revealed(ctx context.Context, p, clear model.Principal, id string, now time.Time) (*Customer, error) {
	if p.Group() {
		return r.Customer(ctx, clear, id, now)
	}
	c, err := r.Customer(ctx, p, id, now)
	if err != nil {
		return nil, err
	}
	e, err := r.Store.Entity(ctx, clear, c.ID)
	if err != nil {
		return nil, err
	}
	own := &Customer{}
	if err := r.members(ctx, clear, e, own); err != nil {
		return nil, err
	}
	if err := r.flaws(ctx, clear, e, own); err != nil {
		return nil, err
	}
	for i, m := range c.Members {
		if at := slices.IndexFunc(own.Members, func(o Member) bool { return o.Ref == m.Ref }); at >= 0 {
			c.Members[i] = own.Members[at]
		}
	}
	for i, q := range c.Flawed {
		if at := slices.IndexFunc(own.Flawed, func(o model.RecordQuality) bool { return o.Customer == q.Customer }); at >= 0 {
			c.Flawed[i] = own.Flawed[at]
		}
	}
	return c, nil
}
