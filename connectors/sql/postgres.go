package sqlsource

import (
	"context"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// postgresDialect reads every value as the text that PostgreSQL itself writes,
// and sends every value as text with an explicit cast to the column's type.
type postgresDialect struct{}

func (postgresDialect) open(dsn string, connect time.Duration) (*sqlx.DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &connectors.OptionError{Option: "dsn", Reason: "is not of the form postgres://user:pass@host:5432/database"}
	}
	cfg.ConnectTimeout = connect
	if cfg.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		// A cached plan fails after ALTER TABLE, and behind a connection pooler.
		cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	for name, value := range map[string]string{"timezone": "UTC", "datestyle": "ISO, YMD", "bytea_output": "hex",
		"intervalstyle": "iso_8601", "standard_conforming_strings": "on"} {
		cfg.RuntimeParams[name] = value
	}
	if cfg.RuntimeParams["application_name"] == "" {
		cfg.RuntimeParams["application_name"] = "tierloop"
	}
	return sqlx.NewDb(stdlib.OpenDB(*cfg), "pgx"), nil
}

func (postgresDialect) quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func (postgresDialect) param(n int, col column) string {
	p := "$" + strconv.Itoa(n)
	if col.class == binary {
		return "decode(" + p + "::text, 'hex')"
	}
	return "CAST(" + p + "::text AS " + col.cast + ")"
}

func (postgresDialect) bind(col column, v any, zone *time.Location) (any, error) {
	text, null := textOf(v)
	if null {
		return nil, nil
	}
	switch col.class {
	case binary:
		return hex.EncodeToString(bytesOf(text)), nil
	case local:
		if t, ok := instant(text); ok {
			return t.In(zone).Format(sqlTime), nil
		}
	}
	if strings.ContainsRune(text, 0) {
		return nil, errNUL
	}
	return text, nil
}

func (postgresDialect) read(col column, expr string) string {
	if col.cast == "money" { // its text depends on the server's locale
		return expr + "::numeric::text"
	}
	return expr + "::text"
}

// exact is the column itself: PostgreSQL's collations only call equal what is.
func (postgresDialect) exact(_ column, expr string) string { return expr }

func (d postgresDialect) same(n int, col column, expr string, raw any) (string, any, bool) {
	return d.read(col, expr) + " IS NOT DISTINCT FROM $" + strconv.Itoa(n) + "::text", raw, true
}

func (postgresDialect) currentSchema() string { return "SELECT current_schema()" }

func (postgresDialect) tables(ctx context.Context, q sqlx.QueryerContext) ([]tableName, error) {
	return listTables(ctx, q, `SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname END, c.relname
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
		AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%' ORDER BY 1, 2`)
}

func (d postgresDialect) columns(ctx context.Context, q sqlx.QueryerContext, t tableName, from string) ([]column, error) {
	cols, err := probe(ctx, q, from, func(name, _ string) column { return column{name: name, nullable: true} })
	if err != nil || len(cols) == 0 {
		return cols, err
	}
	if err := d.types(ctx, q, from, cols); err != nil || t.name == "" {
		return cols, err
	}
	rows, err := q.QueryxContext(ctx, `SELECT a.attname, CASE WHEN a.attnotnull THEN 'NO' ELSE 'YES' END,
		a.atthasdef OR a.attidentity <> '', CASE WHEN a.atttypid IN (1042, 1043) AND a.atttypmod > 4 THEN a.atttypmod - 4 ELSE 0 END,
		COALESCE(col_description(a.attrelid, a.attnum), ''), a.attgenerated <> '' OR a.attidentity = 'a'
		FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = COALESCE(NULLIF($1::text, ''), current_schema()) AND c.relname = $2::text
		AND a.attnum > 0 AND NOT a.attisdropped`, t.schema, t.name)
	if err != nil {
		return nil, err
	}
	return cols, withDetails(rows, cols)
}

// types asks for the declared type of each column; it works without any row
// and for queries as well as for tables.
func (d postgresDialect) types(ctx context.Context, q sqlx.QueryerContext, from string, cols []column) error {
	var b strings.Builder
	b.WriteString("SELECT ")
	for i, col := range cols {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("pg_typeof(t." + d.quote(col.name) + ")::text")
	}
	b.WriteString(" FROM (SELECT 1) one LEFT JOIN " + from + " AS t ON false")
	words, err := q.QueryRowxContext(ctx, b.String()).SliceScan()
	if err != nil {
		return err
	}
	for i := range cols {
		word, _ := textOf(words[i])
		cols[i].native, cols[i].cast = word, word
		switch word {
		case "smallint", "integer", "bigint", "numeric", "real", "double precision", "money", "oid":
			cols[i].class = numeric
		case "boolean":
			cols[i].class = boolean
		case "date":
			cols[i].class = date
		case "timestamp without time zone":
			cols[i].class = local
		case "timestamp with time zone":
			cols[i].class = zoned
		case "bytea":
			cols[i].class = binary
		case "character": // as a cast these two mean a length of 1
			cols[i].cast = "bpchar"
		case "bit":
			cols[i].cast, cols[i].class = "bit varying", otherwise
		case "text", "character varying", "uuid", "name":
		default:
			cols[i].class = otherwise
		}
	}
	return nil
}

func (postgresDialect) unique(ctx context.Context, q sqlx.QueryerContext, t tableName) ([][]string, error) {
	return uniqueSets(ctx, q, `SELECT i.indexrelid::text, a.attname, CASE WHEN i.indisprimary THEN 1 ELSE 0 END, k.place
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
		WHERE n.nspname = COALESCE(NULLIF($1::text, ''), current_schema()) AND c.relname = $2::text
		AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
		ORDER BY i.indisprimary DESC, i.indexrelid, k.place`, t.schema, t.name)
}

func (postgresDialect) columnType(f connectors.FieldSpec) string {
	switch f.Type {
	case connectors.TypeNumber:
		return "numeric"
	case connectors.TypeMoney:
		return "numeric(20,4)"
	case connectors.TypeBool:
		return "boolean"
	case connectors.TypeDate:
		return "date"
	case connectors.TypeTime:
		return "timestamptz"
	}
	return "varchar(" + strconv.Itoa(length(f)) + ")"
}
