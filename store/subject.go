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

// pagesAhead is how many pages of subjects are read at once, beside the one that
// is worked on.
const pagesAhead = 2

// subjectPage is a page that was read.
type subjectPage struct {
	subjects []Subject
	err      error
}

// EachSubject calls fn for every living entity in the order of its id, with the
// living facts of its members by reference; orders have their lines only where
// lines are asked for. fn may use the store. Memory stays flat: while fn works, the
// next pages are read.
func (db *DB) EachSubject(ctx context.Context, p model.Principal, lines bool, fn func(Subject) error) error {
	ctx, stop := context.WithCancel(ctx)
	pages := make(chan chan subjectPage, pagesAhead-1)
	walked := make(chan error, 1)
	go func() {
		defer close(pages)
		walked <- db.eachEntityPage(ctx, p, func(ids []int64, names map[int64]string) error {
			page := make(chan subjectPage, 1)
			select {
			case pages <- page:
			case <-ctx.Done():
				return ctx.Err()
			}
			go func() {
				subjects, err := db.subjects(ctx, p, lines, ids, names)
				if err != nil {
					err = fmt.Errorf("read facts of %d entities: %w", len(ids), err)
				}
				page <- subjectPage{subjects, err}
			}()
			return nil
		})
	}()
	err := eachPage(pages, fn)
	stop()
	for page := range pages { // let every reader end before the store may be closed
		<-page
	}
	if walk := <-walked; err == nil {
		err = walk
	}
	return err
}

func eachPage(pages <-chan chan subjectPage, fn func(Subject) error) error {
	for page := range pages {
		got := <-page
		if got.err != nil {
			return got.err
		}
		for _, s := range got.subjects {
			if err := fn(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (db *DB) subjects(ctx context.Context, p model.Principal, lines bool, ids []int64, names map[int64]string) ([]Subject, error) {
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
	orders, err := db.ordersOf(ctx, p, lines, ids)
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
