package memory_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/memory"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestEveryShapeIsConformant(t *testing.T) {
	for name, shape := range memory.Shapes() {
		for _, target := range []string{memory.TierColumn, memory.TierCategory, memory.TierRow} {
			opt := conformance.Opt{
				System: memory.Name, Object: memory.Customers, Open: opener(shape),
				NameField: "name", EmptyField: "short_name", NumberField: "staff", MoneyField: "revenue",
				MissingID: "m999999", Many: 250, WideIDs: true,
				Lock:  func(w conformance.World, id string) { w.(*memory.System).Lock(memory.Customers, id, true) },
				Lines: &conformance.Lines{Object: memory.Orders, List: "lines", Amount: "amount", Many: 200},
			}
			if len(shape.Partitions) > 0 {
				opt.Record = func(i int) map[string]any {
					return map[string]any{"name": fmt.Sprintf("客户 %d", i), "org": shape.Partitions[i%len(shape.Partitions)]}
				}
			}
			if shape.Write != connectors.WriteNone {
				opt.Target, opt.Values = target, [2]string{"A", "B"}
				opt.Field = connectors.FieldSpec{Name: "group_note", Label: "Note", Type: connectors.TypeText}
				if target != memory.TierRow {
					opt.BadValue = "no such tier"
				}
			}
			if target != memory.TierColumn && (shape.Write == connectors.WriteNone || name != "full" && name != "all-or-nothing") {
				continue // the other targets go through the same calls
			}
			if name == "full" && target == memory.TierColumn {
				opt.Many = 0
			}
			t.Run(name+"/"+target, func(t *testing.T) { conformance.Run(t, opt) })
		}
	}
}

func opener(shape memory.Shape) func(testing.TB) conformance.Instance {
	return func(t testing.TB) conformance.Instance {
		clk := clock.NewManual(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
		s := memory.New(clk, shape)
		memory.Publish(t.Name(), s)
		t.Cleanup(func() { memory.Publish(t.Name(), nil) })
		return conformance.Instance{World: s, Clock: clk, Options: map[string]any{"system": t.Name()}}
	}
}
