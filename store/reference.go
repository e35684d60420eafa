package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var referenceInsertion = insertion{table: "reference_record",
	columns: []string{"stream_id", "ext_id", "kind", "doc", "doc_hash", "changed_run", "deleted_at"}, keys: []string{"stream_id", "ext_id"}}

// SaveReferences stores mapped reference records as SaveOrders does orders. A
// record that its source deletes counts no more.
func (tx *Tx) SaveReferences(ctx context.Context, run int64, list []model.Reference) (SaveCounts, error) {
	return saveMapped(ctx, tx, "reference_record", slices.Clone(list), func(r model.Reference) model.Ref { return r.Ref },
		func(r model.Reference) ([]byte, error) { return json.Marshal(r) },
		func(write []mapped[model.Reference]) error {
			rows := make([][]any, len(write))
			for i, w := range write {
				rows[i] = []any{w.stream, w.ref.ID, w.value.Kind, string(w.doc), w.hash[:], run, int64(0)}
			}
			return tx.insert(ctx, referenceInsertion, rows)
		})
}

// references are the living records of a kind, by source, object and id.
func (db *DB) references(ctx context.Context, kind string) ([]model.Reference, error) {
	var out []model.Reference
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		var r model.Reference
		if err := json.Unmarshal(doc, &r); err != nil {
			return err
		}
		out = append(out, r)
		return nil
	}, "SELECT doc FROM reference_record WHERE kind = ? AND deleted_at = 0", kind)
	if err != nil {
		return nil, fmt.Errorf("read %s records: %w", kind, err)
	}
	slices.SortFunc(out, func(a, b model.Reference) int { return a.Ref.Compare(b.Ref) })
	return out, nil
}

// entitiesOf are the entities of customers by reference; those that are not
// stored or not matched yet are absent.
func (db *DB) entitiesOf(ctx context.Context, refs []model.Ref) (map[model.Ref]string, error) {
	byObject := map[[2]string][]string{}
	for _, r := range refs {
		k := [2]string{r.Source, r.Object}
		byObject[k] = append(byObject[k], r.ID)
	}
	out := make(map[model.Ref]string, len(refs))
	for k, ids := range byObject {
		slices.Sort(ids)
		err := chunks(slices.Compact(ids), func(part []string) error {
			return db.reads().rows(ctx, func(rows *sql.Rows) error {
				var id, entity string
				err := rows.Scan(&id, &entity)
				out[model.Ref{Source: k[0], Object: k[1], ID: id}] = entity
				return err
			}, `SELECT c.ext_id, e.public_id FROM stream s JOIN customer c ON c.stream_id = s.id
				JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id
				WHERE s.source = ? AND s.object = ? AND c.ext_id IN `+in(len(part)), append([]any{k[0], k[1]}, anys(part)...)...)
		})
		if err != nil {
			return nil, fmt.Errorf("find the entities of %d customers: %w", len(refs), err)
		}
	}
	return out, nil
}
