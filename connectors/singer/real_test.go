package singer

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/internal/testkit"
)

// real opens a connector on an installed tap.
func real(t *testing.T, program string, config map[string]any, objects map[string]map[string]any) *stage {
	t.Helper()
	typ, _ := connectors.Lookup(system)
	cfg, errs := typ.Resolve(map[string]any{"command": []any{program}, "config": config}, objects)
	if errs != nil {
		t.Fatal(errs)
	}
	conn, err := typ.New(connectors.Env{Source: "tap", Log: slog.New(slog.DiscardHandler), Clock: clock.System(), Tokens: &conformance.Tokens{}}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{t: t, conn: conn.(*Connector), cursor: map[string]connectors.Cursor{}, clock: clock.NewManual(clock.System().Now())}
}

func (s *stage) pullObject(object string) {
	s.t.Helper()
	s.pages = nil
	err := s.conn.Pull(s.t.Context(), connectors.PullRequest{Object: object, From: s.cursor}, func(p connectors.Page) error {
		s.pages = append(s.pages, p)
		s.cursor[p.Partition] = p.Next
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// A tap of the old family, which activates versions, on a running MariaDB: whole
// tables show what is gone, increments bring what is new, large numbers survive.
func TestARealTapOfADatabase(t *testing.T) {
	dsn := testkit.MariaDB(t)
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	exec := func(q string) {
		t.Helper()
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE TABLE customers (id BIGINT PRIMARY KEY, name VARCHAR(80), amount DECIMAL(20,2), updated DATETIME)")
	exec("INSERT INTO customers VALUES (1,'星辰科技',10.50,'2026-01-01 00:00:00'),(9007199254740993,'南方重工',0.1,'2026-01-02 00:00:00')")
	c, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	host, port, _ := strings.Cut(c.Addr, ":")
	config := map[string]any{"host": host, "port": json.Number(port), "user": c.User, "password": c.Passwd, "filter_dbs": c.DBName}
	if config["password"] == "" {
		config["password"] = "none" // the tap wants one; the server asks for none
		exec(fmt.Sprintf("CREATE OR REPLACE USER '%s_tap'@'%%' IDENTIFIED BY 'none'", c.DBName))
		exec(fmt.Sprintf("GRANT SELECT ON %s.* TO '%s_tap'@'%%'", c.DBName, c.DBName))
		config["user"] = c.DBName + "_tap"
		t.Cleanup(func() { exec(fmt.Sprintf("DROP USER '%s_tap'@'%%'", c.DBName)) })
	}
	object := c.DBName + "-customers"
	program := testkit.Python(t, "tap-mysql", "tap-mysql")

	s := real(t, program, config, map[string]map[string]any{object: {"replication": "full_table"}})
	if err := s.conn.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.pullObject(object)
	if s.seen() != "1 9007199254740993" || !s.last().Complete || s.pages[0].Records[0].Fields["name"] != "星辰科技" || !connectors.SameText(connectors.TextOf(s.pages[0].Records[0].Fields["amount"]), "10.5") {
		t.Errorf("%s, complete %v, %+v", s.seen(), s.last().Complete, s.pages)
	}
	exec("DELETE FROM customers WHERE id = 1")
	s.pullObject(object)
	if s.seen() != "9007199254740993" || !s.last().Complete {
		t.Errorf("after a delete: %s, complete %v", s.seen(), s.last().Complete)
	}

	s = real(t, program, config, map[string]map[string]any{object: {"replication": "incremental", "replication_key": "updated"}})
	s.pullObject(object)
	exec("INSERT INTO customers VALUES (7,'远航物流',1,'2026-01-03 00:00:00')")
	s.pullObject(object)
	if !strings.HasSuffix(s.seen(), "7") || s.last().Complete || s.pages[0].Records[0].Modified.IsZero() {
		t.Errorf("increment: %s, complete %v", s.seen(), s.last().Complete)
	}

	wrong := map[string]any{"host": host, "port": json.Number(port), "user": "nobody", "password": "geheim9"}
	err = real(t, program, wrong, nil).conn.Check(t.Context())
	if connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "geheim9") {
		t.Errorf("wrong password: %v", err)
	}
}

// A tap of the Meltano SDK over a paged API.
func TestARealTapOfTheSDK(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		if page == "" {
			page = "1"
		}
		w.Header().Set("Content-Type", "application/json")
		rows := map[string]string{"1": `{"id":1,"name":"星辰科技"},{"id":2,"name":"南方重工"}`, "2": `{"id":3,"name":"远航物流"}`}[page]
		fmt.Fprintf(w, `{"data":[%s]}`, rows)
	}))
	t.Cleanup(server.Close)
	s := real(t, testkit.Python(t, "tap-rest", "tap-rest-api-msdk"), map[string]any{"api_url": server.URL, "pagination_request_style": "simple_header_paginator", "streams": []any{
		map[string]any{"name": "customers", "path": "/customers", "records_path": "$.data[*]", "primary_keys": []any{"id"}, "num_inference_records": json.Number("10")}}}, nil)
	if err := s.conn.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.pullObject("customers")
	if s.seen() != "1 2" || !s.last().Complete || s.pages[0].Records[0].Fields["name"] != "星辰科技" {
		t.Errorf("%s, complete %v, %+v", s.seen(), s.last().Complete, s.pages)
	}
	d, err := s.conn.Describe(t.Context(), "customers")
	if err != nil || len(d.Fields) == 0 || !d.Fields[0].Required {
		t.Errorf("%v, %+v", err, d)
	}
}
