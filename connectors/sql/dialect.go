package sqlsource

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// dialect is what one kind of database does in its own way.
type dialect interface {
	// open prepares a pool; errors never hold the dsn.
	open(dsn string, connect time.Duration) (*sqlx.DB, error)
	// quote writes an identifier.
	quote(name string) string
	// param is the placeholder of the n-th parameter (from 1), compared with or
	// assigned to a column.
	param(n int, col column) string
	// bind turns a record value (string, bool, json.Number, nil) into the
	// parameter for param. zone is that of times without one.
	bind(col column, v any, zone *time.Location) (any, error)
	// read is the expression that reads a column exactly, expr being the column.
	read(col column, expr string) string
	// exact is an expression that orders and compares byte for byte.
	exact(col column, expr string) string
	// same is a condition: the column still holds what was read as raw. ok is
	// false when the database cannot say so.
	same(n int, col column, expr string, raw any) (cond string, arg any, ok bool)

	// tables lists schema and name of every table and view that can be seen; the
	// default schema's first, with an empty schema.
	tables(ctx context.Context, q sqlx.QueryerContext) ([]tableName, error)
	// currentSchema asks for the name of the default schema.
	currentSchema() string
	// columns describes FROM from; t is the table, zero for a query.
	columns(ctx context.Context, q sqlx.QueryerContext, t tableName, from string) ([]column, error)
	// unique lists the unique sets of columns of a table.
	unique(ctx context.Context, q sqlx.QueryerContext, t tableName) ([][]string, error)
	// columnType is the type word for a new column.
	columnType(f connectors.FieldSpec) string

	// classify sorts an error of the driver.
	classify(err error) verdict
}

// verdict is what an error of a driver means.
type verdict struct {
	kind connectors.Kind
	code string
	said string
	fix  string
	// row: the statement's own values are to blame, the transaction may go on.
	row bool
	// answered: the server itself refused, so nothing was committed.
	answered bool
	// duplicate: the column or row is there already.
	duplicate bool
}

// tableName is a table of the catalogue; schema "" is the default one.
type tableName struct {
	schema, name string
}

func (t tableName) String() string {
	if t.schema == "" {
		return t.name
	}
	return t.schema + "." + t.name
}

var dialects = map[string]dialect{"mysql": mysqlDialect{}, "postgres": postgresDialect{}, "sqlite": sqliteDialect{}}

// quoted writes a table for FROM.
func quoted(d dialect, t tableName) string {
	if t.schema == "" {
		return d.quote(t.name)
	}
	return d.quote(t.schema) + "." + d.quote(t.name)
}
