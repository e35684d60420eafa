//go:build sdk

package erpnext

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is Frappe's own client for JavaScript.
const sdkPackage = "frappe-js-sdk@1.14.1"

func TestSDKFrappesClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	parent := f.Put("Customer", "", map[string]any{"customer_name": "Holding", "customer_group": "All"})
	child := f.Put("Customer", "", map[string]any{"customer_name": "SDK 客户", "customer_group": "All"})
	f.Put("Customer", "", map[string]any{"customer_name": "Third", "customer_group": "All"})
	gone := f.Put("Customer", "", map[string]any{"customer_name": "Gone"})
	f.Delete("Customer", gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.NodeClient(t, []string{sdkPackage}, "client.mjs", srv.URL, fakeKey+":"+fakeSecret, child, gone)
	for name, want := range map[string]string{
		"stranger":       `"thrown":401`,
		"user":           `"tierloop@example.com"`,
		"list":           `[{"customer_name":"Holding","name":"` + parent + `"},{"customer_name":"SDK 客户","name":"` + child + `"}]`,
		"found":          `[{"name":"` + child + `"}]`,
		"changed":        `[]`,
		"column":         `"thrown":417`,
		"count":          `3`,
		"read":           `"SDK 客户"`,
		"missing":        `"type":"DoesNotExistError"`,
		"write":          `"A"`,
		"choice":         `"type":"ValidationError"`,
		"write missing":  `"thrown":404`,
		"batch":          `"failed_docs":[{"doc":{"docname":"` + gone + `"`,
		"batch of lists": `"type":"TypeError"`,
		"method":         `"thrown":417`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	if row, _ := f.Get("Customer", child); row["group_tier"] != "B" || f.Effects(child) != 2 {
		t.Errorf("the customer holds %v, written %d times", row, f.Effects(child))
	}
}
