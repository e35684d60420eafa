package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var (
	monthInsertion = insertion{table: "fact_month",
		columns: []string{"entity_id", "unit", "month", "topic", "kind", "n", "amount", "costed", "cost", "scored", "score", "unpriced"}}
	monthHashInsertion = insertion{table: "fact_month_hash", columns: []string{"entity_id", "hash"}, keys: []string{"entity_id"}}
)

// SaveMonths replaces all months of the entities that are keys of the map by
// those given, none included. Entities whose months are as before are not
// written; it returns how many were.
func (tx *Tx) SaveMonths(ctx context.Context, months map[string][]model.Month) (int, error) {
	moved := make(map[int64][]model.Month, len(months))
	err := chunks(sortedIDs(months), func(part []string) error { return tx.saveMonths(ctx, part, months, moved) })
	if err == nil {
		err = tx.logMonths(ctx, moved)
	}
	if err != nil {
		return 0, fmt.Errorf("save months of %d entities: %w", len(months), err)
	}
	return len(moved), nil
}

// saveMonths adds to moved whose months are other than before.
func (tx *Tx) saveMonths(ctx context.Context, names []string, months map[string][]model.Month, moved map[int64][]model.Month) error {
	keys, err := tx.entityKeys(ctx, names)
	if err != nil {
		return err
	}
	ids := make([]int64, len(names))
	for i, n := range names {
		ids[i] = keys[n]
	}
	var known []struct {
		Entity int64  `db:"entity_id"`
		Hash   []byte `db:"hash"`
	}
	if err := tx.list(ctx, &known, "SELECT entity_id, hash FROM fact_month_hash WHERE entity_id IN "+in(len(ids)), anys(ids)...); err != nil {
		return err
	}
	before := make(map[int64]string, len(known))
	for _, k := range known {
		before[k.Entity] = string(k.Hash)
	}
	var changed []int64
	var hashes, rows [][]any
	var doc []byte
	for i, n := range names {
		doc = appendMonths(doc[:0], months[n])
		hash := HashOf(doc)
		if before[ids[i]] == string(hash[:]) || before[ids[i]] == "" && len(months[n]) == 0 {
			continue
		}
		changed, hashes = append(changed, ids[i]), append(hashes, []any{ids[i], hash[:]})
		moved[ids[i]] = months[n]
		for _, m := range months[n] {
			rows = append(rows, []any{ids[i], m.Unit, int64(m.Month), string(m.Topic), m.Kind, m.Count, int64(m.Amount), int64(m.Costed), int64(m.Cost),
				m.Scored, int64(m.Score), m.Unpriced})
		}
	}
	if len(changed) == 0 {
		return nil
	}
	if _, err := tx.exec(ctx, "DELETE FROM fact_month WHERE entity_id IN "+in(len(changed)), anys(changed)...); err != nil {
		return err
	}
	if err := tx.insert(ctx, monthInsertion, rows); err != nil {
		return err
	}
	return tx.insert(ctx, monthHashInsertion, hashes)
}

// appendMonths writes what makes months other months, each field with its end.
func appendMonths(doc []byte, months []model.Month) []byte {
	for _, m := range months {
		for _, text := range []string{m.Unit, string(m.Topic), m.Kind} {
			doc = append(append(doc, text...), 0)
		}
		for _, n := range [...]int64{int64(m.Month), m.Count, int64(m.Amount), int64(m.Costed), int64(m.Cost), m.Scored, int64(m.Score), m.Unpriced} {
			doc = binary.AppendVarint(doc, n)
		}
	}
	return doc
}

// DropMonths takes away the months of entities that have no member any more.
func (tx *Tx) DropMonths(ctx context.Context) error {
	var gone []int64
	err := tx.list(ctx, &gone, "SELECT h.entity_id FROM fact_month_hash h JOIN entity e ON e.id = h.entity_id WHERE e.emptied_run > 0")
	none := make(map[int64][]model.Month, len(gone))
	for _, key := range gone {
		none[key] = nil
	}
	if err == nil {
		err = tx.logMonths(ctx, none)
	}
	for _, table := range []string{"fact_month", "fact_month_hash"} {
		if err == nil {
			err = chunks(gone, func(part []int64) error {
				_, err := tx.exec(ctx, "DELETE FROM "+table+" WHERE entity_id IN "+in(len(part)), anys(part)...)
				return err
			})
		}
	}
	if err != nil {
		return fmt.Errorf("drop months of emptied entities: %w", err)
	}
	return nil
}
