package store

import (
	"cmp"
	"database/sql/driver"
	"errors"
	"net"
	"slices"

	"github.com/go-sql-driver/mysql"
	"modernc.org/sqlite"

	"github.com/tierloop/tierloop/internal/fault"
)

var (
	// ErrLost: the server does not answer, ended the connection or takes no more.
	ErrLost = errors.New("the server of the store was lost")
	// ErrFull: the disk of the store is full.
	ErrFull = errors.New("the disk of the store is full")
	// ErrDamaged: the file of the store is no database, or pages of it are broken.
	ErrDamaged = errors.New("the store is damaged")
	// ErrUnwritable: the file or the server takes no writes.
	ErrUnwritable = errors.New("the store takes no writes")
)

// trouble is a failure of the database itself: its text is the driver's, and it is
// also one of the errors above.
type trouble struct {
	error
	is error
}

func (t *trouble) Unwrap() []error { return []error{t.error, t.is} }

// troubled marks what a driver said when the database itself has failed.
func troubled(err error) error {
	if err == nil {
		return nil
	}
	if is := failureOf(err); is != nil {
		return &trouble{err, is}
	}
	return err
}

func failureOf(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteFailures[e.Code()&0xff]
	}
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		for is, numbers := range mysqlFailures {
			if slices.Contains(numbers, e.Number) {
				return is
			}
		}
		return nil
	}
	if _, ok := errors.AsType[*net.OpError](err); ok || errors.Is(err, mysql.ErrInvalidConn) || errors.Is(err, driver.ErrBadConn) {
		return ErrLost
	}
	return nil
}

// The primary result codes of SQLite that are about the file.
var sqliteFailures = map[int]error{
	8:  ErrUnwritable, // SQLITE_READONLY
	10: ErrUnwritable, // SQLITE_IOERR
	11: ErrDamaged,    // SQLITE_CORRUPT
	13: ErrFull,       // SQLITE_FULL
	26: ErrDamaged,    // SQLITE_NOTADB
}

// The errors of MySQL, MariaDB and TiDB that are about the server. Among the lost are
// shutdowns, killed connections, limits of connections, and TiDB without its storage.
var mysqlFailures = map[error][]uint16{
	ErrLost:       {1040, 1042, 1053, 1077, 1079, 1129, 1152, 1158, 1159, 1160, 1161, 1203, 1226, 1927, 3169, 4031, 9001, 9002, 9003, 9005},
	ErrFull:       {1021, 1114},
	ErrDamaged:    {1034, 1035, 1194, 1195, 1712, 1877},
	ErrUnwritable: {1036, 1290, 1792, 1836},
}

// Trouble is for people what the database itself has failed at; nil when err is
// nothing of that.
func Trouble(err error) *fault.Fault {
	for is, code := range map[error]string{ErrLost: "E4009", ErrFull: "E4010", ErrDamaged: "E4004", ErrUnwritable: "E4003"} {
		if errors.Is(err, is) {
			return fault.New(code).Because(err)
		}
	}
	return nil
}

// FaultOf is the fault inside err, or what the database has failed at; an error with
// neither is the bug E9001.
func FaultOf(err error) *fault.Fault {
	if f, ok := errors.AsType[*fault.Fault](err); ok {
		return f
	}
	return cmp.Or(Trouble(err), fault.Of(err))
}
