package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tierloop/tierloop/model"
)

// StreamKind says what the records of a stream become.
type StreamKind string

// The kinds of stream; unknown until EnsureStream is told.
const (
	CustomerStream StreamKind = "customer"
	OrderStream    StreamKind = "order"
	ActivityStream StreamKind = "activity"
	// ReferenceStream holds rates, own companies, manual scores or targets.
	ReferenceStream StreamKind = "reference"
)

// Stream is one object of one source.
type Stream struct {
	ID     int64      `db:"id"`
	Source string     `db:"source"`
	Object string     `db:"object"`
	Kind   StreamKind `db:"kind"`
	// MapHash is of the mapping that its records were last mapped with.
	MapHash string `db:"map_hash"`
	// Generation counts enumerations.
	Generation int64 `db:"generation"`
}

type streamName struct{ source, object string }

const streamColumns = "id, source, object, kind, map_hash, generation"

// EnsureStream returns the stream and makes it when it is new.
func (tx *Tx) EnsureStream(ctx context.Context, source, object string, kind StreamKind) (Stream, error) {
	id, err := tx.streamID(ctx, source, object)
	if err != nil {
		return Stream{}, err
	}
	if _, err := tx.exec(ctx, "UPDATE stream SET kind = ? WHERE id = ? AND kind <> ?", string(kind), id, string(kind)); err != nil {
		return Stream{}, fmt.Errorf("set kind of stream %s/%s: %w", source, object, err)
	}
	var s Stream
	err = tx.get(ctx, &s, "SELECT "+streamColumns+" FROM stream WHERE id = ?", id)
	return s, err
}

// SetMapHash remembers the mapping that the stream's records were mapped with.
func (tx *Tx) SetMapHash(ctx context.Context, stream int64, hash string) error {
	_, err := tx.exec(ctx, "UPDATE stream SET map_hash = ? WHERE id = ?", hash, stream)
	return err
}

// NextGeneration starts an enumeration and returns its number, from 1.
func (tx *Tx) NextGeneration(ctx context.Context, stream int64) (int64, error) {
	if _, err := tx.exec(ctx, "UPDATE stream SET generation = generation + 1 WHERE id = ?", stream); err != nil {
		return 0, fmt.Errorf("start an enumeration: %w", err)
	}
	var g int64
	err := tx.get(ctx, &g, "SELECT generation FROM stream WHERE id = ?", stream)
	return g, err
}

// Streams lists all streams by source and object.
func (db *DB) Streams(ctx context.Context, p model.Principal) ([]Stream, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var out []Stream
	err := db.reads().list(ctx, &out, "SELECT "+streamColumns+" FROM stream ORDER BY source, object")
	return out, err
}

// streamID finds or makes the stream's number inside the transaction.
func (tx *Tx) streamID(ctx context.Context, source, object string) (int64, error) {
	if source == "" && object == "" {
		return 0, nil // an absent reference
	}
	name := streamName{source, object}
	if id, ok := tx.streams[name]; ok {
		return id, nil
	}
	if id, ok := tx.db.knownStream(name); ok {
		return id, nil
	}
	const find = "SELECT id FROM stream WHERE source = ? AND object = ?"
	var id int64
	err := tx.get(ctx, &id, find, source, object)
	if errors.Is(err, sql.ErrNoRows) {
		ins := insertion{table: "stream", columns: []string{"source", "object", "created_at"}, keys: []string{"source", "object"}, keep: []string{"created_at"}}
		if err := tx.insert(ctx, ins, [][]any{{source, object, tx.now}}); err != nil {
			return 0, fmt.Errorf("make stream %s/%s: %w", source, object, err)
		}
		err = tx.get(ctx, &id, find, source, object)
		if errors.Is(err, sql.ErrNoRows) {
			return 0, errStale // another transaction made it after our snapshot
		}
	}
	if err != nil {
		return 0, fmt.Errorf("find stream %s/%s: %w", source, object, err)
	}
	tx.streams[name] = id
	return id, nil
}

func (db *DB) knownStream(name streamName) (int64, bool) {
	db.mu.RLock()
	defer db.mu.RUnlock()
	id, ok := db.streams[name]
	return id, ok
}

func (db *DB) learn(made map[streamName]int64) {
	db.mu.Lock()
	defer db.mu.Unlock()
	for name, id := range made {
		db.streams[name], db.names[id] = id, name
	}
}

// findStream is the number of an existing stream; 0 when there is none.
func (db *DB) findStream(ctx context.Context, source, object string) (int64, error) {
	name := streamName{source, object}
	if id, ok := db.knownStream(name); ok {
		return id, nil
	}
	if err := db.loadStreams(ctx); err != nil {
		return 0, err
	}
	id, _ := db.knownStream(name)
	return id, nil
}

func (db *DB) loadStreams(ctx context.Context) error {
	var all []Stream
	if err := db.reads().list(ctx, &all, "SELECT "+streamColumns+" FROM stream ORDER BY source, object"); err != nil {
		return fmt.Errorf("read streams: %w", err)
	}
	made := make(map[streamName]int64, len(all))
	for _, s := range all {
		made[streamName{s.Source, s.Object}] = s.ID
	}
	db.learn(made)
	return nil
}

// ref turns a stream's number and an id back into a reference.
func (db *DB) ref(ctx context.Context, stream int64, id string) (model.Ref, error) {
	if stream == 0 {
		return model.Ref{}, nil
	}
	db.mu.RLock()
	name, ok := db.names[stream]
	db.mu.RUnlock()
	if !ok {
		if err := db.loadStreams(ctx); err != nil {
			return model.Ref{}, err
		}
		db.mu.RLock()
		name, ok = db.names[stream]
		db.mu.RUnlock()
		if !ok {
			return model.Ref{}, fmt.Errorf("stream %d: %w", stream, ErrNotFound)
		}
	}
	return model.Ref{Source: name.source, Object: name.object, ID: id}, nil
}
