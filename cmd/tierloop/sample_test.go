package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors"
)

func TestAProposalGoesByNamesTypesAndLiveRows(t *testing.T) {
	schema := connectors.Schema{Object: "account"}
	for _, name := range []string{"accountName", "customItem1__c", "customItem2__c", "phone", "website", "fax_old", "email"} {
		schema.Fields = append(schema.Fields, connectors.Field{Name: name, Label: map[string]string{"accountName": "客户名称"}[name], Type: connectors.TypeText})
	}
	var rows []map[string]any
	for i := range 20 {
		rows = append(rows, map[string]any{"accountName": fmt.Sprintf("深圳第%d号有限公司", i), "customItem1__c": "91350100M000100Y43", "customItem2__c": "x", "phone": "0755-88886666",
			"website": "没有", "fax_old": nil, "email": fmt.Sprintf("person%d@example.com", i)})
	}
	sample := weighRows(rows)
	text := proposal("crm", []connectors.ObjectInfo{{Name: "account", Role: "customer"}}, []connectors.Schema{schema}, []map[string]*evidence{sample})
	for _, want := range []string{
		"      name: accountName   # 75 % · filled 有值 100 % · 字字字9",         // by its label
		"      uscc: customItem1__c   # 70 % · filled 有值 100 % · 99999999A", // by its values alone
		"      phone: phone   # 95 % ",
		"      # website: website   # 20 % ", // named so, but the values are none
		"customItem2__c", "fax_old",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, secret := range []string{"深圳", "91350100", "8888", "person1", "example.com"} {
		if strings.Contains(text, secret) {
			t.Errorf("the value %q shows in\n%s", secret, text)
		}
	}
	// Without rows names alone decide, as before.
	bare := proposal("crm", []connectors.ObjectInfo{{Name: "account", Role: "customer"}}, []connectors.Schema{schema}, []map[string]*evidence{nil})
	if !strings.Contains(bare, "website: website   # 60 %") || strings.Contains(bare, "uscc: customItem1__c") {
		t.Error(bare)
	}
}

func TestAFieldThatIsHardlyFilledIsDoubted(t *testing.T) {
	rows := make([]map[string]any, 30)
	for i := range rows {
		rows[i] = map[string]any{"a": nil}
	}
	rows[0]["a"] = "0755-88886666"
	if c := confidence(true, "phone", weighRows(rows)["a"]); c >= 0.75 || c < doubtful {
		t.Errorf("confidence %v", c)
	}
	if shape(strings.Repeat("甲", 40)) != strings.Repeat("字", 24)+"…" || shape("Ab-9 甲\n") != "Aa-9 字 " {
		t.Errorf("%q", shape("Ab-9 甲\n"))
	}
}
