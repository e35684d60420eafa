package hubspot

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// do calls the fake without the connector.
func (o *portal) do(t *testing.T, method, path, body string) (int, http.Header, map[string]any) {
	t.Helper()
	status, h, got := o.Ask(t, method, path, body, http.Header{"Authorization": {"Bearer " + fakeKey}})
	object, _ := got.(map[string]any)
	return status, h, object
}

func TestFakeIsStrict(t *testing.T) {
	o := newPortal(t)
	id := o.company("a", nil)
	input := `{"id":"` + id + `","properties":{"phone":"1"}}`
	filter := `{"propertyName":"name","operator":"EQ","value":"a"}`
	for _, tt := range []struct {
		method, path, body string
		status             int
		said               string
	}{
		{"GET", "/crm/objects/2026-09/companies?limit=101", "", 400, "limit"},
		{"GET", "/crm/objects/2026-09/company", "", 400, "Unable to infer"},
		{"GET", "/crm/objects/2025-01/companies", "", 404, ""},
		{"GET", "/crm/objects/2026-09/companies?" + strings.Repeat("properties=x&", 800), "", 414, ""},
		{"POST", "/crm/v3/objects/companies/search", `{"limit":201}`, 400, "limit"},
		{"POST", "/crm/v3/objects/companies/search", `{"limit":200,"after":"9801"}`, 400, "10000"},
		{"POST", "/crm/v3/objects/companies/search", `{"sorts":["name","city"]}`, 400, "one sort"},
		{"POST", "/crm/v3/objects/companies/search", `{"filterGroups":[{"filters":[` + strings.Repeat(filter+",", 6) + filter + `]}]}`, 400, "6 filters"},
		{"POST", "/crm/v3/objects/companies/search", `{"filterGroups":[{"filters":[{"propertyName":"nothing","operator":"EQ"}]}]}`, 400, "not known"},
		{"POST", "/crm/v3/objects/companies/search", `{"properties":["` + strings.Repeat("x", 3000) + `"]}`, 400, "too long"},
		{"POST", "/crm/v3/objects/companies/batch/read", `{"inputs":[` + strings.Repeat(`{"id":"1"},`, 100) + `{"id":"1"}]}`, 400, "100 inputs"},
		{"POST", "/crm/v3/objects/companies/batch/update", `{"inputs":[` + input + `,` + input + `]}`, 400, "Duplicate"},
		{"POST", "/crm/v3/objects/companies/batch/update", `{"inputs":[{"id":"` + id + `","properties":{"phone":5}}]}`, 400, "no text"},
		{"POST", "/crm/v3/objects/companies/batch/update", `{"inputs":[{"id":"` + id + `","properties":{"nothing":"x"}}]}`, 400, "PROPERTY_DOESNT_EXIST"},
		{"POST", "/crm/v3/objects/companies/batch/update", `{"inputs":[{"id":"` + id + `","properties":{"hs_object_id":"5"}}]}`, 400, "READ_ONLY_VALUE"},
		{"POST", "/crm/v3/objects/companies/batch/update", `{"inputs":`, 400, "JSON"},
		{"POST", "/crm/v3/objects/companies/batch/upsert", `{"inputs":[{"id":"x","idProperty":"domain"}]}`, 400, "non-unique"},
		{"POST", "/crm/properties/2026-09/companies", `{"name":"Group","label":"x","type":"string","fieldType":"text","groupName":"companyinformation"}`, 400, "invalid"},
		{"POST", "/crm/properties/2026-09/companies", `{"name":"group_x","label":"x","type":"string","fieldType":"select","groupName":"companyinformation"}`, 400, "does not fit"},
		{"POST", "/crm/properties/2026-09/companies", `{"name":"group_x","label":"x","type":"string","fieldType":"text","groupName":"nothing"}`, 400, "group"},
	} {
		status, _, got := o.do(t, tt.method, tt.path, tt.body)
		if message, _ := got["message"].(string); status != tt.status || !strings.Contains(message, tt.said) || got["status"] != "error" {
			t.Errorf("%s %.70s %.80s: %d %v, want %d %s", tt.method, tt.path, tt.body, status, got, tt.status, tt.said)
		}
		o.Clock.Advance(time.Second)
	}
	if o.Effects(id) != 0 {
		t.Error("a refused call wrote something")
	}
}

func TestFakeKeepsItsLimits(t *testing.T) {
	o := newPortal(t)
	policies := map[any]int{}
	for i := range 107 {
		method, path, body := "GET", "/crm/objects/2026-09/companies", ""
		if i < 6 {
			method, path, body = "POST", "/crm/objects/2026-09/companies/search", "{}"
		}
		_, h, got := o.do(t, method, path, body)
		policies[got["policyName"]]++
		if told := h.Get("X-HubSpot-RateLimit-Daily") != ""; got["policyName"] == nil && told != (i >= 6) {
			t.Errorf("call %d tells its limits: %v", i, told)
		}
	}
	if got := fmt.Sprint(policies["SECONDLY"], policies["TEN_SECONDLY_ROLLING"], policies[nil]); got != "1 6 100" {
		t.Errorf("refused %s", got)
	}
	o.Clock.Advance(11 * time.Second)
	o.SetDaily(100)
	if status, _, got := o.do(t, "GET", "/crm/objects/2026-09/companies", ""); status != 429 || got["policyName"] != "DAILY" {
		t.Errorf("%d %v", status, got)
	}
}
