package fxiaoke

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	n := newTenant(t)
	for i := range 10_001 { // one timestamp, beyond the cap of offsets
		n.Put("AccountObj", "", map[string]any{"name": fmt.Sprintf("客户%05d", i), "group_tier__c": "C"})
	}
	conformance.FaultRun{Fake: n.Fake, Clock: n.clk, Conn: n.connect(t, nil), Object: "AccountObj", NameField: "name", NameColumn: "name",
		Targets: []string{"group_tier__c"}, TierColumn: "group_tier__c", Push: 300, Batch: 20, Faults: sandbox.AllFaults, Effects: n.Effects}.Run(t)
	if w, a := n.Fired(); w+a != 0 {
		t.Errorf("%d workflows and %d approvals fired", w, a)
	}
}
