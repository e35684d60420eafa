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

// SaveCounts says what a save of mapped rows did.
type SaveCounts struct {
	New, Changed, Same int
}

// Add sums counts.
func (c *SaveCounts) Add(o SaveCounts) {
	c.New, c.Changed, c.Same = c.New+o.New, c.Changed+o.Changed, c.Same+o.Same
}

var customerInsertion = insertion{
	table: "customer",
	columns: []string{"stream_id", "ext_id", "kind", "name", "name_fold", "master_id", "parent_id", "status",
		"modified", "changed_run", "deleted_at", "doc_hash", "doc"},
	keys: []string{"stream_id", "ext_id"},
}

// SaveCustomers stores mapped customers, all of one run. A customer whose
// canonical form is the stored one is not written; the source's modified stamp
// is no part of that comparison, because our own write-back moves it. Units are
// kept with the dates between which the customer belonged to them. Open rejects
// of the mapping of these records are closed.
func (tx *Tx) SaveCustomers(ctx context.Context, run int64, customers []model.Customer) (SaveCounts, error) {
	return saveMapped(ctx, tx, "customer", slices.Clone(customers), func(c model.Customer) model.Ref { return c.Ref },
		func(c model.Customer) ([]byte, error) {
			c.Modified = time.Time{}
			return json.Marshal(c)
		},
		func(write []mapped[model.Customer]) error {
			rows := make([][]any, len(write))
			for i, w := range write {
				c := w.value
				rows[i] = []any{w.stream, c.Ref.ID, string(c.Kind), cut(c.Name, 255), cut(fold(c.Name), 255), c.Master, c.Parent, string(c.Status),
					micros(c.Modified), run, int64(0), w.hash[:], string(w.doc)}
			}
			if err := tx.insert(ctx, customerInsertion, rows); err != nil {
				return err
			}
			return tx.saveUnits(ctx, write)
		})
}

// mapped is a mapped value on its way into the store.
type mapped[T any] struct {
	value  T
	ref    model.Ref
	stream int64
	hash   Hash
	doc    []byte // what the hash is of
	id     int64  // 0 when new
	fresh  bool   // its id, and so every later one, comes after all that were stored
}

// saveMapped is the common course of SaveCustomers, SaveOrders and
// SaveActivities: sort, compare hashes, write what differs, close rejects.
func saveMapped[T any](ctx context.Context, tx *Tx, table string, values []T, refOf func(T) model.Ref,
	docOf func(T) ([]byte, error), write func([]mapped[T]) error) (SaveCounts, error) {
	var counts SaveCounts
	slices.SortStableFunc(values, func(a, b T) int { return refOf(a).Compare(refOf(b)) })
	all := make([]mapped[T], 0, len(values))
	for i, v := range values {
		ref := refOf(v)
		if i+1 < len(values) && refOf(values[i+1]) == ref {
			continue // the last one of a reference wins
		}
		if ref.ID == "" || len(ref.ID) > 255 {
			return counts, fmt.Errorf("save %s: an id of %d bytes: want 1 to 255", table, len(ref.ID))
		}
		stream, err := tx.streamID(ctx, ref.Source, ref.Object)
		if err != nil {
			return counts, err
		}
		doc, err := docOf(v)
		if err != nil {
			return counts, fmt.Errorf("save %s %s: %w", table, ref, err)
		}
		all = append(all, mapped[T]{value: v, ref: ref, stream: stream, hash: HashOf(doc), doc: doc})
	}
	err := eachStream(all, func(part []mapped[T]) error {
		fresh, err := tx.beyond(ctx, table, part[0].stream, part[0].ref.ID)
		if err != nil {
			return err
		}
		var stored map[string]storedMapped
		if !fresh {
			if stored, err = tx.storedHashes(ctx, table, part[0].stream, refIDs(part)); err != nil {
				return err
			}
		}
		differs := make([]mapped[T], 0, len(part))
		for _, m := range part {
			m.fresh = fresh
			old, ok := stored[m.ref.ID]
			switch {
			case !ok:
				counts.New++
			case old.deletedAt != 0 || old.hash != m.hash:
				counts.Changed++
			default:
				counts.Same++
				continue
			}
			m.id = old.id
			differs = append(differs, m)
		}
		if len(differs) > 0 {
			if err := write(differs); err != nil {
				return err
			}
		}
		return tx.closeMapped(ctx, part[0].stream, refIDs(part))
	})
	if err != nil {
		return counts, fmt.Errorf("save %d %s rows: %w", len(values), table, err)
	}
	return counts, nil
}

// eachStream cuts sorted rows into chunks of one stream.
func eachStream[T any](all []mapped[T], fn func([]mapped[T]) error) error {
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].stream == all[0].stream {
			n++
		}
		if err := chunks(all[:n], fn); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

func refIDs[T any](part []mapped[T]) []string {
	ids := make([]string, len(part))
	for i, m := range part {
		ids[i] = m.ref.ID
	}
	return ids
}

type storedMapped struct {
	id        int64
	hash      Hash
	deletedAt int64
}

func (tx *Tx) storedHashes(ctx context.Context, table string, stream int64, ids []string) (map[string]storedMapped, error) {
	out := make(map[string]storedMapped, len(ids))
	err := tx.rows(ctx, func(rows *sql.Rows) error {
		var id string
		var hash sql.RawBytes
		var s storedMapped
		err := rows.Scan(&s.id, &id, &hash, &s.deletedAt)
		copy(s.hash[:], hash)
		out[id] = s
		return err
	}, "SELECT id, ext_id, doc_hash, deleted_at FROM "+table+" WHERE stream_id = ? AND ext_id IN "+in(len(ids)), append([]any{stream}, anys(ids)...)...)
	return out, err
}

// DeleteMapped marks mapped rows as gone, whatever they are, and returns how
// many were living. Their open rejects are closed. Saving one again restores it. A gone customer keeps its
// membership and its facts.
func (tx *Tx) DeleteMapped(ctx context.Context, run int64, refs []model.Ref) (int64, error) {
	var total int64
	all := make([]mapped[model.Ref], len(refs))
	for i, ref := range slices.SortedFunc(slices.Values(refs), model.Ref.Compare) {
		stream, err := tx.streamID(ctx, ref.Source, ref.Object)
		if err != nil {
			return 0, err
		}
		all[i] = mapped[model.Ref]{ref: ref, stream: stream}
	}
	err := eachStream(all, func(part []mapped[model.Ref]) error {
		var owners []factOwner
		for _, table := range []string{"business_doc", "activity"} {
			err := tx.owners(ctx, &owners, "SELECT DISTINCT cust_stream_id, cust_ext_id FROM "+table+" WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN "+in(len(part)),
				append([]any{part[0].stream}, anys(refIDs(part))...)...)
			if err != nil {
				return err
			}
		}
		if err := tx.markStale(ctx, run, owners); err != nil {
			return err
		}
		for _, table := range []string{"customer", "business_doc", "activity", "reference_record"} {
			args := append([]any{tx.now, run, part[0].stream}, anys(refIDs(part))...)
			n, err := tx.exec(ctx, "UPDATE "+table+" SET deleted_at = ?, changed_run = ? WHERE stream_id = ? AND deleted_at = 0 AND ext_id IN "+in(len(part)), args...)
			if err != nil {
				return err
			}
			total += n
		}
		return tx.closeMapped(ctx, part[0].stream, refIDs(part))
	})
	if err != nil {
		return total, fmt.Errorf("delete %d mapped rows: %w", len(refs), err)
	}
	return total, nil
}
