package store

import (
	"context"
	"database/sql"
	"reflect"
	"slices"

	"github.com/jmoiron/sqlx"
)

// conn is the one place through which statements pass, inside a transaction or
// on the readers.
type conn struct {
	db *DB
	q  interface {
		sqlx.ExtContext
		PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	}
}

func (db *DB) reads() conn { return conn{db: db, q: db.read} }

func (c conn) seen(query string) {
	if c.db.opt.OnStatement != nil {
		c.db.opt.OnStatement(query)
	}
}

// exec returns the number of rows that changed.
func (c conn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	c.seen(query)
	res, err := c.q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, troubled(err)
	}
	n, err := res.RowsAffected()
	c.db.rows.Add(n)
	return n, err
}

// get reads one row; sql.ErrNoRows when there is none.
func (c conn) get(ctx context.Context, dest any, query string, args ...any) error {
	c.seen(query)
	return c.read(ctx, func() error { return sqlx.GetContext(ctx, c.q, dest, query, args...) })
}

// list reads all rows into a slice.
func (c conn) list(ctx context.Context, dest any, query string, args ...any) error {
	c.seen(query)
	return c.read(ctx, func() error {
		reflect.ValueOf(dest).Elem().SetZero() // what a try before this one had read
		return sqlx.SelectContext(ctx, c.q, dest, query, args...)
	})
}

// rows calls scan for every row, for results too large or too hot for list.
func (c conn) rows(ctx context.Context, scan func(*sql.Rows) error, query string, args ...any) error {
	c.seen(query)
	var rows *sql.Rows
	err := c.read(ctx, func() (err error) {
		rows, err = c.q.QueryContext(ctx, query, args...)
		return err
	})
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return troubled(rows.Err())
}

// read does a read and, where it stands by itself, does it again after the server was
// lost. One inside a transaction falls with it.
func (c conn) read(ctx context.Context, once func() error) error {
	err := troubled(once())
	if c.q != c.db.read {
		return err
	}
	for w := c.db.waits(); err != nil && w.again(ctx, err); {
		err = troubled(once())
	}
	return err
}

// A statement's text is kept well below the server's usual limit of 16 MB, and below
// a quarter of what a server takes that has a smaller one.
const maxStatementBytes = 4 << 20

// insert writes many rows: a prepared loop on SQLite, 500 rows per statement on MySQL.
func (c conn) insert(ctx context.Context, ins insertion, rows [][]any) error {
	if c.db.dialect.rowsPerInsert == 1 {
		return c.insertEach(ctx, ins, rows)
	}
	for len(rows) > 0 {
		n, size := 0, 0
		for n < len(rows) && n < c.db.dialect.rowsPerInsert && (n == 0 || size+rowBytes(rows[n]) <= c.db.statementBytes) {
			size += rowBytes(rows[n])
			n++
		}
		args := make([]any, 0, n*len(ins.columns))
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := c.exec(ctx, ins.sql(c.db.dialect, n), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (c conn) insertEach(ctx context.Context, ins insertion, rows [][]any) error {
	return c.execEach(ctx, ins.sql(c.db.dialect, 1), rows)
}

// execEach runs one statement for every row of arguments, prepared once.
func (c conn) execEach(ctx context.Context, query string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	c.seen(query)
	stmt, err := c.q.PrepareContext(ctx, query)
	if err != nil {
		return troubled(err)
	}
	defer stmt.Close()
	// With a context that can end, the driver starts a goroutine for every row.
	row := context.WithoutCancel(ctx)
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := stmt.ExecContext(row, r...); err != nil {
			return troubled(err)
		}
	}
	c.db.rows.Add(int64(len(rows)))
	return nil
}

// rowBytes is about the size of a row inside a statement.
func rowBytes(row []any) int {
	n := 0
	for _, v := range row {
		switch v := v.(type) {
		case string:
			n += len(v)
		case []byte:
			n += len(v)
		default:
			n += 8
		}
	}
	return n
}

// chunkSize is the longest IN list.
const chunkSize = 500

// chunks calls fn for slices of at most chunkSize items.
func chunks[T any](items []T, fn func([]T) error) error {
	for part := range slices.Chunk(items, chunkSize) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

func contains(list []string, s string) bool { return slices.Contains(list, s) }

// anys turns a list into arguments.
func anys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}
