package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// JudgedCustomer is a source customer with its quality as stored, for those who
// judge it anew. Entity is left out.
type JudgedCustomer struct {
	StoredCustomer
	score    sql.NullInt64 // null: nobody has judged it
	findings string
}

// Judged says whether this is what the store holds of the customer's quality.
func (c *JudgedCustomer) Judged(q model.RecordQuality) bool {
	findings, err := findingsText(q)
	return err == nil && c.score.Valid && c.score.Int64 == int64(q.Score) && c.findings == findings
}

const judgedSelect = "SELECT " + customerColumns + `, q.score, COALESCE(q.findings, '')
	FROM customer c LEFT JOIN record_quality q ON q.customer_id = c.id WHERE `

// EachChangedCustomer calls fn for the source customers that changed since a run,
// that run included, deleted ones too, in no order. fn may use the store.
func (db *DB) EachChangedCustomer(ctx context.Context, p model.Principal, sinceRun int64, fn func(JudgedCustomer) error) error {
	var changed []int64
	// Asked in an order, SQLite would go through all customers.
	if err := db.reads().list(ctx, &changed, "SELECT id FROM customer WHERE changed_run >= ?", sinceRun); err != nil {
		return fmt.Errorf("read which customers changed: %w", err)
	}
	slices.Sort(changed)
	cond, condArgs := customerSeen(p, "c.id")
	return ahead(ctx, slices.Chunk(changed, chunkSize), func(ctx context.Context, ids []int64) ([]JudgedCustomer, error) {
		found, err := db.judged(ctx, p, cond+" AND c.id IN "+in(len(ids)), append(slices.Clone(condArgs), anys(ids)...)...)
		if err != nil {
			err = fmt.Errorf("read %d changed customers: %w", len(ids), err)
		}
		return found, err
	}, each(fn))
}

// EachCustomerOf calls fn for the source customers with the given references, deleted
// ones too, in the order of references; those of no customer are left out. fn may
// use the store.
func (db *DB) EachCustomerOf(ctx context.Context, p model.Principal, refs []model.Ref, fn func(JudgedCustomer) error) error {
	refs = slices.SortedFunc(slices.Values(refs), model.Ref.Compare)
	cond, condArgs := customerSeen(p, "c.id")
	return ahead(ctx, streamChunks(refs), func(ctx context.Context, part []model.Ref) ([]JudgedCustomer, error) {
		stream, err := db.findStream(ctx, part[0].Source, part[0].Object)
		if err != nil {
			return nil, err
		}
		args := append(slices.Clone(condArgs), stream)
		for _, ref := range part {
			args = append(args, ref.ID)
		}
		found, err := db.judged(ctx, p, cond+" AND c.stream_id = ? AND c.ext_id IN "+in(len(part))+" ORDER BY c.ext_id", args...)
		if err != nil {
			err = fmt.Errorf("read %d customers of %s/%s: %w", len(part), part[0].Source, part[0].Object, err)
		}
		return found, err
	}, each(fn))
}

// each has fn take every item of a page.
func each[T any](fn func(T) error) func([]T) error {
	return func(page []T) error {
		for _, t := range page {
			if err := fn(t); err != nil {
				return err
			}
		}
		return nil
	}
}

// streamChunks cuts sorted references into chunks of one stream.
func streamChunks(refs []model.Ref) iter.Seq[[]model.Ref] {
	return func(yield func([]model.Ref) bool) {
		for len(refs) > 0 {
			n := 1
			for n < min(chunkSize, len(refs)) && refs[n].Source == refs[0].Source && refs[n].Object == refs[0].Object {
				n++
			}
			if !yield(refs[:n]) {
				return
			}
			refs = refs[n:]
		}
	}
}

func (db *DB) judged(ctx context.Context, p model.Principal, where string, args ...any) ([]JudgedCustomer, error) {
	out, streams := make([]JudgedCustomer, 0, len(args)), make([]int64, 0, len(args)) // they are large to grow
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var c JudgedCustomer
		stream, err := scanCustomer(rows, p, &c.StoredCustomer, &c.score, &c.findings)
		out, streams = append(out, c), append(streams, stream)
		return err
	}, judgedSelect+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Ref, err = db.ref(ctx, streams[i], out[i].Ref.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
