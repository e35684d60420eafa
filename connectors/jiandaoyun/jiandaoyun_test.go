package jiandaoyun

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/clock"
)

var start = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC) // 10:00 in Shanghai

// The ids of the fields that tests use most.
const (
	nameField   = "_widget_1700000001001"
	levelField  = "_widget_1700000001006"
	tierField   = "_widget_1700000001011"
	scoreField  = "_widget_1700000001012"
	reasonField = "_widget_1700000001013"
	dateField   = "_widget_1700000001014"
	nobody      = "6500000000000000000fffff"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// company is a fake with a connector to it, on a clock set by hand.
type company struct {
	*Fake
	clk  *clock.Manual
	base string
	tr   *http.Transport
}

func newCompany(t *testing.T) *company {
	t.Helper()
	clk := clock.NewManual(start)
	f := NewFake(sandbox.Setup{Clock: clk, Seed: 7})
	base, tr := conformance.Serve(t, f)
	return &company{Fake: f, clk: clk, base: base, tr: tr}
}

func (n *company) open(t *testing.T, change map[string]any, objects map[string]map[string]any) (connectors.Connector, error) {
	t.Helper()
	options, standard := n.Options(n.base)
	maps.Copy(options, change)
	if objects == nil {
		objects = standard
	}
	typ, _ := connectors.Lookup(Name)
	cfg, errs := typ.Resolve(options, objects)
	if errs != nil {
		t.Fatal(errs)
	}
	return typ.New(connectors.Env{Source: "jdy", Transport: n.tr, Clock: n.clk, Tokens: &conformance.Tokens{}}, cfg)
}

// connect makes a connector with the fake's options, some of them changed.
func (n *company) connect(t *testing.T, change map[string]any) *conn {
	t.Helper()
	c, err := n.open(t, change, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c.(*conn)
}

// customers puts n customers with one stamp.
func (n *company) customers(count int) []string {
	ids := make([]string, count)
	for i := range ids {
		ids[i] = n.Put("customers", "", map[string]any{"客户名称": "客户" + string(rune('甲'+i%7)), "集团分级": "C"})
	}
	return ids
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	n := newCompany(t)
	for option, v := range map[string]any{"overlap": "4m", "timezone": "Mars/Olympus"} {
		_, err := n.open(t, map[string]any{option: v}, nil)
		if e, ok := errors.AsType[*connectors.OptionError](err); !ok || e.Option != option {
			t.Errorf("%s: %v", option, err)
		}
	}
	_, err := n.open(t, nil, map[string]map[string]any{"customers": {"app_id": fakeApp, "entry_id": "客户"}})
	if e, ok := errors.AsType[*connectors.OptionError](err); !ok || e.Object != "customers" || e.Option != "entry_id" {
		t.Errorf("entry_id: %v", err)
	}
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	n := newCompany(t)
	n.customers(1)
	suite := map[string]map[string]any{"crm": {"app_id": fakeApp, "entry_id": n.forms["suite"].entry}}
	gone := map[string]map[string]any{"crm": {"app_id": fakeApp, "entry_id": nobody}}
	badKey := map[string]map[string]any{"tiers": {"app_id": fakeApp, "entry_id": n.forms["tiers"].entry, "key": "集团分级"}}
	for _, tt := range []struct {
		name    string
		change  map[string]any
		objects map[string]map[string]any
		kind    connectors.Kind
		says    string
	}{
		{"good", nil, nil, "", ""},
		{"no object", nil, map[string]map[string]any{}, "", ""},
		{"key", map[string]any{"api_key": "wrong-value-0001"}, nil, connectors.KindAuth, "8301"},
		{"address", map[string]any{"base_url": n.base}, nil, connectors.KindInvalid, "404"},
		{"suite form", nil, suite, connectors.KindPermission, "30002"},
		{"missing form", nil, gone, connectors.KindNotFound, "3000"},
		{"side form's key", nil, badKey, connectors.KindInvalid, "combo"},
	} {
		c, err := n.open(t, tt.change, tt.objects)
		if err != nil {
			t.Fatal(err)
		}
		err = c.Check(context.Background())
		_ = c.Close() // makes no call
		if connectors.KindOf(err) != tt.kind || tt.says != "" && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: the key shows: %v", tt.name, err)
		}
	}
}

func TestCheckComparesTheClocks(t *testing.T) {
	n := newCompany(t)
	own := n.clk
	n.clk = clock.NewManual(start.Add(11 * time.Minute))
	c := n.connect(t, nil)
	n.clk = own
	if err := c.Check(context.Background()); connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "11m0s") {
		t.Errorf("got %v", err)
	}
}

func TestClassify(t *testing.T) {
	c := newCompany(t).connect(t, nil)
	for _, tt := range []struct {
		status int
		body   string
		kind   connectors.Kind
	}{
		{200, `{"data":[]}`, ""}, {200, ``, ""}, {200, `{"status":"success"}`, ""}, {502, `<p>bad gateway`, ""},
		{400, `{"code":8303,"msg":"x"}`, connectors.KindRateLimited}, {400, `{"code":8304}`, connectors.KindRateLimited},
		{400, `{"code":"8304"}`, connectors.KindRateLimited},
		{400, `{"code":4012}`, connectors.KindRateLimited}, {400, `{"code":9007}`, connectors.KindRateLimited},
		{400, `{"code":9004}`, connectors.KindUnavailable}, {502, `{"code":1}`, connectors.KindUnavailable}, {429, `{"code":1}`, connectors.KindRateLimited},
		{400, `{"code":8301}`, connectors.KindAuth}, {400, `{"code":17018}`, connectors.KindAuth},
		{400, `{"code":8302}`, connectors.KindPermission}, {400, `{"code":17053}`, connectors.KindPermission}, {400, `{"code":30002}`, connectors.KindPermission},
		{400, `{"code":2004}`, connectors.KindNotFound}, {400, `{"code":3000}`, connectors.KindNotFound}, {400, `{"code":4001}`, connectors.KindNotFound},
		{400, `{"code":4815}`, connectors.KindInvalid}, {400, `{"code":31337}`, connectors.KindInvalid}, {200, `{"code":4000}`, connectors.KindInvalid},
		{400, `{"code":17024}`, connectors.KindBug},
		{400, `{"code":7103}`, connectors.KindQuota}, {400, `{"code":7221}`, connectors.KindQuota},
	} {
		got := connectors.Kind("")
		e := c.classify(&http.Response{StatusCode: tt.status}, []byte(tt.body))
		if e != nil {
			got = e.Kind
		}
		if got != tt.kind {
			t.Errorf("%d %s: %q, want %q", tt.status, tt.body, got, tt.kind)
		}
		if want := time.Date(2026, 3, 2, 16, 0, 0, 0, time.UTC); got == connectors.KindQuota && !e.Until.Equal(want) {
			t.Errorf("%s until %s", tt.body, e.Until)
		}
	}
}
