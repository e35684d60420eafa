package okki

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestThroughEveryFault(t *testing.T) {
	a := newAccount(t)
	for i := range 10_001 { // one timestamp
		a.Put("company", "", map[string]any{"name": fmt.Sprintf("客户%05d", i), fakeTier: "C"})
	}
	conformance.FaultRun{Fake: a.Fake, Clock: a.Clock, Conn: a.connect(t, nil), Object: "company", NameField: "name", NameColumn: "name",
		Targets: []string{fakeTier}, TierColumn: fakeTier, Push: 300, Batch: 20, Faults: sandbox.AllFaults, Effects: a.Effects}.Run(t)
}
