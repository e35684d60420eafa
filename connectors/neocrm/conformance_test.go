package neocrm

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestConformance runs the suite over both ways of writing.
func TestConformance(t *testing.T) {
	for write, way := range map[string]struct{ variant, call string }{"jobs": {"", "batch"}, "records": {"records", "update"}} {
		t.Run(write, func(t *testing.T) {
			conformance.Run(t, conformance.Opt{
				System:      Name,
				Variant:     way.variant,
				With:        map[string]any{"write": write},
				Object:      "account",
				NameField:   "accountName",
				EmptyField:  "comment",
				NumberField: "employeeNumber",
				MoneyField:  "annualRevenue",
				Target:      "group_tier__c",
				Values:      [2]string{"1", "2"},
				BadValue:    "核心",
				MissingID:   "2904963999999999",
				Field:       connectors.FieldSpec{Name: "group_extra__c", Label: "Extra", Type: connectors.TypeNumber},
				LoginCall:   "token",
				WriteCall:   way.call,
				Quota:       true,
				WideIDs:     true,
				Lock:        func(w conformance.World, id string) { w.(*Fake).Lock("account", id) },
				TooFast:     func(_ int, body []byte) bool { return strings.Contains(string(body), `"code":1020025`) },
			})
		})
	}
}
