package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

var runInsertion = insertion{table: "run", columns: []string{"seq", "id", "job", "started_by", "config_hash", "state", "stage", "started", "ended", "resume_at", "counts", "error"}}

// StoredRun is a run with its sequence number, which orders the history.
type StoredRun struct {
	model.Run
	Seq int64
}

// StartRun stores a new run under the caller's id and returns its number, from 1
// upwards in the order of starting.
func (tx *Tx) StartRun(ctx context.Context, r model.Run) (int64, error) {
	if _, err := tx.exec(ctx, "UPDATE counter SET value = value + 1 WHERE name = 'run'"); err != nil {
		return 0, fmt.Errorf("start run %s: %w", r.ID, err)
	}
	var seq int64
	if err := tx.get(ctx, &seq, "SELECT value FROM counter WHERE name = 'run'"); err != nil {
		return 0, fmt.Errorf("start run %s: %w", r.ID, err)
	}
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return 0, err
	}
	row := []any{seq, r.ID, r.Job, r.Trigger, r.Config, string(r.State), r.Stage, micros(r.Started), micros(r.Ended), micros(r.Resume), string(counts), model.MaskText(r.Error)}
	if err := tx.insert(ctx, runInsertion, [][]any{row}); err != nil {
		return 0, fmt.Errorf("start run %s: %w", r.ID, err)
	}
	return seq, nil
}

// UpdateRun stores state, stage, end, resume, counts and error of a run.
func (tx *Tx) UpdateRun(ctx context.Context, r model.Run) error {
	counts, err := json.Marshal(r.Counts)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, "UPDATE run SET state = ?, stage = ?, ended = ?, resume_at = ?, counts = ?, error = ? WHERE id = ?",
		string(r.State), r.Stage, micros(r.Ended), micros(r.Resume), string(counts), model.MaskText(r.Error), r.ID)
	if err != nil {
		return fmt.Errorf("update run %s: %w", r.ID, err)
	}
	return nil
}

// FinishRun is UpdateRun with the end set to now.
func (tx *Tx) FinishRun(ctx context.Context, r model.Run) error {
	r.Ended = instant(tx.now)
	return tx.UpdateRun(ctx, r)
}

// RunFilter narrows Runs; empty fields do not.
type RunFilter struct {
	Job       string
	State     model.RunState
	BeforeSeq int64
	Limit     int // 0: 50
}

// Runs lists runs, newest first.
func (db *DB) Runs(ctx context.Context, p model.Principal, f RunFilter) ([]StoredRun, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	where, args := "1 = 1", []any(nil)
	if f.Job != "" {
		where, args = where+" AND job = ?", append(args, f.Job)
	}
	if f.State != "" {
		where, args = where+" AND state = ?", append(args, string(f.State))
	}
	if f.BeforeSeq > 0 {
		where, args = where+" AND seq < ?", append(args, f.BeforeSeq)
	}
	return db.runs(ctx, where+" ORDER BY seq DESC LIMIT ?", append(args, f.Limit)...)
}

// Run reads one run.
func (db *DB) Run(ctx context.Context, p model.Principal, id string) (StoredRun, error) {
	if !p.Group() {
		return StoredRun{}, ErrHidden
	}
	found, err := db.runs(ctx, "id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("run %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return StoredRun{}, err
	}
	return found[0], nil
}

// RunAt is the number of the last run that had started at an instant, for the
// AsOf reads; 0: there was none.
func (db *DB) RunAt(ctx context.Context, _ model.Principal, at time.Time) (int64, error) {
	var seq int64
	err := db.reads().get(ctx, &seq, "SELECT seq FROM run WHERE started <= ? ORDER BY seq DESC LIMIT 1", micros(at))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, err
}

func (db *DB) runs(ctx context.Context, where string, args ...any) ([]StoredRun, error) {
	var out []StoredRun
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r StoredRun
		var started, ended, resume int64
		var counts []byte
		err := rows.Scan(&r.Seq, &r.ID, &r.Job, &r.Trigger, &r.Config, &r.State, &r.Stage, &started, &ended, &resume, &counts, &r.Error)
		if err != nil {
			return err
		}
		r.Started, r.Ended, r.Resume = instant(started), instant(ended), instant(resume)
		out = append(out, r)
		return json.Unmarshal(counts, &out[len(out)-1].Counts)
	}, "SELECT seq, id, job, started_by, config_hash, state, stage, started, ended, resume_at, counts, error FROM run WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return out, nil
}
