package configs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/mapping"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/scoring"
)

// sample has a field of every kind that configuration structs use.
type sample struct {
	Text    string             `yaml:"text"`
	Number  int                `yaml:"number"`
	Part    float64            `yaml:"part"`
	Yes     bool               `yaml:"yes"`
	List    []string           `yaml:"list"`
	Pairs   map[string]string  `yaml:"pairs"`
	Any     map[string]any     `yaml:"any"`
	Share   Share              `yaml:"share"`
	Decimal *scoring.Number    `yaml:"decimal"`
	Rule    *mapping.FieldRule `yaml:"rule"`
	Label   scoring.Label      `yaml:"label"`
	Source  *scoring.Source    `yaml:"source"`
}

func read(t *testing.T, text string) sample {
	t.Helper()
	var s sample
	if _, findings := ParseDocument("x.yaml", []byte(text), &s); len(findings) > 0 {
		t.Fatalf("%s: %v", text, findings)
	}
	return s
}

func TestScalarsStayAsWritten(t *testing.T) {
	for _, written := range []string{"00123", "1e5", "2026-01-01", "010", "0x1F", "1.50", "+86", "yes", "true", "中国移动", "12345678901234567890"} {
		s := read(t, fmt.Sprintf("text: %s\nlist: [%s]\npairs: {%s: %s}\nrule: {value: %s}\n", written, written, written, written, written))
		for _, got := range []string{s.Text, s.List[0], s.Pairs[written], string(*s.Rule.Value)} {
			if got != written {
				t.Errorf("%s is read as %q", written, got)
			}
		}
	}
}

func TestEveryFormIsRead(t *testing.T) {
	s := read(t, `
number: 1_000
part: .5
yes: true
any: {zahl: 128000.50, text: "5", code: 00123, nichts: null, liste: [1, {a: b}]}
share: 5%
decimal: 12.5%
rule: [a, b]
label: 金
source: {expr: count(orders)}
`)
	if s.Number != 1000 || s.Part != 0.5 || !s.Yes || s.Share != (Share{0.05, true}) || s.Decimal.String() != "0.125" || s.Label.EN != "金" || s.Source.Indicator.Expr != "count(orders)" || len(s.Rule.From) != 2 {
		t.Errorf("got %+v", s)
	}
	want := map[string]any{"zahl": json.Number("128000.50"), "text": "5", "code": "00123", "nichts": nil, "liste": []any{json.Number("1"), map[string]any{"a": "b"}}}
	if diff := cmp.Diff(want, s.Any); diff != "" {
		t.Error(diff)
	}
}

func TestNullLeavesAValueUnset(t *testing.T) {
	s := read(t, "text:\nnumber: ~\nlist: null\nrule:\nshare:\ndecimal: null\npairs:\n")
	if diff := cmp.Diff(sample{}, s); diff != "" {
		t.Error(diff)
	}
}

func TestUnreadableFilesAreNamed(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, []byte(strings.Repeat("# comment\n", maxFile/10+1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		dir:                             "is a directory",
		large:                           "larger than 1 MiB",
		filepath.Join(dir, "none.yaml"): "no such file",
	} {
		d, findings := ReadDocument(path, &sample{})
		if d != nil || len(findings) != 1 || findings[0].Code != "E1015" || !strings.Contains(findings[0].Text, want) || !strings.Contains(findings[0].Text, path) {
			t.Errorf("%s: %v", path, findings)
		}
	}
	if _, findings := Load(filepath.Join(dir, "none.yaml")); findings[0].Code != "E1002" {
		t.Errorf("tierloop.yaml itself: %v", findings)
	}
}

// The caret must stand under the character at the column on a terminal, where
// a wide character takes two cells.
func TestCaretStandsUnderItsColumn(t *testing.T) {
	cells := func(s string) int { _, n := display([]rune(s)); return n }
	for _, line := range []string{"abc: x", "公司名称: x", "a\t公司: x", "e\u0301公: x", "ＡＢ（）: x", strings.Repeat("公司", 100) + ": x", "😀: x"} {
		d := &Document{lines: []string{line}}
		runes := []rune(line)
		out := strings.Split(d.excerpt(1, len(runes)), "\n")
		x, caret := strings.Index(out[0], "x"), strings.Index(out[1], "^")
		if x < 0 || caret < 0 || cells(out[0][:x]) != cells(out[1][:caret]) {
			t.Errorf("caret is not under x:\n%s\n%s", out[0], out[1])
		}
	}
	if cells("公a") != 3 || cells("e\u0301") != 1 {
		t.Error("cells are miscounted")
	}
}

func TestLocateFindsDottedKeysAndFallsBackToAncestors(t *testing.T) {
	d, _ := ParseDocument("x.yaml", []byte("any:\n  attributes.industry: {from: a}\n  'category:Customer tier': [1, 2]\n"), &sample{})
	for path, want := range map[string]string{
		"any.attributes.industry":           "x.yaml:2:3",
		"any.attributes.industry.from":      "x.yaml:2:31",
		"any.attributes.industry.map.x[3]":  "x.yaml:2:3",
		"any.category:Customer tier[1]":     "x.yaml:3:33",
		"any.category:Customer tier[7].abc": "x.yaml:3:3",
		"nowhere.at.all":                    "x.yaml",
		"":                                  "x.yaml",
	} {
		if got := d.Locate("", []model.Issue{{Path: path}})[0].Place(); got != want {
			t.Errorf("%s is placed at %s, want %s", path, got, want)
		}
	}
	if got := d.Locate("any", []model.Issue{{Path: "attributes.industry.from"}})[0].Place(); got != "x.yaml:2:31" {
		t.Errorf("with a prefix: %s", got)
	}
}

func TestRunsPerDayCountsTheFullestDay(t *testing.T) {
	for spec, want := range map[string]int{"30 2 * * *": 1, "*/5 * * * *": 288, "0 9-17 * * 1": 9, "0 0 1 1 *": 0} {
		s, err := fiveFields.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		if got := runsPerDay(s, time.UTC); got != want {
			t.Errorf("%s runs %d times, want %d", spec, got, want)
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	paths, _ := filepath.Glob("testdata/findings/*.txtar")
	for _, p := range append(paths, "testdata/base.txtar") {
		data, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range strings.Split(string(data), "\n-- ") {
			_, body, _ := strings.Cut(part, " --\n")
			f.Add([]byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, into := range []any{&File{}, &mapping.File{}, &scoring.Policy{}} {
			_, findings := ParseDocument("x.yaml", data, into)
			for _, x := range findings {
				if x.Text == "" || x.Fix == "" || x.Code == "" {
					t.Errorf("%+v lacks a part", x)
				}
				for _, leak := range []string{"Go struct", "cannot unmarshal", "interface {}", "reflect", "configs.", "mapping.File"} {
					if strings.Contains(x.Text, leak) {
						t.Errorf("%q names Go's inside", x.Text)
					}
				}
				if x.Line > 0 && !strings.Contains(x.Excerpt, "^") {
					t.Errorf("%s has no excerpt", x.Place())
				}
			}
		}
	})
}
