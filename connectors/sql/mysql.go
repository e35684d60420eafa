package sqlsource

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// mysqlDialect serves MySQL, MariaDB and TiDB. Statements are prepared on the
// server: the binary protocol gives exact floats, and no value is ever spliced
// into SQL text on our side.
type mysqlDialect struct{}

func (mysqlDialect) open(dsn string, connect time.Duration) (*sqlx.DB, error) {
	cfg, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil, &connectors.OptionError{Option: "dsn", Reason: "is not of the form user:pass@tcp(host:3306)/database"}
	}
	if cfg.DBName == "" {
		return nil, &connectors.OptionError{Option: "dsn", Reason: "names no database after the slash"}
	}
	cfg.Timeout = connect
	cfg.ParseTime, cfg.InterpolateParams, cfg.MultiStatements, cfg.AllowAllFiles = false, false, false, false
	cfg.ClientFoundRows = true // an UPDATE counts the rows it found
	cfg.Logger = &mysql.NopLogger{}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["time_zone"] = "'+00:00'"
	return sqlx.Open("mysql", cfg.FormatDSN())
}

func (mysqlDialect) quote(name string) string {
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func (mysqlDialect) param(_ int, col column) string {
	if col.native == "DECIMAL" {
		return "CAST(? AS DECIMAL(65,30))"
	}
	return "?"
}

func (mysqlDialect) bind(col column, v any, zone *time.Location) (any, error) {
	text, null := textOf(v)
	if null {
		return nil, nil
	}
	switch col.class {
	case numeric:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n, nil
		}
		if col.native == "DOUBLE" || col.native == "FLOAT" {
			if f, err := strconv.ParseFloat(text, 64); err == nil {
				return f, nil
			}
		}
		if col.native == "DECIMAL" && !isDecimal(text) {
			return nil, errNotNumber
		}
	case zoned:
		if t, ok := instant(text); ok {
			return t.UTC().Format(sqlTime), nil
		}
	case local:
		if t, ok := instant(text); ok {
			return t.In(zone).Format(sqlTime), nil
		}
	case binary:
		return bytesOf(text), nil
	}
	return text, nil
}

func (mysqlDialect) read(_ column, expr string) string { return expr }

func (mysqlDialect) exact(col column, expr string) string {
	if col.class != textual {
		return expr
	}
	return "CONVERT(" + expr + " USING utf8mb4) COLLATE utf8mb4_bin"
}

func (d mysqlDialect) same(_ int, col column, expr string, raw any) (string, any, bool) {
	switch {
	case col.single || col.bits || col.native == "JSON":
		return "", nil, false
	case col.class == textual:
		return d.exact(col, expr) + " <=> ?", textRaw(raw), true
	case col.class == numeric:
		return expr + " <=> " + d.param(0, col), textRawNumber(raw), true
	}
	return expr + " <=> ?", textRaw(raw), true
}

func (mysqlDialect) currentSchema() string { return "SELECT DATABASE()" }

func (mysqlDialect) tables(ctx context.Context, q sqlx.QueryerContext) ([]tableName, error) {
	return listTables(ctx, q, `SELECT CASE WHEN table_schema = DATABASE() THEN '' ELSE table_schema END, table_name
		FROM information_schema.tables
		WHERE table_schema NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys') ORDER BY 1, 2`)
}

func (mysqlDialect) columns(ctx context.Context, q sqlx.QueryerContext, t tableName, from string) ([]column, error) {
	cols, err := probe(ctx, q, from, func(name, native string) column {
		native = strings.TrimPrefix(native, "UNSIGNED ")
		col := column{name: name, native: native, nullable: true, single: native == "FLOAT", bits: native == "BIT"}
		switch native {
		case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT", "YEAR", "DECIMAL", "FLOAT", "DOUBLE", "BIT":
			col.class = numeric
		case "DATE":
			col.class = date
		case "DATETIME":
			col.class = local
		case "TIMESTAMP":
			col.class = zoned
		case "BINARY", "VARBINARY", "TINYBLOB", "BLOB", "MEDIUMBLOB", "LONGBLOB", "GEOMETRY", "VECTOR":
			col.class = binary
		case "TIME", "JSON":
			col.class = otherwise
		}
		return col
	})
	if err != nil || t.name == "" {
		return cols, err
	}
	rows, err := q.QueryxContext(ctx, `SELECT column_name, is_nullable, column_default IS NOT NULL OR extra LIKE '%auto_increment%',
		COALESCE(character_maximum_length, 0), column_comment, extra LIKE '%GENERATED%'
		FROM information_schema.columns WHERE table_schema = COALESCE(NULLIF(?, ''), DATABASE()) AND table_name = ?`, t.schema, t.name)
	if err != nil {
		return nil, err
	}
	return cols, withDetails(rows, cols)
}

func (mysqlDialect) unique(ctx context.Context, q sqlx.QueryerContext, t tableName) ([][]string, error) {
	return uniqueSets(ctx, q, `SELECT index_name, column_name, CASE WHEN index_name = 'PRIMARY' THEN 1 ELSE 0 END, seq_in_index
		FROM information_schema.statistics
		WHERE table_schema = COALESCE(NULLIF(?, ''), DATABASE()) AND table_name = ? AND non_unique = 0 AND sub_part IS NULL
		ORDER BY CASE WHEN index_name = 'PRIMARY' THEN 0 ELSE 1 END, index_name, seq_in_index`, t.schema, t.name)
}

func (mysqlDialect) columnType(f connectors.FieldSpec) string {
	switch f.Type {
	case connectors.TypeNumber:
		return "DOUBLE"
	case connectors.TypeMoney:
		return "DECIMAL(20,4)"
	case connectors.TypeBool:
		return "TINYINT(1)"
	case connectors.TypeDate:
		return "DATE"
	case connectors.TypeTime:
		return "DATETIME(6)"
	}
	return "VARCHAR(" + strconv.Itoa(length(f)) + ")"
}

// textRaw is a value as the driver gave it, ready to be a parameter again.
func textRaw(raw any) any {
	if b, ok := raw.([]byte); ok {
		return string(b)
	}
	return raw
}

// textRawNumber keeps numbers exact: a DECIMAL or a large unsigned comes as text.
func textRawNumber(raw any) any {
	b, ok := raw.([]byte)
	if !ok {
		return raw
	}
	if n, err := strconv.ParseUint(string(b), 10, 64); err == nil {
		return n
	}
	return string(b)
}
