package declared

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

const (
	wooKey    = "ck_2f8e1b7c90d3a5461e8f2b7c90d3a5461e8f2b7c"
	wooSecret = "cs_94a1c7e05b3d2f8694a1c7e05b3d2f8694a1c7e0"
)

// wooText is configs/examples/rest-woocommerce/tierloop.yaml; a test compares them.
const wooText = `{
"options": {
  "auth": {"kind": "basic", "user": "` + wooKey + `"},
  "limits": {"parallel": 2},
  "errors": {"code": "code", "message": "message",
    "rules": [{"code": ["woocommerce_rest_invalid_id", "woocommerce_rest_customer_invalid_id"], "kind": "not_found"}, {"code": "woocommerce_rest_authentication_error", "kind": "auth"},
      {"code": ["woocommerce_rest_cannot_view", "woocommerce_rest_cannot_edit", "woocommerce_rest_cannot_batch"], "kind": "permission", "fix": "Give the API key read and write rights, under a shop manager."}]}},
"objects": {
  "customers": {
    "read": {"path": "/customers", "query": {"per_page": "{size}", "offset": "{page}", "orderby": "id", "order": "asc", "role": "all"}, "id": "id",
      "modified": "date_modified_gmt", "times": {"form": "2006-01-02T15:04:05"}, "page": {"kind": "offset", "size": 100}, "total": {"header": "X-WP-Total"}},
    "fields": {"group_tier": "meta_data[key=group_tier].value", "group_tier_reason": "meta_data[key=group_tier_reason].value"},
    "fetch": {"path": "/customers", "query": {"include": "{ids}", "per_page": 100, "role": "all"}, "size": 100},
    "write": {"shape": "rows", "method": "POST", "path": "/customers/batch", "rows": "update", "row_id": "id", "number_id": true, "results": "update", "error": "error", "size": 100}},
  "orders": {
    "read": {"path": "/orders", "query": {"per_page": "{size}", "offset": "{page}", "orderby": "id", "order": "asc", "modified_after": "{since}", "modified_before": "{before}", "dates_are_gmt": "true"}, "id": "id",
      "modified": "date_modified_gmt", "times": {"form": "2006-01-02T15:04:05"}, "page": {"kind": "offset", "size": 100}, "total": {"header": "X-WP-Total"}}}
}}`

// WooCommerce is an in-process server of the API wc/v3. Rules are those of
// woocommerce.github.io/woocommerce-rest-api-docs (introduction, customers,
// orders); where it is silent, the comment says what the fake chose.
type WooCommerce struct{ *fake }

// NewWooCommerce starts a shop without customers.
func NewWooCommerce(s sandbox.Setup) *WooCommerce {
	f := &WooCommerce{newFake(s, "customers", "orders")}
	f.stampKey, f.stamp = "date_modified_gmt", "2006-01-02T15:04:05" // GMT without saying so
	f.fake.serve, f.own = f.run, f.fault
	f.name = func(r *http.Request) string {
		switch {
		case strings.HasSuffix(r.URL.Path, "/batch"):
			return "batch"
		case r.URL.Query().Has("include"):
			return "include"
		}
		return "list"
	}
	f.Show(f, "WooCommerce · Customers", []string{"company", "email", "group_tier", "group_tier_reason"})
	return f
}

// Options reach the fake at base.
func (f *WooCommerce) Options(base string) (map[string]any, map[string]map[string]any) {
	options, objects := described(wooText)
	options["base_url"], options["secret"] = base+"/wp-json/wc/v3", wooSecret
	return options, objects
}

// Merge is unknown to WooCommerce.
func (f *WooCommerce) Merge(string, string, string) bool { return false }

var wooPath = regexp.MustCompile(`^/wp-json/wc/v3/(customers|orders)(/batch)?$`)

var wooParams = map[string][]string{
	"customers": {"context", "page", "per_page", "search", "exclude", "include", "offset", "order", "orderby", "email", "role"},
	"orders":    {"context", "page", "per_page", "search", "after", "before", "modified_after", "modified_before", "dates_are_gmt", "exclude", "include", "offset", "order", "orderby", "status", "customer", "product"},
}

func wooFail(w http.ResponseWriter, status int, code, message string) {
	sandbox.Answer(w, status, wooError(status, code, message))
}

func wooError(status int, code, message string) map[string]any {
	return map[string]any{"code": code, "message": message, "data": map[string]any{"status": status}}
}

func (f *WooCommerce) run(w http.ResponseWriter, r *http.Request, body []byte) {
	m := wooPath.FindStringSubmatch(r.URL.Path)
	user, password, ok := r.BasicAuth()
	switch {
	case m == nil:
		wooFail(w, 404, "rest_no_route", "No route was found matching the URL and request method.")
	case !ok || user != wooKey || password != wooSecret:
		wooFail(w, 401, "woocommerce_rest_authentication_error", "Consumer secret is invalid.")
	case m[2] == "" && r.Method == http.MethodGet:
		f.list(w, m[1], r.URL.Query())
	case m[2] != "" && r.Method == http.MethodPost && m[1] == "customers":
		f.batch(w, body)
	default:
		wooFail(w, 404, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

// list counts from an offset; the total stands in a header. Customers are sorted
// by name unless told, orders by date; both descriptions ask for the id.
func (f *WooCommerce) list(w http.ResponseWriter, object string, q url.Values) {
	size, offset := 10, 0
	for name := range q {
		if !slices.Contains(wooParams[object], name) { // WordPress ignores such; the fake refuses them, as of no use
			wooFail(w, 400, "rest_invalid_param", "Invalid parameter(s): "+name)
			return
		}
	}
	for name, into := range map[string]*int{"per_page": &size, "offset": &offset} {
		if q.Has(name) {
			n, err := strconv.Atoi(q.Get(name))
			if err != nil || n < 0 || name == "per_page" && (n < 1 || n > 100) {
				wooFail(w, 400, "rest_invalid_param", "Invalid parameter(s): "+name)
				return
			}
			*into = n
		}
	}
	var only []string
	if q.Has("include") {
		only = strings.Split(q.Get("include"), ",")
	} else if q.Get("orderby") != "id" {
		wooFail(w, 400, "rest_invalid_param", "Invalid parameter(s): orderby") // the fake sorts by nothing else
		return
	}
	after, before := q.Get("modified_after"), q.Get("modified_before")
	if after+before != "" && q.Get("dates_are_gmt") != "true" {
		wooFail(w, 400, "rest_invalid_param", "Invalid parameter(s): dates_are_gmt") // the shop's own zone is not simulated
		return
	}
	var hits []any
	for _, n := range f.ids[object].All() {
		row := f.tables[object][n]
		stamp := fmt.Sprint(row["date_modified_gmt"])
		if only != nil && !slices.Contains(only, strconv.Itoa(n)) || after != "" && stamp <= after || before != "" && stamp >= before {
			continue
		}
		hits = append(hits, wooShow(row))
	}
	w.Header().Set("X-WP-Total", strconv.Itoa(len(hits)))
	w.Header().Set("X-WP-TotalPages", strconv.Itoa((len(hits)+size-1)/size))
	hits = hits[min(offset, len(hits)):]
	sandbox.Answer(w, 200, append([]any{}, hits[:min(size, len(hits))]...))
}

// wooMeta are the keys of meta data that the fake's shop has.
var wooMeta = []string{"group_tier", "group_tier_reason"}

// wooShow puts meta data into its list; empty ones are not there.
func wooShow(row map[string]any) map[string]any {
	out, meta := maps.Clone(row), []any{}
	for i, key := range wooMeta {
		if v := row[key]; v != nil {
			meta = append(meta, map[string]any{"id": 1000*row["id"].(int) + i, "key": key, "value": v})
		}
		delete(out, key)
	}
	out["meta_data"] = meta
	return out
}

// batch updates up to 100 customers; each has a result or an error in its place.
func (f *WooCommerce) batch(w http.ResponseWriter, body []byte) {
	var in map[string][]map[string]any
	if err := jsonvalue.Into(body, &in); err != nil || len(in["create"])+len(in["delete"]) > 0 {
		wooFail(w, 400, "rest_invalid_json", "Invalid JSON body passed.")
		return
	}
	if len(in["update"]) > 100 {
		wooFail(w, 413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items for this request.")
		return
	}
	out := []any{}
	for _, row := range in["update"] {
		number, _ := row["id"].(json.Number)
		n, _ := strconv.Atoi(number.String())
		fail := func(status int, code, message string) {
			out = append(out, map[string]any{"id": n, "error": wooError(status, code, message)})
		}
		flat, bad := wooFlat(row)
		switch {
		case f.tables["customers"][n] == nil:
			fail(400, "woocommerce_rest_invalid_id", "Invalid resource ID.")
		case bad != "":
			fail(400, "rest_invalid_param", "Invalid parameter(s): "+bad)
		case f.refused[number.String()] != "":
			fail(400, "woocommerce_rest_cannot_save", f.refused[number.String()])
		default:
			f.write("customers", n, flat)
			out = append(out, wooShow(f.tables["customers"][n]))
		}
	}
	sandbox.Answer(w, 200, map[string]any{"update": out})
}

// wooFlat reads a row of an update: meta data by its key, where null removes it.
func wooFlat(row map[string]any) (flat map[string]any, bad string) {
	flat = map[string]any{}
	for name, v := range row {
		switch name {
		case "id":
		case "meta_data":
			list, ok := v.([]any)
			for _, e := range list {
				m, _ := e.(map[string]any)
				key := fmt.Sprint(m["key"])
				if !slices.Contains(wooMeta, key) {
					return nil, "meta_data"
				}
				flat[key] = m["value"]
			}
			if !ok {
				return nil, "meta_data"
			}
		case "email", "first_name", "last_name", "company":
			flat[name] = v
		default:
			return nil, name
		}
	}
	return flat, ""
}

// fault renders the faults in WordPress's form; 429 is what a host may say.
func (f *WooCommerce) fault(kind sandbox.Fault, w http.ResponseWriter, _ *http.Request) bool {
	switch kind {
	case sandbox.RateLimit:
		w.WriteHeader(http.StatusTooManyRequests)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		return false
	}
	return true
}
