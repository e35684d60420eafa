package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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

// SalesTargets are the targets, of the file and of sources, by period, dimension
// and name; the file's stand above a source's for the same. A unit sees its own.
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
	given, err := db.references(ctx, model.ReferenceTarget)
	if err != nil {
		return nil, err
	}
	all := make([]model.SalesTarget, 0, len(rows)+len(given))
	for _, r := range rows {
		all = append(all, model.SalesTarget(r))
	}
	for _, g := range given {
		all = append(all, *g.Target)
	}
	order := func(a, b model.SalesTarget) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last), cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Name, b.Name))
	}
	slices.SortStableFunc(all, order)
	all = slices.CompactFunc(all, func(a, b model.SalesTarget) bool { return order(a, b) == 0 }) // the first is the file's
	return slices.DeleteFunc(all, func(t model.SalesTarget) bool { return !p.Group() && (t.Dimension != "unit" || !p.Sees(t.Name)) }), nil
}
