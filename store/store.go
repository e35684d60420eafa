package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/tierloop/tierloop/internal/clock"
)

// DB is an open store. It is safe for concurrent use.
type DB struct {
	dialect     dialect
	read, write *sqlx.DB // two pools on SQLite, one and the same on MySQL
	opt         Options
	file        string // of a SQLite store

	// statementBytes is about how long a statement of many rows may be.
	statementBytes int

	moving   sync.Mutex   // held while SQLite's log is moved into its file
	flushing sync.Mutex   // held while the log is written out in the middle of a run
	idle     *time.Timer  // moves it when nothing was written for a while
	rows     atomic.Int64 // written since it was moved
	flushed  atomic.Int64 // of these, when it was last written out

	mu      sync.RWMutex // guards the two maps below
	streams map[streamName]int64
	names   map[int64]streamName
}

// Options are the surroundings of a store; the zero value is usable.
type Options struct {
	Log   *slog.Logger // nil: silent
	Clock clock.Clock  // nil: the machine's
	// ReadOnly opens an existing store for reading; InTx answers ErrReadOnly.
	ReadOnly bool
	// OnStatement is told the text of every statement before it runs, without
	// its arguments; nil: nobody is. Migrations are not reported.
	OnStatement func(sql string)
}

// Open connects to a store. dsn is a file name, "sqlite:PATH",
// "mysql://user:password@host:port/database?tls=…" or "mysql:" followed by the
// form of go-sql-driver. A missing SQLite file is created, readable by its owner
// only. Open does not migrate.
func Open(ctx context.Context, dsn string, opt Options) (*DB, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Clock == nil {
		opt.Clock = clock.System()
	}
	target, err := parseDSN(dsn)
	if err != nil {
		return nil, err
	}
	db := &DB{opt: opt, streams: map[streamName]int64{}, names: map[int64]streamName{}}
	if target.mysql != nil {
		err = db.openMySQL(target)
	} else {
		err = db.openSQLite(target)
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", target, err)
	}
	err = db.reach(ctx)
	if err == nil && target.mysql != nil {
		err = db.learnLimits(ctx, target.mysql.MaxAllowedPacket)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", target, err), db.Close())
	}
	return db, nil
}

// reach waits for a file that another process is just making: while it switches to
// its log it is locked, and SQLite does not wait then by itself.
func (db *DB) reach(ctx context.Context) error {
	err := db.Ping(ctx)
	for range 500 {
		if err == nil || !db.dialect.conflict(err) || ctx.Err() != nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
		err = db.Ping(ctx)
	}
	return err
}

// Close releases every connection.
func (db *DB) Close() error {
	db.moving.Lock()
	defer db.moving.Unlock()
	db.rows.Store(0) // nothing is moved any more
	db.flushing.Lock()
	defer db.flushing.Unlock()
	err := db.write.Close()
	if db.read != db.write {
		err = errors.Join(db.read.Close(), err)
	}
	return err
}

// Ping says whether the store answers.
func (db *DB) Ping(ctx context.Context) error {
	if err := db.write.PingContext(ctx); err != nil {
		return troubled(err)
	}
	return troubled(db.read.PingContext(ctx))
}

// Kind is "sqlite" or "mysql".
func (db *DB) Kind() string { return db.dialect.name }
