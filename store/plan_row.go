package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// PlanRowFilter narrows PlanRowsWhere; empty fields do not.
type PlanRowFilter struct {
	Source, Object, Unit, Field string
	Down                        bool   // only tiers that go down
	Text                        string // the id of the record or entity, or part of the name
	Seqs                        []int  // only these rows
	AfterSeq                    int
	Limit                       int // 0: 500
}

// PlanRows reads rows of a plan after a number, in order. A principal with units
// sees the rows of its units.
func (db *DB) PlanRows(ctx context.Context, p model.Principal, plan string, afterSeq, limit int) ([]model.PlanRow, error) {
	return db.PlanRowsWhere(ctx, p, plan, PlanRowFilter{AfterSeq: afterSeq, Limit: limit})
}

// PlanRowsWhere is PlanRows of those rows that the filter leaves.
func (db *DB) PlanRowsWhere(ctx context.Context, p model.Principal, plan string, f PlanRowFilter) ([]model.PlanRow, error) {
	if f.Limit == 0 {
		f.Limit = pageSize
	}
	cond, args := unitOf(p, "unit")
	and := func(more string, value ...any) { cond, args = cond+" AND "+more, append(args, value...) }
	and("plan_id = ? AND seq > ?", plan, f.AfterSeq)
	if f.Source != "" {
		and("stream_id IN (SELECT id FROM stream WHERE source = ? AND (object = ? OR ? = ''))", f.Source, f.Object, f.Object)
	}
	if f.Unit != "" {
		and("unit = ?", f.Unit)
	}
	if f.Field != "" {
		and("field = ?", f.Field)
	}
	if f.Down {
		and("down = 1")
	}
	if len(f.Seqs) > 0 {
		and("seq IN "+in(len(f.Seqs)), anys(f.Seqs)...)
	}
	if f.Text != "" && p.Hides("name") {
		and("(ext_id = ? OR entity = ?)", f.Text, f.Text)
	} else if f.Text != "" {
		and("(ext_id = ? OR entity = ? OR LOWER(name) LIKE ? ESCAPE '!')", f.Text, f.Text, likePattern(f.Text))
	}
	var out []model.PlanRow
	var streams []int64
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r model.PlanRow
		var stream int64
		err := rows.Scan(&r.Seq, &stream, &r.Target.ID, &r.Name, &r.Unit, &r.Entity, &r.Field, &r.Old, &r.OldKnown, &r.New, &r.Version, &r.Down, &r.Why.ZH, &r.Why.EN)
		if p.Hides("name") {
			r.Name = model.Mask("name", r.Name)
		}
		out, streams = append(out, r), append(streams, stream)
		return err
	}, "SELECT seq, stream_id, ext_id, name, unit, entity, field, old_value, old_known, new_value, version, down, why_zh, why_en FROM plan_row WHERE "+cond+
		" ORDER BY seq LIMIT ?", append(args, f.Limit)...)
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
