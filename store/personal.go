package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/model"
)

// Tie says how a row belongs to a person.
type Tie int

// The ties. Own: a record of the person itself, or the entity of such records only.
// Near: a record that holds data of the person, its entity, or business with it.
const (
	NoTie Tie = iota
	Near
	Own
)

// PersonalRow is a row of a table with the texts in which data of persons can stand.
type PersonalRow struct {
	Table  string
	Record model.Ref // what it is about, zero when no record
	Entity string    // public id, "" when none
	Tie    Tie
	Texts  []PersonalText
}

// PersonalText is one of its texts. A visitor that rewrites sets Text and Changed.
type PersonalText struct {
	Column  string
	Doc     bool // JSON
	Text    string
	Changed bool
}

// Person are the records that belong to a person, and those near to it.
type Person struct{ Own, Near []model.Ref }

// ties are a Person in the keys of the store.
type ties struct {
	records  map[recordKey]Tie
	customer map[int64]Tie
	entity   map[int64]Tie
	public   map[string]Tie
	names    map[int64]string // public ids of the entities
}

type recordKey struct {
	stream int64
	id     string
}

func (t ties) of(r recordKey) Tie { return t.records[r] }

// tiesOf looks up a person.
func (c conn) tiesOf(ctx context.Context, who Person) (ties, error) {
	t := ties{map[recordKey]Tie{}, map[int64]Tie{}, map[int64]Tie{}, map[string]Tie{}, map[int64]string{}}
	for _, list := range []struct {
		refs []model.Ref
		tie  Tie
	}{{who.Near, Near}, {who.Own, Own}} {
		for _, ref := range list.refs {
			stream, err := c.db.findStream(ctx, ref.Source, ref.Object)
			if err != nil {
				return t, err
			}
			t.records[recordKey{stream, ref.ID}] = list.tie
			if err := c.tieCustomer(ctx, t, stream, ref.ID, list.tie); err != nil {
				return t, err
			}
		}
	}
	return t, c.tieEntities(ctx, t)
}

// tieCustomer adds the customer of a record and the business with it.
func (c conn) tieCustomer(ctx context.Context, t ties, stream int64, id string, tie Tie) error {
	var customers []int64
	if err := c.list(ctx, &customers, "SELECT id FROM customer WHERE stream_id = ? AND ext_id = ?", stream, id); err != nil {
		return err
	}
	for _, k := range customers {
		t.customer[k] = tie
	}
	for _, table := range []string{"business_doc", "activity"} {
		err := c.rows(ctx, func(rows *sql.Rows) error {
			var r recordKey
			err := rows.Scan(&r.stream, &r.id)
			t.records[r] = max(t.records[r], Near)
			return err
		}, "SELECT stream_id, ext_id FROM "+table+" WHERE cust_stream_id = ? AND cust_ext_id = ?", stream, id)
		if err != nil {
			return err
		}
	}
	return nil
}

// tieEntities adds every entity that the customers are or were members of. It is
// the person's own when all its customers are.
func (c conn) tieEntities(ctx context.Context, t ties) error {
	var customers []int64
	for id := range t.customer {
		customers = append(customers, id)
	}
	slices.Sort(customers)
	var entities []int64
	err := chunks(customers, func(part []int64) error {
		var found []int64
		err := c.list(ctx, &found, "SELECT DISTINCT entity_id FROM member WHERE customer_id IN "+in(len(part)), anys(part)...)
		entities = append(entities, found...)
		return err
	})
	if err != nil {
		return err
	}
	slices.Sort(entities)
	return chunks(slices.Compact(entities), func(part []int64) error {
		for _, id := range part {
			t.entity[id] = Own
		}
		err := c.rows(ctx, func(rows *sql.Rows) error {
			var entity, customer int64
			err := rows.Scan(&entity, &customer)
			if t.customer[customer] != Own {
				t.entity[entity] = Near
			}
			return err
		}, "SELECT entity_id, customer_id FROM member WHERE entity_id IN "+in(len(part)), anys(part)...)
		if err != nil {
			return err
		}
		return c.rows(ctx, func(rows *sql.Rows) error {
			var id int64
			var public string
			err := rows.Scan(&id, &public)
			t.public[public], t.names[id] = t.entity[id], public
			return err
		}, "SELECT id, public_id FROM entity WHERE id IN "+in(len(part)), anys(part)...)
	})
}

// EachPersonal calls fn for every row in which data of persons can stand. fn must
// not keep the row and must not use the store.
func (db *DB) EachPersonal(ctx context.Context, p model.Principal, who Person, fn func(*PersonalRow) error) error {
	if !whole(p) {
		return ErrHidden
	}
	c := db.reads()
	t, err := c.tiesOf(ctx, who)
	if err != nil {
		return fmt.Errorf("look up the records of a person: %w", err)
	}
	if err := db.loadStreams(ctx); err != nil {
		return err
	}
	for _, place := range personals {
		if err := c.walk(ctx, place, t, func(_ []any, row *PersonalRow) error { return fn(row) }); err != nil {
			return fmt.Errorf("look through %s: %w", place.table, err)
		}
	}
	return nil
}

// columns of a place, in the order in which walk reads them.
func (l personal) columns() []string {
	out := slices.Clone(l.key)
	for _, r := range l.records {
		out = append(out, r[0], r[1])
	}
	out = append(out, l.entities...)
	for _, c := range []string{l.entity, l.customer} {
		if c != "" {
			out = append(out, c)
		}
	}
	return append(append(out, l.texts...), l.docs...)
}

// walk reads a place row by row.
func (c conn) walk(ctx context.Context, l personal, t ties, fn func(key []any, row *PersonalRow) error) error {
	columns := l.columns()
	cells := make([]sql.RawBytes, len(columns))
	into := make([]any, len(columns))
	for i := range cells {
		into[i] = &cells[i]
	}
	row := &PersonalRow{Table: l.table}
	return c.rows(ctx, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		*row = PersonalRow{Table: l.table, Texts: row.Texts[:0]}
		at := len(l.key)
		for range l.records {
			r := recordKey{number(cells[at]), string(cells[at+1])}
			if row.Record.IsZero() && r.stream != 0 {
				row.Record = c.db.named(r)
			}
			row.Tie = max(row.Tie, t.of(r))
			at += 2
		}
		for range l.entities {
			if id := string(cells[at]); id != "" {
				row.Entity, row.Tie = id, max(row.Tie, t.public[id])
			}
			at++
		}
		if l.entity != "" {
			id := number(cells[at])
			row.Entity, row.Tie = t.names[id], max(row.Tie, t.entity[id])
			at++
		}
		if l.customer != "" {
			row.Tie = max(row.Tie, t.customer[number(cells[at])])
			at++
		}
		for i := at; i < len(columns); i++ {
			row.Texts = append(row.Texts, PersonalText{Column: columns[i], Doc: i >= len(columns)-len(l.docs), Text: string(cells[i])})
		}
		key := make([]any, len(l.key))
		for i := range key {
			key[i] = string(cells[i])
		}
		return fn(key, row)
	}, "SELECT "+strings.Join(columns, ", ")+" FROM "+l.table)
}

func number(cell sql.RawBytes) int64 {
	var n int64
	for _, b := range cell {
		n = n*10 + int64(b-'0')
	}
	return n
}

// named is a record by the streams that are known already.
func (db *DB) named(r recordKey) model.Ref {
	db.mu.RLock()
	defer db.mu.RUnlock()
	name := db.names[r.stream]
	return model.Ref{Source: name.source, Object: name.object, ID: r.id}
}
