//go:build sdk

package yonyou

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackages are the vendor's client for Python and what it really needs: it asks for
// a package random, which there is not.
var sdkPackages = []string{"--no-deps", "yonyouopenapisdk1==0.0.2", "requests", "urllib3", "idna", "certifi", "charset-normalizer", "pycryptodomex"}

func TestSDKVendorsClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	first := f.Put(merchant, "", map[string]any{"name.simplifiedName": "集团"})
	second := f.Put(merchant, "", map[string]any{"name.simplifiedName": "SDK 客户"})
	gone := f.Put(merchant, "", map[string]any{"name.simplifiedName": "已删除"})
	f.Delete(merchant, gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.PythonClient(t, sdkPackages, "client.py", srv.URL, fakeKey, fakeSecret, first, second, gone)
	for name, want := range map[string]string{
		"stranger":        `50003`,
		"token":           `["access_token", "expire"]`,
		"list":            `["` + first + `"]`,
		"behind":          `["` + second + `"]`,
		"too large":       `"code": "1002"`,
		"detail":          `[["` + second + `", "SDK 客户"]]`,
		"update":          `"code": "200"`,
		"level":           `"code": "999"`,
		"incomplete":      `"code": "1002"`,
		"token of nobody": `"code": "310036"`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	if row, _ := f.Get(merchant, second); row[level] != "A" || f.Effects(second) != 1 {
		t.Errorf("the customer holds %v, written %d times", row, f.Effects(second))
	}
}
