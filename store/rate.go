package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

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

// Rates are all exchange rates by pair and day, of the file and of sources; the
// file's stand above a source's of the same day. They concern no unit.
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
	given, err := db.references(ctx, model.ReferenceRate)
	if err != nil {
		return nil, err
	}
	type pairDay struct {
		from, to string
		day      model.Date
	}
	have := make(map[pairDay]bool, len(out))
	for _, r := range out {
		have[pairDay{r.From, r.To, r.Date}] = true
	}
	for _, g := range given {
		if k := (pairDay{g.Rate.From, g.Rate.To, g.Rate.Date}); !have[k] {
			have[k] = true
			out = append(out, *g.Rate)
		}
	}
	slices.SortFunc(out, func(a, b model.Rate) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Date, b.Date))
	})
	return out, nil
}
