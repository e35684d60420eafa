package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// SaveHoldings makes a list of shareholders exactly this; none removes the list.
func (tx *Tx) SaveHoldings(ctx context.Context, list string, holdings []model.Holding) error {
	rows := make([][]any, len(holdings))
	for i, h := range holdings {
		rows[i] = []any{list, int64(h.Line), h.Child, h.Parent, h.Share, int64(h.From), int64(h.To)}
	}
	_, err := tx.exec(ctx, "DELETE FROM holding WHERE list = ?", list)
	if err == nil {
		err = tx.insert(ctx, insertion{table: "holding", columns: []string{"list", "line", "child", "parent", "share", "from_date", "to_date"}}, rows)
	}
	if err != nil {
		return fmt.Errorf("save %d lines of list %s: %w", len(holdings), list, err)
	}
	return nil
}

// Holdings are the lines of all lists of shareholders, by list and line.
func (db *DB) Holdings(ctx context.Context, p model.Principal) ([]model.Holding, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		List   string     `db:"list"`
		Line   int        `db:"line"`
		Child  string     `db:"child"`
		Parent string     `db:"parent"`
		Share  string     `db:"share"`
		From   model.Date `db:"from_date"`
		To     model.Date `db:"to_date"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT list, line, child, parent, share, from_date, to_date FROM holding ORDER BY list, line"); err != nil {
		return nil, fmt.Errorf("read lists of shareholders: %w", err)
	}
	out := make([]model.Holding, len(rows))
	for i, r := range rows {
		out[i] = model.Holding(r)
	}
	return out, nil
}
