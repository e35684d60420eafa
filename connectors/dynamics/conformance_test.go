package dynamics

import (
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System:      Name,
		Object:      "account",
		NameField:   "name",
		EmptyField:  "description",
		NumberField: "numberofemployees",
		MoneyField:  "revenue",
		Target:      "new_grouptier",
		Values:      [2]string{"727000000", "727000001"},
		BadValue:    "A",
		MissingID:   "00000000-0000-0000-0000-0000000000ff",
		Field:       connectors.FieldSpec{Name: "new_groupextra", Label: "Group extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "batch",
		Lock: func(w conformance.World, id string) {
			w.(*Fake).Refuse(id, 400, "0x80040265", "The account waits for an approval.")
		},
	})
}
