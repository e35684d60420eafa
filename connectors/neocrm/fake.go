package neocrm

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process tenant of 销售易. Rules marked [C] are how several public
// clients use the API, as no page of the vendor was to be had. Where they are
// silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	objects map[string]*fakeObject
	tokens  map[string]time.Time // until when
	made    int64                // records, jobs, batches and tokens, for their ids
	drained string
	jobs    map[string]string // object by job
	batches map[string]*fakeBatch
	checked bool // a job asked for validation or duplicate rules
}

// Credentials of the fake.
const (
	fakeClient   = "5f1b6e21c94b4a7d"
	fakeSecret   = "9c8e77d2f0a14b35"
	fakeUser     = "tierloop@example.com"
	fakePassword = "Secret-word-1"
	fakeSecurity = "Ab12Cd34"
	fakeRedirect = "https://acme.example.com/callback"
	fakeLife     = 24 * time.Hour // chosen: how long a token lives is not told
	fakePerSec   = 20             // chosen
)

// NewFake starts an empty tenant.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), objects: fakeObjects(),
		tokens: map[string]time.Time{}, jobs: map[string]string{}, batches: map[string]*fakeBatch{}}
	f.Show(f, "销售易 · 客户", []string{"accountName", "level", "group_tier__c", "group_score__c", "group_tier_date__c", "group_tier_reason__c"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "client_id": fakeClient, "client_secret": fakeSecret, "redirect_uri": fakeRedirect, "username": fakeUser,
		"password": fakePassword, "security_token": fakeSecurity}, map[string]map[string]any{"account": {}, "order": {}}
}

// Objects are the customer object, two more standard ones and a custom one.
func (f *Fake) Objects() []string {
	return []string{"account", "order", "opportunity", "customEntity1__c"}
}

// Checked says whether a job asked for validation or duplicate rules.
func (f *Fake) Checked() bool {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.checked
}

// fakeCall is one call, read.
type fakeCall struct {
	name string // short name of the endpoint
	args []string
	form url.Values
	in   map[string]any
}

// route names an endpoint [C].
func route(r *http.Request) fakeCall {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	at := func(method, path string) bool {
		want := strings.Split(path, "/")
		if r.Method != method || len(parts) != len(want) {
			return false
		}
		for i := range want {
			if want[i] != "*" && want[i] != parts[i] {
				return false
			}
		}
		return true
	}
	switch {
	case at("POST", "oauth2/token.action"), at("POST", "oauth2/token"), at("POST", "auc/oauth2/token"):
		return fakeCall{name: "token"}
	case at("POST", "rest/data/v2.0/query/xoql"):
		return fakeCall{name: "query"}
	case at("GET", "rest/data/v2.0/xobjects/*/description"):
		return fakeCall{name: "describe", args: parts[4:5]}
	case at("PATCH", "rest/data/v2.0/xobjects/*/*"):
		return fakeCall{name: "update", args: parts[4:6]}
	case at("GET", "rest/metadata/v2.0/xobjects/filter"):
		return fakeCall{name: "objects"}
	case at("POST", "rest/bulk/v2/job"):
		return fakeCall{name: "job"}
	case at("POST", "rest/bulk/v2/batch"):
		return fakeCall{name: "batch"}
	case at("GET", "rest/bulk/v2/batch"):
		return fakeCall{name: "batches", args: []string{r.URL.Query().Get("jobId")}}
	case at("GET", "rest/bulk/v2/batch/*/result"):
		return fakeCall{name: "result", args: parts[4:5]}
	}
	return fakeCall{}
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	call := route(r)
	if call.name == "" {
		http.NotFound(w, r)
		return
	}
	f.Serve(w, r, call.name, f.fault, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, call) })
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, call fakeCall) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 16<<20))
	if err != nil {
		return // the caller went away
	}
	if call.name == "token" {
		f.token(w, r, string(body))
		return
	}
	if !f.admit(w, r) {
		return
	}
	// Queries are forms, the rest is JSON [C].
	want := "application/json"
	if call.name == "query" {
		want = "application/x-www-form-urlencoded"
	}
	if r.Method != http.MethodGet && !strings.HasPrefix(r.Header.Get("Content-Type"), want) {
		refuse(w, 200, 100001, "Content-Type 错误")
		return
	}
	if call.name == "query" {
		call.form, err = url.ParseQuery(string(body))
	} else if r.Method != http.MethodGet {
		err = jsonvalue.Into(body, &call.in)
	}
	if err != nil {
		refuse(w, 200, 100001, "参数格式错误")
		return
	}
	f.answer(w, call)
}

func (f *Fake) answer(w http.ResponseWriter, call fakeCall) {
	switch call.name {
	case "query":
		f.query(w, call.form.Get("xoql"))
	case "describe":
		f.describe(w, call.args[0])
	case "objects":
		f.list(w)
	case "update":
		f.update(w, call.args[0], call.args[1], call.in)
	case "job":
		f.newJob(w, call.in)
	case "batch":
		f.newBatch(w, call.in)
	case "batches":
		f.batchesOf(w, call.args[0])
	case "result":
		f.result(w, call.args[0])
	}
}

// token is the password grant: the password has the security token behind it [C].
// How refusals look is told in two ways; the fake uses error and a description.
func (f *Fake) token(w http.ResponseWriter, r *http.Request, body string) {
	form, err := url.ParseQuery(body)
	want := map[string]string{"grant_type": "password", "client_id": fakeClient, "client_secret": fakeSecret, "redirect_uri": fakeRedirect,
		"username": fakeUser, "password": fakePassword + fakeSecurity}
	for name, value := range want {
		if err != nil || form.Get(name) != value || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			sandbox.Answer(w, 400, map[string]any{"error": "invalid_grant", "error_code": "20000002", "error_description": "authentication failure"})
			return
		}
	}
	token := fmt.Sprintf("%x%016x", f.Seed, f.next())
	f.tokens[token] = f.Clock.Now().Add(fakeLife)
	sandbox.Answer(w, 200, map[string]any{"access_token": token, "token_type": "Bearer", "instance_uri": "https://api.xiaoshouyi.com", "tenant_id": "1001",
		"id": "https://api.xiaoshouyi.com/id/1001", "issued_at": fmt.Sprint(f.Clock.Now().UnixMilli())})
}

// admit checks the token, in both of the writings seen [C], the rate and the quota.
func (f *Fake) admit(w http.ResponseWriter, r *http.Request) bool {
	now := f.Clock.Now()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if until, known := f.tokens[token]; !known || !now.Before(until) {
		refuse(w, 401, 401, "token is invalid or expired")
		return false
	}
	if f.NoLimits {
		return true
	}
	if len(f.Recent("", time.Second)) >= fakePerSec {
		refuse(w, 200, 1020025, "用户访问频率超出限制") // the code that clients wait after [C]
		return false
	}
	f.Note("")
	if f.drained == f.Today(sandbox.China) {
		refuse(w, 200, 1020028, "每日调用次数已达上限")
		return false
	}
	return true
}

// refuse is an error: mostly HTTP 200 with another code than 200 [C].
func refuse(w http.ResponseWriter, status, code int, text string) {
	sandbox.Answer(w, status, map[string]any{"code": code, "msg": text, "ext": []any{}})
}

// next numbers everything that is made, in the order of making.
func (f *Fake) next() int64 {
	f.made++
	return f.made
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	switch kind {
	case sandbox.RateLimit:
		refuse(w, 200, 1020025, "用户访问频率超出限制")
	case sandbox.RateLimitWait: // no wait is ever told; this is the other form
		refuse(w, 429, 429, "too many requests")
	case sandbox.ErrorBody:
		refuse(w, 200, 500, "系统繁忙，请稍后再试")
	case sandbox.ExpireToken:
		clear(f.tokens)
		if route(r).name == "token" {
			return false
		}
		refuse(w, 401, 401, "token is invalid or expired")
	case sandbox.QuotaUsedUp:
		f.drained = f.Today(sandbox.China)
		refuse(w, 200, 1020028, "每日调用次数已达上限")
	default:
		return false
	}
	return true
}
