//go:build sdk

package kingdee

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

const sdkPackage = "kingdee.cdp.webapi.sdk==8.2.0"

// python makes a virtual environment with the vendor's client in it.
func python(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin", "python")
	for _, args := range [][]string{{"python3", "-m", "venv", dir}, {bin, "-m", "pip", "install", "-q", "--disable-pip-version-check", sdkPackage}} {
		if out, err := exec.CommandContext(ctx, args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	return bin
}

func TestSDKKingdeeClientWorksOnTheFake(t *testing.T) {
	f := NewFake(sandbox.Setup{Seed: 3})
	id := f.Put(customerForm, "", map[string]any{"FName": "SDK 客户", "FNumber": "C001", "FT_BD_CUSTBANK": []any{map[string]any{"FBANKCODE": "6222"}}})
	f.Put(customerForm, "", map[string]any{"FName": "别的客户", "FNumber": "C002"})
	srv := httptest.NewServer(f)
	defer srv.Close()
	bin := python(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bin, filepath.Join("testdata", "sdk_client.py"), srv.URL+"/K3Cloud", fakeAcct, fakeUser, fakeApp, fakeSecret, id)
	cmd.Env = append(cmd.Environ(), "NO_PROXY=127.0.0.1,localhost", "PYTHONUTF8=1")
	raw, err := cmd.Output()
	if err != nil {
		stderr := ""
		if e, ok := err.(*exec.ExitError); ok {
			stderr = string(e.Stderr)
		}
		t.Fatalf("%v\n%s", err, stderr)
	}
	var got map[string]json.RawMessage
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
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
	if row["F_PAEZ_Tier"] != "A" || fakeText(row["F_PAEZ_Score"]) != "87.5" || row["F_PAEZ_Reason"] != "集团收入第一" || row["FT_BD_CUSTBANK"] == nil {
		t.Errorf("the customer holds %v", row)
	}
}
