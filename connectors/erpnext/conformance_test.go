package erpnext

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

func TestConformance(t *testing.T) {
	conformance.Run(t, conformance.Opt{
		System: Name, Object: "Customer", NameField: "customer_name", EmptyField: "customer_details", NumberField: "employees", MoneyField: "credit",
		Target: "group_tier", Values: [2]string{"A", "B"}, BadValue: "Core", MissingID: "CUST-2025-99999", WriteCall: "bulk_update",
		Lock:  func(w conformance.World, id string) { w.(*Fake).Refuse(id, "Customer waits for approval") },
		Field: connectors.FieldSpec{Name: "group_extra", Label: "Group extra", Type: connectors.TypeNumber},
	})
}

// site is a fake with connectors to it.
type site struct {
	*Fake
	*conformance.Site
}

func newSite(t *testing.T) *site {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &site{f, conformance.NewSite(t, Name, f, clk)}
}

func (s *site) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return s.Connect(t, change).(*conn)
}

func TestThroughEveryFault(t *testing.T) {
	s := newSite(t)
	for i := range 10_001 { // one timestamp
		s.Put("Customer", "", map[string]any{"customer_name": fmt.Sprintf("客户%05d", i), "group_tier": "C"})
	}
	faults := slices.DeleteFunc(slices.Clone(sandbox.AllFaults), func(f sandbox.Fault) bool { return f == sandbox.ExpireToken }) // no session
	conformance.FaultRun{Fake: s.Fake, Clock: s.Clock, Conn: s.connect(t, nil), Object: "Customer", NameField: "customer_name", NameColumn: "customer_name",
		Targets: []string{"group_tier"}, TierColumn: "group_tier", Push: 2000, Batch: 20, Faults: faults, Effects: s.Effects}.Run(t)
}
