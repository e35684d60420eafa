package yonyou

import (
	"fmt"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System:      Name,
		Object:      merchant,
		NameField:   "name.simplifiedName",
		EmptyField:  "shortname.simplifiedName",
		NumberField: "parentCustomerId",
		Target:      level,
		Values:      [2]string{"A", "B"},
		BadValue:    "Z",
		MissingID:   "1599999999999999999",
		Field:       connectors.FieldSpec{Name: "merchantCharacter.groupExtra", Label: "Group extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "update",
		WideIDs:     true,
		Lock: func(w conformance.World, id string) {
			w.(*Fake).Refuse(id, "999", "客户档案已审核，不能修改")
		},
	})
}

func TestThroughEveryFault(t *testing.T) {
	o := newTenant(t)
	for i := range 10_001 { // one timestamp
		o.customer(fmt.Sprintf("客户%05d", i), map[string]any{level: "C"})
	}
	conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, nil), Object: merchant, NameField: "name.simplifiedName", NameColumn: "name.simplifiedName",
		Targets: []string{level}, TierColumn: level, Push: 1000, Batch: 20, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
}
