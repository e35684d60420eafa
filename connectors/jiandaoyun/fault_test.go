package jiandaoyun

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// faults are those that a retry overcomes: a key does not expire.
var faults = slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken })

// TestThroughEveryFault writes into the customer and into the side form.
func TestThroughEveryFault(t *testing.T) {
	n := newCompany(t)
	for i := range 10_001 { // one timestamp
		n.Put("customers", "", map[string]any{"客户名称": fmt.Sprintf("客户%05d", i), "集团分级": "C"})
	}
	effects := func(id string) int {
		if len(n.sideOf(id)) != n.Effects(id) {
			return -1 // one of the two was written alone, or twice
		}
		return n.Effects(id)
	}
	conformance.FaultRun{Fake: n.Fake, Clock: n.clk, Conn: n.connect(t, nil), Object: "customers", NameField: nameField, NameColumn: "客户名称",
		Targets: []string{"集团分级", sideTier}, TierColumn: "集团分级", Push: 300, Batch: 100, Faults: faults, Effects: effects}.Run(t)
	if n.Triggered() != 0 {
		t.Errorf("%d automations were started", n.Triggered())
	}
}
