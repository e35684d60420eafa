package fxiaoke

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
)

func TestDescribeTellsWhatCanBeWritten(t *testing.T) {
	c := newTenant(t).connect(t, nil)
	s, err := c.Describe(context.Background(), "AccountObj")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]connectors.Field{}
	for _, f := range s.Fields {
		got[f.Name] = f
	}
	for name, want := range map[string]struct {
		kind             connectors.FieldType
		target, readOnly bool
		custom           bool
	}{
		"account_level": {connectors.TypeChoice, true, false, false}, "group_score__c": {connectors.TypeNumber, true, false, true},
		"owner": {connectors.TypeList, false, true, false}, "last_deal_closed_amount": {connectors.TypeNumber, false, true, false},
		"account_no": {connectors.TypeText, false, true, false}, "parent_account_id": {connectors.TypeReference, false, false, false},
		"last_modified_time": {connectors.TypeTime, false, true, false}, "group_tier_date__c": {connectors.TypeDate, true, false, true},
	} {
		f := got[name]
		if f.Type != want.kind || f.Target != want.target || f.ReadOnly != want.readOnly || f.Custom != want.custom {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if o := got["account_level"].Options; len(o) != 3 || o[0] != (connectors.Choice{Value: "1", Label: "重要客户"}) {
		t.Errorf("options %v", o)
	}
}

func TestObjectsCarryTheirRoles(t *testing.T) {
	c := newTenant(t).connect(t, nil)
	list, err := c.Objects(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, o := range list {
		got[o.Name] = o.Label + " " + o.Role
	}
	for name, want := range map[string]string{"AccountObj": "客户 customer", "SalesOrderObj": "销售订单 order", "NewOpportunityObj": "商机2.0 opportunity", "visit_record__c": "拜访记录 "} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

func TestFieldsAreForTheAdminToAdd(t *testing.T) {
	c := newTenant(t).connect(t, nil)
	tiers := []connectors.Choice{{Value: "A", Label: "核心"}, {Value: "E", Label: "新增"}}
	for _, tt := range []struct {
		want   connectors.FieldSpec
		action connectors.FieldAction
		says   []string
	}{
		{connectors.FieldSpec{Name: "group_score__c", Type: connectors.TypeNumber}, connectors.FieldExists, nil},
		{connectors.FieldSpec{Name: "group_score__c", Type: connectors.TypeText}, connectors.FieldMismatch, []string{"number"}},
		{connectors.FieldSpec{Name: "group_tier__c", Type: connectors.TypeChoice, Options: tiers}, connectors.FieldManual, []string{"E=新增", "添加选项", "add options"}},
		{connectors.FieldSpec{Name: "why__c", Label: "理由", Type: connectors.TypeText, MaxLen: 500}, connectors.FieldManual,
			[]string{"多行文本", "long_text", "“理由”", "why__c", "500", "AccountObj"}},
		{connectors.FieldSpec{Name: "tier", Label: "T", Type: connectors.TypeChoice, Options: tiers[:1]}, connectors.FieldManual, []string{"__c", "A=核心", "单选"}},
	} {
		for _, dry := range []bool{true, false} {
			got, err := c.EnsureFields(context.Background(), "AccountObj", []connectors.FieldSpec{tt.want}, dry)
			if err != nil || len(got) != 1 || got[0].Action != tt.action {
				t.Fatalf("%s: %+v, %v", tt.want.Name, got, err)
			}
			for _, s := range tt.says {
				if !strings.Contains(got[0].Detail, s) {
					t.Errorf("%s: no %q in %q", tt.want.Name, s, got[0].Detail)
				}
			}
		}
	}
}

// TestAnswersOfAnotherForm serves what pages show or what would break paging.
func TestAnswersOfAnotherForm(t *testing.T) {
	const describe = `{"errorCode":0,"data":{"describe":{"fields":{"_id":{"type":"text"},"name":{"type":"text"},"x":{"type":"text","is_active":false},"n":{"type":"select_one","options":[{"label":"a","value":1}]}}}}}`
	for _, tt := range []struct {
		why   string
		first string
		kind  connectors.Kind
		rows  int
	}{
		{"one bare record", `{"_id":"a1","name":"甲"}`, "", 1},
		{"a list", `{"dataList":[{"_id":"a1"},{"_id":"a2","last_modified_time":"1757000000000"}],"total":0}`, "", 2},
		{"no list", `{"offset":0}`, connectors.KindBug, 0},
		{"null", `null`, connectors.KindBug, 0},
		{"a text", `"x"`, connectors.KindBug, 0},
		{"a row without id", `{"dataList":[{"name":"x"}]}`, connectors.KindBug, 0},
		{"another order", `{"dataList":[{"_id":"a2"},{"_id":"a1"}]}`, connectors.KindBug, 0},
	} {
		queries := 0
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body := `{"errorCode":0,"data":{"dataList":[]}}`
			switch {
			case r.URL.Path == tokenPath:
				body = `{"errorCode":0,"accessToken":"t","ea":"e","expiresIn":7200}`
			case r.URL.Path == describePath:
				body = describe
			case queries == 0:
				queries++
				body = `{"errorCode":0,"data":` + tt.first + `}`
			}
			_, _ = w.Write([]byte(body))
		}))
		n := newTenant(t)
		c := n.connect(t, map[string]any{"base_url": srv.URL})
		p := &conformance.Pulled{}
		err := c.Pull(context.Background(), connectors.PullRequest{Object: "AccountObj"}, p.Take)
		if connectors.KindOf(err) != tt.kind || len(p.Records) != tt.rows {
			t.Errorf("%s: %d rows, %v", tt.why, len(p.Records), err)
		}
		if err := c.Pull(context.Background(), connectors.PullRequest{Object: "AccountObj", Fields: []string{"x"}}, p.Take); connectors.KindOf(err) != connectors.KindNotFound {
			t.Errorf("a field that was switched off: %v", err)
		}
		n.tr.CloseIdleConnections()
		srv.Close()
	}
}
