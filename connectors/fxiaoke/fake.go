package fxiaoke

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process tenant of 纷享销客. Rules marked [F] stand in the
// developer handbook condensed from developer.fxiaoke.com/openapi_v2 (crawled
// 2026-09-11), "probed" ones were seen in answers of the real gateway that day.
// Where the documents are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	objects map[string]*fakeObject
	tokens  []fakeToken
	made    int // records, tokens and traces, for their ids
	daily   int // purchased calls a day; 0 is no bound
	used    int
	day     string
	drained string // the day on which the quota fault struck

	workflows, approvals int
	untraced             int // calls without thirdTraceId
	hideVoided           bool
	hideTotals           bool
}

// Credentials of the fake.
const (
	fakeApp       = "FSAID_1319f7a"
	fakeSecret    = "8b1f0c52d7e94a63"
	fakePermanent = "5D0E2A79C1B84F36"
	fakeEA        = "tierloop8001"
	fakeUser      = "1000"
)

// NewFake starts an empty tenant.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), objects: fakeObjects()}
	f.Show(f, "纷享销客 · 客户", []string{"name", "account_level", "group_tier__c", "group_score__c", "group_tier_reason__c", "life_status"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "app_id": fakeApp, "app_secret": fakeSecret, "permanent_code": fakePermanent, "user_id": fakeUser},
		map[string]map[string]any{"AccountObj": {}, "SalesOrderObj": {}}
}

// Objects are the customer object, two order-like ones and a custom one.
func (f *Fake) Objects() []string {
	return []string{"AccountObj", "SalesOrderObj", "NewOpportunityObj", "visit_record__c"}
}

// Fired counts the workflows and approvals that updates have started.
func (f *Fake) Fired() (workflows, approvals int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.workflows, f.approvals
}

// Untraced counts the calls without thirdTraceId.
func (f *Fake) Untraced() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.untraced
}

// SetDaily sets the purchased number of calls a day; 0 is no bound.
func (f *Fake) SetDaily(n int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.daily = n
}

// fakeEndpoints are the short names by path.
var fakeEndpoints = map[string]string{
	"/oauth2.0/token": "token", "/cgi/crm/v2/object/list": "list", "/cgi/crm/v2/object/describe": "describe",
	"/cgi/crm/v2/data/query": "query", "/cgi/crm/custom/v2/data/query": "query",
	"/cgi/crm/v2/data/get": "get", "/cgi/crm/custom/v2/data/get": "get",
	"/cgi/crm/v2/data/update": "update", "/cgi/crm/custom/v2/data/update": "update",
}

// ServeHTTP answers one call. Every error is HTTP 200 with errorCode (probed).
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	call, ok := fakeEndpoints[r.URL.Path]
	if !ok {
		// The gateway redirects what it does not know to a page (probed: 302).
		http.Redirect(w, r, "https://www.fxiaoke.com/", http.StatusFound)
		return
	}
	f.Serve(w, r, call, f.fault, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, call) })
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, call string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	var in map[string]any
	// Every call is a POST with JSON [F].
	if err != nil || r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || jsonvalue.Into(body, &in) != nil {
		f.refuse(w, 10006, "body is no JSON")
		return
	}
	if r.URL.Query().Get("thirdTraceId") == "" {
		f.untraced++ // asked for by [F]; that its lack is refused is nowhere said
	}
	if bad := f.admit(r, call, in); bad != nil {
		f.refuse(w, bad.code, bad.text)
		return
	}
	out, bad := f.answer(r.URL.Path, call, in)
	if bad != nil {
		f.refuse(w, bad.code, bad.text)
		return
	}
	frame := map[string]any{"errorCode": 0, "errorMessage": "OK", "errorDescription": "success", "traceId": f.trace()}
	for k, v := range out {
		frame[k] = v
	}
	writeFake(w, frame)
}

func (f *Fake) answer(path, call string, in map[string]any) (map[string]any, *fakeError) {
	switch call {
	case "token":
		return f.token(in)
	case "list":
		return f.list(), nil
	case "describe":
		return f.describe(in)
	}
	data, _ := in["data"].(map[string]any)
	name, _ := data["dataObjectApiName"].(string)
	if call == "update" {
		// Of create and update the name sits inside object_data [F].
		row, _ := data["object_data"].(map[string]any)
		name, _ = row["dataObjectApiName"].(string)
	}
	o := f.objects[name]
	// Custom objects have paths of their own [F].
	if o == nil || strings.HasSuffix(name, "__c") != strings.Contains(path, "/custom/") {
		return nil, illegal("dataObjectApiName")
	}
	switch call {
	case "query":
		return f.query(o, in, data)
	case "get":
		return f.get(o, data)
	}
	return f.update(o, in, data)
}

// fakeError is an error answer.
type fakeError struct {
	code int
	text string
}

// illegal is 10006, with the text that was probed.
func illegal(name string) *fakeError {
	return &fakeError{10006, "parameter " + name + " missing or illegal"}
}

func (f *Fake) refuse(w http.ResponseWriter, code int, text string) {
	writeFake(w, map[string]any{"errorCode": code, "errorMessage": text, "traceId": f.trace()})
}

func writeFake(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

func (f *Fake) trace() string { return fmt.Sprintf("E-O.%s-%s", fakeEA, f.hex(16)) }

// hex makes the next id: the same ones for the same seed and order of calls.
func (f *Fake) hex(digits int) string {
	f.made++
	return fmt.Sprintf("%0*x", digits, (uint64(f.Seed)&0xffff)<<32|uint64(f.made))
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	switch kind {
	case sandbox.RateLimit:
		f.refuse(w, 30004, "frequency limit")
	case sandbox.RateLimitWait: // no wait is ever told; this is the other code [F]
		f.refuse(w, 14001, "frequency limit")
	case sandbox.ErrorBody:
		f.refuse(w, -1, "system busy")
	case sandbox.ExpireToken:
		f.tokens = nil
		if fakeEndpoints[r.URL.Path] == "token" {
			return false
		}
		f.refuse(w, 20016, "accessToken does not exist or is expired")
	case sandbox.QuotaUsedUp:
		f.drained = f.Today(sandbox.China)
		f.refuse(w, 30002, "daily limit exceeded")
	default:
		return false
	}
	return true
}

func onlyKeys(m map[string]any, known ...string) string {
	for k := range m {
		if !slices.Contains(known, k) {
			return k
		}
	}
	return ""
}
