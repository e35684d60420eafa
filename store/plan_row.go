package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// PlanRows reads rows of a plan after a number, in order. A principal with units
// sees the rows of its units.
func (db *DB) PlanRows(ctx context.Context, p model.Principal, plan string, afterSeq, limit int) ([]model.PlanRow, error) {
	cond, args := "1 = 1", []any(nil)
	if !p.Group() {
		cond, args = "unit IN "+in(len(p.Units)), anys(p.Units)
		if len(p.Units) == 0 {
			return nil, nil
		}
	}
	var out []model.PlanRow
	var streams []int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r model.PlanRow
		var stream int64
		err := rows.Scan(&r.Seq, &stream, &r.Target.ID, &r.Name, &r.Unit, &r.Entity, &r.Field, &r.Old, &r.OldKnown, &r.New, &r.Version, &r.Down, &r.Why.ZH, &r.Why.EN)
		if p.Hides("name") {
			r.Name = masked
		}
		out, streams = append(out, r), append(streams, stream)
		return err
	}, "SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE "+cond+
		" AND plan_id = ? AND seq > ? ORDER BY seq LIMIT ?", append(args, plan, afterSeq, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read rows of plan %s: %w", plan, err)
	}
	for i := range out {
		if out[i].Target, err = db.ref(ctx, streams[i], out[i].Target.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
