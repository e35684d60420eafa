package okki

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process account of 小满 OKKI. Rules marked [O] stand in a rendering
// of the pages of open.xiaoman.cn (2026-05-09), [T] in the notes of a team that uses
// the API. Where they are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	objects map[string]*fakeObject
	tokens  map[string]time.Time // until when
	made    int64                // records, contacts and tokens, for their ids
	drained string
}

// Credentials of the fake. API is who edits where nobody else is named.
const (
	fakeClient = "10023"
	fakeSecret = "e3f9a1c47b2d4f08"
	fakeScope  = "company invoices user"
	fakeAPI    = 55370001
	fakeLife   = 28_799 * time.Second // measured [T]
	fakePerMin = 60                   // chosen: that of a related API
)

// NewFake starts an empty account.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), objects: fakeObjects(),
		tokens: map[string]time.Time{}}
	f.Show(f, "小满 OKKI · 客户", []string{"name", "star", fakeTier, fakeReason, "update_time"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "client_id": fakeClient, "client_secret": fakeSecret, "scope": fakeScope},
		map[string]map[string]any{"company": {}, "order": {}}
}

// Objects are companies and sales orders.
func (f *Fake) Objects() []string { return []string{"company", "order"} }

// Revoke ends every token early, as the vendor may [T].
func (f *Fake) Revoke() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	clear(f.tokens)
}

// fakeEndpoints are the short names, with the module of each [O].
var fakeEndpoints = map[string]struct{ call, object, module string }{
	"POST /v1/oauth2/access_token":             {"token", "", ""},
	"GET /v1/company/list":                     {"list", "company", "company"},
	"GET /v1/company/info":                     {"info", "company", "company"},
	"GET /v1/company/fields":                   {"fields", "company", "company"},
	"POST /v1/company/pushCompanyAndCustomers": {"push", "company", "company"},
	"GET /v1/invoices/order/list":              {"list", "order", "invoices"},
	"GET /v1/invoices/order/info":              {"info", "order", "invoices"},
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	at, ok := fakeEndpoints[r.Method+" "+r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	f.Serve(w, r, at.call, f.fault, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		var in map[string]any
		if r.Method == http.MethodPost {
			if err != nil || jsonvalue.Into(body, &in) != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
				f.say(w, 500, "参数格式错误", nil)
				return
			}
		}
		if at.call == "token" {
			f.token(w, in)
			return
		}
		if f.admit(w, r, at.module) {
			f.answer(w, r, at.call, f.objects[at.object], in)
		}
	})
}

func (f *Fake) answer(w http.ResponseWriter, r *http.Request, call string, o *fakeObject, in map[string]any) {
	switch call {
	case "list":
		f.list(w, o, r.URL.Query())
	case "info":
		f.info(w, o, r.URL.Query())
	case "fields":
		f.say(w, 200, "success", fakeDictionary())
	case "push":
		f.push(w, o, in)
	}
}

// token is the grant of client credentials, which has no refresh token [T].
func (f *Fake) token(w http.ResponseWriter, in map[string]any) {
	if in["grant_type"] != "client_credentials" || in["client_id"] != fakeClient || in["client_secret"] != fakeSecret {
		f.say(w, 500, "client 认证失败", nil)
		return
	}
	token := fmt.Sprintf("%x-%016x", f.Seed, f.next())
	f.tokens[token+" "+fakeText(in["scope"])] = f.Clock.Now().Add(fakeLife)
	sandbox.Answer(w, 200, map[string]any{"access_token": token, "expires_in": 28799, "token_type": "Bearer"})
}

// admit checks the token, which public code sends bare and the pages with Bearer,
// its modules, the rate and the quota.
func (f *Fake) admit(w http.ResponseWriter, r *http.Request, module string) bool {
	now := f.Clock.Now()
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	scope, good := "", false
	for key, until := range f.tokens {
		if value, scopes, _ := strings.Cut(key, " "); value == token && token != "" && now.Before(until) {
			scope, good = scopes, true
		}
	}
	switch {
	case !good:
		sandbox.Answer(w, 401, map[string]any{"code": 401, "message": "access_token 无效", "now": now.Unix()})
		return false
	case !strings.Contains(scope, module):
		f.say(w, 500, "no permission "+module+" scopes", nil) // [O]
		return false
	case f.NoLimits:
		return true
	}
	if len(f.Recent("", time.Minute)) >= fakePerMin {
		f.say(w, 500, "请求过于频繁", nil)
		return false
	}
	f.Note("")
	if f.drained == f.Today(sandbox.China) {
		f.say(w, 500, "今日调用次数已用完", nil)
		return false
	}
	return true
}

// say answers in the vendor's frame: HTTP 200 with the code inside [O].
func (f *Fake) say(w http.ResponseWriter, code int, message string, data any) {
	sandbox.Answer(w, 200, map[string]any{"code": code, "message": message, "now": f.Clock.Now().Unix(), "data": data})
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
		f.say(w, 500, "请求过于频繁", nil)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		sandbox.Answer(w, 429, map[string]any{"code": 429, "message": "too many requests", "now": f.Clock.Now().Unix()})
	case sandbox.ErrorBody:
		f.say(w, 500, "系统繁忙，请稍后再试", nil)
	case sandbox.ExpireToken:
		clear(f.tokens)
		if r.URL.Path == "/v1/oauth2/access_token" {
			return false
		}
		sandbox.Answer(w, 401, map[string]any{"code": 401, "message": "access_token 无效", "now": f.Clock.Now().Unix()})
	case sandbox.QuotaUsedUp:
		f.drained = f.Today(sandbox.China)
		f.say(w, 500, "今日调用次数已用完", nil)
	default:
		return false
	}
	return true
}
