package dynamics

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process environment of Dataverse. Rules name where they stand:
// [docs] the Dataverse developer documentation, [client] what dynamics-web-api sends
// and reads. Where these are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	tables  map[string]*fakeTable
	tokens  map[string]time.Time // by value, when they end
	version int64                // of the last change; the whole database shares it
	made    int64

	refused map[string]fakeRefusal // what a plug-in says of a row
	plugins int                    // updates that ran custom logic
	granted []string               // ids of privileges beyond reading
}

// Credentials of the fake.
const (
	fakeTenant = "8c0a1c67-5f4e-4c5e-9c4f-6c1a7b0b9a11"
	fakeClient = "1950a258-227b-4e31-a9cf-717495945fc2"
	fakeUser   = "4026be43-6b69-e111-8f65-78e7d1620f5e"
	fakeSecret = "Tq~8Q~iXv0kP2mC4sE6uG8wI0yK2oM4qS6uW8yA"
)

// NewFake starts an empty environment.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), tokens: map[string]time.Time{}, version: 919042, refused: map[string]fakeRefusal{}}
	f.tables = fakePresets()
	f.Show(f, "Dynamics 365 · Accounts", []string{"name", "address1_city", "new_grouptier", "new_groupscore", "new_grouptierreason"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "login_url": base, "tenant": fakeTenant, "client_id": fakeClient, "client_secret": fakeSecret},
		map[string]map[string]any{"account": {}, "salesorder": {}}
}

// Objects are the tables of the fake.
func (f *Fake) Objects() []string { return []string{"account", "opportunity", "salesorder", "invoice"} }

// Plugins counts the updates that ran custom logic.
func (f *Fake) Plugins() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.plugins
}

// Refuse makes a row refuse every update, with a status, a code and a text.
func (f *Fake) Refuse(id string, status int, code, message string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = fakeRefusal{status, code, message}
}

// fakeRefusal is an error [docs].
type fakeRefusal struct {
	status        int
	code, message string
}

func (r *fakeRefusal) body() any {
	return map[string]any{"error": map[string]any{"code": r.code, "message": r.message}}
}

func refuse(status int, code, format string, args ...any) *fakeRefusal {
	return &fakeRefusal{status, code, fmt.Sprintf(format, args...)}
}

var (
	fakeTooMany  = refuse(429, "0x80072322", "Number of requests exceeded the limit of 6000 over time window of 300 seconds.")
	fakeNoRoute  = refuse(404, "0x8006088a", "Resource not found for the segment.")
	fakeDotNet   = "Microsoft.Dynamics.CRM."
	fakeMetadata = regexp.MustCompile(`^EntityDefinitions\(LogicalName='(\w+)'\)(/Attributes)?(?:/Microsoft\.Dynamics\.CRM\.(\w+))?$`)
	fakeRowPath  = regexp.MustCompile(`^(\w+)\(([^)]+)\)$`)
	fakeSetPath  = regexp.MustCompile(`^(\w+)$`)
)

// fakeReply is what one request is answered with.
type fakeReply struct {
	status int
	header http.Header
	body   any // nil for none
}

func failed(bad *fakeRefusal) fakeReply { return fakeReply{status: bad.status, body: bad.body()} }

// route gives the short name of a call.
func routeFake(r *http.Request) string {
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		return "token"
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/api/data/v9.2/")
	m := fakeMetadata.FindStringSubmatch(path)
	switch {
	case !ok:
		return ""
	case path == "$batch":
		return "batch"
	case path == "EntityDefinitions":
		return "tables"
	case m != nil && r.Method == http.MethodPost:
		return "make-column"
	case m != nil && m[2] == "":
		return "table"
	case m != nil:
		return "columns"
	case strings.HasSuffix(path, "/"+fakeDotNet+"UpdateMultiple"):
		return "multiple"
	case r.Method != http.MethodGet:
		return "write"
	case fakeRowPath.MatchString(path):
		return "row"
	}
	return "rows"
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := routeFake(r)
	f.Serve(w, r, name, f.fault, f.serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	name := routeFake(r)
	if name == "token" {
		f.token(w, r, string(body))
		return
	}
	if !f.admit(w, r) {
		return
	}
	if name == "batch" {
		f.batch(w, r, body)
		return
	}
	f.one(r, body).write(w)
}

func (a fakeReply) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.Header().Set("OData-Version", "4.0")
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json; odata.metadata=minimal")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the caller went away
}

// one answers a request, alone or in a batch.
func (f *Fake) one(r *http.Request, body []byte) fakeReply {
	path := strings.TrimPrefix(r.URL.Path, "/api/data/v9.2/")
	if r.Header.Get("OData-Version") != "4.0" && routeFake(r) != "write" { // parts of a batch have none of their own
		return failed(refuse(400, "0x80060888", "the header OData-Version: 4.0 is missing"))
	}
	var in map[string]any
	if len(body) > 0 && jsonvalue.Into(body, &in) != nil {
		return failed(refuse(400, "0x80048d19", "Error identified in Payload provided by the user for Entity :''"))
	}
	if m := fakeMetadata.FindStringSubmatch(path); m != nil {
		if r.Method == http.MethodPost {
			return f.makeColumn(m[1], in)
		}
		return f.describe(r, m[1], m[2] != "", m[3])
	}
	switch {
	case path == "EntityDefinitions":
		return f.describeAll()
	case path == "WhoAmI" || path == "WhoAmI()":
		return fakeReply{status: 200, body: map[string]any{"UserId": fakeUser, "OrganizationId": "883278f5-07af-45eb-a0bc-3fea67caa544"}}
	case path == "systemusers("+fakeUser+")/"+fakeDotNet+"RetrieveUserPrivileges":
		return f.userPrivileges()
	case strings.HasSuffix(path, "/"+fakeDotNet+"UpdateMultiple"):
		return f.updateMultiple(strings.TrimSuffix(path, "/"+fakeDotNet+"UpdateMultiple"), in)
	}
	if m := fakeRowPath.FindStringSubmatch(path); m != nil {
		if t := f.set(m[1]); t != nil {
			return f.row(r, t, m[2], in)
		}
	}
	if m := fakeSetPath.FindStringSubmatch(path); m != nil && r.Method == http.MethodGet {
		if t := f.set(m[1]); t != nil {
			return f.list(r, t)
		}
	}
	return failed(fakeNoRoute)
}

// token is POST /{tenant}/oauth2/v2.0/token; a token lives an hour.
func (f *Fake) token(w http.ResponseWriter, r *http.Request, body string) {
	r.Body = io.NopCloser(strings.NewReader(body))
	_ = r.ParseForm() // what cannot be read is not there
	p := r.PostForm
	no := func(status int, code, why string) {
		fakeReply{status: status, body: map[string]any{"error": code, "error_description": why, "error_codes": []int{7000215}, "trace_id": "0", "correlation_id": "0"}}.write(w)
	}
	switch {
	case !strings.HasPrefix(r.URL.Path, "/"+fakeTenant+"/"):
		no(400, "invalid_request", "AADSTS90002: Tenant not found.")
	case p.Get("grant_type") != "client_credentials" || p.Get("scope") != "http://"+r.Host+"/.default":
		no(400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid.")
	case p.Get("client_id") != fakeClient:
		no(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory.")
	case p.Get("client_secret") != fakeSecret:
		no(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
	default:
		f.made++
		value := fmt.Sprintf("eyJ0eXAi%040d", f.made)
		f.tokens[value] = f.Clock.Now().Add(3599 * time.Second)
		fakeReply{status: 200, body: map[string]any{"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": value}}.write(w)
	}
}

// admit checks the token and the calls of five minutes [docs].
func (f *Fake) admit(w http.ResponseWriter, r *http.Request) bool {
	now := f.Clock.Now()
	ends, known := f.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !known || !now.Before(ends) {
		w.Header().Set("WWW-Authenticate", "Bearer authorization_uri=https://login.microsoftonline.com/"+fakeTenant+"/oauth2/authorize")
		w.WriteHeader(http.StatusUnauthorized) // without a body
		return false
	}
	if f.NoLimits {
		return true
	}
	if recent := f.Recent("", 5*time.Minute); len(recent) >= 6000 {
		w.Header().Set("Retry-After", strconv.Itoa(int(recent[0].Add(5*time.Minute).Sub(now).Seconds())+1))
		failed(fakeTooMany).write(w)
		return false
	}
	f.Note("")
	return true
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if routeFake(r) == "token" {
		return false // has other errors
	}
	switch kind {
	case sandbox.RateLimit:
		failed(refuse(429, "0x80072326", "Number of concurrent requests exceeded the limit of 52.")).write(w)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "3")
		failed(fakeTooMany).write(w)
	case sandbox.ErrorBody:
		failed(refuse(200, "0x80040216", "An unexpected error occurred.")).write(w)
	case sandbox.ExpireToken:
		clear(f.tokens)
		w.WriteHeader(http.StatusUnauthorized)
	default:
		return false
	}
	return true
}
