package zoho

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System:      Name,
		Object:      "Accounts",
		NameField:   "Account_Name",
		EmptyField:  "Description",
		NumberField: "Group_Points",
		MoneyField:  "Annual_Revenue",
		Target:      "Group_Tier",
		Values:      [2]string{"A", "B"},
		BadValue:    "Core",
		MissingID:   "5725768000009999999",
		Field:       connectors.FieldSpec{Name: "Group_Extra", Label: "Group Extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "update",
		Quota:       true,
		WideIDs:     true,
		Lock:        func(w conformance.World, id string) { w.(*Fake).Lock(id, "RECORD_LOCKED") },
		Started:     func(w conformance.World) int { return w.(*Fake).Fired() },
	})
}
