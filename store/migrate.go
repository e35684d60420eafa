package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Several processes may start on an empty server at once; all but one fail on what
// the first has made already, and wait for it. When nobody makes the rest, the first
// was killed.
const (
	migrationPause = 200 * time.Millisecond
	migrationWaits = 150
)

// NewerError refuses a store whose schema a newer program made.
type NewerError struct{ Has, Knows int64 }

func (e *NewerError) Error() string {
	return fmt.Sprintf("the schema has version %d, this program knows %d", e.Has, e.Knows)
}

// Migrate brings the schema to this program's version. A store of a newer program is
// refused with a *NewerError: what this one does not know it could not keep right.
func (db *DB) Migrate(ctx context.Context) error {
	if db.opt.ReadOnly {
		return ErrReadOnly
	}
	p, err := db.migrator()
	if err != nil {
		return err
	}
	if has, wants, err := db.SchemaVersion(ctx); err == nil && has > wants { // a store without versions is empty
		return &NewerError{has, wants}
	}
	for {
		done, err := p.Up(ctx)
		for _, m := range done {
			db.opt.Log.Info("migrated the store", "version", m.Source.Version)
		}
		cut, began := errors.AsType[*goose.PartialError](err)
		switch {
		case err == nil:
			return nil
		case !db.metOther(err):
			return fmt.Errorf("migrate the store: %w", troubled(err))
		case db.migratedByOther(ctx, p):
			return nil
		case !began || db.file != "": // a file is migrated whole or not at all
			return fmt.Errorf("migrate the store: %w", err)
		}
		if err := db.takeUp(ctx, cut); err != nil {
			return err
		}
	}
}

// metOther: what failed was there already, or was being made: MySQL shows the
// table of versions before its first row.
func (db *DB) metOther(err error) bool {
	said := strings.ToLower(err.Error())
	for _, there := range []string{"already exists", "duplicate column name", "duplicate key name", "missing zero version"} {
		if strings.Contains(said, there) {
			return true
		}
	}
	return db.dialect.duplicate(err) || db.dialect.conflict(err)
}

// migratedByOther waits at most half a minute for another process to finish.
func (db *DB) migratedByOther(ctx context.Context, p *goose.Provider) bool {
	for range migrationWaits {
		if pending, err := p.HasPending(ctx); err == nil && !pending {
			return true
		}
		if db.opt.Clock.Sleep(ctx, migrationPause) != nil {
			return false
		}
	}
	return false
}

// SchemaVersion is what the store has and what this program wants.
func (db *DB) SchemaVersion(ctx context.Context) (has, wants int64, err error) {
	p, err := db.migrator()
	if err != nil {
		return 0, 0, err
	}
	has, wants, err = p.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the schema version: %w", err)
	}
	return has, wants, nil
}

func (db *DB) migrator() (*goose.Provider, error) {
	dialect := goose.DialectSQLite3
	if db.dialect.name == "mysql" {
		dialect = goose.DialectMySQL
	}
	sub, err := fs.Sub(migrations, "migrations/"+db.dialect.name)
	if err != nil {
		return nil, err
	}
	// Versions are numbered when they are begun, not when they are done.
	p, err := goose.NewProvider(dialect, db.write.DB, sub, goose.WithAllowOutofOrder(true))
	if err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p, nil
}
