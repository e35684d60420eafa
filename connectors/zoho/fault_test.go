package zoho

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	o := newOrg(t)
	for i := range 10_001 { // one timestamp
		o.account(fmt.Sprintf("客户%05d", i), map[string]any{"Group_Tier": "C"})
	}
	conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, nil), Object: "Accounts", NameField: "Account_Name", NameColumn: "Account_Name",
		Targets: []string{"Group_Tier"}, TierColumn: "Group_Tier", Push: 2000, Batch: 20, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
	if o.Fired() != 0 {
		t.Errorf("%d workflows ran", o.Fired())
	}
}
