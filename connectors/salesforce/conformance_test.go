package salesforce

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestConformance runs the suite over both ways of reading and writing.
func TestConformance(t *testing.T) {
	for _, way := range []struct {
		name, variant, call string
		with                map[string]any
	}{
		{"collections", "", "update", nil},
		{"jobs", "jobs", "job-state", map[string]any{"write": "bulk", "bulk_from": 1}},
	} {
		t.Run(way.name, func(t *testing.T) {
			conformance.Run(t, conformance.Opt{
				System:     Name,
				Variant:    way.variant,
				With:       way.with,
				Object:     "Account",
				NameField:  "Name",
				EmptyField: "Description",
				MoneyField: "AnnualRevenue",
				Target:     "Group_Tier__c",
				Values:     [2]string{"A", "B"},
				BadValue:   "Core",
				MissingID:  "0015g00000ZZZZZAAA",
				Field:      connectors.FieldSpec{Name: "Group_Extra__c", Label: "Group Extra", Type: connectors.TypeNumber},
				LoginCall:  "token",
				WriteCall:  way.call,
				Quota:      true,
				Lock:       func(w conformance.World, id string) { w.(*Fake).Lock(id, "ENTITY_IS_LOCKED", 100) },
				Started:    func(w conformance.World) int { return w.(*Fake).Assigned() },
			})
		})
	}
}
