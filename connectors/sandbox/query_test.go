package sandbox

import (
	"strings"
	"testing"
)

func TestQueriesAreReadByTheirDialect(t *testing.T) {
	pairs := Dialect{Limit: 200, Where: true, Pairs: true, Escape: '\'', Reserved: []string{"group"}}
	chains := Dialect{Escape: '\\', Bare: []string{"true", "null"}}
	for _, tt := range []struct {
		query string
		in    Dialect
		why   string // of the refusal
	}{
		{"select id from A where (x > 1 and (y = 'O''Brien' or z is not null)) order by x desc, y limit 10, 20", pairs, ""},
		{"select id from A where x > 1 and y > 2 and z > 3", pairs, "a bracket is missing"},
		{"select id from A", pairs, "where is missing"},
		{"select group from A where x = 1", pairs, "a name is missing"},
		{"select id from A where x = true", pairs, "a value is missing"},
		{"SELECT COUNT() FROM A", chains, ""},
		{`SELECT Id, Owner.Name FROM A WHERE x >= 2026-01-02T03:04:05Z AND y = 'O\'Brien' AND z = null LIMIT 5`, chains, ""},
		{"SELECT Id FROM A WHERE x = 1 AND y = 2 OR z = 3", chains, "a bracket is missing"},
		{"SELECT Id FROM A WHERE x ~ 1", chains, "unknown comparator"},
		{"SELECT Id FROM A WHERE x IN ('a', 'b'", chains, "a bracket is missing"},
		{"SELECT Id FROM A LIMIT many", chains, "a number is missing"},
		{"SELECT Id FROM A x", chains, "the query goes on"},
	} {
		q, bad := ParseQuery(tt.query, tt.in)
		switch {
		case tt.why == "" && bad != nil, tt.why != "" && (bad == nil || bad.Why != tt.why):
			t.Errorf("%s: %+v, want %q", tt.query, bad, tt.why)
		case bad == nil && strings.Contains(tt.query, "Brien") && q.Where.Criteria()[1].Values[0].Text != "O'Brien":
			t.Errorf("%s: %+v", tt.query, q.Where.Criteria()[1])
		}
	}
}

func TestATermTestsRows(t *testing.T) {
	q, bad := ParseQuery("select id from A where a = 1 or (b > 2 and c <= 3)", Dialect{Escape: '\''})
	if bad != nil {
		t.Fatal(bad)
	}
	fits := q.Where.Compile(func(t *Term) func(map[string]any) bool {
		return func(r map[string]any) bool {
			n, there := r[t.Column].(int)
			return there && t.Holds(n-int(t.Values[0].Text[0]-'0'))
		}
	})
	for _, tt := range []struct {
		row  map[string]any
		want bool
	}{{map[string]any{"a": 1}, true}, {map[string]any{"a": 2}, false}, {map[string]any{"b": 3, "c": 3}, true}, {map[string]any{"b": 2, "c": 3}, false}} {
		if fits(tt.row) != tt.want {
			t.Errorf("%v", tt.row)
		}
	}
}
