package store

import (
	"context"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/model"
)

// MatchModel is a version of what training learned for the matching.
type MatchModel struct {
	Version int64  // set by the store, from 1 without gaps
	Hash    string // of the text: versions with equal hashes say the same
	Origin  string // who made it: run, train or refit
	Text    []byte // nil in a list
	// Organisations and Persons are how many records each part was trained on.
	Organisations, Persons int
	Author                 string
	Made                   time.Time
	// Activated is when it last became the active version; zero: never.
	Activated   time.Time
	ActivatedBy string
	Active      bool
}

// SaveMatchModel keeps a version and returns its number. A version with the same
// hash is not kept twice.
func (tx *Tx) SaveMatchModel(ctx context.Context, m MatchModel) (version int64, err error) {
	// The update locks the number, so that two who save at once do not get one.
	if _, err = tx.exec(ctx, "UPDATE counter SET value = value + 1 WHERE name = 'match-model'"); err != nil {
		return 0, fmt.Errorf("save a matching model: %w", err)
	}
	var known []int64
	if err = tx.list(ctx, &known, "SELECT version FROM match_model WHERE hash = ? ORDER BY version", m.Hash); err != nil {
		return 0, fmt.Errorf("save a matching model: %w", err)
	}
	if len(known) > 0 {
		_, err = tx.exec(ctx, "UPDATE counter SET value = value - 1 WHERE name = 'match-model'")
		return known[0], err
	}
	if err = tx.get(ctx, &version, "SELECT value FROM counter WHERE name = 'match-model'"); err != nil {
		return 0, fmt.Errorf("save a matching model: %w", err)
	}
	err = tx.insert(ctx, insertion{table: "match_model", columns: []string{"version", "hash", "origin", "text", "organisations", "persons", "author", "made", "turn", "activated", "activated_by"}},
		[][]any{{version, m.Hash, m.Origin, string(m.Text), m.Organisations, m.Persons, cut(m.Author, 255), tx.now, int64(0), int64(0), ""}})
	if err != nil {
		return 0, fmt.Errorf("save matching model %d: %w", version, err)
	}
	return version, nil
}

// ActivateMatchModel makes a version the one that runs weigh by.
func (tx *Tx) ActivateMatchModel(ctx context.Context, version int64, by string) error {
	if _, err := tx.exec(ctx, "UPDATE counter SET value = value + 1 WHERE name = 'match-model-turn'"); err != nil {
		return fmt.Errorf("activate matching model %d: %w", version, err)
	}
	n, err := tx.exec(ctx, "UPDATE match_model SET turn = (SELECT value FROM counter WHERE name = 'match-model-turn'), activated = ?, activated_by = ? WHERE version = ?",
		tx.now, cut(by, 255), version)
	if err == nil && n == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("activate matching model %d: %w", version, err)
	}
	return nil
}

// ActiveMatchModel is the version that runs weigh by; ErrNotFound: none yet.
func (db *DB) ActiveMatchModel(ctx context.Context, p model.Principal) (MatchModel, error) {
	return db.matchModel(ctx, p, "turn > 0 ORDER BY turn DESC LIMIT 1")
}

// MatchModel reads one version.
func (db *DB) MatchModel(ctx context.Context, p model.Principal, version int64) (MatchModel, error) {
	return db.matchModel(ctx, p, "version = ?", version)
}

func (db *DB) matchModel(ctx context.Context, p model.Principal, where string, args ...any) (MatchModel, error) {
	list, err := db.matchModels(ctx, p, "text", where, args...)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("matching model: %w", ErrNotFound)
	}
	if err != nil {
		return MatchModel{}, err
	}
	return list[0], nil
}

// MatchModels lists all versions without their texts, the newest first.
func (db *DB) MatchModels(ctx context.Context, p model.Principal) ([]MatchModel, error) {
	return db.matchModels(ctx, p, "'' AS text", "1 = 1 ORDER BY version DESC")
}

func (db *DB) matchModels(ctx context.Context, p model.Principal, text, where string, args ...any) ([]MatchModel, error) {
	if !p.Group() {
		return nil, ErrHidden
	}
	var rows []struct {
		Version       int64  `db:"version"`
		Hash          string `db:"hash"`
		Origin        string `db:"origin"`
		Text          []byte `db:"text"`
		Organisations int    `db:"organisations"`
		Persons       int    `db:"persons"`
		Author        string `db:"author"`
		Made          int64  `db:"made"`
		Activated     int64  `db:"activated"`
		ActivatedBy   string `db:"activated_by"`
		Active        bool   `db:"active"`
	}
	err := db.reads().list(ctx, &rows, `SELECT version, hash, origin, `+text+`, organisations, persons, author, made, activated, activated_by,
		CASE WHEN turn > 0 AND turn = (SELECT MAX(l.turn) FROM match_model l) THEN 1 ELSE 0 END AS active FROM match_model WHERE `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read matching models: %w", err)
	}
	out := make([]MatchModel, len(rows))
	for i, r := range rows {
		out[i] = MatchModel{Version: r.Version, Hash: r.Hash, Origin: r.Origin, Text: r.Text, Organisations: r.Organisations, Persons: r.Persons, Author: r.Author,
			Made: instant(r.Made), Activated: instant(r.Activated), ActivatedBy: r.ActivatedBy, Active: r.Active}
	}
	return out, nil
}
