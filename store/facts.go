package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// EachOrderByEntity calls fn for every living order-like fact of every entity's
// members, in the order of the entity's id and then the order's reference. Facts
// of deleted customers are among them, deleted facts and facts whose customer
// belongs to no entity are not. fn may use the store. Memory stays flat.
func (db *DB) EachOrderByEntity(ctx context.Context, p model.Principal, fn func(entity string, o model.Order) error) error {
	return db.eachEntityPage(ctx, p, func(ids []int64, names map[int64]string) error {
		orders, err := db.ordersOf(ctx, p, true, ids)
		if err != nil {
			return fmt.Errorf("read orders by entity: %w", err)
		}
		sortFacts(orders, names, func(o model.Order) model.Ref { return o.Ref })
		for _, o := range orders {
			if err := fn(names[o.entity], o.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// EachActivityByEntity is EachOrderByEntity for activities.
func (db *DB) EachActivityByEntity(ctx context.Context, p model.Principal, fn func(entity string, a model.Activity) error) error {
	return db.eachEntityPage(ctx, p, func(ids []int64, names map[int64]string) error {
		activities, err := db.activitiesOf(ctx, p, ids)
		if err != nil {
			return fmt.Errorf("read activities by entity: %w", err)
		}
		sortFacts(activities, names, func(a model.Activity) model.Ref { return a.Ref })
		for _, a := range activities {
			if err := fn(names[a.entity], a.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// OrdersOfEntity lists the living order-like facts of one entity by reference.
func (db *DB) OrdersOfEntity(ctx context.Context, p model.Principal, entity string) ([]model.Order, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	found, err := db.ordersOf(ctx, p, true, []int64{id})
	return plain(found, func(o model.Order) model.Ref { return o.Ref }), err
}

// ActivitiesOfEntity lists the living activities of one entity by reference.
func (db *DB) ActivitiesOfEntity(ctx context.Context, p model.Principal, entity string) ([]model.Activity, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	found, err := db.activitiesOf(ctx, p, []int64{id})
	return plain(found, func(a model.Activity) model.Ref { return a.Ref }), err
}

// fact is a fact with the integer key of its entity.
type fact[T any] struct {
	entity int64
	value  T
}

func sortFacts[T any](facts []fact[T], names map[int64]string, refOf func(T) model.Ref) {
	slices.SortFunc(facts, func(a, b fact[T]) int {
		if a.entity != b.entity {
			return cmp.Compare(names[a.entity], names[b.entity])
		}
		return refOf(a.value).Compare(refOf(b.value))
	})
}

func sortByRef[T any](values []T, refOf func(T) model.Ref) {
	slices.SortFunc(values, func(a, b T) int { return refOf(a).Compare(refOf(b)) })
}

func plain[T any](facts []fact[T], refOf func(T) model.Ref) []T {
	out := make([]T, len(facts))
	for i, f := range facts {
		out[i] = f.value
	}
	sortByRef(out, refOf)
	return out
}

// eachEntityPage walks the entities in the order of their public ids.
func (db *DB) eachEntityPage(ctx context.Context, p model.Principal, fn func(ids []int64, names map[int64]string) error) error {
	cond, condArgs := entitySeen(p, "e.id")
	after := ""
	for {
		var page []struct {
			ID     int64  `db:"id"`
			Public string `db:"public_id"`
		}
		args := append(append([]any{}, condArgs...), after, chunkSize)
		err := db.reads().list(ctx, &page, "SELECT e.id, e.public_id FROM entity e WHERE "+cond+" AND e.public_id > ? ORDER BY e.public_id LIMIT ?", args...)
		if err != nil {
			return fmt.Errorf("walk entities: %w", err)
		}
		if len(page) == 0 {
			return nil
		}
		ids, names := make([]int64, len(page)), make(map[int64]string, len(page))
		for i, e := range page {
			ids[i], names[e.ID], after = e.ID, e.Public, e.Public
		}
		if err := fn(ids, names); err != nil {
			return err
		}
	}
}

const orderSelect = `SELECT m.entity_id, d.id, d.stream_id, d.ext_id, d.kind, d.cust_stream_id, d.cust_ext_id, d.unit, d.number,
	d.doc_date, d.due_date, d.currency, d.amount, d.open_amount, d.cost, d.has_cost, d.status, d.role, d.prev_stream_id, d.prev_ext_id, d.modified
	FROM member m
	JOIN customer c ON c.id = m.customer_id
	JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id
	WHERE m.to_run = 0 AND d.deleted_at = 0 AND `

func (db *DB) ordersOf(ctx context.Context, p model.Principal, lines bool, entities []int64) ([]fact[model.Order], error) {
	cond, args := factSeen(p, "d.unit", "c.id")
	var out []fact[model.Order]
	var ids []int64
	type streams struct{ own, customer, preceding int64 }
	var refs []streams
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var f fact[model.Order]
		// Plain integers: database/sql reads a type of ours by way of its text.
		var id, modified, date, due, amount, open, cost, costed int64
		var s streams
		o := &f.value
		err := rows.Scan(&f.entity, &id, &s.own, &o.Ref.ID, &o.Kind, &s.customer, &o.Customer.ID, &o.Unit, &o.Number, &date, &due,
			&o.Currency, &amount, &open, &cost, &costed, &o.Status, &o.Role, &s.preceding, &o.Preceding.ID, &modified)
		o.Date, o.Due, o.Modified = model.Date(date), model.Date(due), instant(modified)
		o.Amount, o.Open, o.Cost, o.HasCost = model.Amount(amount), model.Amount(open), model.Amount(cost), costed != 0
		out, ids, refs = append(out, f), append(ids, id), append(refs, s)
		return err
	}, orderSelect+cond+" AND m.entity_id IN "+in(len(entities)), append(args, anys(entities)...)...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		o := &out[i].value
		for _, r := range []struct {
			ref    *model.Ref
			stream int64
		}{{&o.Ref, refs[i].own}, {&o.Customer, refs[i].customer}, {&o.Preceding, refs[i].preceding}} {
			if *r.ref, err = db.ref(ctx, r.stream, r.ref.ID); err != nil {
				return nil, err
			}
		}
	}
	if !lines {
		return out, nil
	}
	return out, db.fillLines(ctx, out, ids)
}

// fillLines adds the lines to the orders, whose integer keys are ids.
func (db *DB) fillLines(ctx context.Context, orders []fact[model.Order], ids []int64) error {
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	return chunks(slices.Sorted(slices.Values(ids)), func(part []int64) error {
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var id int64
			var l model.OrderLine
			err := rows.Scan(&id, &l.Product, &l.Quantity, &l.Amount, &l.Cost)
			o := &orders[at[id]].value
			o.Lines = append(o.Lines, l)
			return err
		}, "SELECT doc_id, product, quantity, amount, cost FROM doc_line WHERE doc_id IN "+in(len(part))+" ORDER BY doc_id, n", anys(part)...)
	})
}

const activitySelect = `SELECT m.entity_id, a.stream_id, a.ext_id, a.kind, a.cust_stream_id, a.cust_ext_id, a.unit, a.at, a.status, a.score
	FROM member m
	JOIN customer c ON c.id = m.customer_id
	JOIN activity a ON a.cust_stream_id = c.stream_id AND a.cust_ext_id = c.ext_id
	WHERE m.to_run = 0 AND a.deleted_at = 0 AND `

func (db *DB) activitiesOf(ctx context.Context, p model.Principal, entities []int64) ([]fact[model.Activity], error) {
	cond, args := factSeen(p, "a.unit", "c.id")
	var out []fact[model.Activity]
	var streams [][2]int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var f fact[model.Activity]
		var at int64
		var s [2]int64
		a := &f.value
		err := rows.Scan(&f.entity, &s[0], &a.Ref.ID, &a.Kind, &s[1], &a.Customer.ID, &a.Unit, &at, &a.Status, &a.Score)
		a.At = instant(at)
		out, streams = append(out, f), append(streams, s)
		return err
	}, activitySelect+cond+" AND m.entity_id IN "+in(len(entities)), append(args, anys(entities)...)...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		a := &out[i].value
		if a.Ref, err = db.ref(ctx, streams[i][0], a.Ref.ID); err != nil {
			return nil, err
		}
		if a.Customer, err = db.ref(ctx, streams[i][1], a.Customer.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
