package zoho

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process organisation of Zoho CRM. Rules name where they stand:
// [spec] the published OpenAPI descriptions of v8, [help] pages of the developer
// documentation, [sdk] what the official Node client sends and reads. Where
// these are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	flying atomic.Int32

	modules map[string]*fakeModule
	tokens  []fakeToken
	blocked time.Time // no tokens until then
	chinese bool      // the host answers in Chinese
	places  map[string]fakePlace
	made    int64 // records, fields and tokens, for their ids
	spent   []fakeSpending
	credits int
	drained time.Time // the quota fault holds until then

	locked    map[string]string // error code of writes, by record id
	fired     int               // updates that let workflows run
	countLess bool
}

// Credentials of the fake.
const (
	fakeClient  = "1000.GMB0YULZHJK411284S8I5GZ4CHUEX0"
	fakeSecret  = "122c324d3496d5d777ceeebc129470715fbb856b7"
	fakeRefresh = "1000.18e983526f0ca8575ea9c53b0cd5bb58.1bd83a6f2e22c3a7e1309d96ae439cc1"
	fakeUser    = "5725767000000411001"
)

// fakeZone is the offset that stamps are shown in: that of the user [help].
var fakeZone = time.FixedZone("", 5*3600+1800)

// NewFake starts an empty organisation.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), places: map[string]fakePlace{},
		credits: 100_000, locked: map[string]string{}}
	f.modules = f.presets()
	f.Show(f, "Zoho CRM · Accounts", []string{"Account_Name", "Industry", "Group_Tier", "Group_Score", "Group_Tier_Reason"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"accounts_url": base, "api_url": base, "client_id": fakeClient, "client_secret": fakeSecret, "refresh_token": fakeRefresh},
		map[string]map[string]any{"Accounts": {}, "Sales_Orders": {}}
}

// Objects are the modules of the fake.
func (f *Fake) Objects() []string { return []string{"Accounts", "Deals", "Sales_Orders", "Invoices"} }

// Fired counts the updates that let workflows run.
func (f *Fake) Fired() int {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.fired
}

// Lock makes writes of a record fail with an error code, such as
// RECORD_LOCKED; "" unlocks it.
func (f *Fake) Lock(id, code string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.locked[id] = code
}

// SetCredits sets the credits of a rolling day.
func (f *Fake) SetCredits(n int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.credits = n
}

// SetChinese makes the accounts host speak Chinese, as the one in China does.
func (f *Fake) SetChinese(on bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.chinese = on
}

// HideCount takes the count of records away, as from a user without the right.
func (f *Fake) HideCount(on bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.countLess = on
}

// fakeRefusal is an answer that is an error as a whole.
type fakeRefusal struct {
	status        int
	code, message string
	details       map[string]any
}

func (r *fakeRefusal) body() map[string]any {
	details := r.details
	if details == nil {
		details = map[string]any{}
	}
	return map[string]any{"code": r.code, "details": details, "message": r.message, "status": "error"} // [spec]
}

func refuse(status int, code, message string, details map[string]any) *fakeRefusal {
	return &fakeRefusal{status, code, message, details}
}

var fakeNoURL = refuse(404, "INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one", nil)

// route gives the short name of a call and the module that it is about.
func route(r *http.Request) (call, module string) {
	if r.URL.Path == "/oauth/v2/token" {
		return "token", ""
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/crm/v8/")
	if !ok {
		return "", ""
	}
	verb := r.Method + " " + rest
	switch verb {
	case "POST coql":
		return "query", ""
	case "GET users":
		return "users", ""
	case "GET settings/modules":
		return "modules", ""
	case "GET settings/fields":
		return "fields", r.URL.Query().Get("module")
	case "POST settings/fields":
		return "make-fields", r.URL.Query().Get("module")
	case "PATCH settings/fields":
		return "change-fields", r.URL.Query().Get("module")
	}
	module, tail, _ := strings.Cut(rest, "/")
	switch r.Method + " " + tail {
	case "GET ":
		return "list", module
	case "PUT ":
		return "update", module
	case "GET deleted":
		return "deleted", module
	case "GET actions/count":
		return "count", module
	case "POST upsert":
		return "upsert", module
	}
	return "", ""
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if f.Paged(w, r) {
		return
	}
	call, module := route(r)
	if call == "" {
		answer(w, fakeNoURL.status, fakeNoURL.body())
		return
	}
	f.flying.Add(1)
	defer f.flying.Add(-1)
	f.Serve(w, r, call, f.fault, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, call, module) })
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, call, module string) {
	if call == "token" {
		status, out := f.token(r)
		answer(w, status, out)
		return
	}
	// A body is JSON whatever its Content-Type says: the official client sends none [sdk].
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	var in map[string]any
	if len(body) > 0 {
		err = jsonvalue.Into(body, &in)
	}
	if err != nil {
		answer(w, 400, refuse(400, "INVALID_REQUEST", "unable to process your request. please verify whether you have entered proper method name, parameter and parameter values.", nil).body())
		return
	}
	if bad := f.admit(w, r, call, in); bad != nil {
		answer(w, bad.status, bad.body())
		return
	}
	m := f.modules[module]
	if module != "" && m == nil {
		answer(w, 400, refuse(400, "INVALID_MODULE", "the module name given seems to be invalid", map[string]any{"resource_path_index": 0}).body())
		return
	}
	status, out, bad := f.dispatch(r, call, m, in)
	if bad != nil {
		answer(w, bad.status, bad.body())
		return
	}
	answer(w, status, out)
}

func (f *Fake) dispatch(r *http.Request, call string, m *fakeModule, in map[string]any) (int, any, *fakeRefusal) {
	switch call {
	case "query":
		return f.coql(in)
	case "list":
		return f.list(r, m)
	case "deleted":
		return f.deleted(r, m)
	case "count":
		if f.countLess {
			return 0, nil, refuse(403, "NO_PERMISSION", "permission denied", nil)
		}
		return 200, map[string]any{"count": len(m.rows)}, nil // [sdk]
	case "update":
		return f.update(r, m, in)
	case "upsert":
		return f.upsert(m, in)
	case "fields":
		return 200, map[string]any{"fields": m.describe()}, nil
	case "make-fields":
		return f.makeFields(m, in)
	case "change-fields":
		return f.changeFields(m, in)
	case "modules":
		return 200, map[string]any{"modules": f.describeModules()}, nil
	}
	return 200, map[string]any{"users": []any{map[string]any{"id": fakeUser, "full_name": "Patricia Boyle", "email": "user@example.com", "status": "active"}}}, nil
}

func answer(w http.ResponseWriter, status int, v any) {
	if status == 204 || status == 304 { // without a body [spec]
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

// nextID makes the next id: 19 digits that grow, the same ones for the same
// seed and order of calls. Ids are texts in JSON [spec].
func (f *Fake) nextID() string {
	f.made++
	return strconv.FormatInt(5725767+f.Seed%1000, 10) + fmt.Sprintf("%012d", 1_000_000+f.made)
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	call, _ := route(r)
	if kind == sandbox.QuotaUsedUp {
		f.drained = f.Clock.Now().Add(time.Hour)
	}
	if call == "token" {
		return false // its server keeps no credits and says none of this
	}
	switch kind {
	case sandbox.RateLimit, sandbox.RateLimitWait: // never tells a wait [help]
		answer(w, 429, fakeTooMany.body())
	case sandbox.ErrorBody:
		answer(w, 200, refuse(200, "INTERNAL_ERROR", "Internal Server Error", nil).body())
	case sandbox.ExpireToken:
		f.tokens = nil
		answer(w, 401, fakeNoToken.body())
	case sandbox.QuotaUsedUp: // that the header stands at a refusal too is told nowhere
		w.Header().Set("X-API-CREDITS-REMAINING", "0")
		answer(w, 429, fakeTooMany.body())
	default:
		return false
	}
	return true
}
