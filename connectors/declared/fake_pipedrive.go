package declared

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// The keys of the fake's custom fields, which Pipedrive makes of 40 hexadecimal
// digits (pipedrive.readme.io, "Custom fields").
const (
	PipedriveTier  = "3f1b0c7a9d2e4856b1c0a7f3e5d9428160cb7a1e"
	PipedriveScore = "8ac2d51f7e6b4390a5c1e8d7f2036b94517d0ea2"
)

const pipedriveToken = "b7e4c19a05d2f8631e7a9c40d58b2f6e13a7c904"

// pipedriveText is configs/examples/rest/tierloop.yaml; a test compares them.
const pipedriveText = `{
"options": {
  "auth": {"kind": "header", "name": "x-api-token"},
  "limits": {"calls": 20, "per": "2s", "parallel": 2},
  "errors": {"code": "code", "message": "error", "wait": {"header": "x-ratelimit-reset", "form": "seconds"},
    "rules": [{"status": 429, "message": "daily", "kind": "quota"}, {"path": "success", "is": "false", "status": 200, "kind": "unavailable"}]}},
"objects": {
  "organizations": {
    "read": {"path": "/organizations", "query": {"limit": "{size}", "cursor": "{page}", "updated_since": "{since}", "updated_until": "{before}", "sort_by": "id", "sort_direction": "asc"},
      "records": "data", "id": "id", "modified": "update_time",
      "page": {"kind": "token", "size": 500, "next": {"path": "additional_data.next_cursor"}}},
    "fields": {"group_tier": {"path": "custom_fields.` + PipedriveTier + `", "values": ["A", "B", "C", "D"]},
      "group_score": {"path": "custom_fields.` + PipedriveScore + `", "type": "number"}},
    "fetch": {"path": "/organizations", "query": {"ids": "{ids}", "limit": 100}, "records": "data", "size": 100},
    "write": {"method": "PATCH", "path": "/organizations/{id}", "size": 20}},
  "deals": {
    "read": {"path": "/deals", "query": {"limit": "{size}", "cursor": "{page}", "updated_since": "{since}", "updated_until": "{before}", "sort_by": "id", "sort_direction": "asc"},
      "records": "data", "id": "id", "modified": "update_time",
      "page": {"kind": "token", "size": 500, "next": {"path": "additional_data.next_cursor"}}}}
}}`

// Pipedrive is an in-process server of version 2 of its API. Rules are those of
// the reference in the vendor's client (pipedrive/client-nodejs, organizations-api
// and deals-api of v2) and of pipedrive.readme.io, "Pagination" and "Rate
// limiting". Where these are silent, the comment says what the fake chose.
type Pipedrive struct{ *fake }

// NewPipedrive starts a company without organisations.
func NewPipedrive(s sandbox.Setup) *Pipedrive {
	f := &Pipedrive{newFake(s, "organizations", "deals")}
	f.stampKey, f.stamp = "update_time", time.RFC3339
	f.fake.serve, f.own = f.run, f.fault
	f.name = func(r *http.Request) string {
		switch {
		case r.Method == http.MethodPatch:
			return "update"
		case r.URL.Query().Has("ids"):
			return "ids"
		}
		return "list"
	}
	f.Show(f, "Pipedrive · Organizations", []string{"name", "website", PipedriveTier, PipedriveScore})
	return f
}

// Options reach the fake at base.
func (f *Pipedrive) Options(base string) (map[string]any, map[string]map[string]any) {
	options, objects := described(pipedriveText)
	options["base_url"], options["secret"] = base+"/api/v2", pipedriveToken
	return options, objects
}

// Merge deletes the loser, as PUT /organizations/{id}/merge does.
func (f *Pipedrive) Merge(object, loser, _ string) bool {
	f.Delete(object, loser)
	return true
}

var pipedrivePath = regexp.MustCompile(`^/api/v2/(organizations|deals)(?:/(\d+))?$`)

// pipedriveParams are the query parameters of a list.
var pipedriveParams = []string{"filter_id", "ids", "owner_id", "updated_since", "updated_until", "sort_by", "sort_direction", "include_fields", "custom_fields", "limit", "cursor"}

func (f *Pipedrive) run(w http.ResponseWriter, r *http.Request, body []byte) {
	m := pipedrivePath.FindStringSubmatch(r.URL.Path)
	switch {
	case r.Header.Get("x-api-token") != pipedriveToken:
		pipedriveFail(w, 401, "unauthorized access", "")
	case f.burst(20, 2*time.Second): // the smallest plan's, for an API token
		w.Header().Set("x-ratelimit-reset", "2")
		pipedriveFail(w, 429, "Rate limit exceeded", "")
	case m == nil:
		pipedriveFail(w, 404, "Unknown method", "")
	case m[2] == "" && r.Method == http.MethodGet:
		f.list(w, m[1], r.URL.Query())
	case m[2] != "" && r.Method == http.MethodPatch:
		f.patch(w, m[1], m[2], r.Header.Get("Content-Type"), body)
	default:
		pipedriveFail(w, 405, "Method not allowed", "")
	}
}

func pipedriveFail(w http.ResponseWriter, status int, message, code string) {
	out := map[string]any{"success": false, "error": message, "error_info": "Please check developers.pipedrive.com for more information about Pipedrive API.", "data": nil, "additional_data": nil}
	if code != "" {
		out["code"] = code
	}
	sandbox.Answer(w, status, out)
}

// pipedriveBad is a parameter that does not fit; version 2 checks them all. The
// code is the fake's choice.
func pipedriveBad(w http.ResponseWriter, format string, args ...any) {
	pipedriveFail(w, 400, "Parameters validation failed: "+fmt.Sprintf(format, args...), "ERR_SCHEMA_VALIDATION_FAILED")
}

// list gives records in the order of id. The cursor is "a marker representing the
// first item on the next page"; it is null or absent at the end.
func (f *Pipedrive) list(w http.ResponseWriter, object string, q url.Values) {
	for name := range q {
		if !slices.Contains(pipedriveParams, name) {
			pipedriveBad(w, "%s is not allowed", name)
			return
		}
	}
	limit, from, since, until := 100, 0, time.Time{}, time.Time{}
	var err error
	if q.Has("limit") {
		if limit, err = strconv.Atoi(q.Get("limit")); err != nil || limit < 1 || limit > 500 {
			pipedriveBad(w, "limit must be between 1 and 500")
			return
		}
	}
	if q.Has("updated_since") { // "later than or equal to this time, in RFC3339"
		if since, err = time.Parse(time.RFC3339, q.Get("updated_since")); err != nil {
			pipedriveBad(w, "updated_since")
			return
		}
	}
	if q.Has("updated_until") { // "earlier than this time, in RFC3339"
		if until, err = time.Parse(time.RFC3339, q.Get("updated_until")); err != nil {
			pipedriveBad(w, "updated_until")
			return
		}
	}
	if q.Has("cursor") {
		raw, err := base64.RawURLEncoding.DecodeString(q.Get("cursor"))
		if _, scanErr := fmt.Sscanf(string(raw), `{"`+object+`":%d}`, &from); err != nil || scanErr != nil {
			pipedriveBad(w, "cursor")
			return
		}
	}
	if by := q.Get("sort_by"); by != "" && by != "id" { // others are allowed and not needed here
		pipedriveBad(w, "sort_by")
		return
	}
	var only map[int]bool
	if q.Has("ids") { // at most 100; those that do not exist are left out
		parts := strings.Split(q.Get("ids"), ",")
		only = map[int]bool{}
		for _, p := range parts {
			n, err := strconv.Atoi(p)
			if err != nil || len(parts) > 100 {
				pipedriveBad(w, "ids")
				return
			}
			only[n] = true
		}
	}
	data, next := []any{}, any(nil)
	ids := f.ids[object].All()
	at, _ := slices.BinarySearch(ids, from)
	for _, n := range ids[at:] {
		row := f.tables[object][n]
		stamp, _ := time.Parse(time.RFC3339, fmt.Sprint(row["update_time"]))
		if only != nil && !only[n] || stamp.Before(since) || !until.IsZero() && !stamp.Before(until) {
			continue
		}
		if len(data) == limit {
			next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, `{"%s":%d}`, object, n))
			break
		}
		data = append(data, pipedriveShow(row))
	}
	sandbox.Answer(w, 200, map[string]any{"success": true, "data": data, "additional_data": map[string]any{"next_cursor": next}})
}

// pipedriveShow nests custom fields under custom_fields, null when empty.
func pipedriveShow(row map[string]any) map[string]any {
	out, custom := map[string]any{}, map[string]any{PipedriveTier: nil, PipedriveScore: nil}
	for name, v := range row {
		if _, is := custom[name]; is {
			custom[name] = v
			continue
		}
		out[name] = v
	}
	out["custom_fields"] = custom
	return out
}

// pipedriveOwn are fields of an organisation that a call may write.
var pipedriveOwn = []string{"name", "owner_id", "visible_to", "label_ids", "address", "custom_fields", "website", "industry", "annual_revenue", "employee_count"}

// patch changes what is given and nothing else; it takes JSON alone.
func (f *Pipedrive) patch(w http.ResponseWriter, object, id, contentType string, body []byte) {
	n, _ := strconv.Atoi(id)
	var in map[string]any
	switch {
	case f.tables[object][n] == nil:
		pipedriveFail(w, 404, "Organization not found", "ERR_NOT_FOUND")
		return
	case !strings.HasPrefix(contentType, "application/json") || json.Unmarshal(body, &in) != nil:
		pipedriveBad(w, "the body is no JSON")
		return
	case f.refused[id] != "":
		pipedriveFail(w, 400, f.refused[id], "ERR_BUSINESS_RULE")
		return
	}
	flat := map[string]any{}
	for name, v := range in {
		if !slices.Contains(pipedriveOwn, name) {
			pipedriveBad(w, "%s is not allowed", name)
			return
		}
		if name != "custom_fields" {
			flat[name] = v
		}
	}
	custom, _ := in["custom_fields"].(map[string]any)
	for key, v := range custom {
		_, number := v.(float64)
		text, isText := v.(string)
		switch {
		case key != PipedriveTier && key != PipedriveScore:
			pipedriveBad(w, "custom_fields.%s is not allowed", key)
			return
		case v != nil && (key == PipedriveScore && !number || key == PipedriveTier && (!isText || len(text) > 255)):
			pipedriveBad(w, "custom_fields.%s has another type", key)
			return
		}
	}
	maps.Copy(flat, custom)
	f.write(object, n, flat)
	sandbox.Answer(w, 200, map[string]any{"success": true, "data": pipedriveShow(f.tables[object][n])})
}

// fault renders the faults that this vendor says in its own form.
func (f *Pipedrive) fault(kind sandbox.Fault, w http.ResponseWriter, _ *http.Request) bool {
	switch kind {
	case sandbox.RateLimit:
		pipedriveFail(w, 429, "Rate limit exceeded", "")
	case sandbox.RateLimitWait:
		w.Header().Set("x-ratelimit-reset", "2")
		pipedriveFail(w, 429, "Rate limit exceeded", "")
	case sandbox.QuotaUsedUp: // the day's tokens, new at midnight; the words are the fake's choice
		pipedriveFail(w, 429, "The daily token budget is used up", "")
	case sandbox.ErrorBody:
		pipedriveFail(w, 200, "Please try again", "")
	default:
		return false
	}
	return true
}
