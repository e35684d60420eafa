package okki

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System:      Name,
		Object:      "company",
		NameField:   "name",
		EmptyField:  "remark",
		NumberField: fakeScore,
		Target:      fakeTier,
		Values:      [2]string{"A", "B"},
		BadValue:    "核心",
		MissingID:   "199999999999999",
		Field:       connectors.FieldSpec{Name: "1937147522999", Label: "Extra", Type: connectors.TypeNumber},
		LoginCall:   "token",
		WriteCall:   "push",
		Quota:       true,
		WideIDs:     true,
		TooFast:     func(_ int, body []byte) bool { return strings.Contains(string(body), "请求过于频繁") },
	})
}
