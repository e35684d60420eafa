package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// RawRecord is one row as its source sent it; the latest is always kept.
type RawRecord struct {
	ID     int64  // of the store; Stage ignores it
	Stream int64  // of the store; Stage ignores it
	ExtID  string // the source's id, byte-exact, at most 255 bytes
	// Payload is the record as canonical JSON: any change of it is stored.
	Payload []byte
	// ContentHash covers mapped fields only: a change of it means work.
	ContentHash Hash
	// Targets is JSON: the last seen values of the write-back fields.
	Targets  string
	Version  string
	Modified time.Time
	// What follows is set by the store.
	Generation int64
	SeenAt     time.Time
	ChangedAt  time.Time // when ContentHash last changed
	Dirty      bool      // to be mapped
	Tombstone  time.Time // zero while the record lives
	MergedInto string    // the winner, when the source merged it away
}

type rawRow struct {
	ID          int64  `db:"id"`
	Stream      int64  `db:"stream_id"`
	ExtID       string `db:"ext_id"`
	ContentHash []byte `db:"content_hash"`
	Targets     string `db:"targets"`
	Version     string `db:"version"`
	Modified    int64  `db:"modified"`
	Generation  int64  `db:"generation"`
	SeenAt      int64  `db:"seen_at"`
	ChangedAt   int64  `db:"changed_at"`
	Dirty       int64  `db:"dirty"`
	Tombstone   int64  `db:"tombstone_at"`
	MergedInto  string `db:"merged_into"`
	Payload     []byte `db:"payload"`
}

const rawColumns = "id, stream_id, ext_id, content_hash, targets, version, modified, generation, seen_at, changed_at, dirty, tombstone_at, merged_into, payload"

func (r rawRow) record() RawRecord {
	out := RawRecord{ID: r.ID, Stream: r.Stream, ExtID: r.ExtID, Payload: r.Payload, Targets: r.Targets, Version: r.Version,
		Modified: instant(r.Modified), Generation: r.Generation, SeenAt: instant(r.SeenAt), ChangedAt: instant(r.ChangedAt),
		Dirty: r.Dirty != 0, Tombstone: instant(r.Tombstone), MergedInto: r.MergedInto}
	copy(out.ContentHash[:], r.ContentHash)
	return out
}

// Raw reads the record behind a reference, a tombstoned one too.
func (db *DB) Raw(ctx context.Context, p model.Principal, ref model.Ref) (RawRecord, error) {
	if !whole(p) {
		return RawRecord{}, ErrHidden
	}
	stream, err := db.findStream(ctx, ref.Source, ref.Object)
	if err != nil {
		return RawRecord{}, err
	}
	var r rawRow
	err = db.reads().get(ctx, &r, "SELECT "+rawColumns+" FROM raw_record WHERE stream_id = ? AND ext_id = ?", stream, ref.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return RawRecord{}, fmt.Errorf("raw record %s: %w", ref, ErrNotFound)
	}
	return r.record(), err
}

// DirtyBatch reads records of the stream that wait for mapping, in the order of
// RawRecord.ID, after the given one. Tombstoned records are among them.
func (db *DB) DirtyBatch(ctx context.Context, p model.Principal, stream, afterID int64, limit int) ([]RawRecord, error) {
	return db.rawPage(ctx, p, "dirty = 1 AND ", stream, afterID, limit)
}

// RawBatch is DirtyBatch over all records of the stream.
func (db *DB) RawBatch(ctx context.Context, p model.Principal, stream, afterID int64, limit int) ([]RawRecord, error) {
	return db.rawPage(ctx, p, "", stream, afterID, limit)
}

func (db *DB) rawPage(ctx context.Context, p model.Principal, where string, stream, afterID int64, limit int) ([]RawRecord, error) {
	if !whole(p) {
		return nil, ErrHidden
	}
	out := make([]RawRecord, 0, limit)
	err := db.reads().rows(ctx, func(rows *sql.Rows) error {
		var r rawRow
		err := rows.Scan(&r.ID, &r.Stream, &r.ExtID, &r.ContentHash, &r.Targets, &r.Version, &r.Modified, &r.Generation,
			&r.SeenAt, &r.ChangedAt, &r.Dirty, &r.Tombstone, &r.MergedInto, &r.Payload)
		out = append(out, r.record())
		return err
	}, "SELECT "+rawColumns+" FROM raw_record WHERE "+where+"stream_id = ? AND id > ? ORDER BY id LIMIT ?", stream, afterID, limit)
	if err != nil {
		return nil, fmt.Errorf("read records of stream %d: %w", stream, err)
	}
	return out, nil
}

// ClearDirty marks records as mapped, but not those that changed after they
// were read.
func (tx *Tx) ClearDirty(ctx context.Context, read []RawRecord) error {
	return chunks(read, func(part []RawRecord) error {
		args, newest := make([]any, 0, len(part)+1), int64(0)
		for _, r := range part {
			args, newest = append(args, r.ID), max(newest, micros(r.ChangedAt))
		}
		_, err := tx.exec(ctx, "UPDATE raw_record SET dirty = 0 WHERE id IN "+in(len(part))+" AND changed_at <= ?", append(args, newest)...)
		if err != nil {
			return fmt.Errorf("mark %d records as mapped: %w", len(part), err)
		}
		return nil
	})
}

// MarkStreamDirty has every record of the stream mapped again.
func (tx *Tx) MarkStreamDirty(ctx context.Context, stream int64) (int64, error) {
	n, err := tx.exec(ctx, "UPDATE raw_record SET dirty = 1 WHERE stream_id = ? AND dirty = 0", stream)
	if err != nil {
		return 0, fmt.Errorf("mark stream %d for mapping: %w", stream, err)
	}
	return n, nil
}
