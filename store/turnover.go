package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// Turnover is the business of entities by entity and currency: what was
// invoiced or, where it is more, ordered, by documents that count as business. It gives
// the order of a queue, not a figure for a report: an order and its invoice are
// one business here because the larger counts.
func (db *DB) Turnover(ctx context.Context, p model.Principal, entities []string) (map[string]map[string]model.Amount, error) {
	out := map[string]map[string]model.Amount{}
	cond, condArgs := customerSeen(p, "c.id")
	err := chunks(entities, func(part []string) error {
		args := append(append([]any{string(model.SalesOrder), string(model.Invoice), string(model.Confirmed), string(model.Done)}, condArgs...), anys(part)...)
		return db.reads().rows(ctx, func(rows *sql.Rows) error {
			var entity, kind, currency string
			var sum model.Amount
			if err := rows.Scan(&entity, &kind, &currency, &sum); err != nil {
				return err
			}
			if out[entity] == nil {
				out[entity] = map[string]model.Amount{}
			}
			out[entity][currency] = max(out[entity][currency], sum)
			return nil
		}, `SELECT e.public_id, d.kind, d.currency, SUM(d.amount) FROM entity e
			JOIN member m ON m.entity_id = e.id AND m.to_run = 0
			JOIN customer c ON c.id = m.customer_id
			JOIN business_doc d ON d.cust_stream_id = c.stream_id AND d.cust_ext_id = c.ext_id
			WHERE d.kind IN (?, ?) AND d.deleted_at = 0 AND d.status IN (?, ?) AND `+cond+` AND e.public_id IN `+in(len(part))+`
			GROUP BY e.public_id, d.kind, d.currency`, args...)
	})
	if err != nil {
		return nil, fmt.Errorf("sum the business of %d entities: %w", len(entities), err)
	}
	return out, nil
}
