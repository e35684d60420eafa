package connectors

import (
	"strings"
	"testing"
)

func TestNearestNameForgivesCaseFirst(t *testing.T) {
	known := []string{"FNome", "fname", "FNumber"}
	for word, want := range map[string]string{"FNAME": "fname", "FNumbre": "FNumber", "FNumber": "", "zzz": ""} {
		if got := NearestName(word, known); got != want {
			t.Errorf("NearestName(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestMissingFieldNamesTheNearestInTheFix(t *testing.T) {
	e := MissingField("pull", "acme", "Account", "no field", "teir", []string{"name", "tier"}, "add it in Setup")
	if e.Kind != KindNotFound || e.Said != `no field "teir"; nearest is "tier"` || e.Fix != `Write "tier" in the mapping, or add it in Setup.` {
		t.Errorf("%+v", e)
	}
	e = MissingField("pull", "acme", "Account", "no field", "xyz", []string{"name"}, "add it in Setup")
	if e.Said != `no field "xyz"` || e.Fix != "Correct the mapping, or add it in Setup." {
		t.Errorf("%+v", e)
	}
}

func TestDidYouMeanListsWhatThereIs(t *testing.T) {
	many := strings.Split("abcdefghijklmnop", "")
	for _, c := range []struct {
		word  string
		known []string
		want  string
	}{
		{"teir", []string{"tier"}, "did you mean tier?"},
		{"xyz", []string{"tier", "name"}, "there is tier, name"},
		{"xyz", many, "there is a, b, c, d, e, f, g, h, i, j, k, l, …"},
		{"xyz", nil, "there is none"},
	} {
		if got := DidYouMean(c.word, c.known); got != c.want {
			t.Errorf("%q among %q: %q, want %q", c.word, c.known, got, c.want)
		}
	}
}

func TestOneOfNeverShowsTheValue(t *testing.T) {
	if got := OneOf("values", "Goldd", []string{"Gold", "Silver"}); got != `one of the values Gold, Silver; nearest is "Gold"` {
		t.Error(got)
	}
	if e := Wants("tier", "a number"); e.Kind != KindInvalid || e.Said != `the field "tier" wants a number` {
		t.Errorf("%+v", e)
	}
}
