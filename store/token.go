package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Token is a secret that a source hands out and renews, such as a refresh token.
// Value is as the caller gives it, sealed if it ought to be.
type Token struct {
	Source  string
	Name    string
	Value   []byte
	Expires time.Time
	Version int64 // 0: not stored yet
}

// LoadToken reads a token; one that is not stored has version 0 and no value.
func (db *DB) LoadToken(ctx context.Context, source, name string) (Token, error) {
	t := Token{Source: source, Name: name}
	var r struct {
		Value   []byte `db:"value"`
		Expires int64  `db:"expires"`
		Version int64  `db:"version"`
	}
	err := db.reads().get(ctx, &r, "SELECT value, expires, version FROM token WHERE source = ? AND name = ?", source, name)
	if errors.Is(err, sql.ErrNoRows) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("load token %s of %s: %w", name, source, err)
	}
	t.Value, t.Expires, t.Version = r.Value, instant(r.Expires), r.Version
	return t, nil
}

// SwapToken stores a token if the stored version is still t.Version, and returns
// the new version. ErrConflict: somebody else renewed it first; load it again.
func (db *DB) SwapToken(ctx context.Context, t Token) (int64, error) {
	err := db.InTx(ctx, Fence{}, func(tx *Tx) error {
		if t.Version == 0 {
			err := tx.insert(ctx, insertion{table: "token", columns: []string{"source", "name", "value", "expires", "version"}},
				[][]any{{t.Source, t.Name, notNil(t.Value), micros(t.Expires), int64(1)}})
			if err != nil && db.dialect.duplicate(err) {
				return ErrConflict
			}
			return err
		}
		n, err := tx.exec(ctx, "UPDATE token SET value = ?, expires = ?, version = version + 1 WHERE source = ? AND name = ? AND version = ?",
			notNil(t.Value), micros(t.Expires), t.Source, t.Name, t.Version)
		if err == nil && n == 0 {
			err = ErrConflict
		}
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("store token %s of %s: %w", t.Name, t.Source, err)
	}
	return t.Version + 1, nil
}

// Tokens lists all stored tokens by source and name.
func (db *DB) Tokens(ctx context.Context) ([]Token, error) {
	var rows []struct {
		Source  string `db:"source"`
		Name    string `db:"name"`
		Value   []byte `db:"value"`
		Expires int64  `db:"expires"`
		Version int64  `db:"version"`
	}
	if err := db.reads().list(ctx, &rows, "SELECT source, name, value, expires, version FROM token ORDER BY source, name"); err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	out := make([]Token, len(rows))
	for i, r := range rows {
		out[i] = Token{Source: r.Source, Name: r.Name, Value: r.Value, Expires: instant(r.Expires), Version: r.Version}
	}
	return out, nil
}
