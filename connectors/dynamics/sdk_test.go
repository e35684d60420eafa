//go:build sdk

package dynamics

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the usual client for Node.
const sdkPackage = "dynamics-web-api@2.5.0"

func TestSDKDynamicsWebAPIWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	child := f.Put("account", "", map[string]any{"name": "SDK 客户"})
	gone := f.Put("account", "", map[string]any{"name": "Gone"})
	f.Delete("account", gone)
	for i := range 5200 {
		f.Put("account", "", map[string]any{"name": fmt.Sprint("客户", i)})
	}
	srv := httptest.NewServer(f)
	defer srv.Close()
	got := conformance.NodeClient(t, []string{sdkPackage}, "client.mjs", srv.URL, fakeTenant, fakeClient, fakeSecret, child, gone)
	for name, want := range map[string]string{
		"stranger":   `"thrown":401`,
		"who":        `true`,
		"page":       `["SDK 客户"]`,
		"all":        `5201`,
		"tracked":    `{"rows":5201,"link":true}`,
		"filtered":   `Change Tracking is enabled`,
		"missing":    `"thrown":404`,
		"bad choice": `outside the valid range`,
		"upsert":     `["Newer"]`,
		"multiple":   `true`,
		"batch":      `[true,404,true]`,
		"columns":    `"Picklist"`,
		"choices":    `[727000000,727000001,727000002,727000003]`,
	} {
		if have := string(got[name]); !strings.Contains(have, want) {
			t.Errorf("%s is %s, want it to hold %s", name, have, want)
		}
	}
	row, _ := f.Get("account", child)
	if sandbox.Text(row["new_grouptier"]) != "727000000" || sandbox.Text(row["new_groupscore"]) != "87.5" || row["telephone1"] != "110" || row["websiteurl"] != "x.example" {
		t.Errorf("the account holds %v", row)
	}
}
