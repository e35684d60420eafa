package store

import (
	"context"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// appendJournal never changes or removes a line.
func (tx *Tx) appendJournal(ctx context.Context, entries []model.JournalEntry) error {
	rows := make([][]any, len(entries))
	for i, e := range entries {
		stream, err := tx.streamID(ctx, e.Customer.Source, e.Customer.Object)
		if err != nil {
			return err
		}
		at := micros(e.At)
		if at == 0 {
			at = tx.now
		}
		rows[i] = []any{string(e.Op), e.Entity, e.Other, stream, e.Customer.ID, e.Run, e.Author, e.Reason, at}
	}
	return tx.insert(ctx, insertion{table: "journal",
		columns: []string{"op", "entity", "other", "stream_id", "ext_id", "run", "author", "reason", "at"}}, rows)
}

// Journal lists what happened to an entity, under its own or the other name,
// oldest first; entity "" lists everything.
func (db *DB) Journal(ctx context.Context, p model.Principal, entity string) ([]model.JournalEntry, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	where, args := "", []any(nil)
	if entity != "" {
		where, args = " WHERE entity = ? OR other = ?", []any{entity, entity}
	}
	var rows []struct {
		Op     string `db:"op"`
		Entity string `db:"entity"`
		Other  string `db:"other"`
		Stream int64  `db:"stream_id"`
		ExtID  string `db:"ext_id"`
		Run    string `db:"run"`
		Author string `db:"author"`
		Reason string `db:"reason"`
		At     int64  `db:"at"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT op, entity, other, stream_id, ext_id, run, author, reason, at FROM journal"+where+" ORDER BY at, id", args...); err != nil {
		return nil, fmt.Errorf("read the journal: %w", err)
	}
	out := make([]model.JournalEntry, len(rows))
	for i, r := range rows {
		ref, err := db.ref(ctx, r.Stream, r.ExtID)
		if err != nil {
			return nil, err
		}
		out[i] = model.JournalEntry{Op: model.JournalOp(r.Op), Entity: r.Entity, Other: r.Other, Customer: ref, Run: r.Run, Author: r.Author, Reason: r.Reason, At: instant(r.At)}
	}
	return out, nil
}
