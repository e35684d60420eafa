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
