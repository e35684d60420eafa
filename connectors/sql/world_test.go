package sqlsource

import (
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
)

// server is a real database for one test, with a plain connection beside the
// connector's.
type server struct {
	driver string
	dsn    string
	db     *sql.DB
}

var drivers = []string{"mysql", "postgres", "sqlite"}

// eachServer runs a test on every kind of database.
func eachServer(t *testing.T, test func(t *testing.T, s *server)) {
	for _, d := range drivers {
		t.Run(d, func(t *testing.T) { test(t, start(t, d)) })
	}
}

func start(t testing.TB, driver string) *server {
	t.Helper()
	s := &server{driver: driver}
	name := driver
	switch driver {
	case "mysql":
		s.dsn = testkit.MariaDB(t)
	case "postgres":
		s.dsn, name = testkit.PostgreSQL(t), "pgx"
	case "sqlite":
		s.dsn = filepath.Join(t.TempDir(), "crm.db")
	}
	db, err := sql.Open(name, s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s.db = db
	if driver == "sqlite" {
		s.exec(t, "PRAGMA journal_mode=WAL")
		s.exec(t, "PRAGMA synchronous=OFF") // of this connection alone; no test cuts the power
		db.SetMaxOpenConns(1)
	}
	return s
}

// exec runs statements, each in the words of the server: a parameter is ?, and
// {mysql|postgres|sqlite} picks one word of three.
func (s *server) exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if _, err := s.db.Exec(s.words(query), args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func (s *server) words(query string) string {
	var b strings.Builder
	n := 0
	for query != "" {
		switch {
		case query[0] == '{':
			inner, rest, _ := strings.Cut(query[1:], "}")
			for i, d := range drivers {
				if d == s.driver {
					b.WriteString(strings.Split(inner, "|")[i])
				}
			}
			query = rest
		case query[0] == '?' && s.driver == "postgres":
			n++
			fmt.Fprintf(&b, "$%d", n)
			query = query[1:]
		default:
			b.WriteByte(query[0])
			query = query[1:]
		}
	}
	return b.String()
}

// connector opens the connector under test.
func (s *server) connector(t testing.TB, objects map[string]map[string]any, more ...any) *Connector {
	t.Helper()
	raw := map[string]any{"driver": s.driver, "dsn": s.dsn}
	for i := 0; i+1 < len(more); i += 2 {
		raw[more[i].(string)] = more[i+1]
	}
	typ, _ := connectors.Lookup("sql")
	cfg, errs := typ.Resolve(raw, objects)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	c, err := typ.New(connectors.Env{Source: "erp", Clock: clock.System()}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*Connector)
}

func TestMain(m *testing.M) { testkit.Main(m) }

func (s *server) dbName(t testing.TB) string {
	t.Helper()
	var name string
	if err := s.db.QueryRow(s.words("SELECT {DATABASE()|current_database()|1}")).Scan(&name); err != nil {
		t.Fatal(err)
	}
	return name
}

// as is the address with another user.
func (s *server) as(t testing.TB, user, password string) string {
	t.Helper()
	if s.driver == "mysql" {
		cfg, err := mysql.ParseDSN(s.dsn)
		if err != nil {
			t.Fatal(err)
		}
		cfg.User, cfg.Passwd = user, password
		return cfg.FormatDSN()
	}
	u, err := url.Parse(s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(user, password)
	return u.String()
}
