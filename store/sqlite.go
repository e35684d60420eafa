package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"modernc.org/sqlite" // also registers the driver "sqlite"
)

// Readers beside the single writer connection.
const sqliteReaders = 4

var sqliteDialect = dialect{
	name: "sqlite",
	upsert: func(keys, update []string) string {
		if len(update) == 0 {
			return " ON CONFLICT (" + strings.Join(keys, ", ") + ") DO NOTHING"
		}
		sets := make([]string, len(update))
		for i, c := range update {
			sets[i] = c + " = excluded." + c
		}
		return " ON CONFLICT (" + strings.Join(keys, ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
	},
	rowsPerInsert: 1, // a prepared loop is as fast as many rows per VALUES
	conflict: func(err error) bool {
		var e *sqlite.Error
		if !errors.As(err, &e) {
			return false
		}
		code := e.Code() & 0xff
		return code == 5 || code == 6 // SQLITE_BUSY, SQLITE_LOCKED
	},
	duplicate: func(err error) bool {
		var e *sqlite.Error
		return errors.As(err, &e) && e.Code()&0xff == 19 // SQLITE_CONSTRAINT
	},
}

// openSQLite opens one writer connection, whose transactions take the write lock
// at once (a read that upgrades later cannot wait and fails), and few readers.
func (db *DB) openSQLite(t target) error {
	db.dialect, db.file = sqliteDialect, t.path
	db.idle = time.AfterFunc(quiet, func() { db.moveLog(moveRows) })
	if db.opt.ReadOnly {
		if _, err := os.Stat(t.path); err != nil {
			return err
		}
	} else if err := ownerOnly(t.path); err != nil {
		return err
	}
	var err error
	if db.write, err = sqlx.Open("sqlite", sqliteDSN(t.path, db.opt.ReadOnly)+"&_txlock=immediate"); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sqlx.Open("sqlite", sqliteDSN(t.path, true)); err != nil {
		return errors.Join(err, db.write.Close())
	}
	db.read.SetMaxOpenConns(sqliteReaders)
	db.read.SetMaxIdleConns(sqliteReaders)
	return nil
}

// ownerOnly creates the file with mode 0600; SQLite gives its -wal and -shm
// companions the mode of the file.
func ownerOnly(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteDSN(path string, readOnly bool) string {
	// busy_timeout comes first: the next pragmas may meet a lock already.
	pragmas := []string{"busy_timeout(10000)"}
	if !readOnly {
		pragmas = append(pragmas, "journal_mode(WAL)", "journal_size_limit(67108864)", "wal_autocheckpoint("+mostLog+")")
	}
	pragmas = append(pragmas, "synchronous(NORMAL)", "foreign_keys(1)", "cache_size(-65536)", "temp_store(MEMORY)")
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=")
}

// verifySQLite lets SQLite check every page and index.
func (db *DB) verifySQLite(ctx context.Context) error {
	var found []string
	if err := db.reads().list(ctx, &found, "PRAGMA integrity_check(20)"); err != nil {
		return err
	}
	if len(found) == 1 && found[0] == "ok" {
		return nil
	}
	return fmt.Errorf("integrity check: %s", strings.Join(found, "; "))
}
