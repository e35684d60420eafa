package netsuite

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
		Object:      customer,
		NameField:   "companyname",
		EmptyField:  "comments",
		NumberField: "custentity_employees",
		MoneyField:  "creditlimit",
		Target:      tier,
		Values:      [2]string{"Gold", "Silver"},
		BadValue:    "REFUSED", // by a script, which only the account knows
		MissingID:   "77",
		Field:       connectors.FieldSpec{Name: "custentity_group_extra", Label: "Group extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "batch",
		WideIDs:     true,
		Lock: func(w conformance.World, id string) {
			w.(*Fake).Refuse(id, 400, "USER_ERROR", "This record has been locked by a user defined workflow.")
		},
	})
}

func TestThroughEveryFault(t *testing.T) {
	o := newAccount(t)
	for i := range 10_001 { // one timestamp
		o.customer(fmt.Sprintf("客户%05d", i), map[string]any{tier: "Iron"})
	}
	conformance.FaultRun{Fake: o.Fake, Clock: o.Clock, Conn: o.connect(t, nil), Object: customer, NameField: "companyname", NameColumn: "companyname",
		Targets: []string{tier}, TierColumn: tier, Tiers: [3]string{"Iron", "Gold", "Lead"}, Push: 2000, Batch: 20, Faults: sandbox.AllFaults, Effects: o.Effects}.Run(t)
}
