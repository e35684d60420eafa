package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/bench/evaluate"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// only is the one set that is to be run, made.
func only(t *testing.T, b *bench) (set, []string) {
	t.Helper()
	sets, absent := b.sets()
	if len(sets) != 1 {
		t.Fatalf("%d sets, absent %v", len(sets), absent)
	}
	s, err := sets[0]()
	if err != nil {
		t.Fatal(err)
	}
	return s, absent
}

func TestPairsOfTwoFilesBecomeEntities(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "fodors_zagats")
	write(t, filepath.Join(folder, "records_a.csv"), "record_id,name\na1,x\na2,y\n")
	write(t, filepath.Join(folder, "records_b.csv"), "record_id,name\nb1,y\nb2,z\n")
	write(t, filepath.Join(folder, "truth_pairs.csv"), "id_a,id_b\na2,b1\n")
	b := &bench{options: options{data: filepath.Dir(folder), work: t.TempDir()}}
	s, absent := only(t, b)
	if s.name != "fodors_zagats" || len(s.files) != 2 {
		t.Fatalf("%+v", s)
	}
	want := evaluate.Truth{IDs: []string{"a1", "a2", "b1", "b2"}, Entities: []string{"a1", "a2", "a2", "b2"}}
	if d := cmp.Diff(want, s.truth); d != "" {
		t.Error(d)
	}
	if want := []string{"febrl3", "fake_1000", "senzing_truthset", "cn_group_open"}; !cmp.Equal(absent, want) {
		t.Errorf("absent %v, want %v", absent, want)
	}
}

func TestTheScaleFileHasItsTruth(t *testing.T) {
	b := &bench{options: options{data: t.TempDir(), work: t.TempDir(), scale: 500, only: []string{"scale"}}}
	s, absent := only(t, b)
	if len(absent) > 0 {
		t.Fatalf("absent %v", absent)
	}
	rows, err := table(s.files[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 500 || len(s.truth.IDs) != 500 || rows[499][0] != s.truth.IDs[499] {
		t.Errorf("%d rows, truth of %d", len(rows), len(s.truth.IDs))
	}
}
