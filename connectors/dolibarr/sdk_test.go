//go:build sdk

package dolibarr

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackages are the usual client for Python, and what it needs without saying so.
var sdkPackages = []string{"dolibarrpy==0.12.0", "icecream"}

func TestSDKPythonClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	parent := f.Put(customers, "", map[string]any{"name": "Holding", "client": "0"})
	child := f.Put(customers, "", map[string]any{"name": "SDK 客户", "client": "1"})
	other := f.Put(customers, "", map[string]any{"name": "Third", "client": "3"})
	gone := f.Put(customers, "", map[string]any{"name": "Gone"})
	f.Delete(customers, gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.PythonClient(t, sdkPackages, "client.py", srv.URL, fakeKey, child, gone)
	one := `["` + child + `", "SDK 客户"]`
	for name, want := range map[string]string{
		"stranger":      `401`,
		"all":           `[["` + parent + `", "Holding"], ` + one + `, ["` + other + `", "Third"]]`,
		"customers":     `[` + one + `, ["` + other + `", "Third"]]`,
		"changed":       `[` + one + `]`,
		"nothing":       `404`, // the client's word for it: nothing was found
		"syntax":        `503`,
		"column":        `DB_ERROR_NOSUCHFIELD`,
		"read":          `"options_group_tier": null`,
		"missing":       `"code": 404`,
		"write":         `"options_group_tier": "A"`,
		"too long":      `"code": 500`,
		"write missing": `"code": 404`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	if row, _ := f.Get(customers, child); row["options_group_tier"] != "A" || f.Effects(child) != 1 {
		t.Errorf("the third party holds %v, written %d times", row, f.Effects(child))
	}
}
