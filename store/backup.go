package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/jmoiron/sqlx"
)

// Backup writes a consistent copy of a SQLite store to a new file while others
// keep working. A server has backup tools of its own.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.dialect.name != "sqlite" {
		return errors.New("backup: the store is a database server; use the server's own backup")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("backup to %s: the file exists", path)
	}
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := db.vacuumInto(ctx, path); err != nil {
		return errors.Join(fmt.Errorf("backup to %s: %w", path, err), os.Remove(path))
	}
	return nil
}

// vacuumInto uses a connection of its own: the readers may not write at all, and
// the writer has other work. An empty file is a valid target and keeps its mode.
func (db *DB) vacuumInto(ctx context.Context, path string) error {
	own, err := sqlx.Open("sqlite", sqliteDSN(db.file, false))
	if err != nil {
		return err
	}
	_, err = conn{db: db, q: own}.exec(ctx, "VACUUM INTO ?", path)
	return errors.Join(err, own.Close())
}

// Verify checks the file (SQLite), the schema version and the audit chain.
func (db *DB) Verify(ctx context.Context) error {
	has, wants, err := db.SchemaVersion(ctx)
	if err != nil {
		return err
	}
	if has != wants {
		return fmt.Errorf("the store has schema version %d, this program wants %d", has, wants)
	}
	if db.dialect.name == "sqlite" {
		if err := db.verifySQLite(ctx); err != nil {
			return err
		}
	}
	return db.VerifyAudit(ctx)
}
