package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Several processes may start on an empty server at once; all but one fail on what
// the first has made already, and wait for it.
const (
	migrationPause = 200 * time.Millisecond
	migrationWaits = 150
)

// Migrate brings the schema to this program's version. Versions that the store
// has and this program does not know are left alone.
func (db *DB) Migrate(ctx context.Context) error {
	if db.opt.ReadOnly {
		return ErrReadOnly
	}
	p, err := db.migrator()
	if err != nil {
		return err
	}
	done, err := p.Up(ctx)
	if err != nil {
		if db.metOther(err) && db.migratedByOther(ctx) {
			return nil
		}
		return fmt.Errorf("migrate the store: %w", err)
	}
	for _, m := range done {
		db.opt.Log.Info("migrated the store", "version", m.Source.Version)
	}
	return nil
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
func (db *DB) migratedByOther(ctx context.Context) bool {
	for range migrationWaits {
		if has, wants, err := db.SchemaVersion(ctx); err == nil && has >= wants {
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
