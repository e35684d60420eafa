package store_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/go-sql-driver/mysql"
	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
	"github.com/tierloop/tierloop/store"
)

// A server commits each change of the schema by itself: a process that is killed in
// the middle leaves part of a migration behind.
func TestAMigrationThatWasCutOffIsTakenUp(t *testing.T) {
	ctx := context.Background()
	for name, cut := range map[string][]string{
		"after its last statement": {"DELETE FROM goose_db_version WHERE version_id = 7"},
		"in the middle":            {"DELETE FROM goose_db_version WHERE version_id = 25", "DROP TABLE recovery_code", "ALTER TABLE session DROP COLUMN proved_at"},
		"in the first one":         {"DELETE FROM goose_db_version WHERE version_id = 1", "DROP TABLE lease", "DROP TABLE audit"},
		"before its rows":          {"DELETE FROM goose_db_version WHERE version_id = 6", "DELETE FROM counter WHERE name = 'admins'"},
	} {
		t.Run(name, func(t *testing.T) {
			at := testkit.MariaDB(t)
			opt := store.Options{Clock: clock.NewManual(time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC))}
			db := migrated(t, "mysql:"+at, opt)
			raw, err := sql.Open("mysql", at)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			whole := schemaOf(t, raw)
			for _, statement := range cut {
				if _, err := raw.Exec(statement); err != nil {
					t.Fatal(statement, err)
				}
			}
			if err := db.Migrate(ctx); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(whole, schemaOf(t, raw)); d != "" {
				t.Errorf("the schema differs: %s", d)
			}
			if has, wants, err := db.SchemaVersion(ctx); has != wants || err != nil {
				t.Errorf("has %d, wants %d, %v", has, wants, err)
			}
		})
	}
}

// schemaOf is every column and key of the database, and the rows of counter, which
// migrations write.
func schemaOf(t *testing.T, db *sql.DB) []string {
	t.Helper()
	rows, err := db.Query(`SELECT CONCAT(table_name, '.', column_name, ' ', column_type) AS line FROM information_schema.columns WHERE table_schema = DATABASE()
		UNION ALL SELECT CONCAT(table_name, ' ', index_name, ' ', column_name) FROM information_schema.statistics WHERE table_schema = DATABASE()
		UNION ALL SELECT CONCAT('counter ', name, ' ', value) FROM counter ORDER BY line`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	if err := rows.Err(); err != nil || len(out) < 100 {
		t.Fatal(len(out), err)
	}
	return out
}

func TestAStoreOfANewerProgramIsRefused(t *testing.T) {
	for name, driver := range map[string]string{"sqlite": "sqlite", "mariadb": "mysql"} {
		t.Run(name, func(t *testing.T) {
			at, prefix := filepath.Join(t.TempDir(), "store.db"), ""
			if driver == "mysql" {
				at, prefix = testkit.MariaDB(t), "mysql:"
			}
			db := migrated(t, prefix+at, store.Options{})
			raw, err := sql.Open(driver, at)
			if err != nil {
				t.Fatal(err)
			}
			defer raw.Close()
			if _, err := raw.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (90000, 1)"); err != nil {
				t.Fatal(err)
			}
			err = db.Migrate(context.Background())
			newer, ok := errors.AsType[*store.NewerError](err)
			if !ok || newer.Has != 90000 || newer.Knows >= newer.Has || newer.Knows < 1 || !strings.Contains(err.Error(), "90000") {
				t.Errorf("a store of a newer program: %v", err)
			}
		})
	}
}
