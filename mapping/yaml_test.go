package mapping

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
)

func TestScalarsStayAsTheyAreWritten(t *testing.T) {
	text := "a: {from: [01, x], map: &m {01: a, true: 5, 1.50: null, '02': \"x y\", -1: neg}, default: 007}\nb: {value: true}\nc: {from: x, map: *m}\nd: 12\n"
	var got map[string]FieldRule
	if err := yaml.UnmarshalWithOptions([]byte(text), &got, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	sevens, yes := Text("007"), Text("true")
	m := ValueMap{"01": "a", "true": "5", "1.50": "", "02": "x y", "-1": "neg"}
	want := map[string]FieldRule{"a": {From: StringList{"01", "x"}, Map: m, Default: &sevens}, "b": {Value: &yes}, "c": {From: StringList{"x"}, Map: m}, "d": {From: StringList{"12"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestMisplacedShapesAreShownWithTheirPlace(t *testing.T) {
	for _, c := range []struct{ yaml, place, text string }{
		{"name: [a, {from: x}]", "[1:11]", "name of a source field"}, {"name: {value: [a]}", "[1:15]", "want a text"}, {"name: {form: a}", "[1:8]", `unknown field "form"`},
		{"name: {from: a, map: [a]}", "[1:22]", "want a map"}, {"name: {from: a, map: {a: [b]}}", "[1:26]", "want a text"}, {"name: {from: a, map: {1: a, '1': b}}", "[1:29]", "already defined"},
		{"name: {from: {a: b}}", "", "want a source field"}, {"name: []\nx: {default: {a: b}}", "", "want a text"},
	} {
		var f map[string]FieldRule
		err := yaml.UnmarshalWithOptions([]byte(c.yaml), &f, yaml.Strict())
		if err == nil || !strings.Contains(err.Error(), c.text) || !strings.Contains(err.Error(), c.place) || !strings.HasPrefix(err.Error(), "[") {
			t.Errorf("%s: %v", c.yaml, err)
		}
	}
}
