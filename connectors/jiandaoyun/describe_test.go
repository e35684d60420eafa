package jiandaoyun

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

func TestObjectsAreTheConfiguredFormsAndTheOthers(t *testing.T) {
	n := newCompany(t)
	list, err := n.connect(t, nil).Objects(context.Background())
	if err != nil || len(list) != 5 {
		t.Fatalf("%v, %v", list, err)
	}
	if i := slices.IndexFunc(list, func(o connectors.ObjectInfo) bool { return o.Name == "customers" }); i < 0 || list[i].Label != "客户管理 / 客户档案" {
		t.Errorf("got %v", list)
	}
	if last := list[4]; last.Name != fakeApp+"/"+n.forms["suite"].entry {
		t.Errorf("the form outside the configuration is %v", last)
	}
}

func TestDescribeShowsIDsAliasesColumnsAndSideForms(t *testing.T) {
	n := newCompany(t)
	c := n.connect(t, nil)
	got := map[string]connectors.Field{}
	for _, object := range []string{"customers", "orders"} {
		s, err := c.Describe(context.Background(), object)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Fields {
			got[f.Name] = f
		}
	}
	for _, want := range []connectors.Field{
		{Name: tierField, Label: "集团分级", Type: connectors.TypeChoice, Native: "combo", Custom: true, Target: true},
		{Name: scoreField, Label: "集团评分 (group_score)", Type: connectors.TypeNumber, Native: "number", Custom: true, Target: true},
		{Name: "_widget_1700000001015", Label: "客户编号", Type: connectors.TypeText, Native: "sn", Custom: true, ReadOnly: true},
		{Name: "_widget_1700000002007._widget_1700000002008", Label: "订单明细 / 产品 (product)", Type: connectors.TypeText, Native: "text", Custom: true, ReadOnly: true},
		{Name: "side:tiers._widget_1700000003002", Label: "tiers / 集团分级", Type: connectors.TypeChoice, Native: "combo", Custom: true, Target: true},
		{Name: "updateTime", Label: "updateTime", Type: connectors.TypeTime, Native: "system", ReadOnly: true},
	} {
		f := got[want.Name]
		if f.Name != want.Name || f.Label != want.Label || f.Type != want.Type || f.Native != want.Native || f.Target != want.Target || f.ReadOnly != want.ReadOnly || f.Custom != want.Custom {
			t.Errorf("got %+v, want %+v", f, want)
		}
	}
	if _, shown := got["side:tiers._widget_1700000003001"]; shown {
		t.Error("the key of the side form is shown as a target")
	}
}

func TestFieldsAreForTheAdminToAdd(t *testing.T) {
	n := newCompany(t)
	c := n.connect(t, nil)
	tiers := []connectors.Choice{{Value: "A", Label: "A"}, {Value: "B", Label: "B"}}
	for _, tt := range []struct {
		want   connectors.FieldSpec
		action connectors.FieldAction
		says   []string
	}{
		{connectors.FieldSpec{Name: "group_key", Label: "集团重点", Type: connectors.TypeBool}, connectors.FieldManual, []string{"下拉框", "true、false", "group_key", "drop-down"}},
		{connectors.FieldSpec{Name: "_widget_1", Label: "理由", Type: connectors.TypeText, MaxLen: 500}, connectors.FieldManual, []string{"多行文本", "discover"}},
		{connectors.FieldSpec{Name: "集团分级", Label: "集团分级", Type: connectors.TypeChoice, Options: tiers}, connectors.FieldExists, []string{"A、B"}},
		{connectors.FieldSpec{Name: "group_score", Label: "集团评分", Type: connectors.TypeText}, connectors.FieldMismatch, []string{"number"}},
		{connectors.FieldSpec{Name: "side:tiers.分级日期", Label: "分级日期", Type: connectors.TypeDate}, connectors.FieldExists, nil},
		{connectors.FieldSpec{Name: "side:tiers.得分", Label: "得分", Type: connectors.TypeNumber}, connectors.FieldManual, []string{"tiers", "数字"}},
	} {
		got, err := c.EnsureFields(context.Background(), "customers", []connectors.FieldSpec{tt.want}, false)
		if err != nil || len(got) != 1 || got[0].Field != tt.want.Name || got[0].Action != tt.action {
			t.Errorf("%s: %+v, %v", tt.want.Name, got, err)
			continue
		}
		for _, s := range tt.says {
			if !strings.Contains(got[0].Detail, s) {
				t.Errorf("%s: no %q in %s", tt.want.Name, s, got[0].Detail)
			}
		}
	}
	if _, err := c.EnsureFields(context.Background(), "custmers", nil, true); connectors.KindOf(err) != connectors.KindNotFound {
		t.Errorf("got %v", err)
	}
}
