package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var coverageInsertion = insertion{table: "tier_coverage", columns: []string{"policy", "scope", "topic", "name", "n", "of_n", "run"},
	keys: []string{"policy", "scope", "topic", "name"}}

// SaveCoverage makes the coverage of a policy exactly this.
func (tx *Tx) SaveCoverage(ctx context.Context, run int64, policy string, list []model.Coverage) error {
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{policy, c.Scope, c.Topic, cut(c.Name, 128), c.N, c.Of, run}
	}
	_, err := tx.exec(ctx, "DELETE FROM tier_coverage WHERE policy = ?", policy)
	if err == nil {
		err = tx.insert(ctx, coverageInsertion, rows)
	}
	if err != nil {
		return fmt.Errorf("save the coverage of %s: %w", policy, err)
	}
	return nil
}

// Coverage is what the last scoring under a policy had to go by, in the scopes
// that p sees, by scope, topic and name.
func (db *DB) Coverage(ctx context.Context, p model.Principal, policy string) ([]model.Coverage, error) {
	var rows []struct {
		Scope string `db:"scope"`
		Topic string `db:"topic"`
		Name  string `db:"name"`
		N     int64  `db:"n"`
		Of    int64  `db:"of_n"`
	}
	err := db.reads().list(ctx, &rows, "SELECT scope, topic, name, n, of_n FROM tier_coverage WHERE policy = ? ORDER BY scope, topic, name", policy)
	if err != nil {
		return nil, fmt.Errorf("read the coverage of %s: %w", policy, err)
	}
	var out []model.Coverage
	for _, r := range rows {
		if scopeSeen(p, r.Scope) {
			out = append(out, model.Coverage(r))
		}
	}
	return out, nil
}
