package main

import (
	"encoding/csv"
	"math"
	"slices"
	"strconv"

	"github.com/tierloop/tierloop/master"
	"github.com/tierloop/tierloop/matching"
	"github.com/tierloop/tierloop/model"
)

// matchSet is the rows of files being matched. Their texts are kept by the index
// alone, so that a million rows fit into a gigabyte.
type matchSet struct {
	index   *matching.Index
	parents map[uint32]string // by row: the id of the parent, where there is one

	founders []uint32 // of all entities, by reference
	entity   []string // by row of a founder
	groups   master.Forest
	cycles   [][]string // rows on the way up that lead back to where they began
	tops     int        // different groups
	doubts   int
	alarms   []matching.Alarm // Cluster is the founder's row
}

// take is for eachRecord.
func (s *matchSet) take(rec *matching.Record) (int, error) {
	if row, again := s.index.Row(rec.Ref); again {
		return int(row), nil
	}
	row := s.index.Upsert(rec)
	if rec.Parent != "" {
		s.parents[row] = rec.Parent
	}
	return int(row), nil
}

// settle forms entities and groups.
func (s *matchSet) settle() {
	s.founders = s.index.Settle().Founders
	slices.SortFunc(s.founders, func(a, b uint32) int { return s.index.Ref(a).Compare(s.index.Ref(b)) })
	s.entity = make([]string, s.index.Len())
	for _, row := range s.founders {
		s.entity[row] = master.EntityID(s.index.Ref(row))
		for _, a := range s.index.Alarms(row) {
			a.Cluster = int(row)
			s.alarms = append(s.alarms, a)
		}
	}
	s.doubts = len(s.index.Doubts(s.founders))
	s.group()
}

// of is the entity of a row.
func (s *matchSet) of(row uint32) string { return s.entity[s.index.Founder(row)] }

// group builds the corporate hierarchy from parent columns and from branches and
// group forms seen in names.
func (s *matchSet) group() {
	var links []master.Link
	shown := map[string]string{} // by entity: a row of it
	link := func(rank int, child, parent uint32, kind model.EdgeKind, why string) {
		from := s.index.Ref(child)
		for _, row := range [...]uint32{child, parent} {
			ref := s.index.Ref(row)
			if text := ref.Source + "/" + ref.ID; shown[s.of(row)] == "" || text < shown[s.of(row)] {
				shown[s.of(row)] = text
			}
		}
		links = append(links, master.Link{Rank: rank, By: from, Edge: model.Edge{Child: s.of(child), Parent: s.of(parent), Kind: kind, Why: why}})
	}
	for row, id := range s.parents {
		ref := s.index.Ref(row)
		ref.ID = id
		if parent, ok := s.index.Row(ref); ok {
			link(1, row, parent, model.SubsidiaryOf, "parent column")
		}
	}
	for _, rel := range s.index.BelongsTo() {
		if rel.Doubtful {
			continue // a question, and files have nobody to answer it
		}
		child, _ := s.index.Row(rel.Child)
		parent, _ := s.index.Row(rel.Parent)
		link(2, child, parent, rel.Kind, rel.Why)
	}
	s.groups, s.cycles = master.Hierarchy(links)
	for _, c := range s.cycles {
		for i := range c {
			c[i] = shown[c[i]]
		}
	}
	for _, row := range s.founders {
		if s.groups.Top(s.entity[row]) == s.entity[row] {
			s.tops++
		}
	}
}

// write writes the rows in their order, with entity, group and confidence.
func (s *matchSet) write(w *csv.Writer) error {
	sure := make([]float32, s.index.Len())
	for _, founder := range s.founders {
		s.confidences(s.index.Members(founder), sure)
	}
	for i := range sure {
		row := uint32(i)
		ref, entity := s.index.Ref(row), s.of(row)
		if err := w.Write([]string{ref.ID, ref.Source, entity, s.groups.Top(entity), strconv.FormatFloat(float64(sure[row]), 'f', 4, 32)}); err != nil {
			return err
		}
	}
	return nil
}

// confidences puts down, per member, the probability that it belongs to the
// entity: that of the link by which it came in; the founder has that of its
// strongest link. A row that is an entity by itself has 1.
func (s *matchSet) confidences(members []uint32, sure []float32) {
	founder := members[0]
	if len(members) == 1 {
		sure[founder] = 1
		return
	}
	most := float32(0)
	for _, row := range members[1:] {
		with, bits, _ := s.index.Link(row)
		sure[row] = float32(1 / (1 + math.Exp2(-bits)))
		most = max(most, sure[row])
		if with == founder {
			sure[founder] = max(sure[founder], sure[row])
		}
	}
	if sure[founder] == 0 {
		sure[founder] = most
	}
}
