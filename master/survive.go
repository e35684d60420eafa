package master

import (
	"time"

	"github.com/tierloop/tierloop/model"
)

// Source is what one member says, with what is needed to weigh it.
type Source struct {
	Customer model.Customer
	// Rank is the place of the source in the configuration; 1 is the best.
	Rank int
	// Changed are the instants when each attribute took its present value, by
	// attribute name. An attribute without one counts as changed at Seen.
	Changed map[string]time.Time
	// Seen is when the customer was first seen; zero is the distant past.
	Seen time.Time
}

// Survivor is compiled survivorship. It may be shared.
type Survivor struct{ rules Rules }

// Survive chooses the value of every attribute from the members of one entity.
// now is the instant that trust decays to. Attributes without any value are
// absent from the result. The order of members does not matter.
func (s *Survivor) Survive(members []Source, now time.Time) map[string]model.Value {
	return map[string]model.Value{}
}
