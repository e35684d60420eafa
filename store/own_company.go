package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// SaveOwnCompanies makes the list of the group's own companies exactly this.
func (tx *Tx) SaveOwnCompanies(ctx context.Context, own []model.OwnCompany) error {
	rows := make([][]any, len(own))
	for i, o := range own {
		rows[i] = []any{o.Type, o.Value}
	}
	_, err := tx.exec(ctx, "DELETE FROM own_company")
	if err == nil {
		err = tx.insert(ctx, insertion{table: "own_company", columns: []string{"type", "value"}, keys: []string{"type", "value"}}, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d own companies: %w", len(own), err)
	}
	return nil
}

// OwnCompanies are the group's own companies, of the file and of sources, by type
// and value.
func (db *DB) OwnCompanies(ctx context.Context, _ model.Principal) ([]model.OwnCompany, error) {
	var rows []struct {
		Type  string `db:"type"`
		Value string `db:"value"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT type, value FROM own_company ORDER BY type, value"); err != nil {
		return nil, fmt.Errorf("read own companies: %w", err)
	}
	out := make([]model.OwnCompany, len(rows))
	for i, r := range rows {
		out[i] = model.OwnCompany(r)
	}
	given, err := db.references(ctx, model.ReferenceOwn)
	if err != nil {
		return nil, err
	}
	for _, g := range given {
		out = append(out, *g.Own)
	}
	slices.SortFunc(out, func(a, b model.OwnCompany) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Value, b.Value))
	})
	return slices.Compact(out), nil
}
