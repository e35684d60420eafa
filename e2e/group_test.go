package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/tierloop/tierloop/configs"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
)

// group is a folder with the configuration of a group of companies.
type group struct {
	dir string
	dsn string // of the store
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// open loads the configuration and opens the engine.
func (g group) open(ctx context.Context, log io.Writer) (*engine.Engine, func(), error) {
	cfg, findings := configs.Load(filepath.Join(g.dir, "tierloop.yaml"))
	if cfg == nil {
		return nil, nil, fmt.Errorf("%v", findings)
	}
	logger := slog.New(slog.NewTextHandler(log, nil))
	db, err := store.Open(ctx, g.dsn, store.Options{Log: logger})
	if err != nil {
		return nil, nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, nil, err
	}
	e := &engine.Engine{Config: cfg, Store: db, Clock: clock.System(), Log: logger, Version: "e2e"}
	return e, func() { e.Close(); db.Close() }, nil
}

// sync turns the loop once and returns its report and exit code.
func (g group) sync(t testing.TB, req engine.Request) (engine.Report, int) {
	t.Helper()
	var log strings.Builder
	ctx := context.Background()
	e, closeAll, err := g.open(ctx, &log)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll()
	r, err := e.Run(ctx, req)
	if err != nil {
		t.Logf("run ended with %v", err)
		for _, f := range r.Faults {
			t.Logf("  %v", f)
		}
		return r, fault.Of(err).Exit()
	}
	return r, fault.ExitOK
}

// execute runs statements on an SQLite file.
func execute(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%v in %.200s", err, s)
		}
	}
}

// rows renders a query's rows as lines, sorted by the query.
func rows(t testing.TB, db *sql.DB, query string) string {
	t.Helper()
	res, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	columns, err := res.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for res.Next() {
		values := make([]any, len(columns))
		texts := make([]sql.NullString, len(columns))
		for i := range values {
			values[i] = &texts[i]
		}
		if err := res.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, x := range texts {
			fmt.Fprintf(&b, "%s|", x.String)
		}
		b.WriteByte('\n')
	}
	if err := res.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
