package neocrm

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// tenant is a fake with connectors to it.
type tenant struct {
	*Fake
	*conformance.Site
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &tenant{f, conformance.NewSite(t, Name, f, clk)}
}

// whole is what every connection here can do.
type whole interface {
	connectors.Connector
	connectors.Puller
	connectors.Fetcher
	connectors.Pusher
	connectors.Enumerator
	connectors.Describer
	connectors.FieldCreator
}

// connect makes a connector with the fake's options, some of them changed.
func (n *tenant) connect(t *testing.T, change map[string]any) whole {
	t.Helper()
	return n.Connect(t, change).(whole)
}

func (n *tenant) account(name string) string {
	return n.Put("account", "", map[string]any{"accountName": name, "group_tier__c": "3"})
}
