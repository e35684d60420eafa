package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

// What a statement of a migration says on MySQL that was carried out before: table,
// column, key or row are there, or what it takes away is gone.
var mysqlDoneBefore = []uint16{1050, 1060, 1061, 1062, 1051, 1091}

const mysqlNoTable = 1146

// takeUp ends a migration that a killed process has begun on a server. There each
// change of the schema commits by itself, so that the version is not known but some
// of its statements are done; they are all gone through again. Should the process
// still be at work, both come to the same end.
func (db *DB) takeUp(ctx context.Context, cut *goose.PartialError) error {
	source := cut.Failed.Source
	db.opt.Log.Warn("taking up a migration that was cut off", "version", source.Version)
	text, err := fs.ReadFile(migrations, path.Join("migrations", db.dialect.name, path.Base(source.Path)))
	if err != nil {
		return err
	}
	for _, statement := range upStatements(string(text)) {
		if _, err := db.write.ExecContext(ctx, statement); err != nil && !doneBefore(statement, err) {
			return fmt.Errorf("take up migration %d: %w", source.Version, troubled(err))
		}
	}
	versions, err := database.NewStore(goose.DialectMySQL, goose.DefaultTablename)
	if err != nil {
		return err
	}
	return versions.Insert(ctx, db.write.DB, database.InsertRequest{Version: source.Version})
}

// doneBefore: rows are also there already when the table that they were copied from
// is gone.
func doneBefore(statement string, err error) bool {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return false
	}
	copies := strings.HasPrefix(statement, "INSERT") && strings.Contains(statement, "\nSELECT")
	return slices.Contains(mysqlDoneBefore, e.Number) || copies && e.Number == mysqlNoTable
}

// upStatements are the statements of a migration's way up, each without comments.
func upStatements(text string) []string {
	up, _, _ := strings.Cut(text, "-- +goose Down")
	var out []string
	var b strings.Builder
	for line := range strings.Lines(up) {
		line = strings.TrimRight(line, " \r\n")
		if line == "" || strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		b.WriteString(line + "\n")
		if strings.HasSuffix(line, ";") {
			out = append(out, b.String())
			b.Reset()
		}
	}
	return out
}
