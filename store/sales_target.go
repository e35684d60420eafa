package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// SaveSalesTargets makes the list of sales targets exactly this.
func (tx *Tx) SaveSalesTargets(ctx context.Context, targets []model.SalesTarget) error {
	rows := make([][]any, len(targets))
	for i, t := range targets {
		rows[i] = []any{int64(t.First), int64(t.Last), t.Dimension, t.Name, t.Currency, int64(t.Amount)}
	}
	_, err := tx.exec(ctx, "DELETE FROM sales_target")
	if err == nil {
		err = tx.insert(ctx, insertion{table: "sales_target", columns: []string{"first_day", "last_day", "dimension", "name", "currency", "amount"},
			keys: []string{"first_day", "last_day", "dimension", "name"}}, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d sales targets: %w", len(targets), err)
	}
	return nil
}

// SalesTargets are the targets by period, dimension and name. A unit sees its own.
func (db *DB) SalesTargets(ctx context.Context, p model.Principal) ([]model.SalesTarget, error) {
	var rows []struct {
		First     model.Date   `db:"first_day"`
		Last      model.Date   `db:"last_day"`
		Dimension string       `db:"dimension"`
		Name      string       `db:"name"`
		Currency  string       `db:"currency"`
		Amount    model.Amount `db:"amount"`
	}
	err := db.reads().list(ctx, &rows, "SELECT first_day, last_day, dimension, name, currency, amount FROM sales_target ORDER BY first_day, last_day, dimension, name")
	if err != nil {
		return nil, fmt.Errorf("read sales targets: %w", err)
	}
	var out []model.SalesTarget
	for _, r := range rows {
		if p.Group() || r.Dimension == "unit" && p.Sees(r.Name) {
			out = append(out, model.SalesTarget(r))
		}
	}
	return out, nil
}
