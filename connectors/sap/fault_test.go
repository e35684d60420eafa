package sap

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	h := newHost(t)
	for i := range 10_001 { // one timestamp
		h.partner(fmt.Sprintf("客户%05d", i), map[string]any{"YY1_CustomerTier_bus": "BRONZE"})
	}
	conformance.FaultRun{Fake: h.Fake, Clock: h.Clock, Conn: h.connect(t, map[string]any{"auth": "oauth"}), Object: partner, NameField: "OrganizationBPName1", NameColumn: "OrganizationBPName1",
		Targets: []string{"YY1_CustomerTier_bus"}, TierColumn: "YY1_CustomerTier_bus", Tiers: [3]string{"BRONZE", "GOLD", "LEAD"},
		Push: 2000, Batch: 20, Faults: sandbox.AllFaults, Effects: h.Effects}.Run(t)
}
