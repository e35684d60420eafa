package salesforce

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	for _, way := range []struct {
		name  string
		with  map[string]any
		batch int
	}{{"collections", nil, 20}, {"jobs", map[string]any{"write": "bulk", "bulk_from": 1}, 100}} {
		t.Run(way.name, func(t *testing.T) {
			o := newOrg(t)
			for i := range 10_001 { // one timestamp
				o.account(fmt.Sprintf("客户%05d", i), map[string]any{"Group_Tier__c": "C"})
			}
			conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.Connect(t, way.with), Object: "Account", NameField: "Name", NameColumn: "Name",
				Targets: []string{"Group_Tier__c"}, TierColumn: "Group_Tier__c", Push: 2000, Batch: way.batch, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
			if n := o.Assigned(); n != 0 {
				t.Errorf("%d writes let assignment rules run", n)
			}
		})
	}
}
