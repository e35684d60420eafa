package kingdee

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

func TestEveryWayOfLoginWorksAndLastsWhileUsed(t *testing.T) {
	for _, way := range []string{authAppSecret, authLoginSign, authPassword} {
		n := newTenant(t)
		n.Put(customerForm, "", map[string]any{"FName": "甲"})
		c := n.connect(t, map[string]any{"auth": way, "password": fakePassword})
		fetch := func() {
			t.Helper()
			if _, err := c.Fetch(context.Background(), customerForm, []string{"100001"}, []string{"FName"}); err != nil {
				t.Fatal(way, err)
			}
		}
		for range 30 {
			fetch()
			n.clk.Advance(10 * time.Minute)
		}
		if got := n.Calls()["login"]; got != 1 {
			t.Errorf("%s: %d logins in five busy hours", way, got)
		}
		n.clk.Advance(time.Hour)
		fetch()
		if got := n.Calls()["login"]; got != 2 {
			t.Errorf("%s: %d logins after an idle hour", way, got)
		}
	}
}

func TestASecondProcessUsesTheKeptSession(t *testing.T) {
	n := newTenant(t)
	for range 3 {
		if err := n.connect(t, map[string]any{"auth": authAppSecret}).Check(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if got := n.Calls()["login"]; got != 1 {
		t.Errorf("%d logins", got)
	}
}

func TestEachWrongCredentialIsNamedAsSuch(t *testing.T) {
	for _, way := range []string{authSigned, authAppSecret, authLoginSign, authPassword} {
		for _, option := range []string{"acct_id", "user_name", "app_id", "app_secret", "password"} {
			if (option == "password") != (way == authPassword) && (option == "password" || strings.HasPrefix(option, "app_")) {
				continue // not used by this way
			}
			n := newTenant(t)
			err := n.connect(t, map[string]any{"password": fakePassword, "auth": way, option: "wrong-value-0001"}).Check(context.Background())
			if connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "wrong-value") {
				t.Errorf("%s %s: %v", way, option, err)
			}
		}
	}
}

func TestClassify(t *testing.T) {
	frame := func(code, text string) string {
		return `{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,"Message":"` + text + `","DIndex":0}],"SuccessEntitys":[],"MsgCode":` + code + `}}}`
	}
	cell := func(s string) string { return "[[" + s + "]]" }
	for _, tt := range []struct {
		path, body string
		kind       connectors.Kind
	}{
		{"Query", `[]`, ""},
		{"Query", `[[1001,"C001",null]]`, ""},
		{"Query", `{"Result":[[1001]]}`, ""},
		{"Query", frame("1", "会话信息已丢失，请重新登录"), connectors.KindAuth},
		{"Query", cell(frame("1", "x")), connectors.KindAuth},
		{"Query", "response_error:会话信息已丢失", connectors.KindAuth},
		{"Query", "response_error: 当前查询串无法解析", connectors.KindInvalid},
		{"Query", cell(frame("0", "元数据中标识为FX的字段不存在")), connectors.KindNotFound},
		{"Query", cell(frame("4", "业务对象不存在")), connectors.KindNotFound},
		{"Query", cell(frame("2", "没有权限")), connectors.KindPermission},
		{"Query", frame("3", "x"), connectors.KindInvalid},
		{"Query", frame("4", "x"), connectors.KindUnavailable},
		{"Query", frame("5", "x"), connectors.KindInvalid},
		{"Query", frame("6", "x"), connectors.KindUnavailable},
		{"Query", frame("7", "x"), connectors.KindPermission},
		{"Query", frame("8", "x"), connectors.KindInvalid},
		{"Query", frame("9", "x"), connectors.KindInvalid},
		{"Query", frame("10", "x"), connectors.KindNotFound},
		{"Query", frame("11", "x"), connectors.KindInvalid},
		{"Query", frame("12", "x"), connectors.KindInvalid},
		{"Query", frame("13", "x"), connectors.KindConflict},
		{"Query", frame("14", "x"), connectors.KindRateLimited},
		{"Query", frame("15", "x"), connectors.KindPermission},
		{"Query", `{"LoginResultType":1,"KDSVCSessionId":"s"}`, ""},
		{"Query", `{"LoginResultType":-1,"Message":"x"}`, connectors.KindAuth},
		{"Query", `{"Result":{"ResponseStatus":null,"Result":{"Id":1}}}`, ""},
		{"BatchSave", frame("11", "x"), ""}, // each document's own matter
		{"BatchSave", frame("6", "x"), ""},
		{"BatchSave", frame("1", "x"), connectors.KindAuth},
		{"Save", frame("14", "x"), connectors.KindRateLimited},
		{"Save", strings.Replace(frame("14", "x"), `"SuccessEntitys":[]`, `"SuccessEntitys":[{"Id":1}]`, 1), ""},
	} {
		resp := &http.Response{StatusCode: 200, Request: &http.Request{URL: &url.URL{Path: "/K3Cloud/" + service + tt.path + suffix}}}
		got := connectors.Kind("")
		if e := classify(resp, []byte(tt.body)); e != nil {
			got = e.Kind
		}
		if got != tt.kind {
			t.Errorf("%s %s: %q, want %q", tt.path, tt.body, got, tt.kind)
		}
	}
}

func TestCheckComparesTheClocks(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, map[string]any{"overlap": "1s"})
	n.Clock = skewed{n.clk}
	if err := c.Check(context.Background()); connectors.KindOf(err) != connectors.KindInvalid || !strings.Contains(err.Error(), "11m") {
		t.Errorf("got %v", err)
	}
}

// skewed is a clock that is late.
type skewed struct{ of interface{ Now() time.Time } }

func (s skewed) Now() time.Time { return s.of.Now().Add(-11 * time.Minute) }

func (skewed) Sleep(context.Context, time.Duration) error { return nil }
