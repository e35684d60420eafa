package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// Checkpoint is how far a stage of a run came. State and Mark are the engine's.
type Checkpoint struct {
	Stage string
	State string
	Mark  string
	At    time.Time // set by the store
}

var checkpointInsertion = insertion{table: "run_stage", columns: []string{"run_seq", "stage", "state", "mark", "at"}, keys: []string{"run_seq", "stage"}}

// SetStage stores a checkpoint, in the transaction that did the work before it.
func (tx *Tx) SetStage(ctx context.Context, run int64, c Checkpoint) error {
	if err := tx.insert(ctx, checkpointInsertion, [][]any{{run, c.Stage, c.State, c.Mark, tx.now}}); err != nil {
		return fmt.Errorf("save checkpoint of stage %s: %w", c.Stage, err)
	}
	return nil
}

// Stages are the checkpoints of a run by stage.
func (db *DB) Stages(ctx context.Context, p model.Principal, run int64) (map[string]Checkpoint, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Stage string `db:"stage"`
		State string `db:"state"`
		Mark  string `db:"mark"`
		At    int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT stage, state, mark, at FROM run_stage WHERE run_seq = ?", run); err != nil {
		return nil, fmt.Errorf("read checkpoints of run %d: %w", run, err)
	}
	out := make(map[string]Checkpoint, len(rows))
	for _, r := range rows {
		out[r.Stage] = Checkpoint{Stage: r.Stage, State: r.State, Mark: r.Mark, At: instant(r.At)}
	}
	return out, nil
}

// RunCheckpoint is a checkpoint with the number of its run.
type RunCheckpoint struct {
	Run int64
	Checkpoint
}

// StageHistory lists the checkpoints of a stage over all runs, newest run first.
func (db *DB) StageHistory(ctx context.Context, p model.Principal, stage string, limit int) ([]RunCheckpoint, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Run   int64  `db:"run_seq"`
		State string `db:"state"`
		Mark  string `db:"mark"`
		At    int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT run_seq, state, mark, at FROM run_stage WHERE stage = ? ORDER BY run_seq DESC LIMIT ?", stage, limit); err != nil {
		return nil, fmt.Errorf("read checkpoints of stage %s: %w", stage, err)
	}
	out := make([]RunCheckpoint, len(rows))
	for i, r := range rows {
		out[i] = RunCheckpoint{Run: r.Run, Checkpoint: Checkpoint{Stage: stage, State: r.State, Mark: r.Mark, At: instant(r.At)}}
	}
	return out, nil
}
