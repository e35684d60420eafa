package store

import (
	"context"
	"database/sql"
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
	names, saved := sortedIDs(months), 0
	err := chunks(names, func(part []string) error {
		n, err := tx.saveMonths(ctx, part, months)
		saved += n
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("save months of %d entities: %w", len(months), err)
	}
	return saved, nil
}

func (tx *Tx) saveMonths(ctx context.Context, names []string, months map[string][]model.Month) (int, error) {
	keys, err := tx.entityKeys(ctx, names)
	if err != nil {
		return 0, err
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
		return 0, err
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
		for _, m := range months[n] {
			rows = append(rows, []any{ids[i], m.Unit, int64(m.Month), string(m.Topic), m.Kind, m.Count, int64(m.Amount), int64(m.Costed), int64(m.Cost),
				m.Scored, int64(m.Score), m.Unpriced})
		}
	}
	if len(changed) == 0 {
		return 0, nil
	}
	if _, err := tx.exec(ctx, "DELETE FROM fact_month WHERE entity_id IN "+in(len(changed)), anys(changed)...); err != nil {
		return 0, err
	}
	if err := tx.insert(ctx, monthInsertion, rows); err != nil {
		return 0, err
	}
	return len(changed), tx.insert(ctx, monthHashInsertion, hashes)
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
	for _, table := range []string{"fact_month", "fact_month_hash"} {
		_, err := tx.exec(ctx, "DELETE FROM "+table+" WHERE entity_id IN (SELECT id FROM entity WHERE emptied_run > 0)")
		if err != nil {
			return fmt.Errorf("drop months of emptied entities: %w", err)
		}
	}
	return nil
}

// EachMonth calls fn for every stored month from first to last (such as 202601,
// inclusive; 0 is open) of the topics, of none for all, in the order of the
// entity's key. A principal with units sees the rows of those units. fn must not
// use the store.
func (db *DB) EachMonth(ctx context.Context, p model.Principal, first, last int, fn func(model.Month) error, topics ...model.Topic) error {
	cond, args := "1 = 1", []any(nil)
	switch {
	case p.Group():
	case len(p.Units) == 0:
		return nil
	default:
		cond, args = "m.unit IN "+in(len(p.Units)), anys(p.Units)
	}
	cond += " AND m.month >= ? AND m.month <= ?"
	if last == 0 {
		last = 999_999
	}
	args = append(args, first, last)
	if len(topics) > 0 {
		cond += " AND m.topic IN " + in(len(topics))
		for _, t := range topics {
			args = append(args, string(t))
		}
	}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var m model.Month
		if err := rows.Scan(&m.Entity, &m.Unit, &m.Month, &m.Topic, &m.Kind, &m.Count, &m.Amount, &m.Costed, &m.Cost, &m.Scored, &m.Score, &m.Unpriced); err != nil {
			return err
		}
		return fn(m)
	}, `SELECT e.public_id, m.unit, m.month, m.topic, m.kind, m.n, m.amount, m.costed, m.cost, m.scored, m.score, m.unpriced
		FROM fact_month m JOIN entity e ON e.id = m.entity_id
		WHERE `+cond+" ORDER BY m.entity_id, m.unit, m.month, m.topic, m.kind", args...)
	if err != nil {
		return fmt.Errorf("read months: %w", err)
	}
	return nil
}
