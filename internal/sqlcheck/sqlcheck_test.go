package sqlcheck

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pingcap/tidb/pkg/parser"
	_ "github.com/pingcap/tidb/pkg/parser/test_driver" // values of literals
)

const (
	migrations = "../../store/migrations/mysql"
	recording  = "../../store/testdata/mysql_statements.sql"
)

func TestTiDBParsesEveryMigration(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(migrations, "*.sql"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no migration in %s", migrations)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			statements, err := migration(string(text))
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if len(statements) == 0 {
				t.Errorf("%s holds no statement", file)
			}
			parseAll(t, file, statements)
		})
	}
}

func TestTiDBParsesEveryStatementOfTheStore(t *testing.T) {
	text, err := os.ReadFile(recording)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("%s is missing; the store's tests write it with -update", recording)
	}
	if err != nil {
		t.Fatal(err)
	}
	statements := blocks(string(text))
	if len(statements) == 0 {
		t.Fatalf("%s holds no statement", recording)
	}
	parseAll(t, recording, statements)
}

func parseAll(t *testing.T, file string, statements []statement) {
	t.Helper()
	p := parser.New()
	for _, s := range statements {
		if err := parse(p, s.sql); err != nil {
			t.Errorf("%s:%d: %v\n%s", file, s.line, err, s.sql)
		}
	}
}

// parse adds to TiDB's grammar what the portable dialect leaves out although some
// of the servers know it.
func parse(p *parser.Parser, sql string) error {
	if _, _, err := p.Parse(sql, "utf8mb4", "utf8mb4_bin"); err != nil {
		return err
	}
	return portable(sql)
}

func TestTheParserRefusesWhatTiDBDoesNotKnow(t *testing.T) {
	for _, tt := range []struct {
		sql string
		ok  bool
	}{
		{"INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)", true},
		{"INSERT INTO t (a) VALUES (1) AS new ON DUPLICATE KEY UPDATE a = new.a", false},
		{"SELECT a FROM t WHERE b = ? FOR UPDATE", true},
		{"SELECT a, ROW_NUMBER() OVER (PARTITION BY b ORDER BY c) AS n FROM t", true},
		{"INSERT INTO t (a) VALUES (1) RETURNING a", false},
		{"SELECT GET_LOCK('x', 1)", false},
		{"SELECT doc->>'$.a' FROM t", false},
		{"SELECT JSON_EXTRACT(doc, '$.a') FROM t", false},
		{"SELECT a FROM t WHERE note = 'no GET_LOCK( here, no ->> either'", true},
		{"CREATE TABLE t (a VARCHAR(9) COLLATE utf8mb4_0900_ai_ci)", false},
		{"SELECT a FROM t FOR UPDATE SKIP LOCKED", false},
		{"SELEC 1", false},
	} {
		if err := parse(parser.New(), tt.sql); (err == nil) != tt.ok {
			t.Errorf("%s\nerror %v, want it accepted: %v", tt.sql, err, tt.ok)
		}
	}
}

func TestMigrationIsSplitAsGooseSplitsIt(t *testing.T) {
	got, err := migration(strings.Join([]string{
		"-- +goose Up", "CREATE TABLE a (", "  x INT -- a remark; not an end", ");", "",
		"-- why", "INSERT INTO a VALUES (1);",
		"-- +goose StatementBegin", "CREATE TABLE b (x INT);", "CREATE TABLE c (x INT)", "-- +goose StatementEnd",
		"-- +goose Down", "DROP TABLE a;", ""}, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		line  int
		begin string
	}{{2, "CREATE TABLE a"}, {7, "INSERT INTO a"}, {9, "CREATE TABLE b"}, {13, "DROP TABLE a"}}
	if len(got) != len(want) {
		t.Fatalf("%d statements, want %d: %+v", len(got), len(want), got)
	}
	for i, w := range want {
		if got[i].line != w.line || !strings.HasPrefix(got[i].sql, w.begin) {
			t.Errorf("statement %d begins in line %d with %.20q, want line %d, %q", i, got[i].line, got[i].sql, w.line, w.begin)
		}
	}
	for _, bad := range []string{"-- +goose Up\nDROP TABLE a", "DROP TABLE a;", "-- +goose Up\nDROP TABLE a\n-- +goose Down\n"} {
		if _, err := migration(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func TestRecordingIsSplitAtBlankLines(t *testing.T) {
	got := blocks("-- written by the store's tests\n\nSELECT a\nFROM t\n\n\n-- remark\nSELECT b\n")
	if len(got) != 2 || got[0].sql != "SELECT a\nFROM t\n" || got[0].line != 3 || got[1].sql != "SELECT b\n" {
		t.Errorf("got %+v", got)
	}
}
