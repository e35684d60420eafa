package store_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

const statementsFile = "testdata/mysql_statements.sql"

// recording collects the statements that a store runs, each in the form that all
// of its lengths share: one row of values, one item of an IN list.
type recording struct {
	mu         sync.Mutex
	statements map[string]bool
}

var (
	blanks   = regexp.MustCompile(`\s+`)
	moreRows = regexp.MustCompile(`(VALUES \([^)]*\))(, \([^)]*\))+`)
	moreIn   = regexp.MustCompile(`IN \(\?(, \?)+\)`)
)

func (r *recording) note(sql string) {
	sql = blanks.ReplaceAllString(strings.TrimSpace(sql), " ")
	sql = moreIn.ReplaceAllString(moreRows.ReplaceAllString(sql, "$1"), "IN (?)")
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.statements == nil {
		r.statements = map[string]bool{}
	}
	r.statements[sql+";"] = true
}

func (r *recording) sorted() []string {
	var out []string
	for s := range r.statements {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// compare checks the recording against the golden list, which another module
// parses with TiDB's parser. Of a part of the tests it checks that nothing is new.
func (r *recording) compare(t *testing.T) {
	ran := r.sorted()
	if len(ran) == 0 {
		return // no server: each test says so
	}
	part := flag.Lookup("test.run").Value.String() != ""
	if *update {
		if part {
			t.Fatal("-update with -run would drop what the other tests say: run go test ./store -update")
		}
		text := "-- Every statement that the tests of the store run on a MySQL server.\n-- Written by: go test ./store -update\n\n" + strings.Join(ran, "\n\n") + "\n"
		if err := os.WriteFile(statementsFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	text, err := os.ReadFile(statementsFile)
	if err != nil {
		t.Fatal(err)
	}
	golden := strings.Split(strings.TrimSpace(string(text)), "\n\n")[1:]
	if part || t.Failed() {
		golden = slices.DeleteFunc(golden, func(s string) bool { return !r.statements[s] })
	}
	if d := cmp.Diff(golden, ran); d != "" {
		t.Errorf("%s is out of date; run with -update (-golden +ran):\n%s", statementsFile, d)
	}
}

func TestARecordingHasOneFormPerStatement(t *testing.T) {
	var r recording
	r.note("INSERT INTO x (a, b) VALUES (?, ?), (?, ?), (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)")
	r.note("INSERT INTO x (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b)")
	r.note("SELECT a FROM x\n\tWHERE a IN (?, ?, ?)")
	r.note("SELECT a FROM x WHERE a IN (?)")
	want := []string{"INSERT INTO x (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE b = VALUES(b);", "SELECT a FROM x WHERE a IN (?);"}
	if d := cmp.Diff(want, r.sorted()); d != "" {
		t.Error(d)
	}
}
