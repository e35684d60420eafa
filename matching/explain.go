package matching

import "github.com/tierloop/tierloop/model"

// Context is what a pair is weighed against.
type Context struct {
	Counts    *Counts // of the whole data set; nil weighs the pair alone
	Decisions []model.Decision
}

// Explanation is why two records match, or why not.
type Explanation struct {
	// Fields are the contributions; their Bits and the prior's sum to Total.
	Fields []Field
	Gates  []string // codes of the gates that forbid the merge
	Total  float64  // log2 of the posterior odds
	// Posterior is the probability that both are one, gates left aside.
	Posterior float64
	Verdict   Verdict
}

// Field is one contribution to a pair's total.
type Field struct {
	Field string // "prior", "name", "region", "id:uscc", "phone", …
	A, B  string // the values compared, normalised
	Level string // "equal", "similar", "differs", "missing", "generic", …
	Bits  float64
}

// Verdict is what the matcher does with a pair on its own.
type Verdict string

// The verdicts.
const (
	Merge  Verdict = "merge"
	Review Verdict = "review"
	No     Verdict = "no"
)
