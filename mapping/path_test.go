package mapping

import (
	"fmt"
	"slices"
	"testing"
)

const pathRecord = `{
 "name": "a", "FOrg.FNumber": "100", "owner": {"name": "o", "tags": ["x", null, "y"]},
 "tax_identifier": 5, "tax_identifier.": {"id": 1, "code": "BE1"}, "empty": [], "nothing": null,
 "lines": [{"p": "p1", "n": {"q": 1}}, {"p": "p2"}, 7], "No. 1": {"a.b": "dotted"},
 "phones": [{"type": "mobile", "value": "1"}, {"type": "fax", "value": "2"}, {"type": "mobile", "value": "3"}],
 "m2o": [5, "label"], "0": "zero"
}`

func TestPathsReachValues(t *testing.T) {
	rec := record(t, "1", pathRecord)
	for path, want := range map[string][]string{
		"name": {"a"}, "FOrg.FNumber": {"100"}, "owner.name": {"o"}, "owner.tags": {"x", "y"}, "tax_identifier.code": {"BE1"}, "tax_identifier": {"5"},
		"empty": nil, "nothing": nil, "none": nil, "none.deep": nil, "name.deep": nil, "lines.p": {"p1", "p2"}, "lines.1.p": {"p2"}, "lines.9.p": nil, "lines.n.q": {"1"},
		"'No. 1'.'a.b'": {"dotted"}, "phones[type=mobile].value": {"1", "3"}, "phones[type = 'fax'].value": {"2"}, "phones[type=none].value": nil,
		"m2o.0": {"5"}, "m2o.1": {"label"}, "0": {"zero"},
	} {
		p, err := ParsePath(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		var got []string
		for _, v := range p.Collect(rec.Fields, nil) {
			got = append(got, fmt.Sprint(v))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
}

func TestMalformedPathsAreRefused(t *testing.T) {
	for _, s := range []string{"", ".", "a.", ".a", "a..b", "'a", "''", "a[b", "a[b]", "a[=1]", "a[b=1]c", "a'b'"} {
		if _, err := ParsePath(s); err == nil {
			t.Errorf("path %q was taken", s)
		}
	}
}

func TestPathsNameTheFieldsToAskFor(t *testing.T) {
	for path, want := range map[string][]string{
		"a": {"a"}, "a.b": {"a.b"}, "a.0.b": {"a.b"}, "a[t=1].b": {"a.t", "a.b"}, "'x y'.b": {"x y.b"}, "m2o.1": {"m2o"},
	} {
		p, err := ParsePath(path)
		if err != nil || !slices.Equal(p.Fields(), want) {
			t.Errorf("%s: %q, %v; want %q", path, p.Fields(), err, want)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"a.b", "'x.y'.z", "lines[p=p1].n.q", "lines.0.n", "tax_identifier.code", "a..b", "[", "'"} {
		f.Add(s)
	}
	rec := record(f, "1", pathRecord)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePath(s)
		if err != nil {
			return
		}
		if len(p.Fields()) == 0 {
			t.Fatalf("path %q has no fields", s)
		}
		if slices.Contains(p.Collect(rec.Fields, nil), nil) {
			t.Fatalf("path %q collects an absent value", s)
		}
	})
}
