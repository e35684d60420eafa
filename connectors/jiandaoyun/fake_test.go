package jiandaoyun

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// post sends a call as any client would.
func (n *company) post(t *testing.T, path, key, body string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, n.base+"/api/v5/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", "application/json;charset=utf-8")
	resp, err := (&http.Client{Transport: n.tr}).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end below
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(resp.Body); err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	_ = json.Unmarshal(buf.Bytes(), &out) // a page that is no JSON has no code
	return resp.StatusCode, out
}

func (n *company) body(form, more string) string {
	return fmt.Sprintf(`{"app_id":%q,"entry_id":%q%s}`, fakeApp, n.forms[form].entry, more)
}

func TestTheFakeRefusesWhatTheVendorRefuses(t *testing.T) {
	n := newCompany(t)
	id := n.customers(1)[0]
	data, many := "app/entry/data/", `"`+strings.Repeat(id+`","`, 100)+id+`"`
	for _, tt := range []struct {
		path, key, body string
		code            float64
	}{
		{data + "list", "other", n.body("customers", ""), 8301},
		{data + "list", fakeKey, `{`, 1},
		{data + "list", fakeKey, `{"app_id":"x"}`, 2004},
		{data + "list", fakeKey, fmt.Sprintf(`{"app_id":%q,"entry_id":"x"}`, fakeApp), 3000},
		{data + "list", fakeKey, n.body("suite", ""), 30002},
		{data + "list", fakeKey, n.body("customers", `,"limit":101`), 17017},
		{data + "list", fakeKey, n.body("customers", `,"skip":1`), 17017},
		{data + "list", fakeKey, n.body("customers", `,"filter":{"rel":"and","cond":[{"field":"备注","method":"eq","value":["x"]}]}`), 4815},
		{data + "list", fakeKey, n.body("customers", `,"filter":{"rel":"and","cond":[{"field":"updateTime","method":"gt","value":["x"]}]}`), 4815},
		{data + "list", fakeKey, n.body("customers", `,"filter":{"rel":"and","cond":[{"field":"data_id","method":"eq","value":"x"}]}`), 4815},
		{data + "update", fakeKey, n.body("customers", `,"data_id":"`+nobody+`","data":{}`), 4001},
		{data + "update", fakeKey, n.body("customers", `,"data_id":"`+id+`","data":{"_widget_1700000001011":"A"}`), 4000},
		{data + "update", fakeKey, n.body("customers", `,"data_id":"`+id+`","data":{"group_score":{"value":"1"}}`), 4000},
		{data + "update", fakeKey, n.body("customers", `,"data_id":"`+id+`","data":{"_widget_1700000001014":{"value":""}}`), 4000},
		{data + "update", fakeKey, n.body("customers", `,"data_id":"`+id+`","data":{"_widget_1700000001014":{"value":1772409600}}`), 4000},
		{data + "batch_update", fakeKey, n.body("customers", `,"data_ids":[`+many+`],"data":{}`), 17024},
		{data + "batch_update", fakeKey, n.body("orders", `,"data_ids":["`+id+`"],"data":{"_widget_1700000002007":{"value":[]}}`), 4000},
		{data + "batch_create", fakeKey, n.body("tiers", `,"data_list":[],"transaction_id":"1"`), 17025},
		{data + "get", fakeKey, n.body("customers", `,"data_id":"`+nobody+`"`), 4001},
		{"app/entry/list", fakeKey, `{"app_id":"x"}`, 2004},
		{"app/list", fakeKey, `{"limit":0}`, 17017},
	} {
		n.clk.Advance(time.Second)
		if status, out := n.post(t, tt.path, tt.key, tt.body); status != http.StatusBadRequest || out["code"] != tt.code {
			t.Errorf("%s %.120s: %d %v, want code %v", tt.path, tt.body, status, out["code"], tt.code)
		}
	}
	if n.Effects(id) != 0 {
		t.Error("a refused call had an effect")
	}
}

func TestTheFakeListsTenRowsUnlessTold(t *testing.T) {
	n := newCompany(t)
	ids := n.customers(12)
	_, out := n.post(t, "app/entry/data/list", fakeKey, n.body("customers", ""))
	if rows := out["data"].([]any); len(rows) != 10 || rows[0].(map[string]any)["_id"] != ids[0] {
		t.Errorf("%d rows", len(rows))
	}
	_, out = n.post(t, "app/entry/data/list", fakeKey, n.body("customers", `,"data_id":"`+ids[9]+`","fields":["uscc"]`))
	rows := out["data"].([]any)
	if row := rows[0].(map[string]any); len(rows) != 2 || row["updateTime"] != nil || row["_id"] != ids[10] || row["uscc"] != "" || len(row) != 4 {
		t.Errorf("%d rows, %v", len(rows), rows[0])
	}
}

func TestTheFakeCountsCallsOfASecond(t *testing.T) {
	n := newCompany(t)
	for i, want := range []float64{0, 8304} {
		for range 30 - 29*i {
			if _, out := n.post(t, "app/list", fakeKey, `{}`); want == 0 && out["code"] != nil || want > 0 && out["code"] != want {
				t.Errorf("got %v, want %v", out["code"], want)
			}
		}
	}
	for range 20 {
		n.post(t, "app/entry/data/update", fakeKey, n.body("customers", ""))
	}
	if _, out := n.post(t, "app/entry/data/get", fakeKey, n.body("customers", "")); out["code"] != float64(8303) {
		t.Errorf("the 51st call of a second: %v", out)
	}
	n.clk.Advance(time.Second)
	if _, out := n.post(t, "app/list", fakeKey, `{}`); out["code"] != nil {
		t.Errorf("a second later: %v", out)
	}
}

func TestTheFakeWritesATransactionAgainForAnHour(t *testing.T) {
	n := newCompany(t)
	send := func(tier string) {
		t.Helper()
		n.clk.Advance(time.Second)
		status, out := n.post(t, "app/entry/data/batch_create", fakeKey, n.body("tiers",
			`,"transaction_id":"87cd7d71-c6df-4281-9927-469094395677","data_list":[{"_widget_1700000003002":{"value":"`+tier+`"}}]`))
		if status != http.StatusOK || out["success_count"] != float64(1) {
			t.Fatalf("%d %v", status, out)
		}
	}
	send("A")
	send("B")
	ids := n.IDs("tiers")
	if row, _ := n.Get("tiers", ids[0]); len(ids) != 1 || row["集团分级"] != "B" {
		t.Errorf("%d rows, %v", len(ids), row)
	}
	n.clk.Advance(time.Hour)
	send("C")
	if ids = n.IDs("tiers"); len(ids) != 2 {
		t.Errorf("%d rows after an hour", len(ids))
	}
}

func TestTheSandboxPageShowsCustomers(t *testing.T) {
	n := newCompany(t)
	n.Put("customers", "", map[string]any{"客户名称": "星辰科技", "集团分级": "A"})
	resp, err := (&http.Client{Transport: n.tr}).Get(n.base + "/_sandbox?lang=zh")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read below
	var buf bytes.Buffer
	if _, err := buf.ReadFrom(resp.Body); err != nil || !strings.Contains(buf.String(), "星辰科技") {
		t.Errorf("%v, %s", err, buf.String())
	}
}
