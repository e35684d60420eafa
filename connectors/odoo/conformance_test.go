package odoo

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestConformance runs the suite over both protocols.
func TestConformance(t *testing.T) {
	for _, protocol := range []string{"auto", "jsonrpc"} { // auto finds a server of version 19
		t.Run(protocol, func(t *testing.T) {
			conformance.Run(t, conformance.Opt{
				System:      Name,
				With:        map[string]any{"protocol": protocol},
				Object:      "res.partner",
				NameField:   "name",
				EmptyField:  "comment",
				NumberField: "employee",
				MoneyField:  "credit_limit",
				Target:      "x_group_tier",
				Values:      [2]string{"A", "B"},
				BadValue:    "Core",
				MissingID:   "99999999",
				Field:       connectors.FieldSpec{Name: "x_group_extra", Label: "Group extra", Type: connectors.TypeNumber},
				WriteCall:   "write",
				Lock:        func(w conformance.World, id string) { w.(*Fake).Refuse(id, "A validated partner cannot be changed.") },
			})
		})
	}
}
