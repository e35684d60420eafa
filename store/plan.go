package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/tierloop/tierloop/model"
)

var planInsertion = insertion{table: "plan", columns: []string{"id", "run", "made", "config_hash", "inputs_hash", "state", "undoes", "gates", "counts"}}

var planRowInsertion = insertion{table: "plan_row", columns: []string{"plan_id", "seq", "stream_id", "ext_id", "name", "unit", "entity", "field",
	"old_value", "old_known", "new_value", "version", "down", "why_zh", "why_en"}}

// SavePlan stores a plan and its rows, which come with Seq set and rising. Rows
// never change afterwards. The approvals are not stored; see Approve.
func (tx *Tx) SavePlan(ctx context.Context, p model.Plan, rows iter.Seq2[model.PlanRow, error]) error {
	gates, err := json.Marshal(p.Gates)
	if err != nil {
		return err
	}
	counts, err := json.Marshal(p.Counts)
	if err != nil {
		return err
	}
	err = tx.insert(ctx, planInsertion, [][]any{{p.ID, p.Run, micros(p.Made), p.Config, p.Inputs, string(p.State), p.Undoes, string(gates), string(counts)}})
	if err != nil {
		return fmt.Errorf("save plan %s: %w", p.ID, err)
	}
	var batch [][]any
	for r, err := range rows {
		if err != nil {
			return fmt.Errorf("save plan %s: %w", p.ID, err)
		}
		stream, err := tx.streamID(ctx, r.Target.Source, r.Target.Object)
		if err != nil {
			return err
		}
		batch = append(batch, []any{p.ID, int64(r.Seq), stream, r.Target.ID, cut(r.Name, 255), r.Unit, r.Entity, r.Field,
			r.Old, flag(r.OldKnown), r.New, r.Version, flag(r.Down), r.Why.ZH, r.Why.EN})
		if len(batch) == pageSize {
			if err := tx.insert(ctx, planRowInsertion, batch); err != nil {
				return fmt.Errorf("save rows of plan %s: %w", p.ID, err)
			}
			batch = batch[:0]
		}
	}
	if err := tx.insert(ctx, planRowInsertion, batch); err != nil {
		return fmt.Errorf("save rows of plan %s: %w", p.ID, err)
	}
	_, err = tx.exec(ctx, `INSERT INTO plan_tally (plan_id, stream_id, unit, field, fresh, changed, cleared, unseen, downs)
		SELECT plan_id, stream_id, unit, field,
			SUM(CASE WHEN old_known = 1 AND old_value = '' THEN 1 ELSE 0 END),
			SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value <> '' THEN 1 ELSE 0 END),
			SUM(CASE WHEN old_known = 1 AND old_value <> '' AND new_value = '' THEN 1 ELSE 0 END),
			SUM(CASE WHEN old_known = 0 THEN 1 ELSE 0 END),
			SUM(CASE WHEN down = 1 THEN 1 ELSE 0 END)
		FROM plan_row WHERE plan_id = ? GROUP BY plan_id, stream_id, unit, field`, p.ID)
	if err != nil {
		return fmt.Errorf("count the rows of plan %s: %w", p.ID, err)
	}
	return nil
}

// SetPlanState moves a plan from one of the given states; false: it was in none
// of them.
func (tx *Tx) SetPlanState(ctx context.Context, plan string, to model.PlanState, from ...model.PlanState) (bool, error) {
	args := []any{string(to), plan}
	for _, s := range from {
		args = append(args, string(s))
	}
	n, err := tx.exec(ctx, "UPDATE plan SET state = ? WHERE id = ? AND state IN "+in(len(from)), args...)
	if err != nil {
		return false, fmt.Errorf("set state of plan %s: %w", plan, err)
	}
	return n > 0, nil
}

// SupersedePlans sets the open, held and approved plans but this one aside, those
// that write to one of the sources; none named means all.
func (tx *Tx) SupersedePlans(ctx context.Context, keep string, sources ...string) (int64, error) {
	where, args := "", []any{string(model.PlanSuperseded), keep, string(model.PlanOpen), string(model.PlanHeld), string(model.PlanApproved)}
	if len(sources) > 0 {
		where = " AND EXISTS (SELECT 1 FROM plan_row r JOIN stream s ON s.id = r.stream_id WHERE r.plan_id = plan.id AND s.source IN " + in(len(sources)) + ")"
		args = append(args, anys(sources)...)
	}
	n, err := tx.exec(ctx, "UPDATE plan SET state = ? WHERE id <> ? AND state IN "+in(3)+where, args...)
	if err != nil {
		return 0, fmt.Errorf("supersede plans: %w", err)
	}
	return n, nil
}

// Approve stores a person's yes to a gate of a plan.
func (tx *Tx) Approve(ctx context.Context, plan string, a model.Approval) error {
	at := micros(a.At)
	if at == 0 {
		at = tx.now
	}
	err := tx.insert(ctx, insertion{table: "plan_approval", columns: []string{"plan_id", "gate", "author", "reason", "at"}},
		[][]any{{plan, a.Gate, a.Author, a.Reason, at}})
	if err != nil {
		return fmt.Errorf("approve a gate of plan %s: %w", plan, err)
	}
	return nil
}

// Plan reads one plan with its approvals, without its rows.
func (db *DB) Plan(ctx context.Context, p model.Principal, id string) (model.Plan, error) {
	return db.onePlan(ctx, p, "plan "+id, "id = ?", id)
}

// LatestPlan reads the plan that was made last.
func (db *DB) LatestPlan(ctx context.Context, p model.Principal) (model.Plan, error) {
	return db.onePlan(ctx, p, "latest plan", "1 = 1 ORDER BY made DESC, id DESC LIMIT 1")
}

// Plans lists plans, newest first.
func (db *DB) Plans(ctx context.Context, p model.Principal, limit int) ([]model.Plan, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	return db.plans(ctx, "1 = 1 ORDER BY made DESC, id DESC LIMIT ?", limit)
}

// Approvals are all approvals ever given, oldest first: some gates are approved
// once for ever.
func (db *DB) Approvals(ctx context.Context, p model.Principal) ([]model.Approval, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	return db.approvals(ctx, "1 = 1")
}

func (db *DB) onePlan(ctx context.Context, p model.Principal, what, where string, args ...any) (model.Plan, error) {
	if !p.Group() {
		return model.Plan{}, ErrHidden
	}
	found, err := db.plans(ctx, where, args...)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	if err != nil {
		return model.Plan{}, err
	}
	return found[0], nil
}

func (db *DB) plans(ctx context.Context, where string, args ...any) ([]model.Plan, error) {
	var rows []struct {
		ID     string `db:"id"`
		Run    string `db:"run"`
		Made   int64  `db:"made"`
		Config string `db:"config_hash"`
		Inputs string `db:"inputs_hash"`
		State  string `db:"state"`
		Undoes string `db:"undoes"`
		Gates  []byte `db:"gates"`
		Counts []byte `db:"counts"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT id, run, made, config_hash, inputs_hash, state, undoes, gates, counts FROM plan WHERE "+where, args...); err != nil {
		return nil, fmt.Errorf("read plans: %w", err)
	}
	out := make([]model.Plan, len(rows))
	for i, r := range rows {
		p := model.Plan{ID: r.ID, Run: r.Run, Made: instant(r.Made), Config: r.Config, Inputs: r.Inputs, State: model.PlanState(r.State), Undoes: r.Undoes}
		if err := json.Unmarshal(r.Gates, &p.Gates); err != nil {
			return nil, fmt.Errorf("gates of plan %s: %w", r.ID, err)
		}
		if err := json.Unmarshal(r.Counts, &p.Counts); err != nil {
			return nil, fmt.Errorf("counts of plan %s: %w", r.ID, err)
		}
		var err error
		if p.Approvals, err = db.approvals(ctx, "plan_id = ?", r.ID); err != nil {
			return nil, err
		}
		out[i] = p
	}
	return out, nil
}

func (db *DB) approvals(ctx context.Context, where string, args ...any) ([]model.Approval, error) {
	var rows []struct {
		Gate   string `db:"gate"`
		Author string `db:"author"`
		Reason string `db:"reason"`
		At     int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT gate, author, reason, at FROM plan_approval WHERE "+where+" ORDER BY at, id", args...); err != nil {
		return nil, fmt.Errorf("read approvals: %w", err)
	}
	var out []model.Approval
	for _, r := range rows {
		out = append(out, model.Approval{Gate: r.Gate, Author: r.Author, Reason: r.Reason, At: instant(r.At)})
	}
	return out, nil
}

// PlanOfRun is the id of the plan that a run made; empty: it made none.
func (db *DB) PlanOfRun(ctx context.Context, p model.Principal, run string) (string, error) {
	if !p.Group() {
		return "", ErrHidden
	}
	found, err := db.plans(ctx, "run = ? ORDER BY made DESC, id DESC LIMIT 1", run)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0].ID, nil
}
