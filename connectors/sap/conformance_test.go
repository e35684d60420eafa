package sap

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestConformance(t *testing.T) {
	opt := conformance.Opt{
		System:      Name,
		Object:      partner,
		NameField:   "OrganizationBPName1",
		EmptyField:  "SearchTerm1",
		NumberField: "YY1_Employees_bus",
		MoneyField:  "YY1_CreditLimit_bus",
		Target:      "YY1_CustomerTier_bus",
		Values:      [2]string{"GOLD", "SILVER"},
		BadValue:    "PLATINUM", // not in the code list, which only the system knows
		MissingID:   "4711",
		Field:       connectors.FieldSpec{Name: "YY1_GroupExtra_bus", Label: "Group extra", Type: connectors.TypeNumber},
		WriteCall:   "batch",
		Lock: func(w conformance.World, id string) {
			w.(*Fake).Refuse(id, 400, "R1/701", "the partner is locked by user MUELLER")
		},
	}
	t.Run("basic", func(t *testing.T) { conformance.Run(t, opt) })
	opt.Variant, opt.With, opt.LoginCall = "oauth", map[string]any{"auth": "oauth"}, "token"
	t.Run("oauth", func(t *testing.T) { conformance.Run(t, opt) })
}
