package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// StageCounts says what Stage did with its records.
type StageCounts struct {
	New       int // not seen before
	Changed   int // mapped content changed
	Refreshed int // only the payload or the version changed: nothing to map
	Same      int // nothing changed
	Restored  int // was tombstoned and came back
}

// Add sums counts.
func (c *StageCounts) Add(o StageCounts) {
	c.New, c.Changed, c.Refreshed, c.Same, c.Restored = c.New+o.New, c.Changed+o.Changed, c.Refreshed+o.Refreshed, c.Same+o.Same, c.Restored+o.Restored
}

var rawInsertion = insertion{
	table: "raw_record",
	columns: []string{"stream_id", "ext_id", "payload_hash", "content_hash", "targets", "version", "modified", "generation",
		"seen_at", "changed_at", "dirty", "tombstone_at", "merged_into", "payload"},
	keys: []string{"stream_id", "ext_id"},
}

// storedRaw is what Stage needs to know of a record that is there already.
type storedRaw struct {
	payload, content   sql.RawBytes
	version            string
	generation         int64
	changedAt          int64
	dirty, tombstoneAt int64
}

// Stage stores records of one stream. Of records with the same id in one call
// the last wins. With a generation above zero the records also count as seen by
// that enumeration; zero keeps the generation.
func (tx *Tx) Stage(ctx context.Context, stream, generation int64, records []RawRecord) (StageCounts, error) {
	var total StageCounts
	err := chunks(inOrder(records), func(part []RawRecord) error {
		n, err := tx.stageChunk(ctx, stream, generation, part)
		total.Add(n)
		return err
	})
	if err != nil {
		return total, fmt.Errorf("stage %d records of stream %d: %w", len(records), stream, err)
	}
	return total, nil
}

// inOrder sorts by id, which keeps the index pages together, and drops all but
// the last record of an id.
func inOrder(records []RawRecord) []RawRecord {
	out := slices.Clone(records)
	slices.SortStableFunc(out, func(a, b RawRecord) int { return cmp.Compare(a.ExtID, b.ExtID) })
	n := 0
	for i, r := range out {
		if i+1 < len(out) && out[i+1].ExtID == r.ExtID {
			continue
		}
		out[n] = r
		n++
	}
	return out[:n]
}

func (tx *Tx) stageChunk(ctx context.Context, stream, generation int64, part []RawRecord) (StageCounts, error) {
	var counts StageCounts
	rows := make([][]any, len(part)) // nil: stays as it is
	payloads := make([]Hash, len(part))
	known := make([]bool, len(part))
	for i, r := range part {
		if len(r.ExtID) == 0 || len(r.ExtID) > 255 {
			return counts, fmt.Errorf("an id of %d bytes: want 1 to 255", len(r.ExtID))
		}
		payloads[i] = HashOf(r.Payload)
	}
	var seen []string // unchanged, but of an older generation
	at := func(id string) int {
		i, _ := slices.BinarySearchFunc(part, id, func(r RawRecord, id string) int { return cmp.Compare(r.ExtID, id) })
		return i
	}
	beyond, err := tx.beyond(ctx, "raw_record", stream, part[0].ExtID)
	if err != nil {
		return counts, err
	}
	err = tx.eachStored(ctx, stream, part, beyond, func(id string, old storedRaw) {
		i := at(id)
		known[i] = true
		r := part[i]
		samePayload := bytes.Equal(old.payload, payloads[i][:]) && old.version == r.Version
		sameContent := bytes.Equal(old.content, r.ContentHash[:])
		dirty, changedAt := old.dirty, old.changedAt
		switch {
		case old.tombstoneAt != 0:
			counts.Restored++
			dirty, changedAt = 1, tx.now
		case !sameContent:
			counts.Changed++
			dirty, changedAt = 1, tx.now
		case !samePayload:
			counts.Refreshed++
		default:
			counts.Same++
			if generation > old.generation {
				seen = append(seen, id)
			}
			return
		}
		rows[i] = tx.rawArgs(stream, max(generation, old.generation), r, payloads[i], changedAt, dirty)
	})
	if err != nil {
		return counts, err
	}
	write := make([][]any, 0, len(part))
	for i, r := range part {
		if !known[i] {
			counts.New++
			rows[i] = tx.rawArgs(stream, generation, r, payloads[i], tx.now, 1)
		}
		if rows[i] != nil {
			write = append(write, rows[i])
		}
	}
	if err := tx.insert(ctx, rawInsertion, write); err != nil {
		return counts, err
	}
	return counts, tx.MarkSeen(ctx, stream, generation, seen)
}

func (tx *Tx) rawArgs(stream, generation int64, r RawRecord, payload Hash, changedAt, dirty int64) []any {
	return []any{stream, r.ExtID, payload[:], r.ContentHash[:], r.Targets, r.Version, micros(r.Modified), generation,
		tx.now, changedAt, dirty, int64(0), "", notNil(r.Payload)}
}

// notNil: a nil slice would be stored as NULL.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// beyond says whether an id, and so every later one, comes after all ids of the
// stream in the table. A first pull in the order of ids then needs no look-up at
// all, which is a quarter of its time.
func (tx *Tx) beyond(ctx context.Context, table string, stream int64, id string) (bool, error) {
	var last string
	err := tx.get(ctx, &last, "SELECT COALESCE(MAX(ext_id), '') FROM "+table+" WHERE stream_id = ?", stream)
	return id > last, err
}

// eachStored looks up the records that are there already.
func (tx *Tx) eachStored(ctx context.Context, stream int64, part []RawRecord, allNew bool, fn func(id string, old storedRaw)) error {
	if allNew {
		return nil
	}
	args := make([]any, 0, len(part)+1)
	args = append(args, stream)
	for _, r := range part {
		args = append(args, r.ExtID)
	}
	return tx.rows(ctx, func(rows *sql.Rows) error {
		var id string
		var old storedRaw
		err := rows.Scan(&id, &old.payload, &old.content, &old.version, &old.generation, &old.changedAt, &old.dirty, &old.tombstoneAt)
		if err == nil {
			fn(id, old)
		}
		return err
	}, "SELECT ext_id, payload_hash, content_hash, version, generation, changed_at, dirty, tombstone_at FROM raw_record WHERE stream_id = ? AND ext_id IN "+in(len(part)), args...)
}
