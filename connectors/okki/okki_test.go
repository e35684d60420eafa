package okki

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
func (a *account) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return a.Connect(t, change).(*conn)
}
