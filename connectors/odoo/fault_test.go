package odoo

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	for _, protocol := range []string{"json2", "jsonrpc"} {
		t.Run(protocol, func(t *testing.T) {
			o := newBase(t)
			for i := range 10_001 { // one timestamp
				o.partner(fmt.Sprintf("客户%05d", i), map[string]any{"x_group_tier": "C"})
			}
			// There is no session that could end.
			faults := slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken })
			conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, map[string]any{"protocol": protocol}), Object: "res.partner", NameField: "name", NameColumn: "name",
				Targets: []string{"x_group_tier"}, TierColumn: "x_group_tier", Push: 2000, Batch: 20, Faults: faults, Effects: o.Effects}.Run(t)
		})
	}
}
