package zoho

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// visitor calls the fake without the connector.
type visitor struct {
	t *testing.T
	*org
	token string
}

func newVisitor(t *testing.T) *visitor {
	v := &visitor{t: t, org: newOrg(t)}
	got := v.login()
	v.token, _ = got["access_token"].(string)
	if v.token == "" || got["api_domain"] != v.Base {
		t.Fatalf("no token: %v", got)
	}
	return v
}

func (v *visitor) login() map[string]any {
	form := url.Values{"grant_type": {"refresh_token"}, "client_id": {fakeClient}, "client_secret": {fakeSecret}, "refresh_token": {fakeRefresh}}
	_, _, got := v.do(http.MethodPost, "/oauth/v2/token?"+form.Encode(), "", nil)
	return got
}

func (v *visitor) do(method, path, body string, header http.Header) (int, http.Header, map[string]any) {
	v.t.Helper()
	with := http.Header{"Authorization": {"Zoho-oauthtoken " + v.token}}
	maps.Copy(with, header)
	status, answered, got := v.Ask(v.t, method, path, body, with)
	object, _ := got.(map[string]any)
	return status, answered, object
}

func (v *visitor) query(text string) (int, map[string]any) {
	body, _ := json.Marshal(map[string]any{"select_query": text})
	status, _, got := v.do(http.MethodPost, "/crm/v8/coql", string(body), nil)
	return status, got
}

func TestFakeQueriesAreStrict(t *testing.T) {
	v := newVisitor(t)
	v.account("O'Brien", nil)
	long := strings.Repeat("1, ", 50) + "1"
	for _, tt := range []struct {
		query  string
		status int
		code   string
	}{
		{"select id from Accounts", 400, "SYNTAX_ERROR"},
		{"select id from Accounts where id > 0 and id > 1 and id > 2", 400, "SYNTAX_ERROR"},
		{"select id from Accounts where (id > 0 and id > 1", 400, "SYNTAX_ERROR"},
		{"select id from Accounts where id > 0 limit 0, 2001", 400, "LIMIT_EXCEEDED"},
		{"select id from Accounts where id > 0 limit 99000, 2000", 400, "LIMIT_EXCEEDED"},
		{"select id from Accounts where id in (" + long + ")", 400, "LIMIT_EXCEEDED"},
		{"select " + strings.Repeat("id, ", 50) + "id from Accounts where id > 0", 400, "LIMIT_EXCEEDED"},
		{"select id from Accounts where id > 0 order by id, id", 400, "DUPLICATE_DATA"},
		{"select account_name from Accounts where id > 0", 400, "INVALID_QUERY"},
		{"select Record_Image from Accounts where id > 0", 400, "INVALID_QUERY"},
		{"select id from Accounts where Description = 'x'", 400, "INVALID_QUERY"},
		{"select id from Accounts where Modified_Time > '1 March'", 400, "INVALID_QUERY"},
		{"select External from Accounts where id > 0", 400, "SYNTAX_ERROR"},
		{"select id from Nothing where id > 0", 400, "INVALID_QUERY"},
		{"select id from Accounts where id < 1", 204, ""},
		{"SELECT id FROM Accounts WHERE Account_Name = 'O''Brien'", 200, ""},
		{"select id from Accounts where (Modified_Time >= '2026-03-02T10:00:00+08:00' and (id > 0 or Phone is null)) order by Modified_Time desc, id", 200, ""},
		{"select id from Accounts where (Phone is not null or id not in (5))", 200, ""},
	} {
		status, got := v.query(tt.query)
		if code, _ := got["code"].(string); status != tt.status || code != tt.code {
			t.Errorf("%.80s: %d %s, want %d %s", tt.query, status, code, tt.status, tt.code)
		}
	}
}

func TestFakeListsReachTwoThousandRowsByPage(t *testing.T) {
	v := newVisitor(t)
	for i := range 2401 {
		v.account(fmt.Sprint(i), nil)
	}
	get := func(query string) (int, string, map[string]any) {
		status, _, got := v.do(http.MethodGet, "/crm/v8/Accounts?"+query, "", nil)
		code, _ := got["code"].(string)
		info, _ := got["info"].(map[string]any)
		return status, code, info
	}
	for query, want := range map[string]string{"per_page=200": "REQUIRED_PARAM_MISSING", "fields=id&per_page=201": "INVALID_DATA", "fields=id&page=11": "DISCRETE_PAGINATION_LIMIT_EXCEEDED"} {
		if status, code, _ := get(query); status != 400 || code != want {
			t.Errorf("%s: %d %s", query, status, code)
		}
	}
	_, _, info := get("fields=id&page=10")
	token, _ := info["next_page_token"].(string)
	if _, code, _ := get("fields=Account_Name&page_token=" + token); code != "TOKEN_BOUND_DATA_MISMATCH" {
		t.Errorf("another question with the token: %s", code)
	}
	seen := 2000
	for token != "" {
		status, code, info := get("fields=id&page_token=" + token)
		if status != 200 {
			t.Fatalf("%d %s", status, code)
		}
		seen += int(info["count"].(float64))
		token, _ = info["next_page_token"].(string)
	}
	if seen != 2401 {
		t.Errorf("%d rows", seen)
	}
	_, _, info = get("fields=id")
	token, _ = info["next_page_token"].(string)
	v.Clock.Advance(25 * time.Hour)
	v.token = v.login()["access_token"].(string)
	if _, code, _ := get("fields=id&page_token=" + token); code != "EXPIRED_VALUE" {
		t.Errorf("a token of yesterday: %s", code)
	}
}

func TestFakeGivesTenTokensInTenMinutes(t *testing.T) {
	v := newVisitor(t)
	for range 9 {
		v.login()
	}
	if got := v.login(); got["status"] != "failure" || got["error"] != "Access Denied" {
		t.Errorf("the eleventh: %v", got)
	}
	v.Clock.Advance(11 * time.Minute)
	if got := v.login(); got["status"] != "failure" {
		t.Errorf("within the block: %v", got)
	}
	v.Clock.Advance(16 * time.Minute)
	if got := v.login(); got["access_token"] == nil {
		t.Errorf("after the block: %v", got)
	}
}

func TestFakeTellsCreditsFromHalfOfThemOn(t *testing.T) {
	v := newVisitor(t)
	v.SetCredits(6)
	var told []string
	for range 7 {
		_, h, _ := v.do(http.MethodGet, "/crm/v8/settings/modules", "", nil)
		told = append(told, h.Get("X-API-CREDITS-REMAINING"))
	}
	if got := strings.Join(told, ","); got != ",,3,2,1,0,0" {
		t.Errorf("told %s", got)
	}
	status, h, got := v.do(http.MethodGet, "/crm/v8/settings/modules", "", nil)
	if status != 429 || got["code"] != "TOO_MANY_REQUESTS" || h.Get("Retry-After") != "" {
		t.Errorf("%d %v", status, got)
	}
}

func TestFakeLocksTheWholeRequest(t *testing.T) {
	v := newVisitor(t)
	a, b := v.account("a", nil), v.account("b", nil)
	v.Clock.Advance(30 * time.Minute)
	v.Put("Accounts", b, map[string]any{"Phone": "1"})
	body := fmt.Sprintf(`{"data":[{"id":%q,"Group_Tier":"A"},{"id":%q,"Group_Tier":"A"}],"trigger":[]}`, a, b)
	status, _, _ := v.do(http.MethodPut, "/crm/v8/Accounts", body, http.Header{"If-Unmodified-Since": {"2026-03-02T07:50:00+05:30"}})
	if status != 412 || v.Effects(a) != 0 {
		t.Errorf("%d, %d effects", status, v.Effects(a))
	}
	if status, _, _ = v.do(http.MethodPut, "/crm/v8/Accounts", body, nil); status != 200 || v.Effects(a) != 1 {
		t.Errorf("%d, %d effects", status, v.Effects(a))
	}
	if status, _, _ = v.do(http.MethodDelete, "/crm/v8/Accounts", "", nil); status != 404 {
		t.Errorf("%d for a call that there is not", status)
	}
	v.token = "wrong"
	if status, _, got := v.do(http.MethodGet, "/crm/v8/settings/modules", "", nil); status != 401 || got["code"] != "INVALID_TOKEN" {
		t.Errorf("%d %v", status, got)
	}
}

func FuzzFakeReadsAnyQuery(f *testing.F) {
	f.Add("select id from Accounts where (id > 0 and Modified_Time >= '2026-03-02T10:00:00+08:00') order by id asc limit 0, 200")
	f.Add("select ' from '' where (((")
	m := NewFake(sandbox.Setup{}).modules["Accounts"]
	f.Fuzz(func(t *testing.T, text string) {
		q, bad := parseCOQL(text)
		if bad == nil && m.checkQuery(q) == nil {
			q.Where.Compile(m.criterion)(fakeRow{"id": "1"})
		}
		if bad == nil && (len(q.Columns) == 0 || q.From == "" || len(q.Where.Criteria()) == 0) {
			t.Errorf("%q was taken as %+v", text, q)
		}
	})
}
