package hubspot

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestConformance runs the suite with a service key on the dated paths, and with
// OAuth on those by version number.
func TestConformance(t *testing.T) {
	for _, way := range []struct {
		name, login string
		with        map[string]any
	}{
		{"service key", "", nil},
		{"OAuth", "token", oauth()},
	} {
		t.Run(way.name, func(t *testing.T) {
			conformance.Run(t, conformance.Opt{
				System:      Name,
				With:        way.with,
				Object:      "companies",
				NameField:   "name",
				EmptyField:  "description",
				NumberField: "numberofemployees",
				MoneyField:  "annualrevenue",
				Target:      "group_tier",
				Values:      [2]string{"A", "B"},
				BadValue:    "Core",
				MissingID:   "16999999999",
				Field:       connectors.FieldSpec{Name: "group_extra", Label: "Group extra", Type: connectors.TypeNumber},
				LoginCall:   way.login,
				WriteCall:   "update",
				Quota:       true,
				WideIDs:     true,
				Lock:        func(w conformance.World, id string) { w.(*Fake).Refuse(id, "this record waits for an approval") },
			})
		})
	}
}
