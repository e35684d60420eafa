package zoho

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/internal/clock"
)

func TestTokenIsRenewedBeforeItsEndAndSeldom(t *testing.T) {
	o := newOrg(t)
	o.account("甲", nil)
	c := o.connect(t, nil)
	for range 11 * 60 / 3 { // a fetch every three minutes
		if _, err := c.Fetch(context.Background(), "Accounts", []string{"5725774000009999999"}, nil); err != nil {
			t.Fatal(err)
		}
		o.Clock.Advance(3 * time.Minute)
	}
	calls := o.Calls()
	if logins := calls["token"]; logins != 12 || o.Tokens.Swaps() != logins { // eleven hours of 55 min each
		t.Errorf("%d logins in eleven hours, %d kept", logins, o.Tokens.Swaps())
	}
	if calls["query"] != 220 {
		t.Errorf("%d queries, so that some were refused", calls["query"])
	}
}

func TestASecondProcessUsesTheKeptToken(t *testing.T) {
	o := newOrg(t)
	for range 3 {
		if err := o.connect(t, nil).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if logins := o.Calls()["token"]; logins != 1 {
		t.Errorf("%d logins", logins)
	}
}

func TestEachWrongCredentialIsNamedAsSuch(t *testing.T) {
	o := newOrg(t)
	for option, code := range map[string]string{"client_id": "invalid_client", "client_secret": "invalid_client_secret", "refresh_token": "invalid_code"} {
		err := o.connect(t, map[string]any{option: "wrong-value-0001"}).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if e == nil || e.Kind != connectors.KindAuth || e.Code != code || e.Fix == "" || strings.Contains(err.Error(), "wrong-value") {
			t.Errorf("%s: %v", option, err)
		}
	}
}

func TestTooManyTokensIsNoWrongSecretInAnyLanguage(t *testing.T) {
	for _, chinese := range []bool{false, true} {
		o := newOrg(t)
		o.SetChinese(chinese)
		for range 10 {
			o.Note("token") // by another program
		}
		err := o.connect(t, nil).Check(context.Background())
		e, _ := errors.AsType[*connectors.Error](err)
		if e == nil || e.Kind != connectors.KindRateLimited || e.After != 15*time.Minute {
			t.Fatalf("got %v", err)
		}
		o.Clock.Advance(e.After)
		if err := o.connect(t, nil).Check(context.Background()); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	}
}

func TestATokenForAnotherDataCentreIsRefused(t *testing.T) {
	o := newOrg(t)
	c := o.connect(t, map[string]any{"api_url": nil, "data_center": "cn"})
	err := c.Check(context.Background())
	e, _ := errors.AsType[*connectors.Error](err)
	if e == nil || e.Kind != connectors.KindInvalid || !strings.Contains(e.Fix, "data_center") || !strings.Contains(e.Said, "zohoapis.com.cn") {
		t.Errorf("got %v", err)
	}
}

func TestEveryDataCentreHasItsHosts(t *testing.T) {
	typ, _ := connectors.Lookup(Name)
	for _, opt := range typ.Options {
		for _, dc := range opt.Choices {
			if hosts := dataCenters[dc]; !strings.HasPrefix(hosts[0], "https://accounts.zoho") || !strings.HasPrefix(hosts[1], "https://www.zohoapis.") {
				t.Errorf("%s: %v", dc, hosts)
			}
		}
	}
}

func TestCheckComparesTheClocks(t *testing.T) {
	o := newOrg(t)
	own := o.Clock
	o.Clock = clock.NewManual(start.Add(11 * time.Minute))
	c := o.connect(t, nil)
	o.Clock = own
	if err := c.Check(context.Background()); connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "11m0s") {
		t.Errorf("got %v", err)
	}
}

func TestClassify(t *testing.T) {
	c := newOrg(t).connect(t, nil)
	for _, tt := range []struct {
		status int
		path   string
		left   string
		body   string
		kind   connectors.Kind
	}{
		{200, "/crm/v8/coql", "", `{"data":[{"id":"1"}]}`, ""},
		{207, "/crm/v8/Accounts", "", `{"data":[{"code":"INVALID_DATA"}]}`, ""},
		{202, "/crm/v8/Accounts", "", `{"data":[{"code":"SUCCESS"}]}`, ""},
		{200, "/crm/v8/x", "", `{"count":3}`, ""},
		{400, "/crm/v8/Accounts", "", `{"data":[{"code":"INVALID_DATA"},{"code":"INVALID_DATA"}]}`, connectors.KindInvalid},
		{412, "/crm/v8/Accounts", "", `{"data":[{"code":"ALREADY_MODIFIED"}]}`, connectors.KindInvalid},
		{401, "/crm/v8/coql", "", `{"code":"INVALID_TOKEN","status":"error"}`, connectors.KindAuth},
		{401, "/crm/v8/coql", "", `{"data":[{"code":"INVALID_TOKEN","status":"error"}]}`, connectors.KindAuth},
		{401, "/crm/v8/coql", "", `{"code":"OAUTH_SCOPE_MISMATCH"}`, connectors.KindPermission},
		{403, "/crm/v8/coql", "", `{"code":"NO_PERMISSION"}`, connectors.KindPermission},
		{429, "/crm/v8/coql", "", `{"code":"TOO_MANY_REQUESTS"}`, connectors.KindRateLimited},
		{429, "/crm/v8/coql", "12", `{"data":[{"code":"TOO_MANY_REQUESTS"}]}`, connectors.KindRateLimited},
		{429, "/crm/v8/coql", "0", `{"code":"TOO_MANY_REQUESTS"}`, connectors.KindQuota},
		{200, "/crm/v8/coql", "", `{"code":"INTERNAL_ERROR","status":"error"}`, connectors.KindUnavailable},
		{500, "/crm/v8/coql", "", `{"code":"INTERNAL_ERROR"}`, connectors.KindUnavailable},
		{500, "/crm/v8/Accounts", "", `{"data":[{"code":"INTERNAL_ERROR"},{"code":"INTERNAL_ERROR"}]}`, connectors.KindUnavailable},
		{400, "/crm/v8/coql", "", `{"code":"INVALID_QUERY","details":{"column_name":"Foo"}}`, connectors.KindNotFound},
		{400, "/crm/v8/coql", "", `{"code":"SYNTAX_ERROR"}`, connectors.KindInvalid},
		{400, "/crm/v8/settings/fields", "", `{"code":"INVALID_MODULE"}`, connectors.KindNotFound},
		{400, "/crm/v8/settings/fields", "", `{"fields":[{"code":"DUPLICATE_DATA"}]}`, connectors.KindInvalid},
		{304, "/crm/v8/Accounts/deleted", "", ``, connectors.KindNotFound},
		{200, tokenPath, "", `{"access_token":"x"}`, ""},
		{200, tokenPath, "", `{"error":"invalid_code"}`, connectors.KindAuth},
		{200, tokenPath, "", `{"error":"general_error"}`, connectors.KindAuth},
		{400, tokenPath, "", `{"error":"拒绝访问","error_description":"您已连续提出过多请求，请稍后再试。","status":"failure"}`, connectors.KindRateLimited},
	} {
		resp := &http.Response{StatusCode: tt.status, Header: http.Header{}, Request: &http.Request{URL: &url.URL{Path: tt.path}}}
		resp.Header.Set(creditsHeader, tt.left)
		e := c.classify(resp, []byte(tt.body))
		got := connectors.Kind("")
		if e != nil {
			got = e.Kind
		}
		if got != tt.kind {
			t.Errorf("%d %s: %q, want %q", tt.status, tt.body, got, tt.kind)
		}
	}
}
