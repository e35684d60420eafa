package store

import "strings"

// dialect is all that differs between the two databases.
type dialect struct {
	name string
	// upsert is the tail of an INSERT which, where a row with the same keys
	// exists, sets the update columns to the new values; none: keeps the row.
	upsert        func(keys, update []string) string
	rowsPerInsert int
	// conflict: the whole transaction may be run again.
	conflict func(error) bool
	// duplicate: a unique key has this value already.
	duplicate func(error) bool
}

// insertion is an INSERT or, with keys, an upsert of many rows.
type insertion struct {
	table   string
	columns []string
	// keys are the columns of the unique key; nil: a plain INSERT.
	keys []string
	// keep are columns that an existing row does not change.
	keep []string
}

// sql renders the statement for n rows.
func (in insertion) sql(d dialect, n int) string {
	row := "(" + marks(len(in.columns)) + ")"
	var b strings.Builder
	b.WriteString("INSERT INTO " + in.table + " (" + strings.Join(in.columns, ", ") + ") VALUES " + row)
	for range n - 1 {
		b.WriteString(", " + row)
	}
	if in.keys == nil {
		return b.String()
	}
	var update []string
	for _, c := range in.columns {
		if !contains(in.keys, c) && !contains(in.keep, c) {
			update = append(update, c)
		}
	}
	b.WriteString(d.upsert(in.keys, update))
	return b.String()
}

// marks is n placeholders: "?, ?, ?".
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// in is a parenthesised list of n placeholders, never empty.
func in(n int) string { return "(" + marks(max(n, 1)) + ")" }
