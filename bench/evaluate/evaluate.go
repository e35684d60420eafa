// Package evaluate scores a clustering of records against a labelled truth:
// pairwise and B-cubed figures, groups, merges inside a group, recall by noise.
// It is the evaluator of docs/benchmarks.md, for TierLoop and its peers alike.
package evaluate

// Truth is what is right about each record; Groups and Tags are nil where the
// truth tells nothing about them.
type Truth struct {
	IDs      []string
	Entities []string
	Groups   []string   // "" for a record that stands in no group
	Tags     [][]string // the noise of each record
}

// Answer is what a program said: entity and group by record id. Groups is nil
// where it named none.
type Answer struct {
	Entities map[string]string
	Groups   map[string]string
}

// Figures are between 0 and 1.
type Figures struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Score holds all that is measured.
type Score struct {
	Records  int `json:"records"`
	Missing  int `json:"missing"` // records of the truth without an answer; each is an entity of its own
	Unknown  int `json:"unknown"` // answers for records that the truth does not have
	Entities int `json:"entities"`
	Largest  int `json:"largest"` // records of the largest entity said

	Pair  Figures  `json:"pair"`
	B3    Figures  `json:"b3"`
	Group *Figures `json:"group,omitempty"` // where truth and answer have groups

	// Of the pairs of entities inside one group, those that share an entity said.
	InGroupWrong int `json:"in_group_wrong_merges"`
	InGroupPairs int `json:"in_group_pairs"`

	Recall map[string]float64 `json:"recall_by_tag,omitempty"` // a pair counts for each tag of either record
}

// Compare scores an answer.
func Compare(t Truth, a Answer) Score {
	n := len(t.IDs)
	s := Score{Records: n}
	truth, said := make([]string, n), make([]string, n)
	found := 0
	for i, id := range t.IDs {
		truth[i] = t.Entities[i]
		if e, ok := a.Entities[id]; ok {
			said[i] = "=" + e
			found++
		} else {
			said[i] = "?" + id
		}
	}
	s.Missing, s.Unknown = n-found, len(a.Entities)-found
	right, there := numbered(truth), numbered(said)
	s.Pair, s.B3 = pairwise(right, there), bcubed(right, there)
	sizes := there.sizes()
	s.Entities = len(sizes)
	for _, size := range sizes {
		s.Largest = max(s.Largest, size)
	}
	if t.Groups != nil {
		s.InGroupWrong, s.InGroupPairs = inGroup(t, right, there)
		if a.Groups != nil {
			g := groups(t, a)
			s.Group = &g
		}
	}
	if t.Tags != nil {
		s.Recall = recallByTag(t.Tags, right, there)
	}
	return s
}

// groups compares groups; a record in none is alone with its entity.
func groups(t Truth, a Answer) Figures {
	right, said := make([]string, len(t.IDs)), make([]string, len(t.IDs))
	for i, id := range t.IDs {
		right[i] = "g" + t.Groups[i]
		if t.Groups[i] == "" {
			right[i] = "e" + t.Entities[i]
		}
		e, ok := a.Entities[id]
		switch {
		case !ok:
			said[i] = "?" + id
		case a.Groups[id] == "":
			said[i] = "e" + e
		default:
			said[i] = "g" + a.Groups[id]
		}
	}
	return pairwise(numbered(right), numbered(said))
}
