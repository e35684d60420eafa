package sqlsource

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"io/fs"
	"net"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"github.com/tierloop/tierloop/connectors"
)

// fail makes the one error type out of whatever happened. The end of the
// caller's own context comes back unchanged.
func (c *Connector) fail(ctx context.Context, op, object string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if _, ok := errors.AsType[*connectors.Error](err); ok {
		return err
	}
	v := c.d.classify(err)
	if v.kind == connectors.KindNotFound {
		c.forget() // somebody altered the table: look again next time
	}
	return &connectors.Error{Kind: v.kind, Op: op, System: system, Object: object, Code: v.code, Said: v.said, Fix: v.fix}
}

// general sorts the errors that all drivers share.
func general(err error) verdict {
	var netErr net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return verdict{kind: connectors.KindUnavailable, said: "no answer in time", fix: "raise query_timeout or add an index on the key and modified columns"}
	case errors.Is(err, errNotNumber), errors.Is(err, errNUL):
		return verdict{kind: connectors.KindInvalid, said: err.Error(), row: true}
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, net.ErrClosed):
		return verdict{kind: connectors.KindUnavailable, said: "the connection is closed"}
	case errors.Is(err, driver.ErrBadConn), errors.Is(err, mysql.ErrInvalidConn), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return verdict{kind: connectors.KindUnavailable, said: "the connection broke"}
	case errors.As(err, &netErr):
		return verdict{kind: connectors.KindUnavailable, said: netErr.Error(), fix: "check host, port and firewall"}
	case errors.Is(err, fs.ErrNotExist):
		return verdict{kind: connectors.KindNotFound, said: "no such file"}
	}
	if strings.Contains(err.Error(), "sql: database is closed") {
		return verdict{kind: connectors.KindUnavailable, said: "the connector is closed"}
	}
	return verdict{kind: connectors.KindBug, said: short(err.Error())}
}

const hintRights = "grant SELECT on the table, and UPDATE on the columns that take the tier"

func (mysqlDialect) classify(err error) verdict {
	e, ok := errors.AsType[*mysql.MySQLError](err)
	if !ok {
		return general(err)
	}
	v := verdict{kind: connectors.KindInvalid, code: strconv.Itoa(int(e.Number)), said: short(e.Message), answered: true}
	switch e.Number {
	case 1044, 1045, 1698, 1820, 1862, 3118, 4151:
		v.kind, v.fix = connectors.KindAuth, "check user and password in the dsn"
	case 1142, 1143, 1227, 1290, 1370:
		v.kind, v.fix = connectors.KindPermission, hintRights
	case 1049, 1054, 1051, 1146:
		v.kind = connectors.KindNotFound
	case 1040, 1053, 1077, 1080, 1129, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1317, 1836, 1927, 1969, 3024, 1047:
		v.kind, v.answered = connectors.KindUnavailable, false
	case 1205, 1213, 1020, 3572: // lock wait, deadlock: the transaction is gone, another try may work
		v.kind = connectors.KindUnavailable
	case 1060:
		v.duplicate = true
	case 1048, 1062, 1216, 1217, 1264, 1265, 1292, 1366, 1364, 1406, 1451, 1452, 1644, 3819, 4025, 1367, 1411, 1425, 1690, 3140, 1300, 1526, 1748:
		v.row, v.duplicate = true, e.Number == 1062
		v.said = withoutValues(v.said)
	}
	return v
}

func (postgresDialect) classify(err error) verdict {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		if _, connecting := errors.AsType[*pgconn.ConnectError](err); connecting {
			return verdict{kind: connectors.KindUnavailable, said: short(err.Error()), fix: "check host, port and firewall"}
		}
		if pgconn.Timeout(err) || pgconn.SafeToRetry(err) {
			return verdict{kind: connectors.KindUnavailable, said: "the connection broke"}
		}
		return general(err)
	}
	v := verdict{kind: connectors.KindInvalid, code: e.Code, said: short(e.Message), answered: true}
	switch class := e.Code[:min(2, len(e.Code))]; {
	case class == "28":
		v.kind, v.fix = connectors.KindAuth, "check user and password in the dsn"
	case e.Code == "42501":
		v.kind, v.fix = connectors.KindPermission, hintRights
	case e.Code == "42P01", e.Code == "42703", e.Code == "3D000", e.Code == "3F000":
		v.kind = connectors.KindNotFound
	case class == "40", class == "55": // deadlock, serialisation, lock wait: rolled back
		v.kind = connectors.KindUnavailable
	case class == "08", class == "53", class == "57", class == "58", class == "XX":
		v.kind, v.answered = connectors.KindUnavailable, false
	case class == "22", class == "23", class == "44", e.Code == "P0001":
		v.row, v.duplicate = true, e.Code == "23505"
		v.said = withoutValues(v.said)
	case e.Code == "42701":
		v.duplicate = true
	}
	return v
}

func (sqliteDialect) classify(err error) verdict {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return general(err)
	}
	code := e.Code()
	v := verdict{kind: connectors.KindInvalid, code: strconv.Itoa(code), said: short(e.Error()), answered: true}
	switch code & 0xff {
	case 5, 6: // busy, locked
		v.kind, v.fix = connectors.KindUnavailable, "another program holds the file; try later"
	case 14:
		v.kind, v.fix = connectors.KindNotFound, "check the path in the dsn; the file must exist"
	case 3, 8, 23: // perm, readonly, auth
		v.kind, v.fix = connectors.KindPermission, "let the program's user write to the file and its folder"
	case 10, 7, 9, 13, 22: // input/output, memory, interrupted, disk full
		v.kind, v.answered = connectors.KindUnavailable, false
	case 11, 26: // corrupt, not a database
		v.fix = "the file is damaged or no SQLite database"
	case 18, 19, 20, 25: // too big, constraint, mismatch, range
		v.row, v.duplicate = true, code == 2067 || code == 1555
	case 1:
		if strings.Contains(v.said, "no such table") || strings.Contains(v.said, "no such column") {
			v.kind = connectors.KindNotFound
		}
		v.duplicate = strings.Contains(v.said, "duplicate column")
	}
	return v
}

// withoutValues cuts quoted values out of a server's message: it may quote what
// somebody is called.
func withoutValues(said string) string {
	for _, mark := range []string{": '", ": \"", ": {", "value: '", "entry '"} {
		if i := strings.Index(said, mark); i >= 0 {
			rest := said[i+len(mark):]
			end := strings.LastIndexAny(rest, `'"}`)
			if at := strings.Index(rest, "' for "); at >= 0 {
				end = at
			}
			if end >= 0 {
				return said[:i+len(mark)] + "…" + rest[end:]
			}
		}
	}
	return said
}

func short(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
