package sandbox

import (
	"net/http"

	"github.com/tierloop/tierloop/internal/clock"
)

// Setup is what a fake needs to start.
type Setup struct {
	Clock clock.Clock // of the fake's stamps, token life and rate windows
	Seed  int64       // of everything the fake draws by chance
	// NoLimits switches the documented rate limits off, for throughput tests.
	NoLimits bool
}

// Fake is one running fake. It is an http.Handler: serve it where you like.
type Fake interface {
	http.Handler
	// Options are the connection options (and per object options) that reach
	// the fake at base, credentials included.
	Options(base string) (options map[string]any, objects map[string]map[string]any)
	// Objects names the fake's objects, the customer object first.
	Objects() []string
	// Put creates or replaces a record behind the connector's back, as a person
	// at the vendor's screen would; it sets the record's change stamp to now.
	// Fields carry the vendor's own field names. It returns the id, which the
	// fake makes when id is "".
	Put(object, id string, fields map[string]any) string
	// Delete removes a record as the vendor's screen would.
	Delete(object, id string)
	// Merge merges loser into winner as the vendor's screen would; false when
	// the vendor has no merge.
	Merge(object, loser, winner string) bool
	// Get reads a record's present fields; false when it is gone.
	Get(object, id string) (map[string]any, bool)
	// IDs lists the live records in the vendor's order.
	IDs(object string) []string
	// Faults gives the fake's fault switch.
	Faults() *Faults
	// Calls counts the requests served since the start by a short name of the
	// endpoint, such as "query" or "update".
	Calls() map[string]int
}
