package odoo

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process server of Odoo, of version 19 or, for clients that speak
// JSON-RPC alone, of 17. Rules were seen on a running Odoo 19.0 community server,
// where no other source is named. Where that is silent, the comment says what the
// fake chose.
type Fake struct {
	*sandbox.Server

	major   int
	models  map[string]*fakeModel
	made    int64
	refused map[int64]string // records that a rule refuses, with its text
	allowed []string         // what the user's groups allow beyond reading, such as "unlink res.partner"
}

// Allow lets the user's groups do more: create, write or unlink of a model.
func (f *Fake) Allow(operation, model string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.allowed = append(f.allowed, operation+" "+model)
}

// Credentials of the fake.
const (
	fakeDatabase = "acme"
	fakeLogin    = "tierloop@example.com"
	fakeKey      = "5c1d8f0e7b2a49c3a6d4e8f9b0c1d2e3f4a5b6c7"
	fakeUID      = 7
)

// NewFake starts a database with the models of sales and invoicing.
func NewFake(s sandbox.Setup) *Fake {
	f := &Fake{Server: sandbox.NewServer(s), major: 19, refused: map[int64]string{}, made: 40 + s.Seed%10}
	f.models = fakePresets()
	for _, name := range slices.Sorted(maps.Keys(f.models)) {
		f.put(f.models["ir.model"], 0, map[string]any{"model": name, "name": name, "transient": false})
	}
	f.Show(f, "Odoo · Contacts", []string{"name", "city", "x_group_tier", "x_group_score", "x_group_tier_reason"})
	return f
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "database": fakeDatabase, "login": fakeLogin, "api_key": fakeKey}, map[string]map[string]any{"res.partner": {}, "sale.order": {}}
}

// Objects are the models of the fake that hold business.
func (f *Fake) Objects() []string { return []string{"res.partner", "sale.order", "account.move"} }

// SetMajor makes it a server of another version.
func (f *Fake) SetMajor(n int) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.major = n
}

// Refuse makes a rule refuse every write to a record.
func (f *Fake) Refuse(id, why string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	f.refused[n] = why
}

// fakeFailure is an exception.
type fakeFailure struct {
	status        int // of JSON-2
	name, message string
}

func raise(status int, name, format string, args ...any) *fakeFailure {
	return &fakeFailure{status, name, fmt.Sprintf(format, args...)}
}

func (e *fakeFailure) data() map[string]any {
	return map[string]any{"name": e.name, "message": e.message, "arguments": []any{e.message}, "context": map[string]any{}, "debug": "Traceback (most recent call last): …"}
}

var fakeJSON2 = regexp.MustCompile(`^/json/2/([\w.]+)/(\w+)$`)

// rpc is the frame of a call by JSON-RPC.
type fakeRPC struct {
	ID     any `json:"id"`
	Params struct {
		Service string `json:"service"`
		Method  string `json:"method"`
		Args    []any  `json:"args"`
	} `json:"params"`
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	name := fakeMethod(r, body)
	f.Serve(w, r, name, f.fault, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/jsonrpc" {
			f.rpc(w, body)
			return
		}
		f.json2(w, r, body)
	})
}

// fakeMethod is the method that a call is about.
func fakeMethod(r *http.Request, body []byte) string {
	if m := fakeJSON2.FindStringSubmatch(r.URL.Path); m != nil {
		return m[2]
	}
	var in fakeRPC
	if jsonvalue.Into(body, &in) != nil || in.Params.Service != "object" || len(in.Params.Args) < 5 {
		return in.Params.Method
	}
	return sandbox.Text(in.Params.Args[4])
}

// json2 is POST /json/2/{model}/{method}: since 19, with real status codes.
func (f *Fake) json2(w http.ResponseWriter, r *http.Request, body []byte) {
	m := fakeJSON2.FindStringSubmatch(r.URL.Path)
	fail := func(e *fakeFailure) { sandbox.Answer(w, e.status, e.data()) }
	var args map[string]any
	switch {
	case m == nil || f.major < 19 || r.Method != http.MethodPost:
		fail(raise(404, "werkzeug.exceptions.NotFound", "404 Not Found"))
	case r.Header.Get("X-Odoo-Database") != "" && r.Header.Get("X-Odoo-Database") != fakeDatabase:
		w.Header().Set("Content-Type", "text/html; charset=utf-8") // no JSON for a wrong database
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "<!doctype html><title>404 Not Found</title>")
	case !strings.EqualFold(r.Header.Get("Authorization"), "bearer "+fakeKey):
		fail(raise(401, "werkzeug.exceptions.Unauthorized", "Invalid apikey"))
	case jsonvalue.Into(body, &args) != nil:
		fail(raise(400, "werkzeug.exceptions.BadRequest", "could not parse the body as json"))
	default:
		ids := fakeIDs(args["ids"])
		delete(args, "ids")
		out, bad := f.run(m[1], m[2], ids, args)
		if bad != nil {
			fail(bad)
			return
		}
		sandbox.Answer(w, 200, out)
	}
}

// rpc is POST /jsonrpc: every failure is HTTP 200; a method that returns nothing
// answers without a result.
func (f *Fake) rpc(w http.ResponseWriter, body []byte) {
	var in fakeRPC
	if err := jsonvalue.Into(body, &in); err != nil {
		sandbox.Answer(w, 400, map[string]any{"error": "bad request"})
		return
	}
	out := map[string]any{"jsonrpc": "2.0", "id": in.ID}
	v, bad := f.service(in)
	switch {
	case bad != nil:
		out["error"] = map[string]any{"code": 0, "message": "Odoo Server Error", "data": bad.data()}
	case v != nil:
		out["result"] = v
	}
	sandbox.Answer(w, 200, out)
}

func (f *Fake) service(in fakeRPC) (any, *fakeFailure) {
	args := in.Params.Args
	switch in.Params.Service + "." + in.Params.Method {
	case "common.version":
		return map[string]any{"server_version": fmt.Sprintf("%d.0", f.major), "server_version_info": []any{f.major, 0, 0, "final", 0, ""}, "server_serie": fmt.Sprintf("%d.0", f.major), "protocol_version": 1}, nil
	case "common.authenticate", "common.login":
		if len(args) < 3 || args[0] != fakeDatabase || args[1] != fakeLogin || args[2] != fakeKey {
			return false, nil // no error
		}
		return fakeUID, nil
	case "object.execute_kw", "object.execute":
		if len(args) < 5 {
			return nil, raise(0, "builtins.TypeError", "missing arguments")
		}
		if args[0] != fakeDatabase || sandbox.Text(args[1]) != fmt.Sprint(fakeUID) || args[2] != fakeKey {
			return nil, raise(0, "odoo.exceptions.AccessDenied", "Access Denied")
		}
		positional, named := args[5:], map[string]any{}
		if in.Params.Method == "execute_kw" {
			positional = nil
			if len(args) > 5 {
				positional, _ = args[5].([]any)
			}
			if len(args) > 6 {
				named, _ = args[6].(map[string]any)
			}
		}
		return f.positional(sandbox.Text(args[3]), sandbox.Text(args[4]), positional, named)
	}
	return nil, raise(0, "builtins.KeyError", "%s.%s", in.Params.Service, in.Params.Method)
}

// fakeNames are the arguments of methods in their order; those of records begin
// with the ids.
var fakeNames = map[string][]string{"search_read": {"domain", "fields", "offset", "limit", "order"}, "search": {"domain", "offset", "limit", "order"}, "search_count": {"domain", "limit"},
	"fields_get": {"allfields", "attributes"}, "read": {"ids", "fields"}, "write": {"ids", "vals"}, "create": {"vals_list"}, "unlink": {"ids"},
	"check_access_rights": {"operation", "raise_exception"}, "has_access": {"ids", "operation"}}

func (f *Fake) positional(model, method string, positional []any, named map[string]any) (any, *fakeFailure) {
	names := fakeNames[method]
	if named == nil || len(positional) > len(names) {
		return nil, raise(0, "builtins.TypeError", "%s() takes %d arguments", method, len(names))
	}
	if named["domain"] != nil && method == "search_count" && f.major < 16 { // old versions call it args
		return nil, raise(0, "builtins.TypeError", "search_count() got an unexpected keyword argument 'domain'")
	}
	args := maps.Clone(named)
	for i, v := range positional {
		args[names[i]] = v
	}
	ids := fakeIDs(args["ids"])
	delete(args, "ids")
	return f.run(model, method, ids, args)
}

func fakeIDs(v any) []int64 {
	if n, one := v.(json.Number); one {
		v = []any{n}
	}
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out := []int64{}
	for _, e := range list {
		n, _ := strconv.ParseInt(sandbox.Text(e), 10, 64)
		out = append(out, n)
	}
	return out
}

// fault renders the faults that this vendor says in its own form; a community
// server has no limits, so that 429 is what a front of Odoo Online may say.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, r *http.Request) bool {
	switch kind {
	case sandbox.RateLimit:
		w.WriteHeader(http.StatusTooManyRequests)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusTooManyRequests)
	case sandbox.ErrorBody:
		e := raise(200, "psycopg2.errors.SerializationFailure", "could not serialize access due to concurrent update")
		sandbox.Answer(w, 200, map[string]any{"jsonrpc": "2.0", "id": 1, "error": map[string]any{"code": 0, "message": "Odoo Server Error", "data": e.data()}})
	default:
		return false
	}
	return true
}
