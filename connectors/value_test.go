package connectors

import (
	"encoding/json"
	"testing"
)

func TestTextOf(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{
		{nil, ""}, {"金", "金"}, {json.Number("87.50"), "87.50"}, {true, "true"}, {[]any{}, ""}, {[]any{"A"}, "A"},
		{[]any{"A", nil, json.Number("1")}, "A, , 1"}, {map[string]any{"b": "x", "a": json.Number("1")}, `{"a":1,"b":"x"}`},
	} {
		if got := TextOf(c.in); got != c.want {
			t.Errorf("TextOf(%v) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSameText(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"A", "A", true}, {"A", "a", false}, {"87.5", "87.50", true}, {"84", "84.0000", true}, {"01", "1", false},
		{"-0", "0", true}, {"", "0", false}, {"1e2", "100", false}, {"10", "1", false}, {"100", "100.", false}, {"1.0", "1", true},
	} {
		if got := SameText(c.a, c.b); got != c.want {
			t.Errorf("SameText(%q, %q) = %v", c.a, c.b, got)
		}
	}
}
