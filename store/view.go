package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// views are the reporting views of the schema. Every one has a column unit.
var views = []string{
	"rpt_attribute", "rpt_coverage", "rpt_customer", "rpt_journal", "rpt_month", "rpt_movement", "rpt_pin", "rpt_quality", "rpt_review",
	"rpt_sync_row", "rpt_sync_run", "rpt_sync_write", "rpt_tier", "rpt_tier_history",
}

// Views lists the reporting views by name.
func Views() []string { return slices.Clone(views) }

// EachViewRow reads a reporting view as any BI tool does: head is told the
// columns, then fn every row, with absent values as "". A principal with units
// sees the rows of those units only. The cells are fn's to keep; fn must not use
// the store.
func (db *DB) EachViewRow(ctx context.Context, p model.Principal, view string, head func(columns []string) error, fn func(cells []string) error) error {
	if !slices.Contains(views, view) {
		return fmt.Errorf("read view %q: %w", view, ErrNotFound)
	}
	cond, args := "1 = 1", []any(nil)
	if !p.Group() {
		if len(p.Units) == 0 {
			return nil
		}
		cond, args = "unit IN "+in(len(p.Units)), anys(p.Units)
	}
	told := false
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		columns, err := rows.Columns()
		if err != nil {
			return err
		}
		if !told {
			if told, err = true, head(columns); err != nil {
				return err
			}
		}
		texts, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range texts {
			into[i] = &texts[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		cells := make([]string, len(columns))
		for i, t := range texts {
			cells[i] = t.String
		}
		return fn(cells)
	}, "SELECT * FROM "+view+" WHERE "+cond, args...)
	if err != nil {
		return fmt.Errorf("read view %s: %w", view, err)
	}
	return nil
}
