package sqlsource

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/tierloop/tierloop/connectors"
)

// cutter is a wire to a server that breaks at a word of the client, before or
// after the server has heard it.
type cutter struct {
	to    string
	word  atomic.Value // []byte; empty passes everything
	heard bool
	conns sync.WaitGroup
}

func (c *cutter) serve(t *testing.T) (addr string) {
	t.Helper()
	c.word.Store([]byte(nil))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); c.conns.Wait() })
	c.conns.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			c.conns.Go(func() { c.carry(client) })
		}
	})
	return l.Addr().String()
}

func (c *cutter) carry(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.to)
	if err != nil {
		return
	}
	defer server.Close()
	var cut atomic.Bool
	c.conns.Go(func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			if n > 0 && !cut.Load() {
				_, _ = client.Write(buf[:n])
			}
			if err != nil || cut.Load() { // the answer to the word is swallowed
				client.Close()
				return
			}
		}
	})
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		word := c.word.Load().([]byte)
		if len(word) > 0 && bytes.Contains(bytes.ToLower(buf[:n]), word) {
			cut.Store(true)
			if !c.heard {
				return
			}
		}
		if _, err := server.Write(buf[:n]); err != nil {
			return
		}
		if cut.Load() {
			_, _ = io.Copy(io.Discard, client) // until the other direction closes
			return
		}
	}
}

// through is the server's address by way of the cutter.
func (s *server) through(t *testing.T, c *cutter) string {
	t.Helper()
	if s.driver == "mysql" {
		cfg, err := mysql.ParseDSN(s.dsn)
		if err != nil {
			t.Fatal(err)
		}
		c.to = cfg.Addr
		cfg.Addr = c.serve(t)
		return cfg.FormatDSN()
	}
	u, err := url.Parse(s.dsn)
	if err != nil {
		t.Fatal(err)
	}
	c.to = u.Host
	u.Host = c.serve(t)
	return u.String()
}

func TestALostAnswerToCommitIsUnknownAndAnEarlierLossIsAnError(t *testing.T) {
	for _, driver := range []string{"mysql", "postgres"} {
		for name, c := range map[string]struct {
			word  string
			heard bool
			now   string // what stands in the row afterwards
		}{
			"commit heard":     {"commit", true, "A"},
			"commit not heard": {"commit", false, "C"},
			"update not heard": {"update ", false, "C"},
			"update heard":     {"update ", true, "C"},
		} {
			t.Run(driver+" "+name, func(t *testing.T) {
				s := start(t, driver)
				s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, tier varchar(4))")
				s.exec(t, "INSERT INTO c VALUES ('A', 'C'), ('B', 'B')")
				cut := &cutter{heard: c.heard}
				conn := (&server{driver: driver, dsn: s.through(t, cut)}).connector(t, map[string]map[string]any{"c": {}})
				if err := conn.Check(t.Context()); err != nil {
					t.Fatal(err)
				}
				cut.word.Store([]byte(c.word))
				res, err := conn.Push(t.Context(), "c", []connectors.PushItem{item("A", "C", "A"), item("B", "B", "B"), item("X", "", "B")})
				var tier string
				if e := s.db.QueryRow("SELECT tier FROM c WHERE no = 'A'").Scan(&tier); e != nil || tier != c.now {
					t.Errorf("the row holds %s, %v", tier, e)
				}
				if c.word != "commit" {
					if connectors.KindOf(err) != connectors.KindUnavailable {
						t.Errorf("want an error, got %v %v", outcomes(res), err)
					}
					return
				}
				if err != nil || res[0].Outcome != connectors.Unknown || res[1].Outcome != connectors.Unchanged || res[2].Outcome != connectors.Missing {
					t.Fatalf("got %v %v", outcomes(res), err)
				}
				if e, ok := res[0].Err.(*connectors.Error); !ok || !e.Sent {
					t.Errorf("%v", res[0].Err)
				}
			})
		}
	}
}

func TestARowLockedBySomebodyEndsTheBatch(t *testing.T) {
	s := start(t, "sqlite")
	s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, tier varchar(4))")
	s.exec(t, "INSERT INTO c VALUES ('A', 'C')")
	tx, err := s.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it only held the lock
	if _, err := tx.Exec("UPDATE c SET tier = 'B'"); err != nil {
		t.Fatal(err)
	}
	conn := s.connector(t, map[string]map[string]any{"c": {}}, "connect_timeout", "50ms")
	if _, err := conn.Push(t.Context(), "c", []connectors.PushItem{item("A", "C", "A")}); connectors.KindOf(err) != connectors.KindUnavailable {
		t.Errorf("got %v", err)
	}
}

func TestAChangeBetweenReadAndWriteIsAConflict(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, tier varchar(4))")
		s.exec(t, "INSERT INTO c VALUES ('A', 'C')")
		conn := s.connector(t, map[string]map[string]any{"c": {}})
		o, err := conn.object(t.Context(), "push", "c")
		if err != nil {
			t.Fatal(err)
		}
		batch := []connectors.PushItem{item("A", "C", "A")}
		cols, err := conn.targets(o, batch)
		if err != nil {
			t.Fatal(err)
		}
		was, err := conn.live(t.Context(), o, batch, cols)
		if err != nil {
			t.Fatal(err)
		}
		s.exec(t, "UPDATE c SET tier = 'c'") // only the case differs
		tx, err := conn.db.BeginTxx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback() //nolint:errcheck // nothing is to be kept
		got, _, err := write{c: conn, tx: tx, o: o, cols: cols, live: was}.one(t.Context(), batch[0])
		if err != nil || got != connectors.Conflict {
			t.Errorf("got %s %v", got, err)
		}
	})
}

func TestFieldsAreAddedOnlyWhenAllowed(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, tier integer)")
		conn := s.connector(t, map[string]map[string]any{"c": {}})
		want := []connectors.FieldSpec{{Name: "group tier`\"", Type: connectors.TypeText}, {Name: "tier", Type: connectors.TypeText}}
		got, err := conn.EnsureFields(t.Context(), "c", want, false)
		if err != nil || got[0].Action != connectors.FieldManual || got[1].Action != connectors.FieldMismatch {
			t.Fatal(got, err)
		}
		conn = s.connector(t, map[string]map[string]any{"c": {}}, "allow_ddl", true)
		if got, err = conn.EnsureFields(t.Context(), "c", want[:1], false); err != nil || got[0].Action != connectors.FieldCreated {
			t.Fatal(got, err)
		}
		schema, err := conn.Describe(t.Context(), "c")
		if err != nil || len(schema.Fields) != 3 || !schema.Fields[2].Target || schema.Fields[0].Target {
			t.Error(schema, err)
		}
		s.exec(t, "INSERT INTO c (no) VALUES ('A')")
		res, err := conn.Push(t.Context(), "c", []connectors.PushItem{{ID: "A", Fields: map[string]any{want[0].Name: "A"}}})
		if err != nil || res[0].Outcome != connectors.Written {
			t.Error(res, err)
		}
	})
}
