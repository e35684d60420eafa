package sap

import (
	"maps"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// host is a fake with connectors to it.
type host struct {
	*Fake
	*conformance.Site
}

func newHost(t *testing.T) *host {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &host{f, conformance.NewSite(t, Name, f, clk)}
}

// connect makes a connector with the fake's options, some of them changed.
func (h *host) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return h.Connect(t, change).(*conn)
}

const partner = "A_BusinessPartner"

// partner puts an organisation with a name and more.
func (h *host) partner(name string, more map[string]any) string {
	fields := map[string]any{"OrganizationBPName1": name, "BusinessPartnerCategory": "2"}
	maps.Copy(fields, more)
	return h.Put(partner, "", fields)
}
