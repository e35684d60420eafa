package kingdee

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Fake is an in-process account set of 金蝶云星空. Rules marked [M] stand in the
// WebAPI handbook V6.0, [D] in the DingTalk connector page of 2025-09-23, [K] in
// public integration notes on authentication of 2026-04-23, [V] in client notes
// on a live 9.0.252 of 2026-08-10, [S] in the official Python client library
// 8.2.0. Where they are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	zone *time.Location

	forms    map[string]*fakeForm
	sessions map[string]time.Time // last use by session id
	made     int64                // ids handed out
	queries  int

	closed  bool           // fields of audited customers cannot be edited
	open    map[int64]bool // records that a person has open
	created int            // records made by saves
}

// Credentials of the fake.
const (
	fakeAcct     = "62a1b2c3d4e5f6"
	fakeUser     = "tierloop"
	fakePassword = "pw-5F1c9A77"
	fakeApp      = "302187_dGllcmxvb3Atc2FuZGJveC1rZXktMDAx"
	fakeSecret   = "7d0c64e1b2f94a5c8e33a1b6"
)

// NewFake starts an empty account set.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), zone: time.FixedZone("CST", 8*3600), forms: fakeForms(),
		sessions: map[string]time.Time{}, open: map[int64]bool{}, made: 100000}
	f.Show(f, "金蝶云星空 · 客户", []string{"FNumber", "FName", "FUseOrgId", "F_PAEZ_Tier", "F_PAEZ_Score", "F_PAEZ_Reason", "FDocumentStatus"})
	return f
}

// Options reach the fake at base, by signed calls.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "acct_id": fakeAcct, "user_name": fakeUser, "app_id": fakeApp, "app_secret": fakeSecret, "side_form": "PAEZ_GroupTier"},
		map[string]map[string]any{"BD_Customer": {}, "SAL_SaleOrder": {}}
}

// Objects are customers, three kinds of bills and the side form.
func (f *Fake) Objects() []string {
	return []string{"BD_Customer", "SAL_SaleOrder", "AR_receivable", "AR_RECEIVEBILL", "PAEZ_GroupTier"}
}

// fakeServices are the short names by service and method.
var fakeServices = map[string]string{
	"AuthService.LoginByAppSecret": "login", "AuthService.LoginBySign": "login", "AuthService.ValidateUser": "login",
	"DynamicFormService.ExecuteBillQuery": "query", "DynamicFormService.BillQuery": "query", "DynamicFormService.QueryBusinessInfo": "describe",
	"DynamicFormService.Save": "save", "DynamicFormService.BatchSave": "save", "DynamicFormService.View": "view",
	"DynamicFormService.Submit": "submit", "DynamicFormService.Audit": "audit", "DynamicFormService.UnAudit": "unaudit",
}

const fakePrefix = "/k3cloud/kingdee.bos.webapi.servicesstub."

// ServeHTTP answers one call. The case of k3cloud does not matter [K].
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	if r.ProtoMajor != 1 { // HTTP/2 clients got 502 [V]
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	path := r.URL.Path
	if len(path) < len(fakePrefix) || !strings.EqualFold(path[:len(fakePrefix)], fakePrefix) || !strings.HasSuffix(path, ".common.kdsvc") {
		http.NotFound(w, r)
		return
	}
	method := strings.TrimSuffix(path[len(fakePrefix):], ".common.kdsvc")
	call, ok := fakeServices[method]
	if !ok {
		f.write(w, "response_error:service not found: "+method) // chosen: plain text is one of the places of errors [M]
		return
	}
	serve := func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, call, method) }
	own := func(k sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
		return f.fault(k, w, r, call, serve)
	}
	f.Serve(w, r, call, own, serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, call, method string) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	in := map[string]any{}
	if err != nil || r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || decodeFake(string(body), &in) != nil {
		f.write(w, fakeStatus(8, "请求参数不是合法的JSON"))
		return
	}
	args, bad := f.arguments(call, in)
	if bad != nil {
		f.write(w, bad.answer(call))
		return
	}
	if call == "login" {
		f.login(w, method, args)
		return
	}
	// A lost session is HTTP 200 with MsgCode 1 [K].
	if !f.admit(w, r) {
		bad = &fakeError{code: 1, text: "会话信息已丢失，请重新登录"}
		f.write(w, bad.answer(call))
		return
	}
	out, bad := f.answer(call, method, args)
	if bad != nil {
		f.write(w, bad.answer(call))
		return
	}
	f.write(w, out)
}

// arguments reads both styles of body: named and positional [M]. data may be an
// object or the JSON text of one.
func (f *Fake) arguments(call string, in map[string]any) (map[string]any, *fakeError) {
	if list, ok := in["parameters"].([]any); ok {
		named := map[string][]string{"login": {"acctID", "username", "appId", "appSecret", "lcid"}, "query": {"data"}, "describe": {"data"}}[call]
		if named == nil {
			named = []string{"formid", "data"}
		}
		in = map[string]any{}
		for i, v := range list {
			if i < len(named) {
				in[named[i]] = v
			}
		}
	}
	if call == "login" {
		return in, nil
	}
	for k := range in {
		if k != "data" && (k != "formid" || call == "query" || call == "describe") {
			return nil, &fakeError{code: 8, text: "未知的参数" + k} // chosen
		}
	}
	data, ok := in["data"].(map[string]any)
	if text, isText := in["data"].(string); isText {
		ok = decodeFake(text, &data) == nil
	}
	if !ok || data == nil {
		return nil, &fakeError{code: 8, text: "接口参数data不能为空"}
	}
	if call != "query" && call != "describe" {
		data["\x00form"] = in["formid"]
	}
	return data, nil
}

func (f *Fake) answer(call, method string, args map[string]any) (any, *fakeError) {
	name := sandbox.Text(args["FormId"])
	if v, ok := args["\x00form"]; ok {
		name = sandbox.Text(v)
		delete(args, "\x00form")
	}
	form := f.forms[name]
	if name == "" {
		return nil, &fakeError{code: 5, text: "表单ID不能为空", framed: true}
	}
	if form == nil {
		return nil, &fakeError{code: 4, text: fmt.Sprintf("标识为%q的业务对象不存在", name), framed: true}
	}
	switch call {
	case "query":
		return f.query(form, args, strings.HasSuffix(method, ".BillQuery"))
	case "describe":
		return f.describe(form), nil
	case "save":
		return f.save(form, args, strings.HasSuffix(method, ".BatchSave"))
	case "view":
		return f.view(form, args)
	}
	return f.operate(form, call, args)
}

// fakeError is an error answer.
type fakeError struct {
	code   int
	text   string
	framed bool // in the frame even on a query
	plain  bool // as text
}

// answer puts the error into one of its three places [M].
func (e *fakeError) answer(call string) any {
	switch {
	case e.plain:
		return "response_error:" + e.text
	case call == "query" && !e.framed:
		return []any{[]any{fakeStatus(e.code, e.text)}}
	}
	return fakeStatus(e.code, e.text)
}

// fakeStatus is the frame of a call that failed [M].
func fakeStatus(code int, text string) map[string]any {
	return map[string]any{"Result": map[string]any{"ResponseStatus": map[string]any{"ErrorCode": 500, "IsSuccess": false,
		"Errors": []any{map[string]any{"FieldName": nil, "Message": text, "DIndex": 0}}, "SuccessEntitys": []any{}, "SuccessMessages": []any{}, "MsgCode": code}}}
}

func (f *Fake) write(w http.ResponseWriter, v any) {
	if text, ok := v.(string); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, text) // the caller went away
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request, call string, serve http.HandlerFunc) bool {
	if kind == sandbox.ExpireToken {
		f.Mu.Lock()
		defer f.Mu.Unlock()
		f.sessions = map[string]time.Time{}
		serve(w, r) // a signed call has no session to lose
		return true
	}
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	switch kind {
	case sandbox.RateLimit: // call limit [M]
		f.write(w, (&fakeError{code: 14, text: "接口调用次数超出限制"}).answer(call))
	case sandbox.RateLimitWait: // gateways say 429 [V]; the wait is chosen
		w.Header().Set("Retry-After", "3")
		http.Error(w, "too many requests", http.StatusTooManyRequests)
	case sandbox.ErrorBody: // DB failure [M]
		f.write(w, (&fakeError{code: 6, text: "数据库操作失败，请稍后重试"}).answer(call))
	default:
		return false
	}
	return true
}
