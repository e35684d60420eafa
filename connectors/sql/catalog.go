package sqlsource

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/connectors"
)

// listTables reads pairs of schema and name.
func listTables(ctx context.Context, q sqlx.QueryerContext, query string) ([]tableName, error) {
	rows, err := q.QueryxContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []tableName
	for rows.Next() {
		var t tableName
		if err := rows.Scan(&t.schema, &t.name); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// probe asks for no row and reads the names and types of the columns.
func probe(ctx context.Context, q sqlx.QueryerContext, from string, make func(name, native string) column) ([]column, error) {
	rows, err := q.QueryxContext(ctx, "SELECT t.* FROM "+from+" AS t WHERE 1 = 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	var out []column
	for _, t := range types {
		out = append(out, make(t.Name(), t.DatabaseTypeName()))
	}
	return out, rows.Err()
}

// withDetails adds what the catalogue says of the columns of a table. rows hold
// name, is_nullable, has default, length, comment, is generated.
func withDetails(rows *sqlx.Rows, cols []column) error {
	defer rows.Close()
	for rows.Next() {
		var name, nullable, label string
		var hasDefault, generated bool
		var length int64
		if err := rows.Scan(&name, &nullable, &hasDefault, &length, &label, &generated); err != nil {
			return err
		}
		for i := range cols {
			if cols[i].name != name {
				continue
			}
			cols[i].nullable = nullable == "YES"
			cols[i].required = !cols[i].nullable && !hasDefault
			cols[i].label, cols[i].readOnly = label, generated
			if length < 1<<31 {
				cols[i].maxLen = int(length)
			}
		}
	}
	return rows.Err()
}

// uniqueSets reads index, column, whether it is the primary key, and the place in
// the index. The primary key comes first in the answer, nil when there is none.
func uniqueSets(ctx context.Context, q sqlx.QueryerContext, query, schema, table string) ([][]string, error) {
	rows, err := q.QueryxContext(ctx, query, schema, table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	sets := map[string][]string{}
	primary, found := "", false
	for rows.Next() {
		var index, col string
		var isPrimary, place int
		if err := rows.Scan(&index, &col, &isPrimary, &place); err != nil {
			return nil, err
		}
		if sets[index] == nil {
			names = append(names, index)
		}
		sets[index] = append(sets[index], col)
		if isPrimary == 1 {
			primary, found = index, true
		}
	}
	out := [][]string{nil}
	if found {
		out[0] = sets[primary]
	}
	for _, name := range names {
		if !found || name != primary {
			out = append(out, sets[name])
		}
	}
	return out, rows.Err()
}

// length is the size of a new text column.
func length(f connectors.FieldSpec) int {
	if f.MaxLen > 0 && f.MaxLen <= 4000 {
		return f.MaxLen
	}
	return 255
}
