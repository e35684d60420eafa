package sap

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Fake is an in-process S/4HANA host. Rules name where they stand: [docs] the
// documentation of SAP Gateway, [edmx] the published metadata of the service, [cap]
// what SAP's own OData server (CAP with its V2 adapter) was seen to do, which is not
// Gateway but speaks the same protocol. Where these are silent, the comment says
// what the fake chose.
type Fake struct {
	*sandbox.Server

	language string // that the last call asked for

	sets     map[string]*fakeSet
	tokens   map[string]time.Time // bearer tokens by value, when they end
	sessions map[string]string    // token of a change by session
	made     int64
	stops    bool // a batch stops at its first failure, whatever is preferred

	refused map[string]fakeRefusal // what the system says of a change of a row
}

// Credentials of the fake.
const (
	fakeUser     = "TIERLOOP"
	fakePassword = "xK7#pW2mQ9-vT4sR8!nB3zL6"
	fakeClient   = "sb-tierloop-0001"
	fakeSecret   = "h5V0cQ3yD8rM1wK6-gJ2fX9sN4="
	fakeService  = "/sap/opu/odata/sap/"
	fakeInner    = "https://vhs4hci.internal:44300" // what the host calls itself
)

// NewFake starts an empty host.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), sets: fakePresets(), tokens: map[string]time.Time{}, sessions: map[string]string{},
		refused: map[string]fakeRefusal{}}
	f.Show(f, "SAP S/4HANA · Business Partners", []string{"OrganizationBPName1", "SearchTerm1", "YY1_CustomerTier_bus", "YY1_GroupScore_bus", "YY1_TierReason_bus"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "client": "100", "user": fakeUser, "password": fakePassword, "token_url": base + "/oauth/token", "client_id": fakeClient, "client_secret": fakeSecret},
		map[string]map[string]any{"A_BusinessPartner": {}, "A_SalesOrder": {}, "A_BillingDocument": {}}
}

// Objects are the entity sets that hold rows.
func (f *Fake) Objects() []string {
	return []string{"A_BusinessPartner", "A_SalesOrder", "A_BillingDocument", "A_CustomerSalesArea"}
}

// Refuse makes a row refuse every change, with a status, a code and a text.
func (f *Fake) Refuse(id string, status int, code, message string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = fakeRefusal{status, code, message}
}

// StopAtFailures makes batches end at the first failure, though more is preferred.
func (f *Fake) StopAtFailures() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.stops = true
}

// LoseSessions ends all sessions, as a restart of the server does.
func (f *Fake) LoseSessions() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	clear(f.sessions)
}

// fakeRefusal is an error: the text is an object, that of the details plain [docs].
type fakeRefusal struct {
	status        int
	code, message string
}

func (r fakeRefusal) body() any {
	return map[string]any{"error": map[string]any{"code": r.code, "message": map[string]any{"lang": "en", "value": r.message},
		"innererror": map[string]any{"transactionid": "0A1B2C3D4E5F", "timestamp": "20260301090000.1234567", "errordetails": []any{
			map[string]any{"code": r.code, "message": r.message, "propertyref": "", "severity": "error", "target": ""}}}}}
}

func refuse(status int, code, format string, args ...any) *fakeRefusal {
	return &fakeRefusal{status, code, fmt.Sprintf(format, args...)}
}

// fakeReply is what one request is answered with.
type fakeReply struct {
	status int
	header http.Header
	body   any // nil for none, a string for XML
}

func failed(bad *fakeRefusal) fakeReply { return fakeReply{status: bad.status, body: bad.body()} }

func (a fakeReply) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.Header().Set("Dataserviceversion", "2.0")
	text, isXML := a.body.(string)
	switch {
	case a.body == nil:
		w.WriteHeader(a.status)
	case isXML:
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, text) // the caller went away
	default:
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(a.status)
		_ = json.NewEncoder(w).Encode(a.body) // the caller went away
	}
}

// routeFake gives the short name of a call.
func routeFake(r *http.Request) string {
	if r.URL.Path == "/oauth/token" {
		return "token"
	}
	_, rest, ok := strings.Cut(strings.TrimPrefix(r.URL.Path, fakeService), "/")
	switch {
	case !strings.HasPrefix(r.URL.Path, fakeService):
		return ""
	case !ok || rest == "":
		return "root"
	case rest == "$metadata":
		return "metadata"
	case rest == "$batch":
		return "batch"
	case r.Method != http.MethodGet:
		return "write"
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
		f.token(r, string(body)).write(w)
		return
	}
	if !f.loggedIn(r) {
		w.Header().Set("WWW-Authenticate", `Basic realm="SAP NetWeaver Application Server [S4H/100]"`)
		w.Header().Set("Content-Type", "text/html; charset=utf-8") // not JSON, whatever was asked for [docs]
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, "<html><head><title>Logon Error Message</title></head><body>Logon failed</body></html>")
		return
	}
	if !f.guard(w, r) {
		return
	}
	f.language = r.URL.Query().Get("sap-language")
	if name == "batch" {
		f.batch(w, r, body)
		return
	}
	f.one(r, body).write(w)
}

// one answers a request, alone or in a batch.
func (f *Fake) one(r *http.Request, body []byte) fakeReply {
	service, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, fakeService), "/")
	var sets []string
	for _, name := range slices.Sorted(maps.Keys(f.sets)) {
		if f.sets[name].service == service {
			sets = append(sets, name)
		}
	}
	if len(sets) == 0 {
		return failed(refuse(404, "/IWFND/MED/170", "No service found for namespace '', name '%s', version '0001'", service)) // [docs]
	}
	switch rest {
	case "":
		return fakeReply{status: 200, body: map[string]any{"d": map[string]any{"EntitySets": sets}}}
	case "$metadata":
		return fakeReply{status: 200, body: f.describe(service)}
	}
	name, key, keyed := strings.Cut(rest, "(")
	set := f.sets[name]
	if set == nil || set.service != service {
		return failed(refuse(404, "/IWBEP/CM_MGW_RT/020", "Resource not found for segment '%s'", name))
	}
	if !keyed {
		if r.Method != http.MethodGet {
			return failed(refuse(405, "/IWFND/CM_MGW/096", "The method is not allowed in our fake, which makes no rows"))
		}
		return f.list(r, set)
	}
	return f.entity(r, set, strings.TrimSuffix(key, ")"), body)
}

// token is the token service: client credentials in the header; a token lives an hour.
func (f *Fake) token(r *http.Request, body string) fakeReply {
	user, password, _ := r.BasicAuth()
	switch {
	case r.Method != http.MethodPost || body != "grant_type=client_credentials":
		return fakeReply{status: 400, body: map[string]any{"error": "unsupported_grant_type", "error_description": "the grant type is not supported"}}
	case user != fakeClient || password != fakeSecret:
		return fakeReply{status: 401, body: map[string]any{"error": "invalid_client", "error_description": "Bad credentials"}}
	}
	f.made++
	value := fmt.Sprintf("eyJhbGciOi%040d", f.made)
	f.tokens[value] = f.Clock.Now().Add(time.Hour)
	return fakeReply{status: 200, body: map[string]any{"access_token": value, "token_type": "bearer", "expires_in": "3600"}}
}

func (f *Fake) loggedIn(r *http.Request) bool {
	if value, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		ends, known := f.tokens[value]
		return known && f.Clock.Now().Before(ends)
	}
	user, password, _ := r.BasicAuth()
	return user == fakeUser && password == fakePassword
}

// guard gives a token to a read that asks for it, with the cookie of a session, and
// refuses changes that lack either [docs].
func (f *Fake) guard(w http.ResponseWriter, r *http.Request) bool {
	cookie, _ := r.Cookie("SAP_SESSIONID_S4H_100") // without one the session is ""
	session := ""
	if cookie != nil {
		session = cookie.Value
	}
	given := r.Header.Get("X-CSRF-Token")
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if !strings.EqualFold(given, "Fetch") {
			return true
		}
		if f.sessions[session] == "" {
			f.made++
			session = fmt.Sprintf("sid%d", f.made)
			f.sessions[session] = fmt.Sprintf("u4Rw%08dQ==", f.made)
			http.SetCookie(w, &http.Cookie{Name: "SAP_SESSIONID_S4H_100", Value: session, Path: "/", HttpOnly: true})
			http.SetCookie(w, &http.Cookie{Name: "sap-usercontext", Value: "sap-client=100", Path: "/"})
		}
		w.Header().Set("X-Csrf-Token", f.sessions[session])
		return true
	}
	if token := f.sessions[session]; token != "" && token == given {
		return true
	}
	w.Header().Set("X-Csrf-Token", "Required")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	_, _ = io.WriteString(w, "CSRF token validation failed")
	return false
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	switch kind {
	case sandbox.RateLimit:
		failed(refuse(429, "429", "Too many requests")).write(w)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "3")
		failed(refuse(429, "429", "Too many requests")).write(w)
	case sandbox.ExpireToken: // with a user and a password only changes notice
		f.Mu.Lock()
		defer f.Mu.Unlock()
		clear(f.tokens)
		clear(f.sessions)
		f.serve(w, r)
	default:
		return false
	}
	return true
}
