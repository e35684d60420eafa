package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// States of a trial.
const (
	TrialRunning  = "running"
	TrialStopping = "stopping" // somebody wants it to end
	TrialDone     = "done"
	TrialFailed   = "failed"
	TrialStopped  = "stopped"
)

// Trial is a question about a policy that takes a while: what was asked, how far it
// is and what came out.
type Trial struct {
	ID, Kind, State string
	Author          string
	Ask             string // JSON
	Said            string // how far it is, or why it failed
	Doc             string // JSON, the result; not in lists
	Asked, Ended    time.Time
	Seen            time.Time // when the process that computes it last told so
}

var trialInsertion = insertion{table: "policy_trial", columns: []string{"id", "kind", "state", "author", "ask", "said", "doc", "asked_at", "seen_at", "ended_at"}, keys: []string{"id"}}

// SaveTrial stores a trial as it stands.
func (tx *Tx) SaveTrial(ctx context.Context, t Trial) error {
	row := []any{t.ID, t.Kind, t.State, t.Author, t.Ask, t.Said, t.Doc, micros(t.Asked), tx.now, micros(t.Ended)}
	if err := tx.insert(ctx, trialInsertion, [][]any{row}); err != nil {
		return fmt.Errorf("save trial %s: %w", t.ID, err)
	}
	return nil
}

// TellTrial notes how far a running trial is, and that it still runs.
func (tx *Tx) TellTrial(ctx context.Context, id, said string) error {
	if _, err := tx.exec(ctx, "UPDATE policy_trial SET said = ?, seen_at = ? WHERE id = ? AND ended_at = 0", said, tx.now, id); err != nil {
		return fmt.Errorf("note how far trial %s is: %w", id, err)
	}
	return nil
}

// StopTrial asks a running trial to end; false: it does not run.
func (tx *Tx) StopTrial(ctx context.Context, id string) (bool, error) {
	n, err := tx.exec(ctx, "UPDATE policy_trial SET state = ? WHERE id = ? AND state = ?", TrialStopping, id, TrialRunning)
	if err != nil {
		return false, fmt.Errorf("stop trial %s: %w", id, err)
	}
	return n > 0, nil
}

// ForgetTrials drops trials that were asked for before an instant.
func (tx *Tx) ForgetTrials(ctx context.Context, before time.Time) error {
	if _, err := tx.exec(ctx, "DELETE FROM policy_trial WHERE asked_at < ?", micros(before)); err != nil {
		return fmt.Errorf("forget old trials: %w", err)
	}
	return nil
}

// Trials lists the last trials without their results, newest first.
func (db *DB) Trials(ctx context.Context, p model.Principal, limit int) ([]Trial, error) {
	return db.trials(ctx, p, "SELECT id, kind, state, author, ask, said, '' AS doc, asked_at, seen_at, ended_at FROM policy_trial ORDER BY asked_at DESC, id LIMIT ?", limit)
}

// Trial reads one with its result.
func (db *DB) Trial(ctx context.Context, p model.Principal, id string) (Trial, error) {
	found, err := db.trials(ctx, p, "SELECT id, kind, state, author, ask, said, doc, asked_at, seen_at, ended_at FROM policy_trial WHERE id = ?", id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("trial %s: %w", id, ErrNotFound)
	}
	if err != nil {
		return Trial{}, err
	}
	return found[0], nil
}

func (db *DB) trials(ctx context.Context, p model.Principal, query string, args ...any) ([]Trial, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		ID     string `db:"id"`
		Kind   string `db:"kind"`
		State  string `db:"state"`
		Author string `db:"author"`
		Ask    string `db:"ask"`
		Said   string `db:"said"`
		Doc    string `db:"doc"`
		Asked  int64  `db:"asked_at"`
		Seen   int64  `db:"seen_at"`
		Ended  int64  `db:"ended_at"`
	}
	if err := db.reads().list(ctx, &rows, query, args...); err != nil {
		return nil, fmt.Errorf("read trials: %w", err)
	}
	out := make([]Trial, len(rows))
	for i, r := range rows {
		out[i] = Trial{ID: r.ID, Kind: r.Kind, State: r.State, Author: r.Author, Ask: r.Ask, Said: r.Said, Doc: r.Doc, Asked: instant(r.Asked), Seen: instant(r.Seen), Ended: instant(r.Ended)}
	}
	return out, nil
}
