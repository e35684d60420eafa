package jiandaoyun

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process account of 简道云. Rules marked [D] stand in the vendor's
// API handbook (hc.jiandaoyun.com, as of 2026-09-11), [S] in its sample
// repository jiandaoyun/api-demo. Where both are silent, the comment says what
// the fake chose.
type Fake struct {
	*sandbox.Server

	forms    map[string]*fakeForm // by object
	made     int
	packets  map[string]fakePacket // transaction ids
	resist   map[string]int        // how many batches leave a record out, by id
	triggers int
	stamps   string // what the filter does with updateTime
}

// fakePacket is a batch_create that can be sent again for an hour [D].
type fakePacket struct {
	at  time.Time
	ids []string
}

// fakeKey is the API key of the fake.
const fakeKey = "kR7dXw2mQ9vLtB4sNfYc8HjZ3pGa6UeT"

// fakeApp is the app of all forms of the fake.
const fakeApp = "64f1a0000000000000000a01"

// NewFake starts an empty account.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), forms: fakeForms(),
		packets: map[string]fakePacket{}, resist: map[string]int{}}
	f.Show(f, "简道云 · 客户档案", []string{"客户名称", "客户等级", "集团分级", "集团评分", "分级理由", "分级日期"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	objects := map[string]map[string]any{}
	for _, name := range f.Objects() {
		objects[name] = map[string]any{"app_id": fakeApp, "entry_id": f.forms[name].entry}
	}
	objects["tiers"]["key"] = "客户数据ID"
	return map[string]any{"base_url": base + "/api", "api_key": fakeKey}, objects
}

// Objects are the customers' form, two more that a tenant may have built, and
// the side form of tiers.
func (f *Fake) Objects() []string { return []string{"customers", "orders", "visits", "tiers"} }

// Triggered counts the automations that updates have started.
func (f *Fake) Triggered() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.triggers
}

// Resist makes the next batches leave a record out: their reply then counts one
// less, without a word about which [D].
func (f *Fake) Resist(id string, batches int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.resist[id] = batches
}

// Stamps says what the filter does with updateTime, of which the handbook says
// nothing: "" takes any range, "closed" only one with both ends, "none" refuses.
func (f *Fake) Stamps(mode string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.stamps = mode
}

// fakeEndpoint is one call with its own limit a second [D].
type fakeEndpoint struct {
	name   string
	second int
}

var fakeEndpoints = map[string]fakeEndpoint{
	"/api/v5/app/list": {"apps", 30}, "/api/v5/app/entry/list": {"forms", 30}, "/api/v5/app/entry/widget/list": {"widgets", 30},
	"/api/v5/app/entry/data/list": {"list", 30}, "/api/v5/app/entry/data/get": {"get", 30},
	"/api/v5/app/entry/data/create": {"create", 20}, "/api/v5/app/entry/data/update": {"update", 20},
	"/api/v5/app/entry/data/batch_create": {"batch_create", 10}, "/api/v5/app/entry/data/batch_update": {"batch_update", 10},
}

// ServeHTTP answers one call. Errors are HTTP 400 with code and msg [D].
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	end, ok := fakeEndpoints[r.URL.Path]
	if !ok || r.Method != http.MethodPost { // every call is a POST [D]
		http.NotFound(w, r)
		return
	}
	f.Serve(w, r, end.name, f.fault, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, end) })
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, end fakeEndpoint) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	var in map[string]any
	bad := f.admit(r, end)
	if bad == nil && (err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || jsonvalue.Into(body, &in) != nil) {
		bad = &fakeError{1, "invalid JSON"}
	}
	var out map[string]any
	if bad == nil {
		out, bad = f.answer(end.name, in)
	}
	if bad != nil {
		f.refuse(w, http.StatusBadRequest, bad)
		return
	}
	sandbox.Answer(w, http.StatusOK, out)
}

// admit checks the key and the limits: 50 calls a second for the company (8303)
// and fewer for each interface (8304) [D].
func (f *Fake) admit(r *http.Request, end fakeEndpoint) *fakeError {
	if r.Header.Get("Authorization") != "Bearer "+fakeKey {
		return &fakeError{8301, "Authorization failed"}
	}
	if f.NoLimits {
		return nil
	}
	for _, l := range []struct {
		key         string
		most, refer int
	}{{"", 50, 8303}, {end.name, end.second, 8304}} {
		if len(f.Recent(l.key, time.Second)) >= l.most {
			return &fakeError{l.refer, "request rate limit exceeded"}
		}
	}
	f.Note("")
	f.Note(end.name)
	return nil
}

func (f *Fake) answer(call string, in map[string]any) (map[string]any, *fakeError) {
	switch call {
	case "apps":
		return f.listApps(in)
	case "forms":
		return f.listForms(in)
	}
	o, bad := f.formOf(in)
	if bad != nil {
		return nil, bad
	}
	switch call {
	case "widgets":
		return o.widgets(), nil
	case "list":
		return f.list(o, in)
	case "get":
		return f.get(o, in)
	case "create":
		return f.create(o, in)
	case "update":
		return f.update(o, in)
	case "batch_create":
		return f.batchCreate(o, in)
	}
	return f.batchUpdate(o, in)
}

// fakeError is an error answer.
type fakeError struct {
	code int
	text string
}

func (f *Fake) refuse(w http.ResponseWriter, status int, e *fakeError) {
	sandbox.Answer(w, status, map[string]any{"code": e.code, "msg": e.text})
}

// fault renders the faults that this vendor says in its own form. A key does
// not expire, so that fault is left to the caller.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	switch kind {
	case sandbox.RateLimit:
		f.refuse(w, http.StatusBadRequest, &fakeError{8303, "company request rate limit exceeded"})
	case sandbox.RateLimitWait: // no wait is ever told; 429 is the gateway's own limit [D]
		http.Error(w, "too many requests", http.StatusTooManyRequests)
	case sandbox.ErrorBody: // busy comes with HTTP 400 like every error [D]
		f.refuse(w, http.StatusBadRequest, &fakeError{9007, "lock obtain failure"})
	case sandbox.QuotaUsedUp:
		f.refuse(w, http.StatusBadRequest, &fakeError{7103, "data quota used up"})
	default:
		return false
	}
	return true
}

// hex makes the next id: grown in order, the same for the same seed and calls.
func (f *Fake) hex() string {
	f.made++
	return fmt.Sprintf("65%06x%016x", uint64(f.Seed)&0xffffff, f.made)
}

// now is the change stamp: ms, never before the last one.
func (f *Fake) now() string { return f.Stamp(time.Millisecond).Format("2006-01-02T15:04:05.000Z") }
