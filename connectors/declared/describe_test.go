package declared

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/conformance"
	"github.com/tierloop/tierloop/connectors/sandbox"
)

func TestEveryKindOfCredentialsGoesOnItsRequest(t *testing.T) {
	for name, tt := range map[string]struct {
		auth string
		at   func(h http.Header, query string) string
		want string
	}{
		"basic":  {`{"kind": "basic", "user": "u"}`, func(h http.Header, _ string) string { return h.Get("Authorization") }, "Basic dTpzMyZjcmV0IQ=="},
		"bearer": {`{"kind": "bearer"}`, func(h http.Header, _ string) string { return h.Get("Authorization") }, "Bearer s3&cret!"},
		"header": {`{"kind": "header", "name": "X-Key", "prefix": "Key "}`, func(h http.Header, _ string) string { return h.Get("X-Key") }, "Key s3&cret!"},
		"query":  {`{"kind": "query", "name": "key"}`, func(_ http.Header, q string) string { return q }, "key=s3%26cret%21&size=1"},
		// printf 'GET /rows size=1 1772416800' | openssl dgst -sha256 -hmac 's3&cret!'
		"hmac": {`{"kind": "hmac", "name": "X-Sign", "sign": "{method} {path} {query} {unix}", "hash": "sha256", "headers": {"X-Time": "{unix}"}}`,
			func(h http.Header, _ string) string { return h.Get("X-Time") + " " + h.Get("X-Sign") }, "1772416800 " + hmacOfTheText},
	} {
		a := newAPI(1)
		c := a.connect(t, `{"secret": "s3&cret!", "auth": `+tt.auth+`}`, list(``, `{"size": 100}`, ``))
		if err := c.Check(t.Context()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := tt.at(a.heads[0], a.asked[0].RawQuery); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// hmacOfTheText was computed by openssl, as the comment above says.
const hmacOfTheText = "1aa76cf8dd1c06e9358f47ca90c219f0f98a1e535109a5bbf90fde60dc7c448a"

func TestALoginByClientCredentials(t *testing.T) {
	for _, send := range []string{"body", "basic"} {
		a := newAPI(3)
		logins, valid := 0, ""
		a.serve = func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path == "/token" {
				logins++
				user, secret, basic := r.BasicAuth()
				if send == "body" {
					user, secret = r.FormValue("client_id"), r.FormValue("client_secret")
				}
				if basic != (send == "basic") || user != "me" || secret != "s3cret%21" && secret != "s3cret!" || r.FormValue("scope") != "read" || r.FormValue("grant_type") != "client_credentials" {
					sandbox.Answer(w, 400, map[string]any{"error": "invalid_client"})
					return true
				}
				valid = "token-" + strings.Repeat("x", logins)
				sandbox.Answer(w, 200, map[string]any{"access_token": valid, "token_type": "Bearer", "expires_in": 3600})
				return true
			}
			if r.Header.Get("Authorization") != "Bearer "+valid {
				sandbox.Answer(w, 401, map[string]any{"error": "expired"})
				return true
			}
			return false
		}
		options := `{"secret": "s3cret!", "auth": {"kind": "oauth2", "token_url": "/token", "client_id": "me", "send": "` + send + `", "more": {"scope": "read"}}}`
		c := a.connect(t, options, list(``, `{"size": 100}`, ``))
		if err := c.Check(t.Context()); err != nil || logins != 1 {
			t.Fatalf("%s: %v after %d logins", send, err, logins)
		}
		valid = "another" // the system has forgotten ours
		if err := c.Check(t.Context()); err != nil || logins != 2 {
			t.Errorf("%s: %v after %d logins", send, err, logins)
		}
		wrong := a.connect(t, strings.Replace(options, "s3cret!", "wrong", 1), list(``, `{"size": 100}`, ``))
		if err := wrong.Check(t.Context()); connectors.KindOf(err) != connectors.KindAuth || strings.Contains(err.Error(), "wrong") {
			t.Errorf("%s: %v", send, err)
		}
	}
}

func TestErrorsAreReadByTheRules(t *testing.T) {
	options := `{"errors": {"code": "err.code", "message": "err.text", "trace": "rid", "wait": {"path": "err.wait", "form": "ms"}, "rules": [
		{"code": ["E7", "E8"], "kind": "permission", "fix": "Ask the owner."}, {"status": 400, "message": "BUDGET", "kind": "quota"}, {"path": "ok", "is": "false", "kind": "conflict"}]}}`
	for _, tt := range []struct {
		status int
		body   string
		want   connectors.Error
	}{
		{200, `{"err": {"code": "E8", "text": "no"}, "rid": "r1"}`, connectors.Error{Kind: connectors.KindPermission, Code: "E8", Said: "no", Trace: "r1", Fix: "Ask the owner."}},
		{400, `{"err": {"code": "E1", "text": "budget spent", "wait": 1500}}`, connectors.Error{Kind: connectors.KindQuota, Code: "E1", Said: "budget spent", Until: start.Add(1500 * time.Millisecond)}},
		{200, `{"ok": false}`, connectors.Error{Kind: connectors.KindConflict}},
		{403, `{"err": {"code": "E9", "text": "not yours"}}`, connectors.Error{Kind: connectors.KindPermission, Code: "E9", Said: "not yours"}},
		{422, `{"other": "form"}`, connectors.Error{Kind: connectors.KindInvalid, Said: `{"other":"form"}`}},
	} {
		a := newAPI(0)
		a.serve = func(w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(tt.status)
			_, _ = w.Write([]byte(tt.body))
			return true
		}
		err := a.connect(t, options, list(``, `{"size": 100}`, ``)).Check(t.Context())
		e, ok := err.(*connectors.Error) //nolint:errorlint // it comes bare
		if !ok {
			t.Errorf("%s: %v", tt.body, err)
			continue
		}
		got := connectors.Error{Kind: e.Kind, Code: e.Code, Said: e.Said, Trace: e.Trace, Fix: e.Fix, Until: e.Until}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", tt.body, d)
		}
	}
}

func TestOneValueForManyIdsIsHalvedAroundARefusal(t *testing.T) {
	a := newAPI(0)
	written, calls := map[string]string{}, 0
	a.serve = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		calls++
		var in struct {
			IDs []json.Number     `json:"ids"`
			Set map[string]string `json:"set"`
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			sandbox.Answer(w, 400, map[string]any{"error": "no JSON"})
			return true
		}
		for _, id := range in.IDs {
			if id == "5" {
				sandbox.Answer(w, 422, map[string]any{"error": "locked"})
				return true
			}
		}
		for _, id := range in.IDs {
			written[id.String()] = in.Set["tier"]
		}
		sandbox.Answer(w, 200, map[string]any{})
		return true
	}
	object := strings.TrimSuffix(list(``, `{"size": 100}`, ``), "}") + `, "fields": {"tier": "tier"}, "fetch": {"path": "/rows", "query": {"ids": "{ids}"}, "records": "items"},
		"write": {"shape": "shared", "method": "PUT", "path": "/rows", "body": {"ids": "{ids}"}, "record": "set", "number_id": true, "size": 50}}`
	c := a.connect(t, `{}`, object)
	var items []connectors.PushItem
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8"} {
		items = append(items, conformance.Item(id, "tier", "A"))
	}
	for i, r := range write(t, c, "rows", items...) {
		want := map[bool]connectors.Outcome{true: connectors.Rejected, false: connectors.Written}[i == 4]
		if r.Outcome != want || (written[r.ID] == "A") != (i != 4) {
			t.Errorf("%+v, want %s", r, want)
		}
	}
	if calls > 7 {
		t.Errorf("%d calls", calls)
	}
}

func TestADescriptionIsReadStrictly(t *testing.T) {
	good := `"read": {"path": "/rows", "id": "id"}`
	for text, want := range map[string]string{
		`{"options": {"auth": {"kind": "magic"}}, "objects": {}}`:                                                                           `auth.kind: "magic" is not one of none, basic`,
		`{"options": {"auth": {"kind": "basic", "usr": "u"}}, "objects": {}}`:                                                               `auth.usr: is not known; did you mean user?`,
		`{"options": {"limits": {"calls": 10}}, "objects": {}}`:                                                                             `limits: calls and per belong together`,
		`{"options": {"errors": {"rules": [{"kind": "auth"}]}}, "objects": {}}`:                                                             `errors.rules[0]: fits every answer`,
		`{"options": {"errors": {"rules": [{"status": 400, "kind": "bad"}]}}, "objects": {}}`:                                               `errors.rules[0].kind: "bad" is not one of`,
		`{"objects": {"rows": {"read": {"id": "id"}}}}`:                                                                                     `objects.rows.read.path: is required`,
		`{"objects": {"rows": {"read": {"path": "/r", "id": "id", "page": {"kind": "token"}}}}}`:                                            `read.page.kind: token needs the place {page}`,
		`{"objects": {"rows": {"read": {"path": "/r", "id": "id", "query": {"s": "{since}"}}}}}`:                                            `read.modified: is required with {since}`,
		`{"objects": {"rows": {"read": {"path": "/r", "id": "id", "query": {"s": "{sinse}"}}}}}`:                                            `read: has the place {sinse}`,
		`{"objects": {"rows": {"read": {"path": "/r", "id": "a..b"}}}}`:                                                                     `read.id: "a..b" is no path`,
		`{"objects": {"rows": {"read": {"path": "/r", "id": "id", "times": {"zone": "Mars"}}}}}`:                                            `read.times.zone: "Mars" is no time zone`,
		`{"objects": {"rows": {` + good + `, "fetch": {"path": "/r"}}}}`:                                                                    `fetch: needs the place {id}`,
		`{"objects": {"rows": {` + good + `, "fields": {"tier": "tier"}, "write": {"path": "/r/{id}"}}}}`:                                   `write: is of no use without fetch`,
		`{"objects": {"rows": {` + good + `, "fields": {"tier": {"path": "t", "type": "date"}}}}}`:                                          `fields.tier.type: "date" is not one of`,
		`{"objects": {"rows": {` + good + `, "fields": {"t": "t"}, "fetch": {"path": "/{id}"}, "write": {"shape": "rows", "path": "/r"}}}}`: `write.row_id: is required`,
	} {
		options, objects := described(text)
		var said []string
		for _, err := range Lint(connectors.Config{Options: options, Objects: objects}) {
			said = append(said, strings.ReplaceAll(strings.Replace(err.Error(), `option "`, "", 1), `":`, ":"))
		}
		if !strings.Contains(strings.Join(said, "\n"), want) {
			t.Errorf("%s\nsays %q, want %s", text, said, want)
		}
	}
}

func TestTheExamplesReachTheFakes(t *testing.T) {
	for folder, text := range map[string]string{"rest": pipedriveText, "rest-woocommerce": wooText} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "configs", "examples", folder, "tierloop.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Sources []struct {
				Options map[string]any            `yaml:"options"`
				Objects map[string]map[string]any `yaml:"objects"`
			} `yaml:"sources"`
		}
		if err := yaml.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		got := file.Sources[0]
		delete(got.Options, "base_url")
		delete(got.Options, "secret")
		if auth, ok := got.Options["auth"].(map[string]any); ok && folder == "rest-woocommerce" {
			auth["user"] = wooKey // of each shop its own
		}
		options, objects := described(text)
		if d := cmp.Diff(canonical(t, map[string]any{"o": options, "b": objects}), canonical(t, map[string]any{"o": got.Options, "b": got.Objects})); d != "" {
			t.Errorf("%s: %s", folder, d)
		}
	}
}

func canonical(t *testing.T, v any) any {
	t.Helper()
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(v); err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(b.Bytes(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{"a.b", "list[0].x", "meta[key=group.tier].value", "[", "a..b", "a[b]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePath(text)
		if err != nil || len(p) == 0 {
			return
		}
		if p[0].name != "" && p[len(p)-1].name != "" && !strings.Contains(text, "[") {
			if got := p.at(p.put(nil, "v")); got != "v" {
				t.Errorf("%q: put and read back %v", text, got)
			}
		}
	})
}
