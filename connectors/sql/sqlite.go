package sqlsource

import (
	"context"
	"encoding/json"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/tierloop/tierloop/connectors"
)

// sqliteDialect serves SQLite files. A value has its own storage class there,
// whatever the column says; it is kept as it is.
type sqliteDialect struct{}

func (sqliteDialect) open(dsn string, connect time.Duration) (*sqlx.DB, error) {
	u := &url.URL{}
	if strings.HasPrefix(dsn, "file:") {
		parsed, err := url.Parse(dsn)
		if err != nil {
			return nil, &connectors.OptionError{Option: "dsn", Reason: "is no file: address"}
		}
		u = parsed
	} else {
		path, err := filepath.Abs(dsn)
		if err != nil || strings.Contains(dsn, ":memory:") {
			return nil, &connectors.OptionError{Option: "dsn", Reason: "want the path of an SQLite file"}
		}
		u.Scheme, u.OmitHost, u.Path = "file", true, filepath.ToSlash(path)
	}
	q := u.Query()
	if q.Get("mode") == "" {
		q.Set("mode", "rw") // never make an empty database out of a wrong path
	}
	q.Add("_pragma", "busy_timeout("+strconv.FormatInt(connect.Milliseconds(), 10)+")")
	q.Set("_txlock", "immediate")
	u.RawQuery = q.Encode()
	return sqlx.Open("sqlite", u.String())
}

func (sqliteDialect) quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func (sqliteDialect) param(int, column) string { return "?" }

func (sqliteDialect) bind(col column, v any, _ *time.Location) (any, error) {
	text, null := textOf(v)
	if null {
		return nil, nil
	}
	_, isNumber := v.(json.Number)
	if isNumber || col.class == numeric || col.class == boolean {
		switch text {
		case "true":
			return int64(1), nil
		case "false":
			return int64(0), nil
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f, nil
		}
	}
	return text, nil
}

// read hides the declared type from the driver, which would turn texts into
// times and numbers into booleans.
func (sqliteDialect) read(_ column, expr string) string { return "+" + expr }

func (sqliteDialect) exact(_ column, expr string) string { return expr + " COLLATE BINARY" }

func (sqliteDialect) same(_ int, _ column, expr string, raw any) (string, any, bool) {
	return "+" + expr + " COLLATE BINARY IS ?", raw, true
}

func (sqliteDialect) currentSchema() string { return "SELECT 'main'" }

func (sqliteDialect) tables(ctx context.Context, q sqlx.QueryerContext) ([]tableName, error) {
	return listTables(ctx, q, `SELECT CASE WHEN schema = 'main' THEN '' ELSE schema END, name FROM pragma_table_list
		WHERE type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND schema <> 'temp' ORDER BY 1, 2`)
}

func (sqliteDialect) columns(ctx context.Context, q sqlx.QueryerContext, t tableName, from string) ([]column, error) {
	cols, err := probe(ctx, q, from, func(name, native string) column {
		class, storage := sqliteClass(native)
		return column{name: name, native: native, nullable: true, class: class, storage: storage}
	})
	if err != nil || t.name == "" {
		return cols, err
	}
	rows, err := q.QueryxContext(ctx, `SELECT name, CASE WHEN "notnull" <> 0 THEN 'NO' ELSE 'YES' END, dflt_value IS NOT NULL OR pk > 0,
		0, '', hidden <> 0 FROM pragma_table_xinfo(?, COALESCE(NULLIF(?, ''), 'main'))`, t.name, t.schema)
	if err != nil {
		return nil, err
	}
	return cols, withDetails(rows, cols)
}

// sqliteClass follows the rules of type affinity. storage says that the type
// promises nothing, as in most views.
func sqliteClass(native string) (class, bool) {
	word := strings.ToUpper(native)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(word, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("BOOL"):
		return boolean, false
	case has("INT"):
		return numeric, false
	case has("CHAR", "CLOB", "TEXT"):
		return textual, false
	case word == "" || has("BLOB"):
		return otherwise, true
	case has("REAL", "FLOA", "DOUB"):
		return numeric, false
	case word == "DATE":
		return date, true
	case has("DATE", "TIME"):
		return local, true
	case has("NUM", "DEC", "MONEY"):
		return numeric, false
	}
	return otherwise, true
}

func (sqliteDialect) unique(ctx context.Context, q sqlx.QueryerContext, t tableName) ([][]string, error) {
	return uniqueSets(ctx, q, `WITH s AS (SELECT COALESCE(NULLIF(?, ''), 'main') AS schema, ? AS name)
		SELECT '', p.name, 1, p.pk FROM s, pragma_table_info(s.name, s.schema) p WHERE p.pk > 0
		UNION ALL SELECT l.name, i.name, 0, i.seqno FROM s, pragma_index_list(s.name, s.schema) l, pragma_index_info(l.name, s.schema) i
		WHERE l."unique" <> 0 AND l.partial = 0 AND l.origin <> 'pk' AND i.name IS NOT NULL ORDER BY 3 DESC, 1, 4`, t.schema, t.name)
}

func (sqliteDialect) columnType(f connectors.FieldSpec) string {
	switch f.Type {
	case connectors.TypeNumber, connectors.TypeMoney:
		return "NUMERIC"
	case connectors.TypeBool:
		return "BOOLEAN"
	}
	return "TEXT"
}
