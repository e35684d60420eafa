package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

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
		// A commit moves the log into the file when it has come to its 64 MB and moveLog
		// was not faster.
		pragmas = append(pragmas, "journal_mode(WAL)", "journal_size_limit(67108864)", "wal_autocheckpoint(16000)")
	}
	pragmas = append(pragmas, "synchronous(NORMAL)", "foreign_keys(1)", "cache_size(-65536)", "temp_store(MEMORY)")
	if readOnly {
		pragmas = append(pragmas, "query_only(1)")
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=" + strings.Join(pragmas, "&_pragma=")
}

// Sync has what was committed outlive a power cut: a commit by itself outlives the
// process alone. It writes out the log that SQLite's commits go to; the file itself
// is written out before the log is used again. On a server it does nothing: there
// each commit is durable.
func (db *DB) Sync() error {
	if db.file == "" {
		return nil
	}
	f, err := os.OpenFile(db.file+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the last one to close the store moved it into the file
	}
	if err == nil {
		err = errors.Join(f.Sync(), f.Close())
	}
	if err != nil {
		return fmt.Errorf("write out the log of %s: %w", db.file, err)
	}
	return nil
}

// moveRows is how many rows are written, a page or two each, until SQLite's log is
// moved into its file.
const moveRows = 4_000

// moveLog moves SQLite's log into its file when it has grown long. That waits for the
// disk, so it is done beside other work, on a reader; what is written or read
// meanwhile stays in the log until the next time.
func (db *DB) moveLog() {
	if db.file == "" || db.rows.Load() < moveRows || !db.moving.TryLock() {
		return
	}
	db.rows.Store(0)
	go func() {
		defer db.moving.Unlock()
		if _, err := db.read.Exec("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			db.opt.Log.Warn("the log of the store was not moved into its file", "error", err)
		}
	}()
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
