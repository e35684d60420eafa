package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// SQLite's commits go to a log, and from there into the file. What moves it waits for
// the disk and writes pages all over the file, a page as often as the log was moved
// since it changed; so that is done when a run is over, and within one that writes much.
const (
	// mostLog is how many pages of 4 KB the log holds until a commit moves it itself,
	// when nothing else could: 400 MB.
	mostLog = "100000"
	// longRun is how many rows are written, a page or less each, until the log is
	// moved in the middle of a run.
	longRun = 80_000
	// moveRows is for how many rows the log is moved once nothing was written for a
	// while.
	moveRows = 4_000
	quiet    = 3 * time.Second
	// flushRows is how many rows are written until the disk gets the log, so that
	// Sync finds little left.
	flushRows = 4_000
)

// Sync has what was committed outlive a power cut: a commit by itself outlives the
// process alone. It writes out the log that SQLite's commits go to; the file itself
// is written out before the log is used again. On a server it does nothing: there
// each commit is durable.
func (db *DB) Sync() error {
	if db.file == "" {
		return nil
	}
	if err := db.flushLog(); err != nil {
		return fmt.Errorf("write out the log of %s: %w", db.file, err)
	}
	return nil
}

// flushLog has the disk take the log.
func (db *DB) flushLog() error {
	f, err := os.OpenFile(db.file+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // the last one to close the store moved it into the file
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// tendLog is called after every commit.
func (db *DB) tendLog() {
	if db.file == "" {
		return
	}
	db.idle.Reset(quiet)
	db.moveLog(longRun)
	if db.rows.Load()-db.flushed.Load() < flushRows || !db.flushing.TryLock() {
		return
	}
	db.flushed.Store(db.rows.Load())
	go func() {
		defer db.flushing.Unlock()
		if err := db.flushLog(); err != nil {
			db.opt.Log.Warn("the log of the store was not written out", "error", err)
		}
	}()
}

// moveLog moves the log into the file when so many rows have been written since it was
// moved. A reader does it, beside other work; what is written or read meanwhile stays
// in the log until the next time.
func (db *DB) moveLog(rows int64) {
	if db.rows.Load() < rows || !db.moving.TryLock() {
		return
	}
	db.rows.Store(0)
	db.flushed.Store(0)
	go func() {
		defer db.moving.Unlock()
		if _, err := db.read.Exec("PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			db.opt.Log.Warn("the log of the store was not moved into its file", "error", err)
		}
	}()
}
