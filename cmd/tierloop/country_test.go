package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// kept are the rows of a sample, sorted.
func kept(s *rowSample) []string {
	var out []string
	for _, r := range s.rows {
		out = append(out, strings.Join(r.cells, "|"))
	}
	slices.Sort(out)
	return out
}

func TestASampleOfRowsIsTheSameInAnyOrder(t *testing.T) {
	var rows [][]string
	for i := range 20_000 {
		rows = append(rows, []string{fmt.Sprint(i), fmt.Sprintf("Company %d", i%15_000), fmt.Sprintf("404237%04d", i%7_000)})
	}
	var want []string
	for round := range 4 {
		s := newRowSample([]string{"record_id", "name", "phone"})
		for _, r := range rows {
			s.add(r)
		}
		got := kept(s)
		if len(got) > sampledRows || len(got) < sampledRows/3 {
			t.Fatalf("%d rows are kept", len(got))
		}
		if round == 0 {
			want = got
		} else if !slices.Equal(got, want) {
			t.Fatalf("round %d keeps other rows", round)
		}
		rand.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

func TestASampleTakesRowsWithPhonesOnlyAndEndsWithEqualOnes(t *testing.T) {
	s := newRowSample([]string{"name", "phone", "phone"})
	s.add([]string{"A", "", ""})
	s.add([]string{"B", "", "404-237-2700"})
	if got := kept(s); !slices.Equal(got, []string{"B||404-237-2700"}) {
		t.Errorf("kept %q", got)
	}
	for range 3 * sampledRows {
		s.add([]string{"C", "404-237-2700", ""})
	}
	if len(s.rows) > sampledRows {
		t.Errorf("%d rows are kept", len(s.rows))
	}
}
