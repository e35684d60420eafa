package matching

import (
	"testing"

	"pgregory.net/rapid"
)

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
			}
		}
	})
}
