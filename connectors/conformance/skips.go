package conformance

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:embed skips.txt
var skipList string

// parseSkips reads lines of system, test and reason, separated by tabs; lines
// that begin with # and empty ones do not count.
func parseSkips(list string) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	n := 0
	for line := range strings.Lines(list) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 || cells[2] == "" {
			return nil, fmt.Errorf("skips.txt line %d: want system, test and reason with tabs between", n)
		}
		if out[cells[0]] == nil {
			out[cells[0]] = map[string]string{}
		}
		out[cells[0]][cells[1]] = cells[2]
	}
	return out, nil
}

// checkSkips compares what a connector skips with the list that was agreed on.
func checkSkips(t testing.TB, opt Opt) {
	t.Helper()
	list, err := parseSkips(skipList)
	if err != nil {
		t.Fatal(err)
	}
	known := Names()
	for _, name := range slices.Sorted(maps.Keys(opt.Skip)) {
		if !slices.Contains(known, name) {
			t.Errorf("skip of %s: there is no such test", name)
		}
	}
	got, want := opt.Skip, map[string]string{}
	maps.Copy(want, list[opt.System])
	if opt.Variant != "" {
		maps.Copy(want, list[opt.System+" "+opt.Variant])
	}
	if got == nil {
		got = map[string]string{}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("skips of %s differ from connectors/conformance/skips.txt (- list, + test):\n%s", opt.System, d)
	}
}
