package neocrm

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestValuesAreReadInTheWritingOfPush(t *testing.T) {
	n := newTenant(t)
	parent := n.account("母公司")
	id := n.Put("account", "", map[string]any{"accountName": "子公司", "parentAccountId": parent, "level": "1", "group_tier_date__c": "1772294400000", "customItem8__c": []any{"云", "3"},
		"group_score__c": "87.5", "group_key__c": true})
	got := conformance.Pull(t, n.connect(t, nil), connectors.PullRequest{Object: "account"}).Records[id]
	for field, want := range map[string]any{"level": "1", "parentAccountId": parent, "group_tier_date__c": "2026-03-01", "group_key__c": true, "createdAt": "2026-03-02T02:00:00Z", "updatedAt": "2026-03-02T02:00:00Z"} {
		if got.Fields[field] != want {
			t.Errorf("%s is %v (%T), want %v", field, got.Fields[field], got.Fields[field], want)
		}
	}
	if list, _ := got.Fields["customItem8__c"].([]any); !slices.Equal(list, []any{"1", "3"}) {
		t.Errorf("several options are %v", got.Fields["customItem8__c"])
	}
	if !got.Modified.Equal(start) || got.Version != fmt.Sprint(start.UnixMilli()) {
		t.Errorf("modified %v, version %s", got.Modified, got.Version)
	}
}

func TestAFieldThatIsMissingStopsThePullAndNamesTheNearest(t *testing.T) {
	n := newTenant(t)
	c := n.connect(t, nil)
	p := &conformance.Pulled{}
	err := c.Pull(context.Background(), connectors.PullRequest{Object: "account", Fields: []string{"group_teir__c"}}, p.Take)
	if connectors.KindOf(err) != connectors.KindNotFound || !strings.Contains(err.Error(), "group_tier__c") {
		t.Errorf("%v", err)
	}
	n.AddField("account", "group_teir__c", "text", "X") // an admin adds it
	if err := c.Pull(context.Background(), connectors.PullRequest{Object: "account", Fields: []string{"group_teir__c"}}, p.Take); err != nil {
		t.Error(err)
	}
}

func TestTheCountIsTheSystemsOwn(t *testing.T) {
	n := newTenant(t)
	for i := range 250 {
		n.account(fmt.Sprint(i))
	}
	if count, err := n.connect(t, nil).Enumerate(context.Background(), "account", func([]string) error { return nil }); count != 250 || err != nil {
		t.Errorf("%d, %v", count, err)
	}
}

// TestAnswersOfOtherForms serves what versions of the API answer, or what would
// break paging.
func TestAnswersOfOtherForms(t *testing.T) {
	for _, tt := range []struct {
		why, describe, first string
		kind                 connectors.Kind
		rows                 int
	}{
		{"newer", `{"code":200,"data":{"fields":[{"apiKey":"n","type":"text"}]}}`, `{"code":"200","data":{"totalSize":1,"records":[{"id":7,"n":"x"}]}}`, "", 1},
		{"older", `{"code":"0","data":{"fields":[{"propertyname":"n","type":1,"options":[{"value":1,"label":"a"}]}]}}`, `{"code":200,"result":{"totalSize":2,"records":[{"id":"7","n":"a"},{"id":"10","n":1}]}}`, "", 2},
		{"no records", `{"code":200,"data":{"fields":[{"apiKey":"n"}]}}`, `{"code":200,"data":{}}`, connectors.KindBug, 0},
		{"another order", `{"code":200,"data":{"fields":[{"apiKey":"n"}]}}`, `{"code":200,"data":{"records":[{"id":10},{"id":7}]}}`, connectors.KindBug, 0},
		{"no code", `{"code":200,"data":{"fields":[{"apiKey":"n"}]}}`, `{"records":[]}`, connectors.KindBug, 0},
		{"too fast, then no end", `{"code":200,"data":{"fields":[{"apiKey":"n"}]}}`, `{"code":"1020025","msg":"用户访问频率超出限制"}`, "", 0},
	} {
		queries := 0
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := `{"code":200,"data":{"totalSize":0,"records":[]}}`
			switch {
			case strings.HasPrefix(r.URL.Path, "/oauth2/"):
				body = `{"access_token":"t","expires_in":86400}`
			case strings.HasSuffix(r.URL.Path, "/description"):
				body = tt.describe
			case queries == 0:
				queries++
				body = tt.first
			}
			_, _ = w.Write([]byte(body))
		}))
		n := newTenant(t)
		c := n.connect(t, map[string]any{"base_url": srv.URL})
		p := &conformance.Pulled{}
		err := c.Pull(context.Background(), connectors.PullRequest{Object: "account"}, p.Take)
		if connectors.KindOf(err) != tt.kind || len(p.Records) != tt.rows {
			t.Errorf("%s: %d rows, %v", tt.why, len(p.Records), err)
		}
		n.Transport.CloseIdleConnections()
		srv.Close()
	}
}

func TestErrorsSayWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		change map[string]any
		kind   connectors.Kind
	}{
		{nil, ""},
		{map[string]any{"authorization": "bare"}, ""},
		{map[string]any{"security_token": "ZZZZZZZZ"}, connectors.KindAuth},
		{map[string]any{"redirect_uri": nil}, connectors.KindAuth},
		{map[string]any{"token_url": "/auc/oauth2/token"}, ""},
		{map[string]any{"token_url": "/nowhere"}, connectors.KindNotFound},
	} {
		n := newTenant(t)
		if path, ok := tt.change["token_url"].(string); ok {
			tt.change["token_url"] = n.Base + path
		}
		if err := n.connect(t, tt.change).Check(context.Background()); connectors.KindOf(err) != tt.kind {
			t.Errorf("%v: %v, want %s", tt.change, err, tt.kind)
		}
	}
	for text, want := range map[string]connectors.Kind{"用户访问频率超出限制": connectors.KindRateLimited, "当日调用次数超限": connectors.KindQuota, "您没有权限": connectors.KindPermission,
		"数据审批中": connectors.KindConflict, "记录不存在": connectors.KindNotFound, "系统繁忙": connectors.KindUnavailable, "手机格式错误": connectors.KindInvalid, "access_token 已过期": connectors.KindAuth} {
		if got := kindOf(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestATokenIsUsedUntilItIsRefused(t *testing.T) {
	n := newTenant(t)
	n.account("甲")
	c := n.connect(t, nil)
	for range 4 {
		n.Clock.Advance(10 * time.Hour)
		conformance.Pull(t, c, connectors.PullRequest{Object: "account"})
	}
	if logins := n.Calls()["token"]; logins != 2 {
		t.Errorf("%d logins in 40 hours", logins)
	}
}

func TestFieldsAreForTheAdminToAdd(t *testing.T) {
	c := newTenant(t).connect(t, nil)
	for _, tt := range []struct {
		want   connectors.FieldSpec
		action connectors.FieldAction
		says   string
	}{
		{connectors.FieldSpec{Name: "group_score__c", Type: connectors.TypeNumber}, connectors.FieldExists, ""},
		{connectors.FieldSpec{Name: "group_score__c", Type: connectors.TypeText}, connectors.FieldMismatch, "real"},
		{connectors.FieldSpec{Name: "group_tier__c", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "9", Label: "E"}}}, connectors.FieldManual, "9=E"},
		{connectors.FieldSpec{Name: "why", Label: "理由", Type: connectors.TypeText, MaxLen: 500}, connectors.FieldManual, "__c"},
		{connectors.FieldSpec{Name: "rank__c", Type: connectors.TypeChoice, Options: []connectors.Choice{{Value: "1", Label: "核心"}}}, connectors.FieldManual, "核心"},
	} {
		got, err := c.EnsureFields(context.Background(), "account", []connectors.FieldSpec{tt.want}, true)
		if err != nil || len(got) != 1 || got[0].Action != tt.action || !strings.Contains(got[0].Detail, tt.says) {
			t.Errorf("%s: %+v, %v", tt.want.Name, got, err)
		}
	}
}
