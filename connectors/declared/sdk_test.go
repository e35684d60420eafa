//go:build sdk

package declared

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the vendor's client for Node.
const sdkPackage = "pipedrive@33.7.0"

func TestSDKPipedriveNodeClientWorksOnTheFake(t *testing.T) {
	f := NewPipedrive(sandbox.Setup{Seed: 3, NoLimits: true})
	id := f.Put("organizations", "", map[string]any{"name": "SDK 客户", PipedriveTier: "C"})
	gone := f.Put("organizations", "", map[string]any{"name": "Gone"})
	f.Delete("organizations", gone)
	for i := range 250 {
		f.Put("organizations", "", map[string]any{"name": fmt.Sprint("客户", i)})
	}
	f.Put("deals", "", map[string]any{"title": "Spring order", "org_id": 1})
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.NodeClient(t, []string{sdkPackage}, "client.mjs", srv.URL+"/api/v2", pipedriveToken, PipedriveTier, PipedriveScore, id, gone)
	for name, want := range map[string][]string{
		"stranger": {`"refused"`, `unauthorized access`},
		"pages":    {`{"seen":251,"pages":3}`},
		"too many": {`"refused"`, `limit must be`},
		"ids":      {`[[` + id + `,"SDK 客户","C"]]`},
		"later":    {`0`},
		"update":   {`[true,"A",87.5]`},
		"gone":     {`"refused"`, `ERR_NOT_FOUND`},
		"unknown":  {`"refused"`, `is not allowed`},
		"deals":    {`["Spring order"]`},
	} {
		for _, w := range want {
			if have := string(got[name]); !strings.Contains(have, w) {
				t.Errorf("%s is %s, want it to hold %s", name, have, w)
			}
		}
	}
	if row, _ := f.Get("organizations", id); row[PipedriveTier] != "A" || fmt.Sprint(row[PipedriveScore]) != "87.5" {
		t.Errorf("the organisation holds %v", row)
	}
}

func TestSDKWooCommerceNodeClientWorksOnTheFake(t *testing.T) {
	f := NewWooCommerce(sandbox.Setup{Seed: 3, NoLimits: true})
	id := f.Put("customers", "", map[string]any{"company": "SDK 客户"})
	gone := f.Put("customers", "", map[string]any{"company": "Gone"})
	f.Delete("customers", gone)
	for i := range 120 {
		f.Put("customers", "", map[string]any{"company": fmt.Sprint("客户", i)})
	}
	f.Put("orders", "", map[string]any{"number": "727"})
	srv := httptest.NewTLSServer(f) // by http it would sign instead of logging in
	defer srv.Close()
	got := conformance.NodeClient(t, []string{"@woocommerce/woocommerce-rest-api@1.0.2"}, "woocommerce.mjs", srv.URL, wooKey, wooSecret, id, gone)
	for name, want := range map[string]string{
		"stranger":  `{"refused":401,"code":"woocommerce_rest_authentication_error"}`,
		"pages":     `[121,2]`,
		"too many":  `{"refused":400,"code":"rest_invalid_param"}`,
		"included":  `[[` + id + `,"SDK 客户"]]`,
		"changed":   `0`,
		"batch":     `"key":"group_tier","value":"A"}],"woocommerce_rest_invalid_id"]`,
		"too large": `"refused":413`,
		"no route":  `{"refused":404,"code":"rest_no_route"}`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	if row, _ := f.Get("customers", id); row["group_tier"] != "A" || f.Effects(id) != 1 {
		t.Errorf("the customer holds %v, written %d times", row, f.Effects(id))
	}
}
