package yonyou

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Fake is an in-process data centre of the open platform with one tenant. Rules name
// where they stand: [docs] public copies of the vendor's API pages, [sdk] the
// vendor's client for Python, [client] other ones. Where these are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	tables  map[string]*fakeTable
	tokens  map[string]time.Time // by value, when they end
	made    int64
	refused map[string]fakeAnswer // what an update of a customer is answered with
}

// Credentials of the fake.
const (
	fakeTenant = "x7k2m9qd"
	fakeKey    = "41832a3d2df94989b500da6a22268747"
	fakeSecret = "9d1f6c0b7a3e4f52b8c1d0e9f7a6b5c4d3e2f1a0"
)

// fakeLevels are the codes of the archive of customer levels.
var fakeLevels = []string{"A", "B", "C", "D"}

// NewFake starts an empty tenant.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), tables: map[string]*fakeTable{}, tokens: map[string]time.Time{}, refused: map[string]fakeAnswer{}}
	for _, name := range f.Objects() {
		f.tables[name] = &fakeTable{rows: map[string]map[string]any{}}
	}
	f.Show(f, "用友 YonBIP · 客户档案", []string{"code", "name.simplifiedName", "creditCode", "merchantAppliedDetail.customerLevelCode", "merchantCharacter.groupScore"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"tenant": fakeTenant, "discovery_url": base, "app_key": fakeKey, "app_secret": fakeSecret},
		map[string]map[string]any{"merchant": {}, "voucherorder": {}, "saleinvoice": {"path": "/yonbip/sd/vouchersaleinvoice/list"}}
}

// Objects are those of the fake.
func (f *Fake) Objects() []string { return []string{"merchant", "voucherorder", "saleinvoice"} }

// Refuse makes a customer refuse every update, with a code and a text.
func (f *Fake) Refuse(id, code, message string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = fakeAnswer{code: code, message: message}
}

// fakeAnswer is an answer: HTTP 200 with a code [docs].
type fakeAnswer struct {
	code, message string
	data          any
}

func refuse(code, format string, args ...any) fakeAnswer {
	return fakeAnswer{code: code, message: fmt.Sprintf(format, args...)}
}

func (a fakeAnswer) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	out := map[string]any{"code": a.code, "message": a.message}
	if a.data != nil {
		out["data"] = a.data
	}
	_ = json.NewEncoder(w).Encode(out) // the caller went away
}

const (
	fakeGateway = "/iuap-api-gateway"
	fakeAuth    = "/iuap-api-auth"
)

// fakeRoutes are the short names of calls.
var fakeRoutes = map[string]string{
	"/open-auth/dataCenter/getGatewayAddress":                    "gateway",
	fakeAuth + "/open-auth/selfAppAuth/getAccessToken":           "token",
	fakeGateway + "/yonbip/digitalModel/merchant/queryByPage":    "list",
	fakeGateway + "/yonbip/digitalModel/merchant/newBatchDetail": "detail",
	fakeGateway + "/yonbip/digitalModel/merchant/newupdate":      "update",
	fakeGateway + "/yonbip/sd/voucherorder/list":                 "list",
	fakeGateway + "/yonbip/sd/vouchersaleinvoice/list":           "list",
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := fakeRoutes[r.URL.Path]
	f.Serve(w, r, name, f.fault, f.serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	f.answer(r, body).write(w)
}

func (f *Fake) answer(r *http.Request, body []byte) fakeAnswer {
	name := fakeRoutes[r.URL.Path]
	switch {
	case name == "gateway" && r.Method == http.MethodGet:
		if r.URL.Query().Get("tenantId") != fakeTenant {
			return refuse("50000", "租户不存在")
		}
		host := "http://" + r.Host
		return fakeAnswer{code: "00000", message: "成功！", data: map[string]any{"gatewayUrl": host + fakeGateway, "tokenUrl": host + fakeAuth}}
	case name == "token" && r.Method == http.MethodGet:
		return f.token(r.URL.Query())
	case name == "" || r.Method != http.MethodPost:
		return refuse("310404", "接口不存在")
	}
	// In the address [docs], or in a header of that name [sdk].
	ends, known := f.tokens[cmp.Or(r.URL.Query().Get("access_token"), r.Header.Get("access_token"))]
	if !known || !f.Clock.Now().Before(ends) {
		return refuse("310036", "非法token") // [client]
	}
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		return refuse("999", "请求体不是JSON")
	}
	switch name {
	case "detail":
		return f.detail(body)
	case "update":
		return f.update(body)
	}
	if r.URL.Path == fakeGateway+"/yonbip/digitalModel/merchant/queryByPage" {
		return f.listMerchants(body)
	}
	return f.listOrders(f.tables[map[bool]string{true: "voucherorder", false: "saleinvoice"}[r.URL.Path == fakeGateway+"/yonbip/sd/voucherorder/list"]], body)
}

// token is getAccessToken: the signature covers the other parameters, the token lives
// two hours [docs] and holds signs that an address has to escape [docs].
func (f *Fake) token(q url.Values) fakeAnswer {
	given := q.Get("signature")
	q.Del("signature")
	ms, err := strconv.ParseInt(q.Get("timestamp"), 10, 64)
	switch {
	case q.Get("appKey") != fakeKey:
		return refuse("50001", "appKey不存在")
	case err != nil || f.Clock.Now().Sub(time.UnixMilli(ms)).Abs() > 5*time.Minute: // how far off it may be stands nowhere
		return refuse("50002", "签名已过期")
	case given != fakeSign("appKey"+fakeKey+"timestamp"+q.Get("timestamp"), fakeSecret):
		return refuse("50003", "签名错误")
	}
	f.made++
	value := fmt.Sprintf("YT1+%032d/=", f.made)
	f.tokens[value] = f.Clock.Now().Add(2 * time.Hour)
	return fakeAnswer{code: "00000", message: "成功！", data: map[string]any{"access_token": value, "expire": 7200}}
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	switch kind {
	case sandbox.RateLimit:
		refuse("310046", "接口调用超过限流阈值").write(w)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		refuse("310046", "调用频率过快").write(w)
	case sandbox.ErrorBody:
		refuse("500", "系统繁忙，请稍后重试").write(w)
	case sandbox.ExpireToken:
		if fakeRoutes[r.URL.Path] == "gateway" {
			return false
		}
		f.Mu.Lock()
		clear(f.tokens)
		f.Mu.Unlock()
		refuse("310037", "token已过期").write(w)
	default:
		return false
	}
	return true
}
