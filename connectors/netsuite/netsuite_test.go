package netsuite

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

const tier = "custentity_group_tier"

// account is a fake with connectors to it.
type account struct {
	*Fake
	*conformance.Site
}

func newAccount(t *testing.T) *account {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &account{f, conformance.NewSite(t, Name, f, clk)}
}

// connect makes a connector with the fake's options, some of them changed.
func (o *account) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return o.Connect(t, change).(*conn)
}

// customer puts a company with a name and more.
func (o *account) customer(name string, more map[string]any) string {
	fields := map[string]any{"companyname": name, "searchstage": "Customer"}
	maps.Copy(fields, more)
	return o.Put(customer, "", fields)
}
