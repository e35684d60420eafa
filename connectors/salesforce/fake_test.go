package salesforce

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// visitor calls the fake without the connector.
type visitor struct {
	*org
	t     *testing.T
	token string
}

func newVisitor(t *testing.T) *visitor {
	v := &visitor{org: newOrg(t), t: t}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {fakeClient}, "client_secret": {fakeSecret}}
	_, _, got := v.Ask(t, http.MethodPost, tokenPath, form.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	answer, _ := got.(map[string]any)
	v.token, _ = answer["access_token"].(string)
	if v.token == "" || answer["instance_url"] != v.Base || answer["expires_in"] != nil {
		t.Fatalf("no token: %v", got)
	}
	return v
}

func (v *visitor) do(method, path, body string) (int, http.Header, any) {
	v.t.Helper()
	return v.Ask(v.t, method, "/services/data/v66.0/"+path, body, http.Header{"Authorization": {"Bearer " + v.token}, "Content-Type": {"application/json"}})
}

// code is the error of an answer, "" when it is none.
func code(got any) string {
	list, _ := got.([]any)
	if len(list) == 0 {
		return ""
	}
	first, _ := list[0].(map[string]any)
	text, _ := first["errorCode"].(string)
	return text
}

func TestFakeQueriesAreStrict(t *testing.T) {
	v := newVisitor(t)
	v.account("O'Brien", nil)
	for query, want := range map[string]string{
		"SELECT Id FROM": "MALFORMED_QUERY",
		"SELECT Id FROM Account WHERE Name = 'a' AND Phone = 'b' OR Phone = 'c'": "MALFORMED_QUERY",
		"SELECT Id FROM Nothing":                                                                           "INVALID_TYPE",
		"SELECT Nothing FROM Account":                                                                      "INVALID_FIELD",
		"SELECT Id, Id FROM Account":                                                                       "INVALID_FIELD",
		"SELECT Owner.Nothing FROM Account":                                                                "INVALID_FIELD",
		"SELECT Id FROM Account WHERE Description = 'x'":                                                   "INVALID_FIELD",
		"SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'":                             "INVALID_FIELD",
		"SELECT Id FROM Account WHERE Name = 5":                                                            "INVALID_FIELD",
		"SELECT Id FROM Account WHERE AnnualRevenue = '5'":                                                 "INVALID_FIELD",
		"SELECT Id FROM Account WHERE IsDeleted = 'false'":                                                 "INVALID_FIELD",
		"SELECT Id FROM Account WHERE Id = '001'":                                                          "INVALID_QUERY_FILTER_OPERATOR",
		"SELECT Id FROM Account LIMIT 5 OFFSET 2001":                                                       "NUMBER_OUTSIDE_VALID_RANGE",
		`SELECT Id FROM Account WHERE Name = 'o\'brien' AND (Phone = null OR Phone != 'x')`:                "",
		"select Id from account where CreatedDate >= 2026-03-02T10:00:00+08:00 order by Name desc limit 1": "",
	} {
		status, _, got := v.do(http.MethodGet, "query/?q="+url.QueryEscape(query), "")
		if code(got) != want || (status == 200) != (want == "") {
			t.Errorf("%s: %d %s, want %s", query, status, code(got), want)
		}
		if rows, _ := got.(map[string]any); want == "" && rows["totalSize"] != float64(1) {
			t.Errorf("%s: %v", query, rows)
		}
	}
}

func TestFakeLocatorsDieWhenTheyWait(t *testing.T) {
	v := newVisitor(t)
	for i := range 2001 {
		v.account(fmt.Sprint(i), nil)
	}
	_, _, got := v.do(http.MethodGet, "query?q=SELECT+Id+FROM+Account", "")
	next, _ := got.(map[string]any)["nextRecordsUrl"].(string)
	next = strings.TrimPrefix(next, "/services/data/v66.0/")
	if status, _, got := v.do(http.MethodGet, next, ""); status != 200 || got.(map[string]any)["done"] != true {
		t.Errorf("%d %v", status, got)
	}
	v.Clock.Advance(time.Hour)
	if _, _, got := v.do(http.MethodGet, next, ""); code(got) != "INVALID_QUERY_LOCATOR" {
		t.Errorf("after an hour: %v", got)
	}
}

func TestFakeRefusesWhatIsNotDocumented(t *testing.T) {
	v := newVisitor(t)
	id := v.account("a", nil)
	record := `{"attributes":{"type":"Account"},"id":"` + id + `","Phone":"1"}`
	for _, tt := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"PATCH", "composite/sobjects", `{"records":[` + strings.Repeat(record+",", 200) + record + `]}`, 400, "LIMIT_EXCEEDED"},
		{"PATCH", "composite/sobjects", `{"records":[{"attributes":{"type":"Nothing"}}]}`, 400, "INVALID_TYPE"},
		{"PATCH", "composite/sobjects", `{"records":[{"attributes":{"type":"Account"},"id":"` + id + `","Phone":5}]}`, 400, "JSON_PARSER_ERROR"},
		{"PATCH", "composite/sobjects", `{"records":`, 400, "JSON_PARSER_ERROR"},
		{"PATCH", "composite/sobjects/Account/Phone", `{"records":[` + record + `]}`, 200, ""},
		{"GET", "sobjects/Account/deleted?start=2026-03-02T02:00:00Z&end=2026-03-02T02:00:30Z", "", 400, "INVALID_REPLICATION_DATE"},
		{"GET", "sobjects/Account/deleted?start=2026-01-02T02:00:00Z&end=2026-03-02T02:00:30Z", "", 400, "INVALID_REPLICATION_DATE"},
		{"GET", "sobjects/Nothing/describe", "", 404, "NOT_FOUND"},
		{"GET", "query?q=" + strings.Repeat("x", 17000), "", 414, "URI_TOO_LONG"},
		{"POST", "jobs/query", `{"operation":"query","query":"SELECT BillingAddress FROM Account"}`, 400, "FUNCTIONALITY_NOT_ENABLED"},
		{"POST", "jobs/ingest", `{"operation":"upsert","object":"Account"}`, 400, "INVALIDJOB"},
		{"POST", "tooling/sobjects/CustomField", `{"FullName":"Account.Group_Tier__c","Metadata":{"type":"Date","label":"x"}}`, 400, "DUPLICATE_DEVELOPER_NAME"},
		{"DELETE", "composite/sobjects", "", 404, "NOT_FOUND"},
	} {
		status, h, got := v.do(tt.method, tt.path, tt.body)
		if status != tt.status || code(got) != tt.code {
			t.Errorf("%s %.60s: %d %v, want %d %s", tt.method, tt.path, status, got, tt.status, tt.code)
		}
		if !strings.HasPrefix(h.Get("Sforce-Limit-Info"), "api-usage=") {
			t.Errorf("%s %.60s tells no usage", tt.method, tt.path)
		}
	}
	v.token = "wrong"
	if status, _, got := v.do(http.MethodGet, "sobjects", ""); status != 401 || code(got) != "INVALID_SESSION_ID" {
		t.Errorf("%d %v", status, got)
	}
}

func TestIdsOfFifteenCharactersTellTheirCase(t *testing.T) {
	if got := fakeLong("001D000000IqhSL"); got != "001D000000IqhSLIAZ" { // an example of the vendor's documents
		t.Errorf("got %s", got)
	}
}

func FuzzFakeReadsAnyQuery(f *testing.F) {
	f.Add("SELECT Id, Owner.Email FROM Account WHERE SystemModstamp >= 2026-03-02T10:00:00Z AND Id > '0015g00000ZZZZZAAA' ORDER BY Id LIMIT 200")
	f.Add(`SELECT ' FROM '' WHERE (((\`)
	fake := NewFake(sandbox.Setup{})
	fake.Put("Account", "", map[string]any{"Name": "x"})
	f.Fuzz(func(t *testing.T, text string) {
		if _, q, rows, bad := fake.selectRows(text, true); bad == nil && (len(q.Columns) == 0 || len(rows) > 1 && q.From == "Account") {
			t.Errorf("%q was taken as %+v with %d rows", text, q, len(rows))
		}
	})
}
