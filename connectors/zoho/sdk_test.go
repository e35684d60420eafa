//go:build sdk

package zoho

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the vendor's client for Node.
const sdkPackage = "@zohocrm/nodejs-sdk-8.0@2.0.0"

func TestSDKZohoNodeClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	parent := f.Put("Accounts", "", map[string]any{"Account_Name": "Holding"})
	child := f.Put("Accounts", "", map[string]any{"Account_Name": "SDK 客户", "Parent_Account": parent})
	locked := f.Put("Accounts", "", map[string]any{"Account_Name": "Locked"})
	f.Lock(locked, "RECORD_LOCKED")
	gone := f.Put("Accounts", "", map[string]any{"Account_Name": "Gone"})
	f.Delete("Accounts", gone)
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.NodeClient(t, []string{sdkPackage}, "sdk_client.mjs", srv.URL, fakeClient, fakeSecret, fakeRefresh, child, locked)
	written := `"code":"SUCCESS","state":"success","id":"` + child + `"`
	for name, want := range map[string][]string{
		"stranger":                             {`"thrown"`, "invalid_client_secret"},
		"fields":                               {`"status":200`, `"type":"picklist","json":"string","custom":true`, `"options":["A","B","C","D"]`, `"parent":"Accounts"`, `"required":true,"locked":true`},
		"list":                                 {`"status":200,"ids":["` + parent + `","` + child + `"],"name":"Holding","stamp":true,"more":true,"parent":"Holding","next":["` + locked + `"]`},
		"without fields":                       {`"status":400,"kind":"APIException","code":"REQUIRED_PARAM_MISSING"`},
		"none":                                 {`"status":204`},
		"unchanged":                            {`"status":304`},
		"deleted":                              {`"status":200,"rows":[{"id":"` + gone + `","name":"Gone","type":"recycle","at":true}],"more":false`},
		"count":                                {`"count":3`},
		"coql":                                 {`"status":200,"rows":[["` + parent + `","Holding","user@example.com"],["` + child + `","SDK 客户","user@example.com"]],"more":true`},
		"bad coql":                             {`"status":400,"kind":"APIException","code":"SYNTAX_ERROR"`},
		"update":                               {`"status":200`, `"kind":"SuccessResponse",` + written},
		"mixed":                                {`"status":207`, written, `"kind":"APIException","code":"INVALID_DATA","state":"error","id":"99"`, `"code":"RECORD_LOCKED","state":"error","id":"` + locked + `"`},
		"none written":                         {`"status":400`, `"code":"INVALID_DATA"`},
		"upsert":                               {`"action":"insert","duplicate":null`, `"action":"update","duplicate":"Group_Customer_Id"`},
		"upsert by a field that is not unique": {`"status":400`, `"INVALID_DATA"`},
		"made":                                 {`"status":201,"each":["SUCCESS"]`},
		"changed":                              {`"status":200,"each":["SUCCESS"]`},
	} {
		for _, w := range want {
			if have := string(got[name]); !strings.Contains(have, w) {
				t.Errorf("%s is %s, want it to hold %s", name, have, w)
			}
		}
	}
	row, _ := f.Get("Accounts", child)
	if row["Group_Tier"] != "B" || sandbox.Text(row["Group_Score"]) != "87.5" || f.Fired() != 0 {
		t.Errorf("the account holds %v, %d workflows ran", row, f.Fired())
	}
	if n := len(f.IDs("Accounts")); n != 4 {
		t.Errorf("%d accounts after one insert", n)
	}
}
