package scoring

import "github.com/tierloop/tierloop/model"

// Subject is one customer to be scored, with all its facts. The caller forms
// it: own companies and business between them are left out, the facts of a
// group of companies are brought together at its ultimate parent.
type Subject struct {
	Entity string
	Scope  string // model.ScopeGroup or model.UnitScope(unit)
	// Group is the ultimate parent of a member that is scored beside its group;
	// "" or Entity itself for all others. A member is not counted in the
	// population and inherits as the policy's scope.members says.
	Group      string
	Attributes map[string]string
	Orders     []model.Order // every order-like kind
	Activities []model.Activity
	Manual     []model.ManualScore
	FirstSeen  model.Date // zero when not known
}

// Key names one result.
type Key struct{ Entity, Scope string }

// Past is an earlier result of the same entity and scope.
type Past struct {
	AsOf  model.Date
	Score string
	Raw   string
	Held  string
	Final string
}

// Inputs is what a run needs besides the subjects.
type Inputs struct {
	Rates []model.Rate
	Pins  []model.Pin
	// Previous yields the earlier results of a key in any order; nil means that
	// there are none. Results calls it from many goroutines, once per subject, and
	// again for the top of a group when a member is reached.
	Previous func(Key) []Past
	// Ground, when set, stands for the population of the group: the subjects are
	// compared with it and not with each other.
	Ground *Ground
}
