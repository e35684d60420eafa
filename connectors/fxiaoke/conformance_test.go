package fxiaoke

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System:      Name,
		Object:      "AccountObj",
		NameField:   "name",
		EmptyField:  "remark",
		NumberField: "group_score__c",
		Target:      "group_tier__c",
		Values:      [2]string{"A", "B"},
		BadValue:    "核心",
		MissingID:   "0000000000000000000000ff",
		Field:       connectors.FieldSpec{Name: "group_extra__c", Label: "Extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "update",
		Quota:       true,
		Started: func(w conformance.World) int {
			workflows, approvals := w.(*Fake).Fired()
			return workflows + approvals
		},
		TooFast: func(_ int, body []byte) bool {
			return strings.Contains(string(body), `"errorCode":30004`) || strings.Contains(string(body), `"errorCode":14001`)
		},
	})
}
