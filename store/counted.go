package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// What scoring counted of the facts under one policy lies here in numbered parts,
// so that the next run reads the facts of those alone that moved. Part 0 is a mark
// that says when and by what rules it was counted: without it the parts mean
// nothing. Whoever rewrites parts takes the mark away first and sets it last.

var countedInsertion = insertion{table: "score_counted", columns: []string{"policy", "part", "data"}, keys: []string{"policy", "part"}}

// CountedMark is the mark of a policy's counts; "" when there are none.
func (db *DB) CountedMark(ctx context.Context, p model.Principal, policy string) (string, error) {
	if !whole(p) {
		return "", ErrHidden
	}
	var mark []byte
	err := db.reads().get(ctx, &mark, "SELECT data FROM score_counted WHERE policy = ? AND part = 0", policy)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("read what was counted for %s: %w", policy, err)
	}
	return string(mark), nil
}

// Counted are the parts of a policy's counts, without the mark.
func (db *DB) Counted(ctx context.Context, p model.Principal, policy string) (map[int]string, error) {
	if !whole(p) {
		return nil, ErrHidden
	}
	out := map[int]string{}
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var part int
		var data sql.RawBytes
		err := rows.Scan(&part, &data)
		out[part] = string(data)
		return err
	}, "SELECT part, data FROM score_counted WHERE policy = ? AND part > 0", policy)
	if err != nil {
		return nil, fmt.Errorf("read what was counted for %s: %w", policy, err)
	}
	return out, nil
}

// SaveCounted stores parts of a policy's counts; an empty part is taken away.
func (tx *Tx) SaveCounted(ctx context.Context, policy string, parts map[int][]byte) error {
	var rows [][]any
	var gone []any
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		if len(parts[part]) == 0 {
			gone = append(gone, part)
		} else {
			rows = append(rows, []any{policy, part, parts[part]})
		}
	}
	err := chunks(gone, func(some []any) error {
		_, err := tx.exec(ctx, "DELETE FROM score_counted WHERE policy = ? AND part IN "+in(len(some)), append([]any{policy}, some...)...)
		return err
	})
	if err == nil {
		err = tx.insert(ctx, countedInsertion, rows)
	}
	if err != nil {
		return fmt.Errorf("save what was counted for %s: %w", policy, err)
	}
	return nil
}

// ForgetCounted takes the marks away: nothing that was counted is of use any more.
func (tx *Tx) ForgetCounted(ctx context.Context) error {
	if _, err := tx.exec(ctx, "DELETE FROM score_counted WHERE part = 0"); err != nil {
		return fmt.Errorf("forget what was counted: %w", err)
	}
	return nil
}

// DropCountedBut takes away the counts of all policies but these.
func (tx *Tx) DropCountedBut(ctx context.Context, policies []string) error {
	_, err := tx.exec(ctx, "DELETE FROM score_counted WHERE policy NOT IN "+in(len(policies)), anys(policies)...)
	if err != nil {
		return fmt.Errorf("drop what was counted for other policies: %w", err)
	}
	return nil
}

// EntitiesMoved lists the entities, emptied ones too, of which a run since then
// changed the row, a value, the members or a fact.
func (db *DB) EntitiesMoved(ctx context.Context, p model.Principal, since int64) ([]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	found := map[string]bool{}
	const ofFacts = `JOIN customer c ON c.stream_id = k.cust_stream_id AND c.ext_id = k.cust_ext_id
		JOIN member m ON m.customer_id = c.id AND m.to_run = 0 JOIN entity e ON e.id = m.entity_id`
	for _, q := range []struct {
		query string
		args  []any
	}{
		{"SELECT public_id FROM entity WHERE changed_run >= ?", []any{since}},
		{"SELECT e.public_id FROM member m JOIN entity e ON e.id = m.entity_id WHERE m.from_run >= ? OR m.to_run >= ?", []any{since, since}},
		{"SELECT e.public_id FROM fact_pack k " + ofFacts + " WHERE k.changed_run >= ?", []any{since}},
		{"SELECT e.public_id FROM fact_stale k " + ofFacts, nil},
	} {
		var ids []string
		if err := db.reads().list(ctx, &ids, q.query, q.args...); err != nil {
			return nil, fmt.Errorf("list entities that moved: %w", err)
		}
		for _, id := range ids {
			found[id] = true
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// OldestOpenRun is the least number of a run, up to that one, that is not over:
// what it has yet to store will bear its number.
func (db *DB) OldestOpenRun(ctx context.Context, _ model.Principal, run int64) (int64, error) {
	var oldest int64
	err := db.reads().get(ctx, &oldest, "SELECT COALESCE(MIN(seq), ?) FROM run WHERE ended = 0 AND seq <= ?", run, run)
	if err != nil {
		return 0, fmt.Errorf("look for open runs: %w", err)
	}
	return oldest, nil
}
