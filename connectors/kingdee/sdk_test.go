//go:build sdk

package kingdee

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

const sdkPackage = "kingdee.cdp.webapi.sdk==8.2.0"

func TestSDKKingdeeClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	id := f.Put(customerForm, "", map[string]any{"FName": "SDK 客户", "FNumber": "C001", "FT_BD_CUSTBANK": []any{map[string]any{"FBANKCODE": "6222"}}})
	f.Put(customerForm, "", map[string]any{"FName": "别的客户", "FNumber": "C002"})
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.PythonClient(t, []string{sdkPackage}, "sdk_client.py", srv.URL+"/K3Cloud", fakeAcct, fakeUser, fakeApp, fakeSecret, id)
	for name, want := range map[string]string{
		"before":   `[[` + id + `, "C001", "SDK 客户", null]]`,
		"objects":  `[{"FName": "SDK 客户", "FNumber": "C001"}]`,
		"saved":    `"IsSuccess": true`,
		"batch":    `"SuccessEntitys": [{"DIndex": 0, "Id": ` + id + `, "Number": "C001"}]`,
		"viewed":   `"F_PAEZ_Reason": "集团收入第一"`,
		"forms":    `"BD_Customer"`,
		"session":  `true`,
		"refused":  `元数据中标识为FNoSuch的字段不存在`,
		"plain":    `raised: `,
		"stranger": `"MsgCode": 1,`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	row, _ := f.Get(customerForm, id)
	if row["F_PAEZ_Tier"] != "A" || sandbox.Text(row["F_PAEZ_Score"]) != "87.5" || row["F_PAEZ_Reason"] != "集团收入第一" || row["FT_BD_CUSTBANK"] == nil {
		t.Errorf("the customer holds %v", row)
	}
}
