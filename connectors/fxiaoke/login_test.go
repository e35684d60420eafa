package fxiaoke

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestTokenIsRenewedBeforeItsEndAndSeldom(t *testing.T) {
	n := newTenant(t)
	n.Put("AccountObj", "", map[string]any{"name": "甲"})
	c := n.connect(t, nil)
	for range 10 * 60 / 3 {
		if _, err := c.Fetch(context.Background(), "AccountObj", []string{"0000000000000000000000ff"}, nil); err != nil {
			t.Fatal(err)
		}
		n.clk.Advance(3 * time.Minute)
	}
	calls := n.Calls()
	if logins := calls["token"]; logins != 6 || n.tokens.Swaps() != logins { // ten hours of 6,630 s each
		t.Errorf("%d logins in ten hours, %d kept", logins, n.tokens.Swaps())
	}
	if calls["query"] != 200 {
		t.Errorf("%d queries, so that some were refused", calls["query"])
	}
}

func TestASecondProcessUsesTheKeptToken(t *testing.T) {
	n := newTenant(t)
	for range 3 {
		if err := n.connect(t, nil).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if logins := n.Calls()["token"]; logins != 1 {
		t.Errorf("%d logins", logins)
	}
}

func TestUseFor(t *testing.T) {
	for left, want := range map[time.Duration]time.Duration{
		2 * time.Hour: 2*time.Hour - 9*time.Minute, 7084 * time.Second: 6544 * time.Second, 9 * time.Minute: 9 * time.Minute, 0: 0} {
		if got := useFor(left); got != want {
			t.Errorf("useFor(%s) = %s, want %s", left, got, want)
		}
	}
}

func TestTraceIDsAreVersion4AndDiffer(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	a, b := rest.UUID(), rest.UUID()
	if !form.MatchString(a) || a == b {
		t.Errorf("%s, %s", a, b)
	}
}

func TestEachWrongCredentialIsNamedAsSuch(t *testing.T) {
	n := newTenant(t)
	for _, option := range []string{"app_id", "app_secret", "permanent_code"} {
		err := n.connect(t, map[string]any{option: "wrong-value-0001"}).Check(context.Background())
		if connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: %v", option, err)
		}
	}
}

func TestAnAddressThatIsNoGatewayIsNamed(t *testing.T) {
	n := newTenant(t)
	err := n.connect(t, map[string]any{"base_url": n.base + "/wrong"}).Check(context.Background())
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindInvalid || !strings.Contains(e.Fix, "base_url") {
		t.Errorf("got %v", err)
	}
}

func TestCheckComparesTheClocks(t *testing.T) {
	n := newTenant(t)
	own := n.clk
	n.clk = clock.NewManual(start.Add(11 * time.Minute))
	c := n.connect(t, nil)
	n.clk = own
	if err := c.Check(context.Background()); connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "11m0s") {
		t.Errorf("got %v", err)
	}
}

func TestClassify(t *testing.T) {
	c := newTenant(t).connect(t, nil)
	at := func(path string) *http.Response {
		return &http.Response{StatusCode: 200, Request: &http.Request{URL: &url.URL{Path: path}}}
	}
	for _, tt := range []struct {
		path, body string
		kind       connectors.Kind
	}{
		{"/q", `{"errorCode":0}`, ""},
		{"/q", `{"errorCode":"0"}`, ""},
		{"/q", `{"errorCode":20016}`, connectors.KindAuth},
		{"/q", `{"errorCode":20005}`, connectors.KindAuth},
		{"/q", `{"errorCode":20017}`, connectors.KindAuth},
		{"/q", `{"errorCode":30004}`, connectors.KindRateLimited},
		{"/q", `{"errorCode":"14001"}`, connectors.KindRateLimited},
		{"/q", `{"errorCode":30002}`, connectors.KindQuota},
		{"/q", `{"errorCode":30003}`, connectors.KindQuota},
		{"/q", `{"errorCode":-1}`, connectors.KindUnavailable},
		{tokenPath, `{"errorCode":50009}`, connectors.KindUnavailable},
		{"/q", `{"errorCode":10006}`, connectors.KindInvalid},
		{tokenPath, `{"errorCode":10006}`, connectors.KindAuth},
		{tokenPath, `{"errorCode":30004}`, connectors.KindRateLimited},
		{"/q", `{"errorCode":20021}`, connectors.KindPermission},
		{"/q", `{"errorCode":15003}`, connectors.KindPermission},
		{"/q", `{"errorCode":10013}`, connectors.KindInvalid},
		{"/q", `{"errorCode":4711}`, connectors.KindInvalid},
		{"/q", `{}`, connectors.KindBug},
		{"/q", `[]`, connectors.KindBug},
	} {
		e := c.classify(at(tt.path), []byte(tt.body))
		got := connectors.Kind("")
		if e != nil {
			got = e.Kind
		}
		if got != tt.kind {
			t.Errorf("%s %s: %q, want %q", tt.path, tt.body, got, tt.kind)
		}
		if got == connectors.KindRateLimited && e.After != 20*time.Second {
			t.Errorf("%s waits %s", tt.body, e.After)
		}
	}
}
