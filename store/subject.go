package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Subject is one living entity with all its facts, as scoring takes it.
type Subject struct {
	Entity     StoredEntity
	Orders     []model.Order
	Activities []model.Activity
}

// EachSubject calls fn for every living entity in the order of its id, with the
// living facts of its members by reference. fn may use the store. Memory stays
// flat.
func (db *DB) EachSubject(ctx context.Context, p model.Principal, fn func(Subject) error) error {
	return db.eachEntityPage(ctx, p, func(ids []int64, names map[int64]string) error {
		subjects, err := db.subjects(ctx, p, ids, names)
		if err != nil {
			return fmt.Errorf("read facts of %d entities: %w", len(ids), err)
		}
		for _, s := range subjects {
			if err := fn(s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) subjects(ctx context.Context, p model.Principal, ids []int64, names map[int64]string) ([]Subject, error) {
	cond, args := entitySeen(p, "entity.id")
	entities, err := db.entities(ctx, p, cond+" AND emptied_run = 0 AND id IN "+in(len(ids))+" ORDER BY public_id", append(args, anys(ids)...)...)
	if err != nil {
		return nil, err
	}
	out, at := make([]Subject, len(entities)), make(map[string]*Subject, len(entities))
	for i, e := range entities {
		out[i].Entity = e
		at[e.ID] = &out[i]
	}
	orders, err := db.ordersOf(ctx, p, ids)
	if err != nil {
		return nil, err
	}
	for _, o := range orders {
		if s := at[names[o.entity]]; s != nil {
			s.Orders = append(s.Orders, o.value)
		}
	}
	activities, err := db.activitiesOf(ctx, p, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range activities {
		if s := at[names[a.entity]]; s != nil {
			s.Activities = append(s.Activities, a.value)
		}
	}
	for i := range out {
		sortByRef(out[i].Orders, func(o model.Order) model.Ref { return o.Ref })
		sortByRef(out[i].Activities, func(a model.Activity) model.Ref { return a.Ref })
	}
	return out, nil
}
