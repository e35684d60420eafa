package netsuite

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Fake is an in-process account. Rules name where they stand: [docs] the vendor's
// online help, [client] other connectors. Where these are silent, the comment says
// what the fake chose.
type Fake struct {
	*sandbox.Server

	tables  map[string]*fakeTable
	fields  map[string]fakeField // of customers, by the name of the record service
	tokens  map[string]time.Time // by value, when they end
	made    int64
	jobs    map[string]*fakeJob
	byKey   map[string]string // job by idempotency key
	oneTask bool              // a job has one task, whose result lists the records
	refused map[string]fakeRefusal
	nonces  map[string]bool
}

// Names of the fake.
const (
	fakeAccount     = "1234567_SB1"
	fakeClient      = "4c063b0929d45ccf25e820e26f6b981f10f6e57960f07c4baa33c69f6fad12d6"
	fakeCertificate = "pvHJZk-siL5h1bm1pqypdH7dblr_ZYCE8gfODaKqAC4"
	fakeZoneName    = "Asia/Shanghai" // of the user, in which stamps are told
)

var fakeZone = time.FixedZone("", 8*3600)

// fakeKey is the key of the certificate, made once a process.
var fakeKey = sync.OnceValue(func() *ecdsa.PrivateKey {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // there is no randomness at all
	}
	return key
})

func fakePEM() string {
	der, err := x509.MarshalPKCS8PrivateKey(fakeKey())
	if err != nil {
		panic(err) // it was made a moment ago
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// NewFake starts an empty account.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), tables: map[string]*fakeTable{"customer": newFakeTable(), "transaction": newFakeTable()}, fields: fakeFields(),
		tokens: map[string]time.Time{}, jobs: map[string]*fakeJob{}, byKey: map[string]string{}, refused: map[string]fakeRefusal{}, nonces: map[string]bool{}}
	f.Show(f, "NetSuite · Customers", []string{"entityid", "companyname", "custentity_group_tier", "custentity_group_score", "custentity_group_reason"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"account": fakeAccount, "base_url": base, "client_id": fakeClient, "certificate_id": fakeCertificate, "private_key": fakePEM(), "time_zone": fakeZoneName},
		map[string]map[string]any{"customer": {}, "salesorder": {}, "invoice": {}}
}

// Objects are those of the fake.
func (f *Fake) Objects() []string {
	return []string{"customer", "salesorder", "invoice", "cashsale", "creditmemo"}
}

// Refuse makes a customer refuse every update, with a status, a code and a text.
func (f *Fake) Refuse(id string, status int, code, detail string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = fakeRefusal{status, code, detail}
}

// OneTask makes jobs have a single task.
func (f *Fake) OneTask() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.oneTask = true
}

// ForgetJobs loses every job, as time does.
func (f *Fake) ForgetJobs() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	clear(f.jobs)
}

// fakeRefusal is an error [docs].
type fakeRefusal struct {
	status       int
	code, detail string
}

func (r *fakeRefusal) body() map[string]any {
	return map[string]any{"type": "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1", "title": http.StatusText(r.status), "status": r.status,
		"o:errorDetails": []any{map[string]any{"detail": r.detail, "o:errorCode": r.code}}}
}

func refuse(status int, code, format string, args ...any) *fakeRefusal {
	return &fakeRefusal{status, code, fmt.Sprintf(format, args...)}
}

// fakeReply is what one request is answered with.
type fakeReply struct {
	status int
	header http.Header
	body   any // nil for none
}

func failed(bad *fakeRefusal) fakeReply { return fakeReply{status: bad.status, body: bad.body()} }

func (a fakeReply) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/vnd.oracle.resource+json")
	w.WriteHeader(a.status)
	_ = json.NewEncoder(w).Encode(a.body) // the caller went away
}

var fakeJobPath = regexp.MustCompile(`^/services/rest/async/v1/job/(\d+)(/task/?(?:(\d+)(/result)?)?)?$`)

// routeFake gives the short name of a call.
func routeFake(r *http.Request) string {
	path := r.URL.Path
	m := fakeJobPath.FindStringSubmatch(path)
	switch {
	case path == "/services/rest/auth/oauth2/v1/token":
		return "token"
	case path == "/services/rest/record/v1/metadata-catalog/customer":
		return "catalog"
	case path == "/services/rest/query/v1/suiteql":
		return "query"
	case path == "/services/rest/record/v1/customer" && r.Method == http.MethodPatch:
		return "batch"
	case m == nil:
		return ""
	case m[4] != "":
		return "result"
	case m[2] != "":
		return "tasks"
	}
	return "job"
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := routeFake(r)
	f.Serve(w, r, name, f.fault, f.serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	f.answer(r, body).write(w)
}

func (f *Fake) answer(r *http.Request, body []byte) fakeReply {
	name := routeFake(r)
	if name == "token" {
		return f.token(r, string(body))
	}
	ends, known := f.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if (!known || !f.Clock.Now().Before(ends)) && !f.signed(r) {
		return failed(refuse(401, "INVALID_LOGIN", "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI."))
	}
	switch name {
	case "catalog":
		return f.catalog(r)
	case "query":
		return f.query(r, body)
	case "batch":
		return f.batch(r, body)
	case "job", "tasks", "result":
		return f.job(r)
	}
	return failed(refuse(404, "NONEXISTENT_ID", "The requested resource %s does not exist.", r.URL.Path))
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	switch kind {
	case sandbox.RateLimit:
		failed(refuse(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.")).write(w)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		failed(refuse(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.")).write(w)
	case sandbox.ExpireToken:
		f.Mu.Lock()
		clear(f.tokens)
		f.Mu.Unlock()
		failed(refuse(401, "INVALID_LOGIN", "Invalid login attempt.")).write(w)
	default:
		return false // an error inside a good answer is not this vendor's way
	}
	return true
}
