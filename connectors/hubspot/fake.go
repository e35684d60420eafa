package hubspot

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Fake is an in-process account of HubSpot. Rules name where they stand: [spec]
// the published OpenAPI descriptions, [guide] pages of the developer documentation
// and the changelog, [client] what @hubspot/api-client sends and reads. Where these
// are silent, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	objects map[string]*fakeObject
	tokens  map[string]time.Time // of OAuth, by value, when they end
	links   []fakeLink
	groups  map[string]bool
	made    int64
	day     string
	used    int // calls of the day
	daily   int
	perTen  int
	drained time.Time // the quota fault holds until then

	refused map[string]string // records that a rule of the account refuses, with its text
	locked  map[string]int    // records that answer 423, so many times
}

// Credentials of the fake.
const (
	fakeKey     = "pat-na1-4d0f7a52-6a2a-4f0b-9a43-0f5f5a3e7c11"
	fakeClient  = "7fff1e36-2d40-4ae1-bbb1-5266d59564fb"
	fakeSecret  = "7c3ce02c-0f0c-4c9f-9700-92440c9bdf2d"
	fakeRefresh = "na1-5771-f587-4fa1-a0c0-4e7a4cc6b7de"
)

// fakeLag is how far the index of the search is behind: a few moments [guide].
const fakeLag = time.Second

// NewFake starts an empty account.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), tokens: map[string]time.Time{}, groups: map[string]bool{"companyinformation": true},
		daily: 250_000, perTen: 100, refused: map[string]string{}, locked: map[string]int{}}
	f.objects = fakePresets()
	f.Show(f, "HubSpot · Companies", []string{"name", "industry", "group_tier", "group_score", "group_tier_reason"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "access_token": fakeKey}, map[string]map[string]any{"companies": {}, "deals": {}}
}

// Objects are those of the fake.
func (f *Fake) Objects() []string {
	return []string{"companies", "deals", "orders", "invoices", "contacts"}
}

// Refuse makes a rule of the account refuse every write to a record; "" ends that.
func (f *Fake) Refuse(id, why string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = why
	if why == "" {
		delete(f.refused, id)
	}
}

// Lock makes the next writes of a record answer 423.
func (f *Fake) Lock(id string, times int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.locked[id] = times
}

// SetDaily sets the calls of a day.
func (f *Fake) SetDaily(n int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.daily = n
}

// fakeRefusal is an answer that is an error as a whole [guide].
type fakeRefusal struct {
	status            int
	category, message string
	policy            string
	header            http.Header
}

func refuse(status int, category, format string, args ...any) *fakeRefusal {
	return &fakeRefusal{status: status, category: category, message: fmt.Sprintf(format, args...)}
}

func (r *fakeRefusal) write(w http.ResponseWriter) {
	out := map[string]any{"status": "error", "message": r.message, "correlationId": "5b6a6f0a-2a54-4d7e-8f7a-0c7f4f9b1d22"}
	if r.category != "" {
		out["category"] = r.category
	}
	if r.policy != "" {
		out["policyName"], out["errorType"] = r.policy, "RATE_LIMIT"
	}
	for k, v := range r.header {
		w.Header()[k] = v
	}
	sandbox.Answer(w, r.status, out)
}

// fakeRoutes are the calls that the fake knows, each under both families of paths:
// by version numbers and by dates [spec].
var fakeRoutes = []struct {
	name, method string
	path         *regexp.Regexp
	serve        func(f *Fake, c *fakeCall) (int, any, *fakeRefusal)
}{
	{"list", "GET", fakePath("objects", "v3", `/(\w+)`), (*Fake).list},
	{"search", "POST", fakePath("objects", "v3", `/(\w+)/search`), (*Fake).search},
	{"read", "POST", fakePath("objects", "v3", `/(\w+)/batch/read`), (*Fake).batchRead},
	{"update", "POST", fakePath("objects", "v3", `/(\w+)/batch/update`), (*Fake).batchUpdate},
	{"upsert", "POST", fakePath("objects", "v3", `/(\w+)/batch/upsert`), (*Fake).batchUpsert},
	{"get", "GET", fakePath("objects", "v3", `/(\w+)/(\d+)`), (*Fake).get},
	{"patch", "PATCH", fakePath("objects", "v3", `/(\w+)/(\d+)`), (*Fake).patch},
	{"links", "POST", fakePath("associations", "v4", `/(\w+)/(\w+)/batch/read`), (*Fake).readLinks},
	{"properties", "GET", fakePath("properties", "v3", `/(\w+)`), (*Fake).describe},
	{"make-group", "POST", fakePath("properties", "v3", `/(\w+)/groups`), (*Fake).makeGroup},
	{"make-property", "POST", fakePath("properties", "v3", `/(\w+)`), (*Fake).makeProperty},
	{"change-property", "PATCH", fakePath("properties", "v3", `/(\w+)/(\w+)`), (*Fake).changeProperty},
}

func fakePath(resource, old, rest string) *regexp.Regexp {
	return regexp.MustCompile(`^/crm/(?:` + old + `/` + resource + `|` + resource + `/20\d\d-0[39])` + rest + `/?$`)
}

var fakeTokenPath = regexp.MustCompile(`^/oauth/(?:v[13]|20\d\d-0[39])/token$`)

// fakeCall is one request.
type fakeCall struct {
	*http.Request
	name string
	args []string
	in   map[string]any
	run  func(f *Fake, c *fakeCall) (int, any, *fakeRefusal)
}

func routeFake(r *http.Request) *fakeCall {
	if fakeTokenPath.MatchString(r.URL.Path) {
		return &fakeCall{Request: r, name: "token"}
	}
	for _, route := range fakeRoutes {
		if m := route.path.FindStringSubmatch(r.URL.Path); m != nil && route.method == r.Method {
			return &fakeCall{Request: r, name: route.name, args: m[1:], run: route.serve}
		}
	}
	return &fakeCall{Request: r}
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := routeFake(r).name
	f.Serve(w, r, name, f.fault, f.serve)
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	c := routeFake(r)
	if c.name == "token" {
		status, out := f.token(r)
		sandbox.Answer(w, status, out)
		return
	}
	status, out, bad := 0, any(nil), f.admit(w, c)
	if bad == nil {
		status, out, bad = f.run(c)
	}
	if bad != nil {
		bad.write(w)
		return
	}
	sandbox.Answer(w, status, out)
}

func (f *Fake) run(c *fakeCall) (int, any, *fakeRefusal) {
	if c.run == nil {
		return 0, nil, refuse(404, "", "resource not found")
	}
	if len(c.RequestURI) > 8192 {
		return 0, nil, refuse(414, "", "URI Too Long") // [guide]; from where on is told nowhere
	}
	body, err := io.ReadAll(io.LimitReader(c.Body, 4<<20))
	if len(body) > 0 && err == nil {
		err = json.Unmarshal(body, &c.in)
	}
	if err != nil || c.Method != http.MethodGet && c.in == nil {
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Invalid input JSON on line 1, column 1")
	}
	if c.name == "search" && len(body) > 3000 { // [guide]
		return 0, nil, refuse(400, "VALIDATION_ERROR", "The request body is too long")
	}
	return c.run(f, c)
}

// fault renders the faults that this vendor says in its own form; a wait is told
// by the policy alone [client].
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if kind == sandbox.QuotaUsedUp {
		f.drained = f.Clock.Now().Add(time.Hour)
	}
	if fakeTokenPath.MatchString(r.URL.Path) {
		return false // has other errors
	}
	bad := fakeTooFast
	switch kind {
	case sandbox.RateLimit:
	case sandbox.RateLimitWait:
		bad = fakeSearchedTooFast
	case sandbox.ErrorBody:
		bad = refuse(200, "INTERNAL_ERROR", "internal error")
	case sandbox.ExpireToken:
		clear(f.tokens)
		bad = refuse(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired.")
	case sandbox.QuotaUsedUp:
		bad = fakeNoCalls
	default:
		return false
	}
	bad.write(w)
	return true
}

var (
	fakeTooFast         = &fakeRefusal{status: 429, message: "You have reached your ten_secondly_rolling limit.", policy: "TEN_SECONDLY_ROLLING"}
	fakeSearchedTooFast = &fakeRefusal{status: 429, message: "You have reached your secondly limit.", policy: "SECONDLY"}
	fakeNoCalls         = &fakeRefusal{status: 429, message: "You have reached your daily limit.", policy: "DAILY"}
)

// token is POST /oauth/…/token, with the parameters in the body; an access token
// lives 1,800 s [guide].
func (f *Fake) token(r *http.Request) (int, any) {
	no := func(status, why string) (int, any) {
		return 400, map[string]any{"status": status, "message": why, "correlationId": "5b6a6f0a-2a54-4d7e-8f7a-0c7f4f9b1d22"}
	}
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		return no("BAD_REQUEST", "must be posted")
	}
	switch p := r.PostForm; {
	case p.Get("grant_type") != "refresh_token":
		return no("BAD_GRANT_TYPE", "missing or unknown grant type")
	case p.Get("client_id") != fakeClient:
		return no("BAD_CLIENT_ID", "missing or unknown client id")
	case p.Get("client_secret") != fakeSecret:
		return no("BAD_CLIENT_SECRET", "missing or invalid client secret")
	case p.Get("refresh_token") != fakeRefresh:
		return no("BAD_REFRESH_TOKEN", "missing or invalid refresh token")
	}
	f.made++
	value := fmt.Sprintf("C%060d", f.made)
	f.tokens[value] = f.Clock.Now().Add(1800 * time.Second)
	return 200, map[string]any{"access_token": value, "refresh_token": fakeRefresh, "expires_in": 1800, "token_type": "bearer"}
}

// admit checks the token and the limits: of ten seconds, of a day, and of searches
// in a second, whose answers tell no limits [guide].
func (f *Fake) admit(w http.ResponseWriter, c *fakeCall) *fakeRefusal {
	now := f.Clock.Now()
	token := c.Header.Get("Authorization")
	ends, known := f.tokens[trimBearer(token)]
	switch {
	case token == "Bearer "+fakeKey:
	case !known:
		return refuse(401, "INVALID_AUTHENTICATION", "Authentication credentials not found. This API supports OAuth 2.0 authentication")
	case !now.Before(ends):
		return refuse(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired.")
	}
	if f.NoLimits {
		return nil
	}
	if day := now.UTC().Format(time.DateOnly); day != f.day { // the fake's account is in UTC
		f.day, f.used = day, 0
	}
	switch {
	case now.Before(f.drained) || f.used >= f.daily:
		return fakeNoCalls
	case len(f.Recent("", 10*time.Second)) >= f.perTen:
		return fakeTooFast
	case c.name == "search" && len(f.Recent("search", time.Second)) >= 5:
		return fakeSearchedTooFast
	}
	f.used++
	f.Note("")
	if c.name == "search" {
		f.Note("search")
		return nil
	}
	w.Header().Set("X-HubSpot-RateLimit-Daily", strconv.Itoa(f.daily))
	w.Header().Set("X-HubSpot-RateLimit-Daily-Remaining", strconv.Itoa(f.daily-f.used))
	w.Header().Set("X-HubSpot-RateLimit-Max", strconv.Itoa(f.perTen))
	w.Header().Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(f.perTen-len(f.Recent("", 10*time.Second))))
	w.Header().Set("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
	return nil
}

func trimBearer(header string) string {
	const scheme = "Bearer "
	if len(header) < len(scheme) {
		return ""
	}
	return header[len(scheme):]
}
