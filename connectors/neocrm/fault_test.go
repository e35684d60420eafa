package neocrm

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	for _, write := range []string{"jobs", "records"} {
		t.Run(write, func(t *testing.T) {
			n := newTenant(t)
			for i := range 10_001 { // one timestamp
				n.account(fmt.Sprintf("客户%05d", i))
			}
			conformance.FaultRun{Fake: n.Fake, Clock: n.Clock, Conn: n.connect(t, map[string]any{"write": write}), Object: "account", NameField: "accountName", NameColumn: "accountName",
				Targets: []string{"group_tier__c"}, TierColumn: "group_tier__c", Tiers: [3]string{"3", "1", "4"}, Push: 400, Batch: 20, Faults: sandbox.AllFaults, Effects: n.Effects}.Run(t)
		})
	}
}
