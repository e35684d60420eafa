package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/model"
)

// MarkSeen notes that an enumeration met these ids; unknown ids are ignored.
func (tx *Tx) MarkSeen(ctx context.Context, stream, generation int64, ids []string) error {
	return chunks(slices.Sorted(slices.Values(ids)), func(part []string) error {
		args := append([]any{generation, stream, generation}, anys(part)...)
		_, err := tx.exec(ctx, "UPDATE raw_record SET generation = ? WHERE stream_id = ? AND generation < ? AND ext_id IN "+in(len(part)), args...)
		if err != nil {
			return fmt.Errorf("mark %d records of stream %d as seen: %w", len(part), stream, err)
		}
		return nil
	})
}

// Unknown returns those of the ids that the stream has no living record of: the
// source has them and we do not. Sorted.
func (db *DB) Unknown(ctx context.Context, p model.Principal, stream int64, ids []string) ([]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	var out []string
	err := chunks(ids, func(part []string) error {
		var have []string
		args := append([]any{stream}, anys(part)...)
		if err := db.reads().list(ctx, &have, "SELECT ext_id FROM raw_record WHERE stream_id = ? AND tombstone_at = 0 AND ext_id IN "+in(len(part)), args...); err != nil {
			return fmt.Errorf("look up %d ids of stream %d: %w", len(part), stream, err)
		}
		slices.Sort(have)
		for _, id := range part {
			if _, ok := slices.BinarySearch(have, id); !ok {
				out = append(out, id)
			}
		}
		return nil
	})
	return out, err
}

// Unseen lists the ids of living records that no enumeration since the given
// generation has met, sorted, after the given id.
func (db *DB) Unseen(ctx context.Context, p model.Principal, stream, generation int64, after string, limit int) ([]string, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var out []string
	err := db.reads().list(ctx, &out, "SELECT ext_id FROM raw_record WHERE stream_id = ? AND generation < ? AND tombstone_at = 0 AND ext_id > ? ORDER BY ext_id LIMIT ?", stream, generation, after, limit)
	if err != nil {
		return nil, fmt.Errorf("list unseen records of stream %d: %w", stream, err)
	}
	return out, nil
}

// LiveCount is the number of records that are not tombstoned.
func (db *DB) LiveCount(ctx context.Context, p model.Principal, stream int64) (int64, error) {
	if !p.Group() {
		return 0, ErrHidden
	}
	var n int64
	err := db.reads().get(ctx, &n, "SELECT COUNT(*) FROM raw_record WHERE stream_id = ? AND tombstone_at = 0", stream)
	return n, err
}

// Tombstone marks records as gone from their source and returns how many were
// living. The rows stay; the mapping stage sees them as dirty.
func (tx *Tx) Tombstone(ctx context.Context, stream int64, ids []string) (int64, error) {
	var total int64
	err := chunks(slices.Sorted(slices.Values(ids)), func(part []string) error {
		args := append([]any{tx.now, tx.now, stream}, anys(part)...)
		n, err := tx.exec(ctx, "UPDATE raw_record SET tombstone_at = ?, changed_at = ?, dirty = 1 WHERE stream_id = ? AND tombstone_at = 0 AND ext_id IN "+in(len(part)), args...)
		total += n
		return err
	})
	if err != nil {
		return total, fmt.Errorf("tombstone %d records of stream %d: %w", len(ids), stream, err)
	}
	return total, nil
}

// MergeRaw notes that the source merged loser into winner: the loser becomes a
// tombstone that names the winner. false: the loser is not stored. Staging the
// loser again restores it.
func (tx *Tx) MergeRaw(ctx context.Context, stream int64, m model.Merge) (bool, error) {
	if m.Loser == m.Winner {
		return false, errors.New("a record cannot be merged into itself")
	}
	n, err := tx.exec(ctx, "UPDATE raw_record SET tombstone_at = ?, changed_at = ?, dirty = 1, merged_into = ? WHERE stream_id = ? AND ext_id = ? AND merged_into <> ?",
		tx.now, tx.now, m.Winner, stream, m.Loser, m.Winner)
	if err != nil {
		return false, fmt.Errorf("note a merge in stream %d: %w", stream, err)
	}
	return n > 0, nil
}

// SourceMerge is a merge that people made in a source.
type SourceMerge struct{ Loser, Winner model.Ref }

// SourceMerges lists the merges that stand in the sources, in the order of the
// losers. The winner may be merged away itself, or not be stored yet.
func (db *DB) SourceMerges(ctx context.Context, p model.Principal) ([]SourceMerge, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	streams, err := db.Streams(ctx, p)
	if err != nil {
		return nil, err
	}
	var out []SourceMerge
	for _, st := range streams {
		if st.Kind != CustomerStream {
			continue
		}
		var rows []struct {
			Loser  string `db:"ext_id"`
			Winner string `db:"merged_into"`
		}
		if err := db.reads().list(ctx, &rows, "SELECT ext_id, merged_into FROM raw_record WHERE stream_id = ? AND merged_into > '' AND tombstone_at > 0 ORDER BY ext_id", st.ID); err != nil {
			return nil, fmt.Errorf("read merges in %s/%s: %w", st.Source, st.Object, err)
		}
		for _, r := range rows {
			out = append(out, SourceMerge{model.Ref{Source: st.Source, Object: st.Object, ID: r.Loser}, model.Ref{Source: st.Source, Object: st.Object, ID: r.Winner}})
		}
	}
	return out, nil
}
