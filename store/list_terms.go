package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var termInsertion = insertion{table: "customer_term", columns: []string{"term", "customer_id"}}

// termBatch is how many customers one transaction takes. Their terms lie all over the
// index: the more of them are written in its order, the fewer of its pages.
const termBatch = 4_000

// customerTerm is a term of the customer with that key.
type customerTerm struct {
	text     string
	customer int64
}

func (t customerTerm) compare(o customerTerm) int {
	return cmp.Or(cmp.Compare(t.text, o.text), cmp.Compare(t.customer, o.customer))
}

// refreshTerms makes anew the terms of customers that changed since a run. The next
// customers are read while the terms of some are written.
func (db *DB) refreshTerms(ctx context.Context, fence Fence, since int64) error {
	var ids []int64
	if err := db.reads().list(ctx, &ids, "SELECT id FROM customer WHERE changed_run >= ? ORDER BY id", since); err != nil {
		return err
	}
	slices.Sort(ids)
	type batch struct {
		ids   []int64
		terms []customerTerm
	}
	return ahead(ctx, slices.Chunk(ids, termBatch), func(ctx context.Context, ids []int64) (batch, error) {
		terms, err := db.reads().termsOfCustomers(ctx, ids)
		return batch{ids, terms}, err
	}, func(b batch) error {
		return db.InTx(ctx, fence, func(tx *Tx) error { return tx.writeTerms(ctx, b.ids, b.terms) })
	})
}

// termsOfCustomers are the terms of the customers with these keys, in the order of
// the index.
func (c conn) termsOfCustomers(ctx context.Context, ids []int64) (out []customerTerm, err error) {
	err = chunks(ids, func(part []int64) error {
		return c.rows(ctx, func(rows *sql.Rows) error {
			var id int64
			var doc sql.RawBytes
			if err := rows.Scan(&id, &doc); err != nil {
				return err
			}
			var customer model.Customer
			if err := json.Unmarshal(doc, &customer); err != nil {
				return fmt.Errorf("stored customer %d: %w", id, err)
			}
			for _, t := range termsOf(customer) {
				out = append(out, customerTerm{t, id})
			}
			return nil
		}, "SELECT id, doc FROM customer WHERE id IN "+in(len(part)), anys(part)...)
	})
	slices.SortFunc(out, customerTerm.compare)
	return slices.Compact(out), err
}

// writeTerms makes the terms of customers exactly these.
func (tx *Tx) writeTerms(ctx context.Context, ids []int64, want []customerTerm) error {
	had := map[customerTerm]bool{}
	err := chunks(ids, func(part []int64) error {
		return tx.rows(ctx, func(rows *sql.Rows) error {
			var t customerTerm
			err := rows.Scan(&t.text, &t.customer)
			had[t] = true
			return err
		}, "SELECT term, customer_id FROM customer_term WHERE customer_id IN "+in(len(part)), anys(part)...)
	})
	if err != nil {
		return err
	}
	var rows [][]any
	for _, t := range want {
		if had[t] {
			delete(had, t)
		} else {
			rows = append(rows, []any{t.text, t.customer})
		}
	}
	for t := range had {
		if _, err := tx.exec(ctx, "DELETE FROM customer_term WHERE term = ? AND customer_id = ?", t.text, t.customer); err != nil {
			return err
		}
	}
	return tx.insert(ctx, termInsertion, rows)
}
