//go:build sdk

package salesforce

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

// served is a fake with 2,500 accounts, one of which has a parent.
func served(t *testing.T) (f *Fake, base, child, gone, held string) {
	t.Helper()
	f = NewFake(sandbox.Setup{Seed: 3})
	for i := range 2496 {
		f.Put("Account", "", map[string]any{"Name": fmt.Sprint("客户", i)})
	}
	parent := f.Put("Account", "", map[string]any{"Name": "Holding"})
	child = f.Put("Account", "", map[string]any{"Name": "SDK 客户", "ParentId": parent, "AnnualRevenue": 350000000})
	gone = f.Put("Account", "", map[string]any{"Name": "Gone"})
	f.Delete("Account", gone)
	held = f.Put("Account", "", map[string]any{"Name": "Held"})
	f.Put("Account", "", map[string]any{"Name": "Last"})
	f.Lock(held, "UNABLE_TO_LOCK_ROW", 1)
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	return f, srv.URL, child, gone, held
}

func holds(t *testing.T, got map[string]json.RawMessage, want map[string][]string) {
	t.Helper()
	for name, all := range want {
		for _, w := range all {
			if have := string(got[name]); !strings.Contains(have, w) {
				t.Errorf("%s is %s, want it to hold %s", name, have, w)
			}
		}
	}
}

func TestSDKJsforceWorksOnTheFake(t *testing.T) {
	f, base, child, gone, held := served(t)
	got := conformance.NodeClient(t, []string{"jsforce@3.10.16"}, "jsforce.mjs", base, fakeClient, fakeSecret, child, gone, held)
	holds(t, got, map[string][]string{
		"stranger":    {`"thrown":"invalid_client"`},
		"count":       {`2500`},
		"all":         {`"thrown":"MALFORMED_QUERY"`},
		"fetched":     {`{"rows":2500,"different":2500}`},
		"related":     {`"Name":"SDK 客户"`, `"Email":"user@example.com"`, `"Name":"Holding"`, `"AnnualRevenue":350000000`, `+0000`},
		"bin":         {`["` + gone + `"]`},
		"quoted":      {`"thrown":"INVALID_FIELD"`, `should not be enclosed in quotes`},
		"no column":   {`"thrown":"INVALID_FIELD"`},
		"describe":    {`{"type":"picklist","restricted":true,"values":["A","B","C","D"],"owner":"Owner"}`},
		"global":      {`true`},
		"deleted":     {`["` + gone + `"]`},
		"updated":     {`true`},
		"limits":      {`100000`},
		"usage":       {`100000`},
		"collection":  {`"id":"` + child + `","success":true`, `"ENTITY_IS_DELETED"`, `"UNABLE_TO_LOCK_ROW"`, `"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"`},
		"too many":    {`"thrown":"LIMIT_EXCEEDED"`},
		"one":         {`"success":true`},
		"upsert":      {`[true,false]`},
		"field":       {`{"made":true,"hidden":true,"seen":true}`},
		"bulk query":  {`2501`},
		"bulk ingest": {`{"good":["` + child + `"],"bad":["ENTITY_IS_DELETED:entity is deleted:--"],"left":0}`},
	})
	row, _ := f.Get("Account", child)
	if row["Group_Tier__c"] != "B" || sandbox.Text(row["Group_Score__c"]) != "87.5" || row["Phone"] != "110" {
		t.Errorf("the account holds %v", row)
	}
}

func TestSDKSimpleSalesforceWorksOnTheFake(t *testing.T) {
	f, base, child, gone, _ := served(t)
	got := conformance.PythonClient(t, []string{"simple-salesforce==1.12.9"}, "simple_salesforce_client.py", base, fakeClient, fakeSecret, child, gone)
	holds(t, got, map[string][]string{
		"all":        {`2500`},
		"bin":        {`["` + gone + `"]`},
		"syntax":     {`SalesforceMalformedRequest`, `MALFORMED_QUERY`},
		"one":        {`204`},
		"restricted": {`INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST`},
		"described":  {`true`},
		"two pages":  {`[2000, 500]`},
		"ingest":     {`"numberRecordsFailed": 1`, `"numberRecordsProcessed": 2`},
	})
	if row, _ := f.Get("Account", child); row["Group_Tier__c"] != "C" || row["Phone"] != "119" {
		t.Errorf("the account holds %v", row)
	}
}
