package matching

import "math"

// listed is the prior of a pair that somebody put into a list to be compared. Two
// records of a data set are one in ten thousand times at best; those of a list
// were chosen because they look alike, so that one pair in nine is taken to be
// one, and being alike in writing alone does not settle it.
const listed bits = -300

// Chance is how likely a listed pair is one.
type Chance struct {
	Posterior float64  // the probability that both are one, gates left aside
	Gates     []string // codes of the gates that forbid the merge
}

// Same says whether the pair is taken for one.
func (c Chance) Same() bool { return len(c.Gates) == 0 && c.Posterior >= 0.5 }

// Listed weighs pairs of indexes into the records. How rare a value is shows in
// all records together; swapping the ends of a pair changes nothing.
func (m *Matcher) Listed(records []Record, pairs [][2]int) []Chance {
	t := newTable(records, nil, nil, m.trusted)
	s := newScorer(countTable(t, m.models), t.words, m.rules.Generic)
	s.judgeCodes(t)
	s.strict = true
	out := make([]Chance, len(pairs))
	var p pair
	for i, ends := range pairs {
		a, b := &t.rows[ends[0]], &t.rows[ends[1]]
		g := s.gate(a, b)
		total := listed
		if g&gateKind == 0 {
			s.weigh(a, b, &p)
			total += p.total - s.of(a).prior()
		}
		out[i] = Chance{Posterior: 1 / (1 + math.Exp2(-total.float())), Gates: g.list()}
	}
	return out
}
