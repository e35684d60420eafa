package sqlsource

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
)

func outcomes(res []connectors.PushResult) []connectors.Outcome {
	var out []connectors.Outcome
	for _, r := range res {
		out = append(out, r.Outcome)
	}
	return out
}

func item(id string, old, tier any) connectors.PushItem {
	return connectors.PushItem{ID: id, Fields: map[string]any{"tier": tier}, Expect: map[string]any{"tier": old}}
}

func TestPushFailsOnlyTheRowsThatAreWrong(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, `CREATE TABLE c (no varchar(20) PRIMARY KEY, tier varchar(4) CHECK (tier <> 'bad'), score integer, gone integer)`)
		s.exec(t, "INSERT INTO c VALUES ('A', NULL, 1, 0), ('B', 'B', 1, 0), ('C', 'A', 1, 0), ('D', 'C', 1, 1), ('E', 'C', 1, 0), ('F', 'C', 1, 0), ('G', 'C', 1, 0)")
		c := s.connector(t, map[string]map[string]any{"c": {"deleted": "gone"}})
		batch := []connectors.PushItem{item("A", "", "金牌"), item("B", "X", "A"), item("C", "A", "A"), item("D", "C", "A"),
			item("E", "C", "bad"), {ID: "F", Fields: map[string]any{"score": "many"}}, item("nobody", nil, "A"), item("G", "C", nil)}
		res, err := c.Push(t.Context(), "c", batch)
		if err != nil {
			t.Fatal(err)
		}
		want := []connectors.Outcome{connectors.Written, connectors.Conflict, connectors.Unchanged, connectors.Missing,
			connectors.Rejected, connectors.Rejected, connectors.Missing, connectors.Written}
		if d := cmp.Diff(want, outcomes(res)); d != "" {
			t.Error(d)
		}
		for _, i := range []int{4, 5} {
			if connectors.KindOf(res[i].Err) != connectors.KindInvalid {
				t.Errorf("%v", res[i].Err)
			}
		}
		var tiers string
		rows, err := s.db.Query("SELECT no, COALESCE(tier, '-'), score FROM c ORDER BY no")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var no, tier, score string
			if err := rows.Scan(&no, &tier, &score); err != nil {
				t.Fatal(err)
			}
			tiers += no + tier + score + " "
		}
		if tiers != "A金牌1 BB1 CA1 DC1 EC1 FC1 G-1 " {
			t.Error(tiers)
		}
		again, err := c.Push(t.Context(), "c", []connectors.PushItem{batch[0], batch[7]})
		if err != nil || again[0].Outcome != connectors.Unchanged || again[1].Outcome != connectors.Unchanged {
			t.Errorf("second push: %v %v", outcomes(again), err)
		}
	})
}

func TestPushRefusesWhatTheDatabaseWouldStoreOtherwise(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no {BIGINT|bigint|INTEGER} PRIMARY KEY, tier varchar(4), share {DECIMAL(6,2)|numeric(6,2)|INTEGER})")
		s.exec(t, "INSERT INTO c (no) VALUES (1), (2), (3)")
		c := s.connector(t, map[string]map[string]any{"c": {}})
		long := item("1", nil, "much too long")
		res, err := c.Push(t.Context(), "c", []connectors.PushItem{long,
			{ID: "2", Fields: map[string]any{"share": "12.345"}}, {ID: "3", Fields: map[string]any{"share": "12"}}})
		if err != nil {
			t.Fatal(err)
		}
		want := []connectors.Outcome{connectors.Rejected, connectors.Rejected, connectors.Written}
		if s.driver == "sqlite" { // keeps any text and any number
			want[0], want[1] = connectors.Written, connectors.Written
		}
		if d := cmp.Diff(want, outcomes(res)); d != "" {
			t.Error(d, res[0].Err, res[1].Err)
		}
		for _, r := range res {
			if r.Err != nil && strings.Contains(r.Err.Error(), "much too long") {
				t.Errorf("the value is in the error: %v", r.Err)
			}
		}
	})
}

func TestPushIntoATargetTable(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, name varchar(20))")
		s.exec(t, "CREATE TABLE c_tier (cust varchar(20) PRIMARY KEY, tier varchar(4))")
		s.exec(t, "INSERT INTO c VALUES ('A', 'a'), ('B', 'b')")
		s.exec(t, "INSERT INTO c_tier VALUES ('A', 'C'), ('stray', 'C')")
		for _, insert := range []bool{false, true} {
			c := s.connector(t, map[string]map[string]any{"c": {"target_table": "c_tier", "target_key": []any{"cust"}, "target_insert": insert}})
			recs, err := c.Fetch(t.Context(), "c", []string{"A", "B", "stray"}, []string{"name", "tier"})
			if err != nil || len(recs) != 2 || recs[1].Fields["tier"] != nil {
				t.Fatal(recs, err)
			}
			res, err := c.Push(t.Context(), "c", []connectors.PushItem{item("A", "C", "C"), item("B", nil, "B"), item("stray", "C", "A")})
			if err != nil {
				t.Fatal(err)
			}
			want := []connectors.Outcome{connectors.Unchanged, connectors.Missing, connectors.Missing}
			if insert {
				want[1] = connectors.Written
			}
			if d := cmp.Diff(want, outcomes(res)); d != "" {
				t.Error(d, res[1].Err)
			}
		}
	})
}

func TestPushKeepsToTheWritableColumnsAndTheVersion(t *testing.T) {
	eachServer(t, func(t *testing.T, s *server) {
		s.exec(t, "CREATE TABLE c (no varchar(20) PRIMARY KEY, name varchar(20), tier varchar(4), ver integer)")
		s.exec(t, "INSERT INTO c VALUES ('A', 'a', 'C', 7)")
		c := s.connector(t, map[string]map[string]any{"c": {"writable": []any{"tier"}, "version": "ver"}})
		if err := c.Check(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, err := c.Push(t.Context(), "c", []connectors.PushItem{{ID: "A", Fields: map[string]any{"name": "x"}}})
		if connectors.KindOf(err) != connectors.KindPermission {
			t.Error(err)
		}
		for i, version := range []string{"6", "7"} {
			it := item("A", "C", "B")
			it.Version = version
			res, err := c.Push(t.Context(), "c", []connectors.PushItem{it})
			if want := []connectors.Outcome{connectors.Conflict, connectors.Written}[i]; err != nil || res[0].Outcome != want {
				t.Errorf("version %s: %v %v", version, res, err)
			}
		}
	})
}
