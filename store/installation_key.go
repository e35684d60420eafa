package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
)

// keyBytes is the length of a key of the installation.
const keyBytes = 32

// InstallationKey is a random key of 32 bytes by its name, the same for all processes on
// this store; it is made when it is first asked for.
func (db *DB) InstallationKey(ctx context.Context, name string) ([]byte, error) {
	key, err := db.installationKey(ctx, name)
	if errors.Is(err, sql.ErrNoRows) {
		made := make([]byte, keyBytes)
		rand.Read(made)
		err = db.InTx(ctx, Fence{}, func(tx *Tx) error {
			err := tx.insert(ctx, insertion{table: "installation_key", columns: []string{"name", "value", "created_at"}}, [][]any{{name, made, tx.now}})
			if err != nil && db.dialect.duplicate(err) {
				return nil // another process was faster
			}
			return err
		})
		if err == nil {
			key, err = db.installationKey(ctx, name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the key %s of the installation: %w", name, err)
	}
	return key, nil
}

func (db *DB) installationKey(ctx context.Context, name string) (key []byte, err error) {
	err = db.reads().get(ctx, &key, "SELECT value FROM installation_key WHERE name = ?", name)
	return key, err
}
