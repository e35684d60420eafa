package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/bench/scale"
)

// matched runs tierloop match over files and returns its lines, sorted.
func matched(t *testing.T, files []string) []string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.csv")
	if code := run(t.Context(), append([]string{"match", "-q", "--out", out}, files...), strings.NewReader(""), io.Discard, io.Discard); code != 0 {
		t.Fatalf("exit %d", code)
	}
	f, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, fmt.Sprint(r))
	}
	slices.Sort(lines)
	return lines
}

// save writes rows as n files; the columns stand in the given order.
func save(t *testing.T, rows [][]string, columns []int, n int) (files []string) {
	t.Helper()
	for part := range n {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("part%d.csv", part))
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		for _, r := range append([][]string{scale.Header}, rows[part*len(rows)/n:(part+1)*len(rows)/n]...) {
			line := make([]string, len(columns))
			for i, c := range columns {
				line[i] = r[c]
			}
			w.Write(line)
		}
		if w.Flush(); w.Error() != nil || f.Close() != nil {
			t.Fatal(w.Error())
		}
		files = append(files, path)
	}
	return files
}

// Messy rows of six systems give the same ids, groups and confidences in any
// order of rows, columns and files, on any number of cores.
func TestMatchOfFilesDependsOnTheirRowsAlone(t *testing.T) {
	var rows [][]string
	for r := range scale.New(6000, 42).All() {
		rows = append(rows, r.Cells())
	}
	var columns []int
	for i := range scale.Header {
		columns = append(columns, i)
	}
	want := matched(t, save(t, rows, columns, 1))
	for round, procs := range []int{1, 3, 2} {
		g := rand.New(rand.NewPCG(uint64(round), 9))
		g.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		g.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
		old := runtime.GOMAXPROCS(procs)
		got := matched(t, save(t, rows, columns, 1+round))
		runtime.GOMAXPROCS(old)
		different := 0
		for i := range want {
			if got[i] != want[i] {
				if different++; different < 4 {
					t.Errorf("round %d: %s, want %s", round, got[i], want[i])
				}
			}
		}
		if different > 0 {
			t.Fatalf("round %d: %d of %d lines differ", round, different, len(want))
		}
	}
}
