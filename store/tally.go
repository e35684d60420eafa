package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tierloop/tierloop/model"
)

// WriteTally is how many fields of one object ended in one state.
type WriteTally struct {
	Source, Object string
	State          model.WriteState
	Code           string // the kind of error; empty for those that went well
	Fields         int64
}

// WriteTallies counts the receipts of a run from its rows, by source, object,
// state and code. Of several attempts at one field the last counts.
func (db *DB) WriteTallies(ctx context.Context, p model.Principal, run string) ([]WriteTally, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Source string `db:"source"`
		Object string `db:"object"`
		State  string `db:"state"`
		Code   string `db:"code"`
		N      int64  `db:"n"`
	}
	err := db.reads().list(ctx, &rows, `SELECT s.source, s.object, l.state, l.code, COUNT(*) AS n
		FROM ledger l JOIN stream s ON s.id = l.stream_id
		WHERE l.run = ? AND NOT EXISTS (SELECT 1 FROM ledger x WHERE x.plan_id = l.plan_id AND x.seq = l.seq AND x.attempt > l.attempt)
		GROUP BY s.source, s.object, l.state, l.code ORDER BY s.source, s.object, l.state, l.code`, run)
	if err != nil {
		return nil, fmt.Errorf("count the writes of run %s: %w", run, err)
	}
	out := make([]WriteTally, len(rows))
	for i, r := range rows {
		out[i] = WriteTally{r.Source, r.Object, model.WriteState(r.State), r.Code, r.N}
	}
	return out, nil
}

// RejectTally is how many rows of one object wait for a person for one cause.
type RejectTally struct {
	Source, Object, Stage, Code string
	Rows                        int64
	Oldest                      time.Time
}

// RejectTallies counts the open rejects by source, object, stage and cause, the
// most frequent first; of one run, or of all with run empty.
func (db *DB) RejectTallies(ctx context.Context, p model.Principal, run string) ([]RejectTally, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	where, args := "r.closed_at = 0", []any(nil)
	if run != "" {
		where, args = where+" AND r.run = ?", append(args, run)
	}
	var rows []struct {
		Source string `db:"source"`
		Object string `db:"object"`
		Stage  string `db:"stage"`
		Code   string `db:"code"`
		N      int64  `db:"n"`
		Oldest int64  `db:"oldest"`
	}
	err := db.reads().list(ctx, &rows, `SELECT COALESCE(s.source, '') AS source, COALESCE(s.object, '') AS object, r.stage, r.code, COUNT(*) AS n, MIN(r.at) AS oldest
		FROM reject r LEFT JOIN stream s ON s.id = r.stream_id WHERE `+where+`
		GROUP BY s.source, s.object, r.stage, r.code ORDER BY n DESC, source, object, r.stage, r.code`, args...)
	if err != nil {
		return nil, fmt.Errorf("count the rejected rows: %w", err)
	}
	out := make([]RejectTally, len(rows))
	for i, r := range rows {
		out[i] = RejectTally{r.Source, r.Object, r.Stage, r.Code, r.N, instant(r.Oldest)}
	}
	return out, nil
}

// PlanTally is how many rows of a plan do the same kind of thing.
type PlanTally struct {
	Source, Object, Unit, Field string
	New, Change, Clear, Unknown int64 // empty before; another value; taken away; not readable
	Down                        int64 // of these, tiers that go down
}

// PlanTallies are the numbers of a plan's rows by source, object, unit and field. A principal
// with units sees its units.
func (db *DB) PlanTallies(ctx context.Context, p model.Principal, plan string) ([]PlanTally, error) {
	cond, args := unitOf(p, "r.unit")
	var rows []struct {
		Source  string `db:"source"`
		Object  string `db:"object"`
		Unit    string `db:"unit"`
		Field   string `db:"field"`
		New     int64  `db:"fresh"`
		Change  int64  `db:"changed"`
		Clear   int64  `db:"cleared"`
		Unknown int64  `db:"unseen"`
		Down    int64  `db:"downs"`
	}
	err := db.reads().list(ctx, &rows, `SELECT s.source, s.object, r.unit, r.field, r.fresh, r.changed, r.cleared, r.unseen, r.downs
		FROM plan_tally r JOIN stream s ON s.id = r.stream_id WHERE r.plan_id = ? AND `+cond+` ORDER BY s.source, s.object, r.unit, r.field`, append([]any{plan}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read what plan %s does: %w", plan, err)
	}
	out := make([]PlanTally, len(rows))
	for i, r := range rows {
		out[i] = PlanTally{r.Source, r.Object, r.Unit, r.Field, r.New, r.Change, r.Clear, r.Unknown, r.Down}
	}
	return out, nil
}

// unitOf is the condition that a column holds one of p's units.
func unitOf(p model.Principal, column string) (string, []any) {
	switch {
	case p.Group():
		return "1 = 1", nil
	case len(p.Units) == 0:
		return "1 = 0", nil
	}
	return column + " IN " + in(len(p.Units)), anys(p.Units)
}

// StreamState is how far one object of one source was read.
type StreamState struct {
	Source, Object string
	Kind           StreamKind
	Read           time.Time // when its cursor last moved; zero: never
	Run            string    // the run that moved it
	Complete       bool      // all its partitions were read to the end
	Rejects        int64     // rows that wait for a person
}

// StreamStates lists all objects by source and name.
func (db *DB) StreamStates(ctx context.Context, p model.Principal) ([]StreamState, error) {
	streams, err := db.Streams(ctx, p)
	if err != nil {
		return nil, err
	}
	tallies, err := db.RejectTallies(ctx, p, "")
	if err != nil {
		return nil, err
	}
	var out []StreamState
	for _, s := range streams {
		cursors, err := db.Cursors(ctx, p, s.ID)
		if err != nil {
			return nil, err
		}
		state := StreamState{Source: s.Source, Object: s.Object, Kind: s.Kind, Complete: true}
		for part, c := range cursors {
			if strings.HasPrefix(part, OwnPart) {
				continue
			}
			if c.At.After(state.Read) {
				state.Read, state.Run = c.At, c.Run
			}
			state.Complete = state.Complete && c.Complete
		}
		for _, t := range tallies {
			if t.Source == s.Source && t.Object == s.Object {
				state.Rejects += t.Rows
			}
		}
		out = append(out, state)
	}
	return out, nil
}
