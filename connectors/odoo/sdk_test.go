//go:build sdk

package odoo

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the usual client for Python.
const sdkPackage = "odoorpc==0.10.1"

func TestSDKOdooRPCWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	parent := f.Put("res.partner", "", map[string]any{"name": "Holding", "is_company": true})
	child := f.Put("res.partner", "", map[string]any{"name": "SDK 客户", "is_company": true, "parent_id": parent})
	gone := f.Put("res.partner", "", map[string]any{"name": "Gone"})
	f.Delete("res.partner", gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	u, err := url.Parse(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	got := conformance.PythonClient(t, []string{sdkPackage}, "client.py", u.Hostname(), u.Port(), fakeDatabase, fakeLogin, fakeKey, child, gone)
	for name, want := range map[string]string{
		"version":   `19`,
		"stranger":  `false`,
		"login":     `7`,
		"count":     `2`,
		"found":     `[{"id": ` + child + `, "name": "SDK 客户", "parent_id": [` + parent + `, "Holding"], "vat": false}]`,
		"read":      `[` + child + `]`,
		"field":     `"builtins.ValueError"`,
		"stamp":     `does not match format`,
		"write":     `true`,
		"missing":   `"odoo.exceptions.MissingError"`,
		"selection": `"builtins.ValueError"`,
		"types":     `"selection"`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	if row, _ := f.Get("res.partner", child); row["x_group_tier"] != "A" || f.Effects(child) != 1 {
		t.Errorf("the partner holds %v, written %d times", row, f.Effects(child))
	}
}
