package ops

import (
	"context"

	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

// Kept is how much there is of what is kept for a time only.
type Kept struct {
	Kinds []store.Retained // as counted by the last purge
	Size  int64            // of the whole store, in bytes
	Holds []store.Hold     // that stand
}

// Kept tells what retention is about.
func (r *Room) Kept(ctx context.Context, p model.Principal) (Kept, error) {
	kinds, err := r.Store.Retained(ctx, p)
	if err != nil {
		return Kept{}, err
	}
	size, err := r.Store.Size(ctx)
	if err != nil {
		return Kept{}, err
	}
	holds, err := r.Store.Holds(ctx, p)
	return Kept{Kinds: kinds, Size: size, Holds: store.Held(holds)}, err
}
