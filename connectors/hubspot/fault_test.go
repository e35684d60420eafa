package hubspot

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	o := newPortal(t)
	for i := range 10_001 { // one timestamp
		o.company(fmt.Sprintf("客户%05d", i), map[string]any{"group_tier": "C"})
	}
	// With OAuth: a service key never expires.
	conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, oauth()), Object: "companies", NameField: "name", NameColumn: "name",
		Targets: []string{"group_tier"}, TierColumn: "group_tier", Push: 2000, Batch: 20, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
}
