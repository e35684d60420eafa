package erpnext

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// Fake is an in-process site. Rules are those of frappe/frappe (api/v1.py,
// client.py, exceptions.py, model/db_query.py) and of the Customer DocType of
// frappe/erpnext; where these were not read, the comment says what the fake chose.
type Fake struct {
	*sandbox.Server

	zone *time.Location

	types   map[string]*fakeType
	made    int
	refused map[string]string // records that a rule of their DocType refuses
	private bool              // the user may not read System Settings
	allowed []string          // what the user's roles allow beyond reading, such as "delete Customer"
}

// Allow lets the user's roles do more: create, write or delete of a DocType.
func (f *Fake) Allow(right, object string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.allowed = append(f.allowed, right+" "+object)
}

// fakeType is a DocType with its documents.
type fakeType struct {
	name   string
	series string
	fields []map[string]any // as getdoctype tells them
	rows   map[string]map[string]any
	ids    sandbox.IDs[string]
}

// Credentials of the fake, and its zone.
const (
	fakeKey    = "4f1d2c7be09a356"
	fakeSecret = "c8e27ab51f90d34"
	fakeZone   = "Asia/Kolkata"
	fakeForm   = "2006-01-02 15:04:05.000000"
)

// NewFake starts a site with the DocTypes of selling.
func NewFake(s sandbox.Setup) *Fake {
	zone, err := time.LoadLocation(fakeZone)
	if err != nil {
		panic("erpnext: " + err.Error())
	}
	f := &Fake{Server: sandbox.NewServer(s), zone: zone, made: int(s.Seed % 10), refused: map[string]string{}, types: map[string]*fakeType{}}
	add := func(name, series string, fields ...map[string]any) {
		f.types[name] = &fakeType{name: name, series: series, fields: fields, rows: map[string]map[string]any{}, ids: sandbox.IDs[string]{By: fakeOrder}}
	}
	add("Customer", "CUST-2026-", fd("customer_name", "Data", "reqd", 1), fd("customer_type", "Select", "options", "Company\nIndividual\nPartnership"), fd("customer_group", "Link", "options", "Customer Group", "reqd", 1),
		fd("territory", "Link", "options", "Territory"), fd("tax_id", "Data"), fd("website", "Data"), fd("industry", "Link", "options", "Industry Type"), fd("default_currency", "Link", "options", "Currency"),
		fd("disabled", "Check"), fd("is_frozen", "Check"), fd("primary_address", "Text", "read_only", 1), fd("mobile_no", "Read Only"), fd("email_id", "Read Only"), fd("customer_details", "Text"),
		fd("loyalty_program_tier", "Data", "read_only", 1), fd("default_commission_rate", "Float"), fd("sb_1", "Section Break"), fd("sales_team", "Table", "options", "Sales Team"),
		fd("employees", "Int", "is_custom_field", 1), fd("credit", "Currency", "is_custom_field", 1), fd("group_tier", "Select", "options", "\nA\nB\nC\nD", "is_custom_field", 1, "read_only", 1),
		fd("group_score", "Float", "is_custom_field", 1), fd("group_reason", "Small Text", "is_custom_field", 1), fd("group_code", "Data", "is_custom_field", 1, "length", 8), fd("group_key", "Check", "is_custom_field", 1),
		fd("group_tier_date", "Date", "is_custom_field", 1), fd("group_checked", "Datetime", "is_custom_field", 1))
	add("Sales Order", "SAL-ORD-2026-", fd("customer", "Link", "options", "Customer", "reqd", 1), fd("transaction_date", "Date", "reqd", 1), fd("base_net_total", "Currency"), fd("base_grand_total", "Currency"), fd("status", "Select", "options", "Draft\nTo Bill\nCompleted\nCancelled"))
	add("Sales Invoice", "ACC-SINV-2026-", fd("customer", "Link", "options", "Customer", "reqd", 1), fd("posting_date", "Date", "reqd", 1), fd("base_net_total", "Currency"), fd("outstanding_amount", "Currency"), fd("is_return", "Check"), fd("status", "Select", "options", "Draft\nUnpaid\nPaid\nReturn\nCancelled"))
	add("DocType", "", fd("istable", "Check"), fd("issingle", "Check"))
	for _, name := range slices.Sorted(maps.Keys(f.types)) {
		f.put(f.types["DocType"], name, map[string]any{"istable": 0, "issingle": 0})
	}
	f.Show(f, "ERPNext · Customer", []string{"customer_name", "customer_group", "group_tier", "group_score", "group_reason"})
	return f
}

// fd is a field with more of its properties.
func fd(name, kind string, more ...any) map[string]any {
	out := map[string]any{"fieldname": name, "label": strings.ReplaceAll(name, "_", " "), "fieldtype": kind, "options": nil, "reqd": 0, "read_only": 0, "length": 0}
	for i := 0; i < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

// Options reach the fake at base.
func (f *Fake) Options(base string) (map[string]any, map[string]map[string]any) {
	return map[string]any{"base_url": base, "api_key": fakeKey, "api_secret": fakeSecret}, map[string]map[string]any{"Customer": {}, "Sales Order": {}, "Sales Invoice": {}}
}

// Objects are the DocTypes that hold business.
func (f *Fake) Objects() []string { return []string{"Customer", "Sales Order", "Sales Invoice"} }

// Refuse makes a rule of the DocType refuse every save of a record.
func (f *Fake) Refuse(id, why string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.refused[id] = why
}

// HideSettings takes the right to read System Settings away.
func (f *Fake) HideSettings() {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.private = true
}

// Put saves a document; a name is made of the series.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.types[object]
	if id == "" {
		f.made++
		id = fmt.Sprintf("%s%05d", t.series, f.made)
	}
	f.put(t, id, fields)
	return id
}

// put stores values as the database does: no text where there is none, 0 for
// numbers and checks. A stamp has microseconds, in the zone of the site.
func (f *Fake) put(t *fakeType, name string, fields map[string]any) {
	now := f.Clock.Now().In(f.zone).Format(fakeForm)
	row := t.rows[name]
	if row == nil {
		row = map[string]any{"name": name, "owner": "Administrator", "creation": now, "docstatus": 0, "idx": 0}
		for _, fd := range t.fields {
			if slices.Contains([]any{"Check", "Int", "Float", "Currency"}, fd["fieldtype"]) {
				row[fd["fieldname"].(string)] = 0
			}
		}
		t.rows[name] = row
		t.ids.Add(name)
	}
	for field, v := range fields {
		if v == nil || v == "" {
			v = nil
			if d := t.field(field); d != nil && d["fieldtype"] == "Check" {
				v = 0
			}
		}
		row[field] = v
	}
	row["modified"], row["modified_by"] = now, "tierloop@example.com"
}

func (t *fakeType) field(name string) map[string]any {
	for _, d := range t.fields {
		if d["fieldname"] == name {
			return d
		}
	}
	return nil
}

// fakeOrder is how MariaDB's utf8mb4_unicode_ci sorts names: without case.
func fakeOrder(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }

// Delete removes a document for good.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	delete(f.types[object].rows, id)
	f.types[object].ids.Drop(id)
}

// Merge renames the loser onto the winner, which removes it.
func (f *Fake) Merge(object, loser, _ string) bool {
	f.Delete(object, loser)
	return true
}

// Get reads a document.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row, ok := f.types[object].rows[id]
	return maps.Clone(row), ok
}

// IDs lists the names in the order of the database.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.types[object].ids.All())
}

// ServeHTTP answers one call.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := sandbox.Body(r)
	name := r.URL.Path[strings.LastIndexAny(r.URL.Path, "./")+1:]
	f.Serve(w, r, name, f.fault, func(w http.ResponseWriter, r *http.Request) {
		f.serve(w, r, body)
	})
}

func (f *Fake) serve(w http.ResponseWriter, r *http.Request, body []byte) {
	args := map[string]any{}
	for k, v := range r.URL.Query() {
		args[k] = v[0]
	}
	switch {
	case r.Header.Get("Accept") != "application/json": // errors may be pages then
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotAcceptable)
	case r.Header.Get("Authorization") != "token "+fakeKey+":"+fakeSecret:
		throw(w, 401, "AuthenticationError", "Invalid Authorization Token")
	case len(body) > 0 && (!strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || jsonvalue.Into(body, &args) != nil):
		throw(w, 417, "ValidationError", "Invalid request body")
	case strings.HasPrefix(r.URL.Path, "/api/method/"):
		f.method(w, strings.TrimPrefix(r.URL.Path, "/api/method/"), args)
	case strings.HasPrefix(r.URL.Path, "/api/resource/"):
		parts := strings.Split(strings.TrimPrefix(r.URL.EscapedPath(), "/api/resource/"), "/")
		for i := range parts {
			parts[i], _ = url.PathUnescape(parts[i])
		}
		f.resource(w, r.Method, parts, args)
	default:
		throw(w, 404, "DoesNotExistError", "Not found")
	}
}

func respond(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the caller went away
}

// throw answers with an exception: JSON within JSON within JSON.
func throw(w http.ResponseWriter, status int, class, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	inner, _ := json.Marshal(map[string]any{"message": text, "title": "Message", "indicator": "red"})
	outer, _ := json.Marshal([]string{string(inner)})
	respond(w, status, map[string]any{"exc_type": class, "exception": "frappe.exceptions." + class + ": " + text, "_server_messages": string(outer)})
}

// fault renders the faults that this vendor says in its own form.
func (f *Fake) fault(kind sandbox.Fault, w http.ResponseWriter, _ *http.Request) bool {
	switch kind {
	case sandbox.RateLimit:
		w.WriteHeader(http.StatusTooManyRequests)
	case sandbox.RateLimitWait:
		w.Header().Set("Retry-After", "2")
		throw(w, 429, "TooManyRequestsError", "Too Many Requests")
	case sandbox.ErrorBody: // the database undid the transaction
		throw(w, 417, "QueryDeadlockError", "Deadlock found when trying to get lock; try restarting transaction")
	default:
		return false
	}
	return true
}
