package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// OwnPart begins the names of partitions that no source has: notes of the engine
// about a stream, kept with its cursors.
const OwnPart = "\x00"

// Cursor is how far a partition of a stream was read. Value is opaque.
type Cursor struct {
	Part       string
	Value      string
	Complete   bool // the enumeration ended
	Generation int64
	Run        string
	At         time.Time // set by the store
}

type cursorRow struct {
	ID         int64  `db:"id"`
	Part       string `db:"part"`
	Value      string `db:"value"`
	Complete   bool   `db:"complete"`
	Generation int64  `db:"generation"`
	Run        string `db:"run"`
	At         int64  `db:"at"`
}

func (r cursorRow) cursor() Cursor {
	return Cursor{Part: r.Part, Value: r.Value, Complete: r.Complete, Generation: r.Generation, Run: r.Run, At: instant(r.At)}
}

var cursorInsertion = insertion{
	table:   "pull_cursor",
	columns: []string{"stream_id", "part", "value", "complete", "generation", "run", "at"},
	keys:    []string{"stream_id", "part"},
}

// The history keeps so many values per partition.
const cursorHistoryLength = 50

// SaveCursor moves the partition's cursor, in the transaction that stored the
// rows before it. The value before stays in the history; within one run the
// history has one line per partition, its latest.
func (tx *Tx) SaveCursor(ctx context.Context, stream int64, c Cursor) error {
	row := []any{stream, c.Part, c.Value, flag(c.Complete), c.Generation, c.Run, tx.now}
	if err := tx.insert(ctx, cursorInsertion, [][]any{row}); err != nil {
		return fmt.Errorf("save cursor of stream %d: %w", stream, err)
	}
	var last []struct {
		ID  int64  `db:"id"`
		Run string `db:"run"`
	}
	if err := tx.list(ctx, &last, "SELECT id, run FROM cursor_history WHERE stream_id = ? AND part = ? ORDER BY at DESC, id DESC LIMIT ?", stream, c.Part, cursorHistoryLength+1); err != nil {
		return fmt.Errorf("read cursor history of stream %d: %w", stream, err)
	}
	if len(last) > 0 && last[0].Run == c.Run {
		_, err := tx.exec(ctx, "UPDATE cursor_history SET value = ?, complete = ?, generation = ?, at = ? WHERE id = ?", c.Value, flag(c.Complete), c.Generation, tx.now, last[0].ID)
		return err
	}
	history := insertion{table: "cursor_history", columns: cursorInsertion.columns}
	if err := tx.insert(ctx, history, [][]any{row}); err != nil {
		return fmt.Errorf("save cursor history of stream %d: %w", stream, err)
	}
	if len(last) < cursorHistoryLength {
		return nil
	}
	for _, old := range last[cursorHistoryLength-1:] {
		if _, err := tx.exec(ctx, "DELETE FROM cursor_history WHERE id = ?", old.ID); err != nil {
			return fmt.Errorf("shorten cursor history of stream %d: %w", stream, err)
		}
	}
	return nil
}

// Cursors are the stream's cursors by partition.
func (db *DB) Cursors(ctx context.Context, p model.Principal, stream int64) (map[string]Cursor, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []cursorRow
	if err := db.reads().list(ctx, &rows, "SELECT part, value, complete, generation, run, at FROM pull_cursor WHERE stream_id = ?", stream); err != nil {
		return nil, fmt.Errorf("read cursors of stream %d: %w", stream, err)
	}
	out := make(map[string]Cursor, len(rows))
	for _, r := range rows {
		out[r.Part] = r.cursor()
	}
	return out, nil
}

// PastCursor is a line of the history.
type PastCursor struct {
	ID int64
	Cursor
}

// CursorHistory lists the partition's cursors, newest first, the present one too.
func (db *DB) CursorHistory(ctx context.Context, p model.Principal, stream int64, part string) ([]PastCursor, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []cursorRow
	if err := db.reads().list(ctx, &rows, "SELECT id, part, value, complete, generation, run, at FROM cursor_history WHERE stream_id = ? AND part = ? ORDER BY at DESC, id DESC", stream, part); err != nil {
		return nil, fmt.Errorf("read cursor history of stream %d: %w", stream, err)
	}
	out := make([]PastCursor, len(rows))
	for i, r := range rows {
		out[i] = PastCursor{ID: r.ID, Cursor: r.cursor()}
	}
	return out, nil
}

// RollbackCursor puts a line of the history back as the present cursor, under
// the name of the run that asks for it.
func (tx *Tx) RollbackCursor(ctx context.Context, stream int64, past PastCursor, run string) error {
	c := past.Cursor
	c.Run = run
	return tx.SaveCursor(ctx, stream, c)
}

// DropCursor forgets the cursor of one partition; its history stays.
func (tx *Tx) DropCursor(ctx context.Context, stream int64, part string) error {
	if _, err := tx.exec(ctx, "DELETE FROM pull_cursor WHERE stream_id = ? AND part = ?", stream, part); err != nil {
		return fmt.Errorf("drop a cursor of stream %d: %w", stream, err)
	}
	return nil
}

// DropCursors forgets the stream's cursors: the next pull reads everything. The
// history and the ledger stay.
func (tx *Tx) DropCursors(ctx context.Context, stream int64) error {
	if _, err := tx.exec(ctx, "DELETE FROM pull_cursor WHERE stream_id = ?", stream); err != nil {
		return fmt.Errorf("drop cursors of stream %d: %w", stream, err)
	}
	return nil
}
