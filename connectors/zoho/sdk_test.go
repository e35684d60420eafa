//go:build sdk

package zoho

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// sdkPackage is the vendor's client for Node.
const sdkPackage = "@zohocrm/nodejs-sdk-8.0@2.0.0"

// installClient makes a folder with the vendor's client and the script in it.
func installClient(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	dir := t.TempDir()
	script, err := os.ReadFile(filepath.Join("testdata", "sdk_client.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"sdk_client.mjs": script, "package.json": []byte(`{"private":true,"type":"module"}`)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", sdkPackage)
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("npm: %v\n%s", err, out)
	}
	return dir
}

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
	dir := installClient(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "sdk_client.mjs", srv.URL, fakeClient, fakeSecret, fakeRefresh, child, locked)
	cmd.Dir, cmd.Env = dir, append(cmd.Environ(), "NO_PROXY=127.0.0.1,localhost")
	raw, err := cmd.Output()
	if err != nil {
		stderr := ""
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			stderr = string(e.Stderr)
		}
		t.Fatalf("%v\n%s", err, stderr)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
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
	if row["Group_Tier"] != "B" || fakeText(row["Group_Score"]) != "87.5" || f.Fired() != 0 {
		t.Errorf("the account holds %v, %d workflows ran", row, f.Fired())
	}
	if n := len(f.IDs("Accounts")); n != 4 {
		t.Errorf("%d accounts after one insert", n)
	}
}
