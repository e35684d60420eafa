package sqlsource

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

const customers = `CREATE TABLE customers (no varchar(20) PRIMARY KEY, name varchar(80), phone varchar(40),
	tier varchar(8), updated_at {DATETIME(6)|timestamp|DATETIME}, gone {TINYINT(1)|boolean|BOOLEAN} NOT NULL DEFAULT {0|false|0})`

var customersOptions = map[string]map[string]any{"customers": {"modified": "updated_at", "deleted": "gone"}}

// pulled is what a whole pull showed.
type pulled struct {
	ids, deleted, rejected []string
	pages                  int
	complete               bool
	last                   connectors.Cursor
	cursors                []connectors.Cursor
}

func pull(t testing.TB, c *Connector, object string, from connectors.Cursor, size int) pulled {
	t.Helper()
	var p pulled
	req := connectors.PullRequest{Object: object, PageSize: size, Until: time.Now()}
	if from != "" {
		req.From = map[string]connectors.Cursor{"": from}
	}
	err := c.Pull(t.Context(), req, func(page connectors.Page) error {
		for _, r := range page.Records {
			p.ids = append(p.ids, r.ID)
		}
		for _, r := range page.Rejected {
			p.rejected = append(p.rejected, r.ID+": "+r.Reason)
		}
		p.deleted = append(p.deleted, page.Deleted...)
		p.pages++
		p.complete, p.last = page.Complete, page.Next
		p.cursors = append(p.cursors, page.Next)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFirstPullIsCompleteAndTheNextGivesOnlyWhatChanged(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, customers)
		for i := range 25 { // all in the same second: ties across page borders
			s.exec(t, "INSERT INTO customers (no, name, updated_at) VALUES (?, ?, '2026-03-01 10:00:00')", fmt.Sprintf("C%03d", i), "客户")
		}
		s.exec(t, "INSERT INTO customers (no, name) VALUES ('N1', 'never stamped')")
		c := s.connector(t, customersOptions)
		first := pull(t, c, "customers", "", 10)
		if len(first.ids) != 26 || first.pages != 3 || !first.complete {
			t.Fatalf("%d ids in %d pages, complete %v", len(first.ids), first.pages, first.complete)
		}
		s.exec(t, "UPDATE customers SET phone = '1', updated_at = '2026-03-01 10:30:00' WHERE no = 'C007'")
		s.exec(t, "UPDATE customers SET gone = {1|true|1}, updated_at = '2026-03-01 10:31:00' WHERE no = 'C008'")
		s.exec(t, "INSERT INTO customers (no, updated_at) VALUES ('A0', '2026-03-01 09:58:00')") // late, inside the overlap
		second := pull(t, c, "customers", first.last, 10)
		want := []string{"N1", "A0"}
		for i := range 25 {
			if i != 7 && i != 8 {
				want = append(want, fmt.Sprintf("C%03d", i))
			}
		}
		if d := cmp.Diff(append(want, "C007"), second.ids); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"C008"}, second.deleted); d != "" {
			t.Error(d)
		}
		if second.complete {
			t.Error("an incremental pull called itself complete")
		}
		third := pull(t, c, "customers", second.last, 10)
		if d := cmp.Diff([]string{"N1", "C007"}, third.ids); d != "" { // 10:31 minus five minutes
			t.Error(d)
		}
	})
}

func TestPullResumesAtEveryPage(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, customers)
		for i := range 12 {
			stamp := any("2026-03-01 10:00:00")
			if i%4 == 0 {
				stamp = nil
			}
			s.exec(t, "INSERT INTO customers (no, updated_at) VALUES (?, ?)", fmt.Sprintf("C%03d", i), stamp)
		}
		c := s.connector(t, customersOptions)
		whole := pull(t, c, "customers", "", 5)
		for i, cur := range whole.cursors[:len(whole.cursors)-1] {
			rest := pull(t, c, "customers", cur, 5)
			if d := cmp.Diff(whole.ids[5*(i+1):], rest.ids); d != "" {
				t.Errorf("after page %d: %s", i+1, d)
			}
			if rest.complete {
				t.Error("a resumed pass called itself complete")
			}
			if rest.last != whole.last {
				t.Errorf("resumed pass ends at %s, the whole one at %s", rest.last, whole.last)
			}
		}
		again := pull(t, c, "customers", whole.last, 2)
		for i, cur := range again.cursors[:len(again.cursors)-1] {
			rest := pull(t, c, "customers", cur, 2)
			if !slices.Equal(rest.ids, again.ids[len(again.ids)-len(rest.ids):]) || rest.last != again.last {
				t.Errorf("incremental, after page %d: %v of %v", i+1, rest.ids, again.ids)
			}
		}
	})
}

func TestAStampInTheFutureDoesNotHideLaterRows(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, customers)
		s.exec(t, "INSERT INTO customers (no, updated_at) VALUES ('F', '2099-01-01 00:00:00')")
		c := s.connector(t, customersOptions)
		first := pull(t, c, "customers", "", 0)
		s.exec(t, "INSERT INTO customers (no, updated_at) VALUES ('L', ?)", time.Now().UTC().Format("2006-01-02 15:04:05"))
		second := pull(t, c, "customers", first.last, 0)
		if d := cmp.Diff([]string{"L", "F"}, second.ids); d != "" {
			t.Error(d)
		}
	})
}

func TestValuesComeExactly(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, `CREATE TABLE v (id bigint PRIMARY KEY, big {BIGINT UNSIGNED|numeric|BIGINT}, dec_ {DECIMAL(38,10)|numeric(38,10)|TEXT},
			dbl {DOUBLE|double precision|REAL}, txt {TEXT|text|TEXT}, bin {VARBINARY(20)|bytea|BLOB}, d date,
			dt {DATETIME|timestamp|DATETIME}, ts {TIMESTAMP NULL|timestamptz|TEXT}, empty_ varchar(5), yes {TINYINT(1)|boolean|BOOLEAN})`)
		s.exec(t, `INSERT INTO v VALUES (9007199254740993, {18446744073709551615|18446744073709551615|9223372036854775807},
			'12345678901234567890.0123456789', 0.1, '=1+1 ''; DROP TABLE v; -- 中国移动', {x'e4b8ad'|decode('e4b8ad','hex')|x'e4b8ad'},
			'2026-02-28', '2026-02-28 23:59:58', '2026-02-28 23:59:58{|+00|Z}', NULL, {1|true|1})`)
		s.exec(t, `INSERT INTO v (id, bin) VALUES (-1, {x'ff00'|decode('ff00','hex')|x'ff00'})`)
		c := s.connector(t, map[string]map[string]any{"v": {}})
		recs, err := c.Fetch(t.Context(), "v", []string{"9007199254740993", "-1", "7x", "99999999999999999999999"}, nil)
		if err != nil || len(recs) != 2 {
			t.Fatal(len(recs), err)
		}
		if recs[0].ID == "-1" {
			recs[0], recs[1] = recs[1], recs[0]
		}
		pick := func(my, pg, lite any) any { return []any{my, pg, lite}[slices.Index(drivers, s.driver)] }
		want := map[string]any{
			"id": json.Number("9007199254740993"), "big": pick(json.Number("18446744073709551615"), json.Number("18446744073709551615"), json.Number("9223372036854775807")),
			"dec_": pick(json.Number("12345678901234567890.0123456789"), json.Number("12345678901234567890.0123456789"), "12345678901234567890.0123456789"),
			"dbl":  json.Number("0.1"), "txt": "=1+1 '; DROP TABLE v; -- 中国移动", "bin": "中", "d": "2026-02-28", "dt": "2026-02-28 23:59:58",
			"ts": "2026-02-28T23:59:58Z", "empty_": nil, "yes": pick(json.Number("1"), true, true),
		}
		if s.driver == "sqlite" {
			want["ts"] = "2026-02-28 23:59:58Z" // a text stays as it is
		}
		if d := cmp.Diff(want, recs[0].Fields); d != "" {
			t.Error(d)
		}
		if recs[1].Fields["bin"] != "0xff00" {
			t.Errorf("bytes that are no text: %v", recs[1].Fields["bin"])
		}
	})
}

func TestKeysOfSeveralColumnsAndOfQueries(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE orders (org varchar(10), no integer, amount numeric(12,2), PRIMARY KEY (org, no))")
		for i := range 7 {
			s.exec(t, "INSERT INTO orders VALUES (?, ?, 1.50)", []string{"A|B", `A\`}[i%2], i)
		}
		s.exec(t, "CREATE TABLE loose (code varchar(10), name varchar(10))")
		for _, code := range []any{"a", "A", "b", "B", "b", nil} {
			s.exec(t, "INSERT INTO loose VALUES (?, 'x')", code)
		}
		c := s.connector(t, map[string]map[string]any{"orders": {},
			"q": {"query": "SELECT code, name FROM loose;", "key": []any{"code"}}})
		p := pull(t, c, "orders", "", 2)
		if len(p.ids) != 7 || !slices.Contains(p.ids, `A\|B|4`) || !slices.Contains(p.ids, `A\\|3`) {
			t.Errorf("ids %q", p.ids)
		}
		recs, err := c.Fetch(t.Context(), "orders", p.ids, []string{"amount"})
		if err != nil || len(recs) != 7 {
			t.Error(len(recs), err)
		}
		q := pull(t, c, "q", "", 2)
		slices.Sort(q.ids)
		if d := cmp.Diff([]string{"A", "B", "a"}, q.ids); d != "" {
			t.Error(d)
		}
		if len(q.rejected) != 2 || q.complete {
			t.Errorf("want the double key and the row without one, got %q", q.rejected)
		}
		if _, err := c.Enumerate(t.Context(), "q", func([]string) error { return nil }); connectors.KindOf(err) != connectors.KindInvalid {
			t.Errorf("an enumeration that misses a row: %v", err)
		}
		stop := errors.New("stop")
		if err := c.Pull(t.Context(), connectors.PullRequest{Object: "q"}, func(connectors.Page) error { return stop }); err != stop {
			t.Errorf("emit's error came back as %v", err)
		}
	})
}

func TestEnumerateCountsLiveRows(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, customers)
		s.exec(t, "INSERT INTO customers (no, gone) VALUES ('A', {0|false|0}), ('B', {1|true|1}), ('C', {0|false|0})")
		c := s.connector(t, customersOptions)
		var ids []string
		n, err := c.Enumerate(t.Context(), "customers", func(some []string) error { ids = append(ids, some...); return nil })
		if err != nil || n != 2 || !slices.Equal(ids, []string{"A", "C"}) {
			t.Errorf("%d %v %v", n, ids, err)
		}
	})
}
