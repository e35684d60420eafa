package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/tierloop/tierloop/model"
)

var unitInsertion = insertion{
	table:   "customer_unit",
	columns: []string{"customer_id", "unit", "from_date", "to_date"},
	keys:    []string{"customer_id", "unit", "from_date"},
}

// saveUnits opens units that are new for a customer and closes those that it
// left, as of today.
func (tx *Tx) saveUnits(ctx context.Context, write []mapped[model.Customer]) error {
	today := int64(model.DateOf(instant(tx.now)))
	var known []any // the new ones have no unit yet
	for _, w := range write {
		if w.id != 0 {
			known = append(known, w.id)
		}
	}
	if err := tx.keysOfNew(ctx, write); err != nil {
		return err
	}
	var open []struct {
		Customer int64  `db:"customer_id"`
		Unit     string `db:"unit"`
		From     int64  `db:"from_date"`
	}
	if len(known) > 0 {
		err := tx.list(ctx, &open, "SELECT customer_id, unit, from_date FROM customer_unit WHERE to_date = 0 AND customer_id IN "+in(len(known)), known...)
		if err != nil {
			return err
		}
	}
	had := map[int64][]string{}
	from := map[int64]map[string]int64{}
	for _, o := range open {
		had[o.Customer] = append(had[o.Customer], o.Unit)
		if from[o.Customer] == nil {
			from[o.Customer] = map[string]int64{}
		}
		from[o.Customer][o.Unit] = o.From
	}
	var rows [][]any
	for _, w := range write {
		id := w.id
		for _, u := range slices.Compact(slices.Sorted(slices.Values(w.value.Units))) {
			if !contains(had[id], u) {
				rows = append(rows, []any{id, u, today, int64(0)})
			}
		}
		for _, u := range had[id] {
			if !contains(w.value.Units, u) {
				rows = append(rows, []any{id, u, from[id][u], max(today, from[id][u])})
			}
		}
	}
	return tx.insert(ctx, unitInsertion, rows)
}

// keysOfNew fills in the integer keys of rows that were new when they were written.
func (tx *Tx) keysOfNew(ctx context.Context, write []mapped[model.Customer]) error {
	at := make(map[string]int, len(write))
	var ids []string
	for i, w := range write {
		if w.id == 0 {
			at[w.ref.ID] = i
			ids = append(ids, w.ref.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	// Rows beyond all others are a range by themselves.
	which, args := "ext_id >= ? AND ext_id <= ?", []any{write[0].stream, ids[0], ids[len(ids)-1]}
	if !write[0].fresh {
		which, args = "ext_id IN "+in(len(ids)), append(args[:1], anys(ids)...)
	}
	return tx.rows(ctx, func(rows *sql.Rows) error {
		var key int64
		var id string
		err := rows.Scan(&key, &id)
		write[at[id]].id = key
		return err
	}, "SELECT id, ext_id FROM customer WHERE stream_id = ? AND "+which, args...)
}
