package sqlsource

import (
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

func TestErrorsSayWhatIsWrong(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE customers (customer_no varchar(20) PRIMARY KEY, name varchar(20))")
		for _, c := range []struct {
			what    string
			table   string
			objects map[string]any
			kind    connectors.Kind
			words   string
		}{
			{"good", "customers", nil, "", ""},
			{"table", "custmers", nil, connectors.KindNotFound, "no table or view custmers"},
			{"key", "customers", map[string]any{"key": []any{"customerno"}}, connectors.KindNotFound, "no column customerno in customers"},
			{"modified", "customers", map[string]any{"modified": "nam"}, connectors.KindNotFound, "no column nam"},
			{"injection", "customers; DROP TABLE customers", nil, connectors.KindNotFound, "no table or view"},
			{"separator", "customers", map[string]any{"key_separator": "||"}, connectors.KindInvalid, "one character"},
		} {
			o := map[string]any{"table": c.table}
			for k, v := range c.objects {
				o[k] = v
			}
			conn := s.connector(t, map[string]map[string]any{"c": o})
			err := conn.Check(t.Context())
			if connectors.KindOf(err) != c.kind || err != nil && !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: %v", c.what, err)
			}
			if e, ok := err.(*connectors.Error); ok && c.kind == connectors.KindNotFound && c.what != "injection" && !strings.HasPrefix(e.Fix, "did you mean") {
				t.Errorf("%s: %q does not name the nearest", c.what, e.Fix)
			}
		}
	})
}

func TestWrongPasswordAndNoRight(t *testing.T) {
	for _, driver := range []string{"mysql", "postgres"} {
		t.Run(driver, func(t *testing.T) {
			s := start(t, driver)
			s.exec(t, "CREATE TABLE customers (no varchar(20) PRIMARY KEY, name varchar(20), tier varchar(20))")
			s.exec(t, "INSERT INTO customers VALUES ('A', 'a', NULL)")
			name, who := s.user(t, driver, "_reader")
			s.exec(t, "GRANT SELECT, UPDATE (tier) ON customers TO "+who)
			open := func(password string, writable string) error {
				o := &server{driver: driver, dsn: s.as(t, name, password)}
				c := o.connector(t, map[string]map[string]any{"customers": {"writable": []any{writable}}})
				if err := c.Check(t.Context()); err != nil || writable == "name" {
					return err
				}
				res, err := c.Push(t.Context(), "customers", []connectors.PushItem{item("A", nil, "B")})
				if err == nil && res[0].Outcome != connectors.Written {
					t.Errorf("%+v", res[0])
				}
				return err
			}
			if err := open("secret-8", "tier"); err != nil {
				t.Errorf("with UPDATE (tier): %v", err)
			}
			if err := open("secret-8", "name"); connectors.KindOf(err) != connectors.KindPermission {
				t.Errorf("without UPDATE (name): %v", err)
			}
			if driver == "mysql" { // the PostgreSQL of the tests trusts every local user
				err := open("wrong-9", "tier")
				if connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "wrong-9") {
					t.Errorf("wrong password: %v", err)
				}
			}
		})
	}
}

func TestNoServerAndNoFile(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	for driver, dsn := range map[string]string{"mysql": "u:secret-8@tcp(" + addr + ")/d", "postgres": "postgres://u:secret-8@" + addr + "/d"} {
		c := (&server{driver: driver, dsn: dsn}).connector(t, nil)
		err := c.Check(t.Context())
		if connectors.KindOf(err) != connectors.KindUnavailable || strings.Contains(err.Error(), "secret-8") {
			t.Errorf("%s: %v", driver, err)
		}
	}
	c := (&server{driver: "sqlite", dsn: filepath.Join(t.TempDir(), "none.db")}).connector(t, nil)
	if err := c.Check(t.Context()); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("a file that is not there: %v", err)
	}
}

// refuser speaks just enough of PostgreSQL to say no.
func refuser(t *testing.T, code string) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Read(make([]byte, 1024)) // the start-up message
			body := "SFATAL\x00VFATAL\x00C" + code + "\x00Mno\x00\x00"
			_, _ = c.Write(append([]byte{'E', 0, 0, 0, byte(len(body) + 4)}, body...))
			_ = c.Close()
		}
	}()
	return l.Addr().String()
}

func TestPostgreSQLRefusesALogin(t *testing.T) {
	for code, want := range map[string]connectors.Kind{"28P01": connectors.KindAuth, "3D000": connectors.KindNotFound, "57P03": connectors.KindUnavailable} {
		c := (&server{driver: "postgres", dsn: "postgres://u:secret-8@" + refuser(t, code) + "/d?sslmode=disable"}).connector(t, nil)
		if err := c.Check(t.Context()); connectors.KindOf(err) != want || strings.Contains(err.Error(), "secret-8") {
			t.Errorf("%s: %v", code, err)
		}
	}
}

func TestMessagesLoseTheValuesOfPeople(t *testing.T) {
	for said, want := range map[string]string{
		"Incorrect integer value: 'Zhang San' for column `d`.`c`.`score` at row 1": "Incorrect integer value: '…' for column `d`.`c`.`score` at row 1",
		`invalid input syntax for type integer: "Zhang San"`:                       `invalid input syntax for type integer: "…"`,
		"Data too long for column 'tier' at row 1":                                 "Data too long for column 'tier' at row 1",
		"Duplicate entry 'Zhang San' for key 'c.name'":                             "Duplicate entry '…' for key 'c.name'",
	} {
		if got := withoutValues(said); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestATableThatWasAlteredIsLookedUpAgain(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, old varchar(4))")
		s.exec(t, "INSERT INTO c (no) VALUES ('A')")
		c := s.connector(t, map[string]map[string]any{"c": {}})
		pull(t, c, "c", "", 0)
		s.exec(t, "ALTER TABLE c DROP COLUMN old")
		s.exec(t, "ALTER TABLE c ADD COLUMN fresh varchar(4)")
		none := func(connectors.Page) error { return nil }
		if err := c.Pull(t.Context(), connectors.PullRequest{Object: "c"}, none); connectors.KindOf(err) != connectors.KindNotFound {
			t.Errorf("the first pull after it: %v", err)
		}
		if p := pull(t, c, "c", "", 0); len(p.ids) != 1 {
			t.Errorf("the second: %v", p.ids)
		}
	})
}

// user makes a user of the server who may do nothing yet, with the password secret-8;
// who is how grants call it. It is dropped when the test ends.
func (s *server) user(t *testing.T, driver, suffix string) (name, who string) {
	t.Helper()
	name = s.dbName(t) + suffix
	if driver == "mysql" {
		who = "'" + name + "'@'%'"
		s.exec(t, "CREATE USER "+who+" IDENTIFIED BY 'secret-8'")
		t.Cleanup(func() { s.exec(t, "DROP USER "+who) })
		return name, who
	}
	s.exec(t, "CREATE ROLE "+name+" LOGIN PASSWORD 'secret-8'")
	t.Cleanup(func() { s.exec(t, "DROP OWNED BY "+name); s.exec(t, "DROP ROLE "+name) })
	return name, name
}
