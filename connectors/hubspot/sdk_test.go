//go:build sdk

package hubspot

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the vendor's client for Node.
const sdkPackage = "@hubspot/api-client@14.0.1"

func TestSDKHubSpotNodeClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3, NoLimits: true})
	child := f.Put("companies", "", map[string]any{"name": "SDK 客户"})
	gone := f.Put("companies", "", map[string]any{"name": "Gone"})
	f.Delete("companies", gone)
	for i := range 260 {
		f.Put("companies", "", map[string]any{"name": fmt.Sprint("客户", i)})
	}
	f.Link("deals", f.Put("deals", "", map[string]any{"dealname": "D"}), "companies", child, true)
	time.Sleep(fakeLag) // the index of the search
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.NodeClient(t, []string{sdkPackage}, "client.mjs", srv.URL, fakeKey, fakeClient, fakeSecret, fakeRefresh, child, gone)
	for name, want := range map[string][]string{
		"stranger":   {`"thrown":401`, `INVALID_AUTHENTICATION`},
		"refreshed":  {`{"life":1800,"kind":"bearer"}`},
		"page":       {`{"names":["SDK 客户","客户0"],"after":true}`},
		"all":        {`261`},
		"bin":        {`[["` + gone + `",true]]`},
		"search":     {`{"total":261,"rows":61}`},
		"too deep":   {`"thrown":400`, `10000`},
		"read":       {`"names":["SDK 客户"]`, `[["OBJECT_NOT_FOUND",["` + gone + `"]]]`},
		"update":     {`"written":["` + child + `"]`, `["OBJECT_NOT_FOUND"]`},
		"bad option": {`"thrown":400`, `INVALID_OPTION`},
		"one":        {`"` + child + `"`},
		"upsert":     {`[true,false]`},
		"property":   {`{"made":"group_word","seen":true,"readOnly":true}`},
		"again":      {`"thrown":409`, `OBJECT_ALREADY_EXISTS`},
		"links":      {`[["` + child + `",true]]`},
	} {
		for _, w := range want {
			if have := string(got[name]); !strings.Contains(have, w) {
				t.Errorf("%s is %s, want it to hold %s", name, have, w)
			}
		}
	}
	row, _ := f.Get("companies", child)
	if row["group_tier"] != "A" || row["group_score"] != "87.5" || row["phone"] != "110" {
		t.Errorf("the company holds %v", row)
	}
}
