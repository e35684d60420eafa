package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

var rateInsertion = insertion{table: "rate", columns: []string{"from_currency", "to_currency", "day", "rate"}, keys: []string{"from_currency", "to_currency", "day"}}

// SaveRates adds exchange rates; one of the same pair and day is replaced.
func (tx *Tx) SaveRates(ctx context.Context, rates []model.Rate) error {
	rows := make([][]any, len(rates))
	for i, r := range rates {
		rows[i] = []any{r.From, r.To, int64(r.Date), r.Rate}
	}
	if err := tx.insert(ctx, rateInsertion, rows); err != nil {
		return fmt.Errorf("save %d exchange rates: %w", len(rates), err)
	}
	return nil
}

// Rates are all exchange rates by pair and day. They concern no unit.
func (db *DB) Rates(ctx context.Context, _ model.Principal) ([]model.Rate, error) {
	var rows []struct {
		From string     `db:"from_currency"`
		To   string     `db:"to_currency"`
		Day  model.Date `db:"day"`
		Rate string     `db:"rate"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT from_currency, to_currency, day, rate FROM rate ORDER BY from_currency, to_currency, day"); err != nil {
		return nil, fmt.Errorf("read exchange rates: %w", err)
	}
	out := make([]model.Rate, len(rows))
	for i, r := range rows {
		out[i] = model.Rate{From: r.From, To: r.To, Date: r.Day, Rate: r.Rate}
	}
	return out, nil
}
