package jiandaoyun

import (
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

// TestConformance runs the suite over each kind of target: a drop-down, which
// takes everything, a number, and a row of the side form.
func TestConformance(t *testing.T) {
	for _, target := range []struct {
		name, field, call, bad string
		values                 [2]string
	}{
		{"field", tierField, "batch_update", "", [2]string{"A", "B"}},
		{"number", scoreField, "batch_update", "many", [2]string{"87.5", "12"}},
		{"side", "side:tiers._widget_1700000003002", "batch_create", "", [2]string{"A", "B"}},
	} {
		t.Run(target.name, func(t *testing.T) {
			opt := conformance.Opt{
				System:      Name,
				Object:      "customers",
				NameField:   nameField,
				EmptyField:  "_widget_1700000001010",
				NumberField: "_widget_1700000001007",
				MoneyField:  "_widget_1700000001018",
				Target:      target.field,
				Values:      target.values,
				BadValue:    target.bad,
				MissingID:   nobody,
				Field:       connectors.FieldSpec{Name: "group_extra", Label: "Extra", Type: connectors.TypeNumber},
				WriteCall:   target.call,
				Quota:       true,
				Started:     func(w conformance.World) int { return w.(*Fake).Triggered() },
				Lines:       &conformance.Lines{Object: "orders", List: "订单明细", Amount: "_widget_1700000002010", Many: 200},
				TooFast: func(_ int, body []byte) bool {
					return strings.Contains(string(body), `"code":8303`) || strings.Contains(string(body), `"code":8304`)
				},
			}
			if target.name != "field" {
				opt.Many = 203 // reading is the same
			}
			if target.name == "side" {
				opt.Variant = "side"
				opt.TargetValue = func(w conformance.World, id string) string {
					for _, row := range w.IDs("tiers") {
						if r, _ := w.Get("tiers", row); r["客户数据ID"] == id {
							return connectors.TextOf(r["集团分级"])
						}
					}
					return ""
				}
			}
			conformance.Run(t, opt)
		})
	}
}
