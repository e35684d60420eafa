package store_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/store"
)

// The page of the views is what BI users build on: it names every column of the
// schema, in its order.
func TestThePageOfTheViewsNamesEveryColumn(t *testing.T) {
	page, err := os.ReadFile("../docs/reference/views.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\| (rpt_\w+) \| [^|]+ \| ([^|]+) \|$`).FindAllStringSubmatch(string(page), -1) {
		written[m[1]] = strings.TrimSpace(m[2])
	}
	if len(written) != len(store.Views()) {
		t.Errorf("the page has %d views, the store %d", len(written), len(store.Views()))
	}
	for _, kind := range []string{"sqlite", "mysql"} {
		schema := ""
		for _, file := range []string{"00005_report.sql", "00007_reports.sql"} {
			part, err := os.ReadFile("migrations/" + kind + "/" + file)
			if err != nil {
				t.Fatal(err)
			}
			schema += string(part)
		}
		for _, name := range store.Views() {
			if got := strings.Join(viewColumns(schema, name), ", "); got != written[name] {
				t.Errorf("%s of %s has\n%s\nthe page says\n%s", name, kind, got, written[name])
			}
		}
	}
}

// viewColumns are the columns of a view's first SELECT: aliases, or the names
// behind the table.
func viewColumns(schema, view string) (out []string) {
	_, rest, ok := strings.Cut(schema, "CREATE VIEW "+view+" AS\nSELECT ")
	if !ok {
		return nil
	}
	list, _, _ := strings.Cut(rest, "\nFROM ")
	depth, start := 0, 0
	take := func(part string) {
		words := strings.Fields(part)
		last := words[len(words)-1]
		out = append(out, last[strings.LastIndex(last, ".")+1:])
	}
	for i, c := range list {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			take(list[start:i])
			start = i + 1
		}
	}
	take(list[start:])
	return out
}
