package declared

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The shop is a type of its own in tests, so that the suite finds its fake.
const shop = "rest-woocommerce"

func init() {
	own := system
	own.Name, own.Fake = shop, func(s sandbox.Setup) sandbox.Fake { return NewWooCommerce(s) }
	connectors.Register(own)
}

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: Name, Object: "organizations", NameField: "name", EmptyField: "website", NumberField: "employee_count", MoneyField: "annual_revenue",
		Target: "group_tier", Values: [2]string{"A", "B"}, BadValue: "Core", MissingID: "99999999", WriteCall: "update", Quota: true, WideIDs: true,
		TargetValue: func(w conformance.World, id string) string {
			row, _ := w.Get("organizations", id)
			return connectors.TextOf(row[PipedriveTier])
		},
	})
}

func TestConformanceOfAShop(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: shop, Object: "customers", NameField: "company", EmptyField: "email", NumberField: "orders_count", MoneyField: "total_spent",
		Target: "group_tier", Values: [2]string{"A", "B"}, MissingID: "99999999", WriteCall: "batch", WideIDs: true,
		Lines: &conformance.Lines{Object: "orders", List: "line_items", Amount: "total", Many: 200},
	})
}

func TestThroughEveryFault(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewPipedrive(sandbox.Setup{Clock: clk, Seed: 7})
	for i := range 10_001 { // one timestamp
		f.Put("organizations", "", map[string]any{"name": fmt.Sprintf("客户%05d", i), PipedriveTier: "C"})
	}
	site := conformance.NewSite(t, Name, f, clk)
	conformance.FaultRun{Fake: f, Clock: clk, Conn: site.Connect(t, nil), Object: "organizations", NameField: "name", NameColumn: "name",
		Targets: []string{"group_tier"}, TierColumn: PipedriveTier, Push: 1000, Batch: 20, Faults: withoutLogin(), Effects: f.Effects}.Run(t)
}

func TestAShopThroughEveryFault(t *testing.T) {
	clk := clock.NewManual(start)
	f := NewWooCommerce(sandbox.Setup{Clock: clk, Seed: 7})
	for i := range 10_001 {
		f.Put("customers", "", map[string]any{"company": fmt.Sprintf("客户%05d", i), "group_tier": "C"})
	}
	site := conformance.NewSite(t, shop, f, clk)
	conformance.FaultRun{Fake: f, Clock: clk, Conn: site.Connect(t, nil), Object: "customers", NameField: "company", NameColumn: "company",
		Targets: []string{"group_tier"}, TierColumn: "group_tier", Push: 1000, Batch: 20, Faults: withoutLogin(), Effects: f.Effects}.Run(t)
}

// withoutLogin are the faults of a system without a session that could end.
func withoutLogin() []sandbox.Fault {
	return slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken })
}
