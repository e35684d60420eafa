//go:build sdk

package netsuite

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the usual client for Python; the vendor has none.
const sdkPackage = "netsuite==0.12.0"

func TestSDKPythonClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	var ids []string
	for _, name := range []string{"Holding", "SDK 客户", "Third"} {
		ids = append(ids, f.Put(customer, "", map[string]any{"companyname": name}))
	}
	gone := f.Put(customer, "", map[string]any{"companyname": "Gone"})
	f.Delete(customer, gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.PythonClient(t, []string{sdkPackage}, "client.py", srv.URL, fakeAccount, fakeClient, fakeClientSecret, fakeTokenID, fakeTokenSecret, ids[0])
	for name, want := range map[string][]string{
		"stranger": {`"status": 401`, "INVALID_LOGIN"},
		"first":    {`"count": 2`, `"hasMore": true`, `"totalResults": 3`, `"id": "` + ids[1] + `"`, `"companyname": "SDK 客户"`, `"lastmodifieddate": "20`},
		"second":   {`"count": 1`, `"hasMore": false`, `"id": "` + ids[2] + `"`},
		"behind":   {`"totalResults": 2`},
		"count":    {`"n": "3"`},
		"large":    {`"status": 400`},
		"column":   {`"status": 400`, "no_such"},
		"table":    {`"status": 400`, "nothing"},
		"schema":   {`"companyName": "string"`, `"addressBook": "object"`},
		"path":     {`"status": 404`},
	} {
		for _, w := range want {
			if have := string(got[name]); !strings.Contains(have, w) {
				t.Errorf("%s is %s, want it to hold %s", name, have, w)
			}
		}
	}
}
