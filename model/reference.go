package model

// The kinds of reference records.
const (
	ReferenceRate   = "rate"
	ReferenceOwn    = "own_company"
	ReferenceScore  = "score"
	ReferenceTarget = "target"
)

// Reference is a record of a source that says something for all customers, or of
// a customer by hand: an exchange rate, an own company, a manual score or a sales
// target. Kind says which of the pointers is set.
type Reference struct {
	Ref    Ref          `json:"ref"`
	Kind   string       `json:"kind"`
	Rate   *Rate        `json:"rate,omitempty"`
	Own    *OwnCompany  `json:"own_company,omitempty"`
	Score  *ManualScore `json:"score,omitempty"`
	Target *SalesTarget `json:"target,omitempty"`
	// Entity is whom a score is about where it names no customer of its source.
	Entity string `json:"entity,omitempty"`
}

// TargetDimensions are what a sales target may be for.
var TargetDimensions = []string{"group", "unit", "salesperson", "region", "industry", "channel", "type"}
