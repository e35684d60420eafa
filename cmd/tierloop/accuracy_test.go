package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/matching"
)

// The figures are a little below what is reached, so that a change that costs
// accuracy is seen here before the bench tells.
func TestMatchIsAccurateOnLabelledExcerpts(t *testing.T) {
	for _, c := range []struct {
		file              string
		flags             []string
		precision, recall float64
		group             float64 // F1 of groups, 0 where the file has none
	}{
		{file: "cn_group.csv", precision: 0.975, recall: 0.95, group: 0.93},
		{file: "restaurants.csv", flags: []string{"--country", "US"}, precision: 0.99, recall: 0.97},
		{file: "restaurants.csv", precision: 0.99, recall: 0.97}, // the country is seen from the numbers
		{file: "organisations.csv", flags: []string{"--country", "US"}, precision: 1, recall: 0.5},
	} {
		t.Run(c.file, func(t *testing.T) {
			in := filepath.Join("testdata", "accuracy", c.file)
			out := filepath.Join(t.TempDir(), "out.csv")
			var log bytes.Buffer
			args := append([]string{"match", in, "--out", out}, c.flags...)
			if code := run(context.Background(), args, nil, &log, &log); code != 0 {
				t.Fatalf("exit %d: %s", code, &log)
			}
			truth, said := table(t, in), table(t, out)
			p, r := pairwise(truth, said, "entity_id")
			t.Logf("entities: precision %.4f recall %.4f", p, r)
			if p < c.precision || r < c.recall {
				t.Errorf("entities: precision %.4f recall %.4f, want at least %v and %v", p, r, c.precision, c.recall)
			}
			if c.group > 0 {
				p, r := pairwise(truth, said, "group_id")
				t.Logf("groups: precision %.4f recall %.4f", p, r)
				if f := 2 * p * r / (p + r); f < c.group {
					t.Errorf("groups: F1 %.4f, want at least %v", f, c.group)
				}
			}
		})
	}
}

// Stores match everything anew when the version of matching is another one, so equal
// records may not match otherwise under the same version.
func TestEqualRecordsMatchAsTheVersionOfMatchingSays(t *testing.T) {
	now := fmt.Sprintf("version %d\n", matching.Version)
	for _, file := range []string{"accuracy/cn_group.csv", "accuracy/organisations.csv", "accuracy/restaurants.csv", "../../../matching/testdata/fake_1000.csv"} {
		out := filepath.Join(t.TempDir(), "out.csv")
		var log bytes.Buffer
		if code := run(context.Background(), []string{"match", filepath.Join("testdata", file), "--out", out, "--country", "US"}, nil, &log, &log); code != 0 {
			t.Fatalf("exit %d: %s", code, &log)
		}
		now += fmt.Sprintf("%s %s\n", filepath.Base(file), partition(t, out))
	}
	golden := filepath.Join("testdata", "accuracy", "answers.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if now != string(before) {
		t.Errorf("got\n%swant\n%sAdd one to matching.Version, so that stores match everything anew, then run with -update.", now, before)
	}
}

// partition is a hash of which records are one and which are of one group.
func partition(t *testing.T, path string) string {
	t.Helper()
	columns := table(t, path)
	var lines []string
	for _, column := range []string{"entity_id", "group_id"} {
		first := map[string]string{} // record of an id that comes first
		for record, id := range columns[column] {
			if at, ok := first[id]; !ok || record < at {
				first[id] = record
			}
		}
		for record, id := range columns[column] {
			lines = append(lines, column+" "+record+" "+first[id])
		}
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])[:16]
}

// table reads a CSV file by column and record.
func table(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for i, name := range rows[0] {
		out[name] = map[string]string{}
		for _, row := range rows[1:] {
			out[name][row[0]] = row[i]
		}
	}
	return out
}

// pairwise is the share of the pairs said to be one that are, and of those that
// are one that were said to be.
func pairwise(truth, said map[string]map[string]string, column string) (precision, recall float64) {
	both, is, says := map[[2]string]int{}, map[string]int{}, map[string]int{}
	for id, label := range truth[column] {
		if label == "" {
			label = "alone:" + id
		}
		got := said[column][id]
		both[[2]string{label, got}]++
		is[label]++
		says[got]++
	}
	right := pairsOf(both)
	return float64(right) / float64(max(1, pairsOf(says))), float64(right) / float64(max(1, pairsOf(is)))
}

func pairsOf[K comparable](sizes map[K]int) (n int) {
	for _, k := range sizes {
		n += k * (k - 1) / 2
	}
	return n
}
