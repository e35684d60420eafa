package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Subject is one living entity with all its facts, as scoring takes it: facts by
// reference, orders without a modified stamp and without the quantities of lines.
type Subject struct {
	Entity     StoredEntity
	Orders     []model.Order
	Activities []model.Activity
	// MovedRun is the last run that moved a fact of a member, took in a member or
	// changed the entity's own row; LastDay the day of the latest fact. What a member
	// took away that left is told by EntitiesLeft.
	MovedRun int64
	LastDay  model.Date
}

// SubjectNeeds says what of a subject is read beside its facts.
type SubjectNeeds struct {
	Values []string // the surviving values that are wanted, by attribute
	Lines  bool     // the lines of orders
	Only   []string // the entities that are read; nil: all
}

// subjectPage is a page of entities with the store's keys.
type subjectPage struct {
	entities []StoredEntity
	ids      []int64
}

// EachSubject calls fn for every living entity with the living facts of its
// members, page by page, from several goroutines at once and in no order. fn may
// use the store. Memory stays flat.
func (db *DB) EachSubject(ctx context.Context, p model.Principal, needs SubjectNeeds, fn func([]Subject) error) error {
	if !whole(p) {
		return ErrHidden
	}
	walk := func(ctx context.Context, hand func(subjectPage) error) error {
		if needs.Only != nil {
			return chunks(needs.Only, func(part []string) error {
				entities, ids, err := db.entityHeads(ctx, "emptied_run = 0 AND public_id IN "+in(len(part)), anys(part)...)
				if err != nil {
					return fmt.Errorf("read %d entities: %w", len(part), err)
				}
				return hand(subjectPage{entities, ids})
			})
		}
		for after := int64(0); ; {
			entities, ids, err := db.entityHeads(ctx, "emptied_run = 0 AND id > ? ORDER BY id LIMIT ?", after, chunkSize)
			if err != nil {
				return fmt.Errorf("walk entities: %w", err)
			}
			if len(ids) == 0 {
				return nil
			}
			after = ids[len(ids)-1]
			if err := hand(subjectPage{entities, ids}); err != nil {
				return err
			}
		}
	}
	return atOnce(ctx, walk, func(ctx context.Context, page subjectPage) error {
		subjects, err := db.subjects(ctx, p, needs, page)
		if err != nil {
			return fmt.Errorf("read facts of %d entities: %w", len(page.ids), err)
		}
		return fn(subjects)
	})
}

func (db *DB) subjects(ctx context.Context, p model.Principal, needs SubjectNeeds, page subjectPage) ([]Subject, error) {
	if n := len(needs.Values); n > 0 {
		if err := db.fillValues(ctx, page.entities, page.ids, " AND attr IN "+in(n), anys(needs.Values)); err != nil {
			return nil, err
		}
	}
	out, at := make([]Subject, len(page.ids)), make(map[int64]*Subject, len(page.ids))
	for i, id := range page.ids {
		out[i].Entity, out[i].MovedRun = page.entities[i], page.entities[i].ChangedRun
		at[id] = &out[i]
	}
	behind, err := db.packedFacts(ctx, needs.Lines, page.ids, at)
	if err != nil {
		return nil, err
	}
	if len(behind) > 0 {
		if err := db.exactFacts(ctx, p, needs.Lines, behind, at); err != nil {
			return nil, err
		}
	}
	for i := range out {
		sortByRef(out[i].Orders, func(o model.Order) model.Ref { return o.Ref })
		sortByRef(out[i].Activities, func(a model.Activity) model.Ref { return a.Ref })
	}
	return out, nil
}

// packedFacts fills in the packed facts of entities, and names those with a
// member whose pack is behind.
func (db *DB) packedFacts(ctx context.Context, lines bool, ids []int64, at map[int64]*Subject) (behind []int64, err error) {
	u := unpacker{ref: func(stream int64, id string) (model.Ref, error) { return db.ref(ctx, stream, id) }}
	type packed struct {
		entity, stream  int64
		customer, facts string
	}
	var all []packed
	err = db.reads().rows(ctx, func(rows *sql.Rows) error {
		var k packed
		var facts sql.RawBytes
		var stale, moved, last, joined int64
		if err := rows.Scan(&k.entity, &joined, &k.stream, &k.customer, &facts, &moved, &last, &stale); err != nil {
			return err
		}
		s := at[k.entity]
		s.MovedRun, s.LastDay = max(s.MovedRun, moved, joined), max(s.LastDay, model.Date(last))
		if stale != 0 {
			s.MovedRun = math.MaxInt64
			behind = append(behind, k.entity)
		} else if len(facts) > 0 {
			k.facts = string(facts)
			all = append(all, k)
		}
		return nil
	}, `SELECT m.entity_id, m.from_run, c.stream_id, c.ext_id, k.facts, COALESCE(k.changed_run, 0), COALESCE(k.last_day, 0),
		CASE WHEN s.run IS NULL THEN 0 ELSE 1 END FROM member m
		JOIN customer c ON c.id = m.customer_id
		LEFT JOIN fact_pack k ON k.cust_stream_id = c.stream_id AND k.cust_ext_id = c.ext_id
		LEFT JOIN fact_stale s ON s.cust_stream_id = c.stream_id AND s.cust_ext_id = c.ext_id
		WHERE m.to_run = 0 AND m.entity_id IN `+in(len(ids)), anys(ids)...)
	if err != nil {
		return nil, err
	}
	for _, k := range all {
		ref, err := db.ref(ctx, k.stream, k.customer)
		if err != nil {
			return nil, err
		}
		s := at[k.entity]
		if s.Orders, s.Activities, err = u.unpack(k.facts, ref, lines, s.Orders, s.Activities); err != nil {
			return nil, fmt.Errorf("customer %s: %w", ref, err)
		}
	}
	return behind, nil
}

// exactFacts takes the facts of entities row by row instead.
func (db *DB) exactFacts(ctx context.Context, p model.Principal, lines bool, ids []int64, at map[int64]*Subject) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, id := range ids {
		at[id].Orders, at[id].Activities = nil, nil
	}
	orders, err := db.ordersOf(ctx, p, lines, ids)
	if err != nil {
		return err
	}
	for _, o := range orders {
		for i := range o.value.Lines {
			o.value.Lines[i].Quantity = ""
		}
		o.value.Modified = time.Time{}
		at[o.entity].Orders = append(at[o.entity].Orders, o.value)
	}
	activities, err := db.activitiesOf(ctx, p, ids)
	if err != nil {
		return err
	}
	for _, a := range activities {
		at[a.entity].Activities = append(at[a.entity].Activities, a.value)
	}
	return nil
}

// EntitiesLeft lists the living entities that a member left in a run or later.
func (db *DB) EntitiesLeft(ctx context.Context, p model.Principal, since int64) ([]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var out []string
	err := db.reads().list(ctx, &out, "SELECT DISTINCT e.public_id FROM member m JOIN entity e ON e.id = m.entity_id WHERE m.to_run > 0 AND m.to_run >= ? AND e.emptied_run = 0 ORDER BY e.public_id", since)
	if err != nil {
		return nil, fmt.Errorf("list entities that lost a member: %w", err)
	}
	return out, nil
}
