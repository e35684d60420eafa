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

func TestIDsThatAreNumbersAreOrderedAsNumbers(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"", "1", true}, {"9", "10", true}, {"10", "9", false}, {"10", "10", false}, {"", "", false},
		{"9007199254740993", "9007199254740994", true}, // more digits than a float holds
	} {
		if got := Below(tt.a, tt.b); got != tt.want {
			t.Errorf("%q below %q: %v", tt.a, tt.b, got)
		}
	}
}

func TestACodeIsReadInEitherWriting(t *testing.T) {
	for text, want := range map[string]Code{`200`: "200", `"A1001"`: "A1001", `null`: "", `""`: "", `-1`: "-1"} {
		var answer struct{ Code Code }
		if err := json.Unmarshal([]byte(`{"code":`+text+`}`), &answer); err != nil || answer.Code != want {
			t.Errorf("%s is read as %q, %v; want %q", text, answer.Code, err, want)
		}
	}
}
