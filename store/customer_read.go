package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tierloop/tierloop/model"
)

// StoredCustomer is a source customer with what the store knows around it.
type StoredCustomer struct {
	model.Customer
	// Deleted is when the customer went away; zero while it lives.
	Deleted time.Time
	// Entity is the golden customer that it belongs to; "" before matching.
	Entity string
	// ChangedRun is the sequence number of the run that last changed it.
	ChangedRun int64
}

const (
	customerColumns = "c.stream_id, c.ext_id, c.doc, c.modified, c.deleted_at, c.changed_run"
	customerSelect  = "SELECT " + customerColumns + `, COALESCE(e.public_id, '')
	FROM customer c
	LEFT JOIN member m ON m.customer_id = c.id AND m.to_run = 0
	LEFT JOIN entity e ON e.id = m.entity_id
	WHERE `
)

// CustomerByRef reads one source customer, a deleted one too.
func (db *DB) CustomerByRef(ctx context.Context, p model.Principal, ref model.Ref) (StoredCustomer, error) {
	stream, err := db.findStream(ctx, ref.Source, ref.Object)
	if err != nil {
		return StoredCustomer{}, err
	}
	cond, args := customerSeen(p, "c.id")
	found, err := db.customers(ctx, p, cond+" AND c.stream_id = ? AND c.ext_id = ?", append(args, stream, ref.ID)...)
	if err != nil {
		return StoredCustomer{}, fmt.Errorf("read customer %s: %w", ref, err)
	}
	if len(found) == 0 {
		return StoredCustomer{}, fmt.Errorf("customer %s: %w", ref, ErrNotFound)
	}
	return found[0], nil
}

// CustomersByRef reads several customers; those that are not there, or that p does
// not see, are left out.
func (db *DB) CustomersByRef(ctx context.Context, p model.Principal, refs []model.Ref) (map[model.Ref]StoredCustomer, error) {
	out := make(map[model.Ref]StoredCustomer, len(refs))
	byStream := map[int64][]string{}
	for _, r := range refs {
		stream, err := db.findStream(ctx, r.Source, r.Object)
		if err != nil {
			return nil, err
		}
		byStream[stream] = append(byStream[stream], r.ID)
	}
	cond, condArgs := customerSeen(p, "c.id")
	for stream, ids := range byStream {
		err := chunks(ids, func(part []string) error {
			found, err := db.customers(ctx, p, cond+" AND c.stream_id = ? AND c.ext_id IN "+in(len(part)), append(append(append([]any{}, condArgs...), stream), anys(part)...)...)
			for _, c := range found {
				out[c.Ref] = c
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read %d customers: %w", len(refs), err)
		}
	}
	return out, nil
}

// CustomersOfEntity reads the members of an entity, deleted ones too, by
// reference. Redirected ids are followed.
func (db *DB) CustomersOfEntity(ctx context.Context, p model.Principal, entity string) ([]StoredCustomer, error) {
	id, _, err := db.follow(ctx, entity)
	if err != nil {
		return nil, err
	}
	cond, args := customerSeen(p, "c.id")
	found, err := db.customers(ctx, p, cond+" AND m.entity_id = ?", append(args, id)...)
	if err != nil {
		return nil, fmt.Errorf("read customers of entity %s: %w", entity, err)
	}
	sortByRef(found, func(c StoredCustomer) model.Ref { return c.Ref })
	return found, nil
}

// FindCustomers searches source customers by part of the shown name.
func (db *DB) FindCustomers(ctx context.Context, p model.Principal, text string, limit int) ([]StoredCustomer, error) {
	if p.Hides("name") {
		return nil, nil // a search would tell what is masked
	}
	cond, args := customerSeen(p, "c.id")
	found, err := db.customers(ctx, p, cond+" AND c.name_fold LIKE ? ESCAPE '!' ORDER BY c.name_fold, c.stream_id, c.ext_id LIMIT ?", append(args, likePattern(text), limit)...)
	if err != nil {
		return nil, fmt.Errorf("search customers: %w", err)
	}
	return found, nil
}

// EachCustomer calls fn for every source customer, deleted ones too, in the
// order of source, object and id. fn may use the store.
func (db *DB) EachCustomer(ctx context.Context, p model.Principal, fn func(StoredCustomer) error) error {
	streams, err := db.Streams(ctx, model.SystemPrincipal())
	if err != nil {
		return err
	}
	cond, condArgs := customerSeen(p, "c.id")
	for _, s := range streams {
		after := ""
		for {
			args := append(slices.Clone(condArgs), s.ID, after, pageSize)
			page, err := db.customers(ctx, p, cond+" AND c.stream_id = ? AND c.ext_id > ? ORDER BY c.ext_id LIMIT ?", args...)
			if err != nil {
				return fmt.Errorf("read customers of %s/%s: %w", s.Source, s.Object, err)
			}
			for _, c := range page {
				after = c.Ref.ID
				if err := fn(c); err != nil {
					return err
				}
			}
			if len(page) < pageSize {
				break
			}
		}
	}
	return nil
}

// pageSize is how many rows a streaming read holds.
const pageSize = 2000

func (db *DB) customers(ctx context.Context, p model.Principal, where string, args ...any) ([]StoredCustomer, error) {
	var out []StoredCustomer
	var streams []int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var c StoredCustomer
		stream, err := scanCustomer(rows, p, &c, &c.Entity)
		out, streams = append(out, c), append(streams, stream)
		return err
	}, customerSelect+where, args...)
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

// scanCustomer reads customerColumns, and what was selected after them into more. Of
// the reference it fills in the id and returns the stream.
func scanCustomer(rows *sql.Rows, p model.Principal, c *StoredCustomer, more ...any) (stream int64, err error) {
	var modified, deleted int64
	var id string
	var doc sql.RawBytes
	if err := rows.Scan(append([]any{&stream, &id, &doc, &modified, &deleted, &c.ChangedRun}, more...)...); err != nil {
		return 0, err
	}
	if err := json.Unmarshal(doc, &c.Customer); err != nil {
		return 0, fmt.Errorf("stored customer %s: %w", id, err)
	}
	c.Ref.ID, c.Modified, c.Deleted = id, instant(modified), instant(deleted)
	mask(p, &c.Customer)
	return stream, nil
}

// UnitSpan is the time in which a customer belonged to a unit; To is absent
// while it does.
type UnitSpan struct {
	Unit     string
	From, To model.Date
}

// UnitsOf lists the units that a customer belonged to, as far as p sees them.
func (db *DB) UnitsOf(ctx context.Context, p model.Principal, ref model.Ref) ([]UnitSpan, error) {
	stream, err := db.findStream(ctx, ref.Source, ref.Object)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Unit string     `db:"unit"`
		From model.Date `db:"from_date"`
		To   model.Date `db:"to_date"`
	}
	err = db.reads().list(ctx, &rows, "SELECT u.unit, u.from_date, u.to_date FROM customer_unit u JOIN customer c ON c.id = u.customer_id WHERE c.stream_id = ? AND c.ext_id = ? ORDER BY u.from_date, u.unit", stream, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("read units of %s: %w", ref, err)
	}
	var out []UnitSpan
	for _, r := range rows {
		if p.Sees(r.Unit) {
			out = append(out, UnitSpan{Unit: r.Unit, From: r.From, To: r.To})
		}
	}
	return out, nil
}
