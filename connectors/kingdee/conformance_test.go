package kingdee

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

func suite() conformance.Opt {
	return conformance.Opt{
		System:      Name,
		Object:      customerForm,
		NameField:   "FName",
		EmptyField:  "FADDRESS",
		NumberField: "FPriority",
		MoneyField:  "F_PAEZ_Score",
		Target:      "F_PAEZ_Tier",
		Values:      [2]string{"A", "B"},
		BadValue:    "核心",
		MissingID:   "999999999",
		Field:       connectors.FieldSpec{Name: "F_PAEZ_Extra", Label: "Extra", Type: connectors.TypeNumber},
		WriteCall:   "save",
		TooFast:     func(_ int, body []byte) bool { return strings.Contains(string(body), `"MsgCode":14`) },
		WideIDs:     true,
		Lines:       &conformance.Lines{Object: orderForm, List: "FSaleOrderEntry", Amount: "FAllAmount", Fields: []string{"FSaleOrderEntry.FAllAmount"}, Many: maxPage},
	}
}

func TestConformance(t *testing.T) {
	opt := suite()
	opt.Lock = func(w conformance.World, id string) { // an audited customer among drafts
		w.(*Fake).CloseAudited(true)
		for _, other := range w.IDs(customerForm) {
			if other != id {
				w.Put(customerForm, other, map[string]any{"FDocumentStatus": "A"})
			}
		}
	}
	conformance.Run(t, opt)
}

func TestConformanceWithASession(t *testing.T) {
	opt := suite()
	opt.Variant, opt.LoginCall, opt.Many = "session", "login", 203 // paging is the same
	opt.Open = func(t testing.TB) conformance.Instance {
		clk := clock.NewManual(time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC))
		f := NewFake(sandbox.Setup{Clock: clk, Seed: 1})
		srv := httptest.NewServer(f)
		t.Cleanup(srv.Close)
		inst := conformance.Instance{World: f, Clock: clk, Faults: f.Faults()}
		inst.Options, inst.Objects = f.Options(srv.URL)
		inst.Options["auth"] = authAppSecret
		return inst
	}
	conformance.Run(t, opt)
}

func TestConformanceOfTheSideForm(t *testing.T) {
	opt := suite()
	opt.Variant, opt.Target, opt.Many = "side form", "form:PAEZ_GroupTier.F_PAEZ_Tier", 203
	opt.TargetValue = func(w conformance.World, id string) string {
		customer, ok := w.Get(customerForm, id)
		for _, row := range w.IDs("PAEZ_GroupTier") {
			if side, _ := w.Get("PAEZ_GroupTier", row); ok && side["FNumber"] == customer["FNumber"] {
				return connectors.TextOf(side["F_PAEZ_Tier"])
			}
		}
		return ""
	}
	conformance.Run(t, opt)
}
