package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/tierloop/tierloop/bench/evaluate"
	"github.com/tierloop/tierloop/bench/people"
	"github.com/tierloop/tierloop/bench/scale"
)

// set is one labelled set, ready to run.
type set struct {
	name, model string // model: of bench/splink/models.py
	files       []string
	truth       evaluate.Truth
}

// The open sets: files of records, and the truth as entities or as pairs.
var open = []struct {
	name, model string
	files       []string
	truth       string
	pairs       string
}{
	{"febrl3", "febrl3", []string{"records.csv"}, "truth.csv", ""},
	{"fake_1000", "fake_1000", []string{"records.csv"}, "truth.csv", ""},
	{"fodors_zagats", "fodors_zagats", []string{"records_a.csv", "records_b.csv"}, "", "truth_pairs.csv"},
	{"senzing_truthset", "senzing_truthset", []string{"customers.csv", "reference.csv", "watchlist.csv"}, "truth.csv", ""},
	{"cn_group_open", "companies", []string{"records.csv"}, "truth.csv", ""},
}

const scaleName, peopleName = "scale", "people"

func (b *bench) wants(name string) bool { return b.only == nil || slices.Contains(b.only, name) }

// sets lists what is to be run and the names of the sets that are absent. Each is made
// when its turn comes: a process is charged with what the one that starts it holds.
func (b *bench) sets() (out []func() (set, error), absent []string) {
	for _, o := range open {
		if !b.wants(o.name) {
			continue
		}
		folder := filepath.Join(b.data, o.name)
		if _, err := os.Stat(folder); err != nil {
			absent = append(absent, o.name)
			continue
		}
		out = append(out, func() (s set, err error) {
			s = set{name: o.name, model: o.model}
			for _, f := range o.files {
				s.files = append(s.files, filepath.Join(folder, f))
			}
			if o.pairs != "" {
				s.truth, err = truthOfPairs(s.files, filepath.Join(folder, o.pairs))
			} else {
				s.truth, err = evaluate.ReadTruth(filepath.Join(folder, o.truth))
			}
			return s, err
		})
	}
	if b.people > 0 && b.wants(peopleName) {
		out = append(out, b.peopleSet)
	}
	if b.scale > 0 && b.wants(scaleName) {
		out = append(out, b.scaleSet)
	}
	return out, absent
}

// truthOfPairs makes entities of one-to-one pairs of ids that no two files share.
func truthOfPairs(files []string, pairs string) (evaluate.Truth, error) {
	var t evaluate.Truth
	partner := map[string]string{}
	rows, err := table(pairs)
	if err != nil {
		return t, err
	}
	for _, r := range rows {
		partner[r[1]] = r[0]
	}
	for _, f := range files {
		rows, err := table(f)
		if err != nil {
			return t, err
		}
		for _, r := range rows {
			entity := r[0]
			if p, ok := partner[entity]; ok {
				entity = p
			}
			t.IDs, t.Entities = append(t.IDs, r[0]), append(t.Entities, entity)
		}
	}
	return t, nil
}

// table is a small CSV file without its header.
func table(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("%s: %v", path, err)
	}
	return rows[1:], nil
}

// peopleSet writes the made-up register, and keeps its truth.
func (b *bench) peopleSet() (set, error) {
	o := people.Options{Records: b.options.people, Seed: b.options.seed}
	s := set{name: fmt.Sprintf("%s %d", peopleName, o.Records), model: "persons", files: []string{filepath.Join(b.work, "people.csv")}}
	f, err := os.Create(s.files[0])
	if err != nil {
		return s, err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	w.Write(o.Header()) // an error stays until Flush
	for _, r := range people.Make(o) {
		w.Write(r.Cells)
		s.truth.IDs, s.truth.Entities = append(s.truth.IDs, r.Cells[0]), append(s.truth.Entities, r.Entity)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return s, err
	}
	return s, f.Close()
}

// scaleSet writes the made-up file, and keeps its truth.
func (b *bench) scaleSet() (set, error) {
	s := set{name: fmt.Sprintf("%s %d", scaleName, b.scale), model: "companies", files: []string{filepath.Join(b.work, "scale.csv")}}
	f, err := os.Create(s.files[0])
	if err != nil {
		return s, err
	}
	defer f.Close()
	w := csv.NewWriter(f)
	w.Write(scale.Header) // an error stays until Flush
	t := &s.truth
	for r := range scale.New(b.options.scale, b.seed).All() {
		w.Write(r.Cells())
		t.IDs, t.Entities = append(t.IDs, r.ID), append(t.Entities, r.Entity)
		t.Groups, t.Tags = append(t.Groups, r.Group), append(t.Tags, r.Tags)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return s, err
	}
	return s, f.Close()
}
