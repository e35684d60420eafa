package hubspot

import (
	"encoding/json"
	"maps"
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

// portal is a fake with connectors to it.
type portal struct {
	*Fake
	*conformance.Site
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	return &portal{f, conformance.NewSite(t, Name, f, clk)}
}

// connect makes a connector with the fake's options, some of them changed.
func (o *portal) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	return o.Connect(t, change).(*conn)
}

// company puts a company with a name and more.
func (o *portal) company(name string, more map[string]any) string {
	fields := map[string]any{"name": name}
	maps.Copy(fields, more)
	return o.Put("companies", "", fields)
}

// oauth are the options of an OAuth app, on the paths by version number.
func oauth() map[string]any {
	return map[string]any{"access_token": nil, "client_id": fakeClient, "client_secret": fakeSecret, "refresh_token": fakeRefresh, "api_version": "v3"}
}

func TestAPropertyWithACurrencySymbolIsMoney(t *testing.T) {
	for raw, want := range map[string]connectors.FieldType{
		`{"type": "number", "showCurrencySymbol": true}`:      connectors.TypeMoney,
		`{"type": "number", "numberDisplayHint": "currency"}`: connectors.TypeMoney,
		`{"type": "number", "showCurrencySymbol": false}`:     connectors.TypeNumber,
	} {
		var p property
		if err := json.Unmarshal([]byte(raw), &p); err != nil || p.kind() != want {
			t.Errorf("%s is %s, %v", raw, p.kind(), err)
		}
	}
}
