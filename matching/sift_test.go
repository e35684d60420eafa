package matching

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tells says whether two rows share a value that tells something.
func tells(s *scorer, a, b *row) bool {
	k := keyer{counts: s.counts, crowd: s.words.crowd, heard: &heard{}, generic: s.generic}
	in := map[uint64]bool{}
	for _, key := range k.row(a) {
		in[key.key] = !key.mute && !key.ofName()
	}
	return slices.ContainsFunc(k.row(b), func(key rowKey) bool { return in[key.key] })
}

// A pair that reaches the line is weighed in full; any other stays below it.
func TestSiftedPairsWeighTheSameFromTheLineOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := messyRecords(t, 12)
		table := newTable(records, nil, nil, trust(DefaultRules().Trusted))
		s := newScorer(countTable(table, Models{}), table.words, DefaultRules().Generic)
		s.learned = wild(t)
		line := bits(rapid.IntRange(-2500, 3000).Draw(t, "line"))
		for i := range table.rows {
			for j := range table.rows {
				a, b := &table.rows[i], &table.rows[j]
				if a.person != b.person {
					continue
				}
				var full, sifted pair
				s.weigh(a, b, &full)
				s.sift(a, b, line, &sifted)
				if full.total >= line && sifted != full {
					t.Fatalf("%v and %v: %+v from the line %d on, %+v in full", records[i].Names, records[j].Names, sifted, line, full)
				}
				if full.total < line && sifted.total >= line {
					t.Fatalf("%v and %v come to %d, sifted by the line %d to %d", records[i].Names, records[j].Names, full.total, line, sifted.total)
				}
				if a.person || tells(s, a, b) {
					continue
				}
				organisations{s}.weighNamed(a, b, line, &sifted)
				if full.total >= line && sifted != full || full.total < line && sifted.total >= line {
					t.Fatalf("%v and %v, who share nothing but names: %+v by the line %d, %+v in full", records[i].Names, records[j].Names, sifted, line, full)
				}
			}
		}
	})
}

func TestNamesComeToNoMoreThanTheyMay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := newTable(messyRecords(t, 12), nil, nil, trust(DefaultRules().Trusted))
		s := newScorer(countTable(table, Models{}), table.words, DefaultRules().Generic)
		var names []nameRow
		eachOrganisation(table, func(r *row) { names = append(names, r.names...) })
		for i := range names {
			for j := range names {
				q := s.name(&names[i], &names[j], nothing)
				if q.level[fieldRegion] == open {
					q.total -= regionOpen
				}
				if q.level[fieldIndustry] == open {
					q.total += industryAbsent - industryOpen
				}
				if most := s.most(&names[i], &names[j]); q.total > most {
					word := s.words.word.of
					t.Fatalf("%s and %s come to %d, said to be %d at most", word(names[i].text), word(names[j].text), q.total, most)
				}
			}
		}
	})
}
