package dynamics

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	o := newOrg(t)
	for i := range 10_001 { // one timestamp
		o.account(fmt.Sprintf("客户%05d", i), map[string]any{"new_grouptier": "727000002"})
	}
	conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, nil), Object: "account", NameField: "name", NameColumn: "name",
		Targets: []string{"new_grouptier"}, TierColumn: "new_grouptier", Tiers: [3]string{"727000002", "727000000", "727000003"},
		Push: 2000, Batch: 20, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
}
