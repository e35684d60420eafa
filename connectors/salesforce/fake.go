package salesforce

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process organisation of Salesforce. Rules name where they stand:
// [rest] REST API Developer Guide, [bulk] Bulk API 2.0 Developer Guide, [object]
// Object Reference, [limits] API Request Limits and Allocations, [client] what
// jsforce and simple-salesforce send and read. Where these are silent, the comment
// says what the fake chose.
type Fake struct {
	*sandbox.Server

	objects  map[string]*fakeObject
	tokens   map[string]time.Time // by value, when it was given out
	locators map[string]fakeLocator
	jobs     map[string]*fakeJob
	made     int64 // everything with an id
	daily    int
	drained  time.Time // the quota fault holds until then
	narrow   int       // rows of one answer at most, as for wide rows

	locked   map[string]fakeLock
	assigned int // writes that let assignment rules run
}

// Credentials of the fake.
const (
	fakeClient = "3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3XHrXDiCQjK1mdgAvhCscA9GE"
	fakeSecret = "1955279925675241571C57A6EF5C5F1B4C0D5F6F3A9E2B7D8A1C4E6F0B3D5A7C"
	fakeUser   = "0055g00000AAAAAAA4"
	fakeSet    = "TierLoop"
)

// fakeLock makes writes of a record fail with a code, so many times.
type fakeLock struct {
	code  string
	times int
}

// NewFake starts an empty organisation.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), tokens: map[string]time.Time{},
		locators: map[string]fakeLocator{}, jobs: map[string]*fakeJob{}, daily: 100_000, narrow: 2000,
		locked: map[string]fakeLock{}}
	f.objects = fakePresets()
	f.put("User", fakeUser, map[string]any{"Name": "Integration User", "Email": "user@example.com", "IsActive": true})
	f.put("UserPermissionAccess", "", map[string]any{"PermissionsModifyAllData": false, "PermissionsManageUsers": false, "PermissionsCustomizeApplication": false})
	f.put("PermissionSet", "", map[string]any{"Name": fakeSet})
	f.Show(f, "Salesforce · Account", []string{"Name", "Industry", "Group_Tier__c", "Group_Score__c", "Group_Tier_Reason__c"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "client_id": fakeClient, "client_secret": fakeSecret, "permission_set": fakeSet},
		map[string]map[string]any{"Account": {}, "Order": {}}
}

// Objects are those of the fake that hold business.
func (f *Fake) Objects() []string { return []string{"Account", "Opportunity", "Order"} }

// Assigned counts the writes that let assignment rules run.
func (f *Fake) Assigned() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.assigned
}

// Lock makes the next writes of a record fail with a code, such as UNABLE_TO_LOCK_ROW.
func (f *Fake) Lock(id, code string, times int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.locked[id] = fakeLock{code, times}
}

// SetDaily sets the calls of a rolling day.
func (f *Fake) SetDaily(n int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.daily = n
}

// Narrow makes answers to queries hold fewer rows, as those of wide rows do.
func (f *Fake) Narrow(rows int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.narrow = rows
}

// fakeRefusal is an answer that is an error as a whole: a list of one [rest].
type fakeRefusal struct {
	status        int
	code, message string
}

func (r *fakeRefusal) body() any {
	return []any{map[string]any{"message": r.message, "errorCode": r.code}}
}

func refuse(status int, code, format string, args ...any) *fakeRefusal {
	return &fakeRefusal{status, code, fmt.Sprintf(format, args...)}
}

var fakeNoResource = refuse(404, "NOT_FOUND", "The requested resource does not exist")

// fakeRoutes are the calls that the fake knows, by method and path behind the
// version; names in brackets are given to the handler in order.
var fakeRoutes = []struct {
	name, method string
	path         *regexp.Regexp
	serve        func(f *Fake, c *fakeCall) (int, any, *fakeRefusal)
}{
	{"limits", "GET", fakePath(`limits`), (*Fake).limits},
	{"objects", "GET", fakePath(`sobjects`), (*Fake).listObjects},
	{"describe", "GET", fakePath(`sobjects/(\w+)/describe`), (*Fake).describe},
	{"deleted", "GET", fakePath(`sobjects/(\w+)/deleted`), (*Fake).deleted},
	{"updated", "GET", fakePath(`sobjects/(\w+)/updated`), (*Fake).updated},
	{"query", "GET", fakePath(`query`), (*Fake).query},
	{"queryall", "GET", fakePath(`queryAll`), (*Fake).queryAll},
	{"more", "GET", fakePath(`query/(\w+-\d+)`), (*Fake).queryMore},
	{"update", "PATCH", fakePath(`composite/sobjects`), (*Fake).updateMany},
	{"upsert", "PATCH", fakePath(`composite/sobjects/(\w+)/(\w+)`), (*Fake).upsertMany},
	{"insert", "POST", fakePath(`sobjects/(\w+)`), (*Fake).insertOne},
	{"retrieve", "GET", fakePath(`sobjects/(\w+)/(\w+)`), (*Fake).retrieve},
	{"update-one", "PATCH", fakePath(`sobjects/(\w+)/(\w+)`), (*Fake).updateOne},
	{"upsert-one", "PATCH", fakePath(`sobjects/(\w+)/(\w+)/([^/]+)`), (*Fake).upsertOne},
	{"delete-one", "DELETE", fakePath(`sobjects/(\w+)/(\w+)`), (*Fake).deleteOne},
	{"make-field", "POST", fakePath(`tooling/sobjects/CustomField`), (*Fake).makeField},
	{"change-field", "PATCH", fakePath(`tooling/sobjects/CustomField/(\w+)`), (*Fake).changeField},
	{"tooling-query", "GET", fakePath(`tooling/query`), (*Fake).toolingQuery},
	{"job-query", "POST", fakePath(`jobs/query`), (*Fake).makeQueryJob},
	{"job-info", "GET", fakePath(`jobs/(query|ingest)/(\w+)`), (*Fake).jobInfo},
	{"job-rows", "GET", fakePath(`jobs/query/(\w+)/results`), (*Fake).queryResults},
	{"job-ingest", "POST", fakePath(`jobs/ingest`), (*Fake).makeIngestJob},
	{"job-upload", "PUT", fakePath(`jobs/ingest/(\w+)/batches`), (*Fake).upload},
	{"job-state", "PATCH", fakePath(`jobs/(query|ingest)/(\w+)`), (*Fake).setState},
	{"job-results", "GET", fakePath(`jobs/ingest/(\w+)/(successfulResults|failedResults|unprocessedrecords)`), (*Fake).ingestResults},
}

// fakePath fits resource names in any case, with an optional slash at the end [client].
func fakePath(path string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^/services/data/v\d\d\.0/` + path + `/?$`)
}

// fakeCall is one request.
type fakeCall struct {
	*http.Request
	w    http.ResponseWriter
	name string
	args []string
	body []byte
	in   map[string]any // the body, where it is a JSON object
	run  func(f *Fake, c *fakeCall) (int, any, *fakeRefusal)
}

func routeFake(w http.ResponseWriter, r *http.Request) *fakeCall {
	if r.URL.Path == tokenPath {
		return &fakeCall{Request: r, w: w, name: "token"}
	}
	if strings.Trim(r.URL.Path, "/") == "services/data" {
		return &fakeCall{Request: r, w: w, name: "versions"}
	}
	for _, route := range fakeRoutes {
		if m := route.path.FindStringSubmatch(r.URL.Path); m != nil && route.method == r.Method {
			return &fakeCall{Request: r, w: w, name: route.name, args: m[1:], run: route.serve}
		}
	}
	return &fakeCall{Request: r, w: w}
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := routeFake(w, r).name
	f.Serve(w, r, name, f.fault, f.serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	c := routeFake(w, r)
	if c.name == "token" {
		status, out := f.token(r)
		answer(w, status, out)
		return
	}
	if c.name == "versions" { // needs no login [rest]
		answer(w, 200, []any{map[string]any{"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"}})
		return
	}
	if bad := f.admit(w, r); bad != nil {
		answer(w, bad.status, bad.body())
		return
	}
	status, out, bad := f.run(c)
	if bad != nil {
		answer(w, bad.status, bad.body())
		return
	}
	if text, isText := out.(string); isText {
		w.Header().Set("Content-Type", "text/csv")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text) // the caller went away
		return
	}
	answer(w, status, out)
}

func (f *Fake) run(c *fakeCall) (int, any, *fakeRefusal) {
	switch {
	case len(c.RequestURI) > 16384: // [limits]
		return 0, nil, refuse(414, "URI_TOO_LONG", "URI Too Long")
	case c.run == nil:
		return 0, nil, fakeNoResource
	}
	c.body, _ = io.ReadAll(io.LimitReader(c.Body, 150<<20)) // a request that breaks off is never answered
	if len(c.body) > 0 && strings.HasPrefix(c.Header.Get("Content-Type"), "application/json") {
		if err := jsonvalue.Into(c.body, &c.in); err != nil {
			return 0, nil, refuse(400, "JSON_PARSER_ERROR", "Unexpected character in the request body")
		}
	}
	if len(c.body) > 0 && c.in == nil && c.name != "job-upload" {
		return 0, nil, refuse(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type header specified in HTTP request is not supported: %s", c.Header.Get("Content-Type"))
	}
	return c.run(f, c)
}

func answer(w http.ResponseWriter, status int, v any) {
	if status == 204 {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

// fault renders the faults that this vendor says in its own form. It never tells
// a wait [limits].
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if kind == sandbox.QuotaUsedUp {
		f.drained = f.Clock.Now().Add(time.Hour)
	}
	if r.URL.Path == tokenPath {
		return false // the login has other errors
	}
	var bad *fakeRefusal
	switch kind {
	case sandbox.RateLimit, sandbox.RateLimitWait:
		bad = refuse(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentRequests (Concurrent API Requests) Limit exceeded.")
	case sandbox.ErrorBody:
		bad = refuse(200, "SERVER_UNAVAILABLE", "Server Unavailable")
	case sandbox.ExpireToken:
		clear(f.tokens)
		bad = fakeNoSession
	case sandbox.QuotaUsedUp:
		bad = fakeNoCalls
	default:
		return false
	}
	answer(w, bad.status, bad.body())
	return true
}
