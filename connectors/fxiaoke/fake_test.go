package fxiaoke

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// post sends a raw call and gives the decoded answer.
func (n *tenant) post(t *testing.T, path, body string, header map[string]string) map[string]any {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	resp, err := n.tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || resp.StatusCode != 200 {
		t.Fatalf("http %d, %v", resp.StatusCode, err)
	}
	return out
}

const fakeLogin = `{"appId":"` + fakeApp + `","appSecret":"` + fakeSecret + `","permanentCode":"` + fakePermanent + `","grantType":"app_secret"}`

func (n *tenant) headers(t *testing.T) map[string]string {
	t.Helper()
	token, _ := n.post(t, "/oauth2.0/token", fakeLogin, nil)["accessToken"].(string)
	return map[string]string{"authorization": "Bearer " + token, "x-fs-ea": fakeEA, "x-fs-userid": fakeUser}
}

func TestFakeRefusesWhatTheVendorRefuses(t *testing.T) {
	n := newTenant(t)
	id := n.Put("AccountObj", "", map[string]any{"name": "甲"})
	n.Put("visit_record__c", "", map[string]any{"name": "V"})
	h := n.headers(t)
	search := func(s string) string {
		return `{"data":{"dataObjectApiName":"AccountObj","search_query_info":{` + s + `}}}`
	}
	update := func(s string) string {
		return `{"data":{"object_data":{"dataObjectApiName":"AccountObj","_id":"` + id + `",` + s + `}}}`
	}
	const query, change = "/cgi/crm/v2/data/query", "/cgi/crm/v2/data/update"
	for _, tt := range []struct {
		why, path, body string
		code            float64
	}{
		{"good", query, search(`"limit":100,"offset":0`), 0},
		{"limit", query, search(`"limit":101,"offset":0`), 10006},
		{"offset no multiple", query, search(`"limit":100,"offset":50`), 10006},
		{"offset too far", query, search(`"limit":100,"offset":10100`), 10013},
		{"the last offset", query, search(`"limit":100,"offset":10000`), 0},
		{"case in a filter", query, search(`"limit":1,"offset":0,"filters":[{"fieldName":"name","fieldValues":["x"],"operator":"EQ"}]`), 10006},
		{"value no list", query, search(`"limit":1,"offset":0,"filters":[{"field_name":"name","field_values":"x","operator":"EQ"}]`), 10006},
		{"stamp as a number", query, search(`"limit":1,"offset":0,"filters":[{"field_name":"create_time","field_values":[1],"operator":"GT"}]`), 10006},
		{"case in an order", query, search(`"limit":1,"offset":0,"orders":[{"field_name":"_id","is_asc":true}]`), 10006},
		{"unknown operator", query, search(`"limit":1,"offset":0,"filters":[{"field_name":"name","field_values":["x"],"operator":"eq"}]`), 10006},
		{"custom object on the preset path", query, `{"data":{"dataObjectApiName":"visit_record__c","search_query_info":{"limit":1,"offset":0}}}`, 10006},
		{"preset object on the custom path", "/cgi/crm/custom/v2/data/query", search(`"limit":1,"offset":0`), 10006},
		{"number as a number", change, update(`"group_score__c":87.5`), 320001422},
		{"day as a text", change, update(`"group_tier_date__c":"2026-03-01"`), 320001422},
		{"label for a value", change, update(`"account_level":"重要客户"`), 320001422},
		{"derived field", change, update(`"owner__r":"x"`), 320001422},
		{"name outside object_data", change, `{"data":{"dataObjectApiName":"AccountObj","object_data":{"_id":"` + id + `"}}}`, 10006},
		{"old credentials mixed in", query, `{"corpAccessToken":"x","data":{}}`, 10006},
		{"good update", change, update(`"account_level":"1"`), 0},
		{"get", "/cgi/crm/v2/data/get", `{"data":{"dataObjectApiName":"AccountObj","objectDataId":"` + id + `"}}`, 0},
	} {
		if got := n.post(t, tt.path, tt.body, h)["errorCode"]; got != tt.code {
			t.Errorf("%s: errorCode %v, want %v", tt.why, got, tt.code)
		}
	}
	if w, a := n.Fired(); w != 1 || a != 1 { // both flags are true when they are not sent
		t.Errorf("%d workflows and %d approvals fired, want 1 and 1", w, a)
	}
	for name, code := range map[string]float64{"authorization": 20017, "x-fs-ea": 10006, "x-fs-userid": 10006} {
		less := map[string]string{}
		for k, v := range h {
			if k != name {
				less[k] = v
			}
		}
		if got := n.post(t, query, search(`"limit":1,"offset":0`), less)["errorCode"]; got != code {
			t.Errorf("without %s: errorCode %v, want %v", name, got, code)
		}
	}
}

func TestFakeTokenLife(t *testing.T) {
	n := newTenant(t)
	ask := func() (string, float64) {
		a := n.post(t, "/oauth2.0/token", fakeLogin, nil)
		token, _ := a["accessToken"].(string)
		left, _ := a["expiresIn"].(float64)
		return token, left
	}
	first, left := ask()
	n.clk.Advance(6599 * time.Second)
	same, less := ask()
	if same != first || left != 7200 || less != 601 {
		t.Errorf("the token changed (%v) or lives %v, then %v s", same != first, left, less)
	}
	n.clk.Advance(2 * time.Second)
	second, _ := ask()
	if second == first {
		t.Error("no new token after 6,600 s")
	}
	works := func(token string) bool {
		h := map[string]string{"authorization": "Bearer " + token, "x-fs-ea": fakeEA, "x-fs-userid": fakeUser}
		return n.post(t, "/cgi/crm/v2/object/list", `{"includeNull":false}`, h)["errorCode"] == 0.0
	}
	if !works(first) || !works(second) {
		t.Error("one of the two tokens is refused while both live")
	}
	n.clk.Advance(600 * time.Second)
	if works(first) || !works(second) {
		t.Error("the first token outlives 7,200 s, or the second does not")
	}
	for range 11 {
		_, left = ask()
	}
	if left != 0 {
		t.Error("eleven logins in a minute were answered")
	}
}

func TestFakeIsTheSameForTheSameSeed(t *testing.T) {
	ids := func() (out []string) {
		n := newTenant(t)
		for range 5 {
			out = append(out, n.Put("AccountObj", "", map[string]any{"name": "甲"}))
		}
		return out
	}
	if d := cmp.Diff(ids(), ids()); d != "" {
		t.Error(d)
	}
}

func TestFakeShowsItsPage(t *testing.T) {
	n := newTenant(t)
	n.Put("AccountObj", "", map[string]any{"name": "示例公司"})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.base+"/_sandbox", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := n.tr.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to the end
	var page bytes.Buffer
	if _, err := page.ReadFrom(resp.Body); err != nil || !strings.Contains(page.String(), "示例公司") {
		t.Errorf("%v in %s", err, page.String())
	}
}
