package erpnext

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/internal/jsonvalue"
)

func (f *Fake) method(w http.ResponseWriter, name string, args map[string]any) {
	object, _ := args["doctype"].(string)
	t := f.types[object]
	switch name {
	case "frappe.auth.get_logged_user":
		respond(w, 200, map[string]any{"message": "tierloop@example.com"})
		return
	case "frappe.client.get_single_value":
		switch {
		case object != "System Settings" || args["field"] != "time_zone":
			throw(w, 404, "DoesNotExistError", "%s not found", object)
		case f.private:
			throw(w, 403, "PermissionError", "No permission for System Settings")
		default:
			respond(w, 200, map[string]any{"message": fakeZone})
		}
		return
	case "frappe.client.bulk_update":
		f.bulk(w, args)
		return
	}
	if t == nil {
		throw(w, 404, "DoesNotExistError", "DocType %s not found", object)
		return
	}
	switch name {
	case "frappe.desk.form.load.getdoctype":
		respond(w, 200, map[string]any{"docs": []any{map[string]any{"name": t.name, "doctype": "DocType", "fields": t.fields}, map[string]any{"name": "Sales Team", "fields": []any{fd("sales_person", "Link")}}}, "user_settings": "{}"})
	case "frappe.client.has_permission":
		name, _ := args["docname"].(string)
		kind, _ := args["perm_type"].(string)
		if t.rows[name] == nil {
			throw(w, 404, "DoesNotExistError", "%s %s not found", object, name)
			return
		}
		respond(w, 200, map[string]any{"message": map[string]any{"has_permission": kind == "read" || slices.Contains(f.allowed, kind+" "+object)}})
	case "frappe.client.get_list", "frappe.client.get_count":
		rows, bad := t.find(args)
		switch {
		case bad != "":
			throw(w, 417, "DataError", "%s", bad)
		case strings.HasSuffix(name, "count"):
			respond(w, 200, map[string]any{"message": len(rows)})
		default:
			t.list(w, "message", rows, args)
		}
	default:
		throw(w, 417, "ValidationError", "Failed to get method for command %s", name)
	}
}

// known are the columns of a DocType: tables and layout have none.
func (t *fakeType) known(name string) bool {
	if slices.Contains([]string{"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"}, name) {
		return true
	}
	d := t.field(name)
	return d != nil && !strings.Contains(fmt.Sprint(d["fieldtype"]), "Break") && d["fieldtype"] != "Table"
}

// list gives 20 documents unless told, with their name alone unless told; the usual
// order is by the stamp, newest first.
func (t *fakeType) list(w http.ResponseWriter, under string, rows []map[string]any, args map[string]any) {
	fields := []any{"name"}
	if list, ok := argument(args["fields"]).([]any); ok {
		fields = list
	}
	if args["order_by"] != "name asc" {
		slices.SortStableFunc(rows, func(a, b map[string]any) int {
			return strings.Compare(fmt.Sprint(b["modified"]), fmt.Sprint(a["modified"]))
		})
	}
	limit := 20
	for _, name := range []string{"limit_page_length", "limit"} {
		if v, ok := args[name]; ok {
			limit, _ = strconv.Atoi(fmt.Sprint(v))
		}
	}
	if limit > 0 { // 0 is all
		rows = rows[:min(limit, len(rows))]
	}
	out := []any{}
	for _, row := range rows {
		one := map[string]any{}
		for _, name := range fields {
			text := fmt.Sprint(name)
			if !t.known(text) {
				throw(w, 417, "DataError", "Field not permitted in query: %s", text)
				return
			}
			one[text] = row[text]
		}
		out = append(out, one)
	}
	respond(w, 200, map[string]any{under: out})
}

// argument reads one of an address, where lists are JSON in texts.
func argument(v any) any {
	var out any
	if text, ok := v.(string); ok && json.Unmarshal([]byte(text), &out) == nil {
		return out
	}
	return v
}

// find filters in the order of the name; bad says what the query may not hold.
func (t *fakeType) find(args map[string]any) (out []map[string]any, bad string) {
	filters, ok := argument(args["filters"]).([]any)
	if !ok && args["filters"] != nil {
		return nil, "filters is no list"
	}
	type test struct {
		field, op, value string
		set              map[string]bool
	}
	var tests []test
	for _, e := range filters {
		triple, _ := e.([]any)
		if len(triple) != 3 {
			return nil, "a filter has three parts"
		}
		one := test{field: fmt.Sprint(triple[0]), op: fmt.Sprint(triple[1]), value: strings.ToLower(fmt.Sprint(triple[2]))}
		if !t.known(one.field) {
			return nil, "Field not permitted in query: " + one.field
		}
		switch one.op {
		case "=", ">", ">=", "<":
		case "in":
			one.set = map[string]bool{}
			list, _ := triple[2].([]any)
			for _, v := range list {
				one.set[strings.ToLower(fmt.Sprint(v))] = true
			}
		default:
			return nil, "Operator must be one of =, >, >=, <, in"
		}
		tests = append(tests, one)
	}
	for _, name := range t.ids.All() {
		row := t.rows[name]
		if !slices.ContainsFunc(tests, func(one test) bool {
			have := strings.ToLower(fmt.Sprint(row[one.field]))
			switch one.op {
			case "=":
				return have != one.value
			case ">":
				return have <= one.value
			case ">=":
				return have < one.value
			case "<":
				return have >= one.value
			}
			return !one.set[have]
		}) {
			out = append(out, row)
		}
	}
	return out, ""
}

// bulk loads and saves one document after the other; what fails is listed with its
// traceback. docs is a text: json.loads takes nothing else.
func (f *Fake) bulk(w http.ResponseWriter, args map[string]any) {
	text, ok := args["docs"].(string)
	var docs []map[string]any
	if !ok || jsonvalue.Into([]byte(text), &docs) != nil {
		throw(w, 500, "TypeError", "the JSON object must be str, bytes or bytearray, not list")
		return
	}
	failed := []any{}
	for _, doc := range docs {
		if class, why := f.save(doc); class != "" {
			failed = append(failed, map[string]any{"doc": doc, "exc": "Traceback (most recent call last):\n  File \"apps/frappe/frappe/client.py\", line 1, in bulk_update\nfrappe.exceptions." + class + ": " + why + "\n"})
		}
	}
	respond(w, 200, map[string]any{"message": map[string]any{"failed_docs": failed}})
}

// save runs the rules of the DocType; fields that it does not have are dropped
// without a word.
func (f *Fake) save(doc map[string]any) (class, why string) {
	name := fmt.Sprint(doc["docname"])
	t := f.types[fmt.Sprint(doc["doctype"])]
	if t == nil || t.rows[name] == nil {
		return "DoesNotExistError", fmt.Sprintf("%v %s not found", doc["doctype"], name)
	}
	if why := f.refused[name]; why != "" {
		return "ValidationError", why
	}
	values := map[string]any{}
	for field, v := range doc {
		d := t.field(field)
		if d == nil || !t.known(field) {
			continue
		}
		if class, why = check(d, v); class != "" {
			return class, why
		}
		values[field] = v
	}
	for field, v := range values {
		if have := t.rows[name][field]; fmt.Sprint(have) != fmt.Sprint(v) && (have != nil || v != nil) {
			f.Changed(name)
			break
		}
	}
	f.put(t, name, values)
	return "", ""
}

// check says what a field does not take.
func check(d map[string]any, v any) (class, why string) {
	if v == nil || v == "" {
		if d["reqd"] == 1 {
			return "MandatoryError", fmt.Sprintf("[Customer]: %v", d["fieldname"])
		}
		return "", ""
	}
	text := fmt.Sprint(v)
	wrong := func(err error) (string, string) {
		if err != nil {
			return "ValidationError", fmt.Sprintf("%v: %s is not valid", d["label"], text)
		}
		return "", ""
	}
	switch d["fieldtype"] {
	case "Select":
		if options := strings.Split(fmt.Sprint(d["options"]), "\n"); !slices.Contains(options, text) {
			return "ValidationError", fmt.Sprintf("%v cannot be \"%s\". It should be one of \"%s\"", d["label"], text, strings.Join(options, `", "`))
		}
	case "Data":
		size := 140
		if n, ok := d["length"].(int); ok && n > 0 {
			size = n
		}
		if len([]rune(text)) > size {
			return "CharacterLengthExceeded", fmt.Sprintf("'%v' (%s) will get truncated, as max characters allowed is %d", d["label"], text, size)
		}
	case "Int":
		_, err := strconv.Atoi(text)
		return wrong(err)
	case "Float", "Currency":
		_, err := strconv.ParseFloat(text, 64)
		return wrong(err)
	case "Date":
		_, err := time.Parse(time.DateOnly, text)
		return wrong(err)
	case "Datetime":
		_, err := time.Parse("2006-01-02 15:04:05", text)
		return wrong(err)
	}
	return "", ""
}

// document is what the REST paths do with a document, and GET with a list of them.
func (f *Fake) document(w http.ResponseWriter, method string, t *fakeType, parts []string, args map[string]any) {
	if len(parts) == 1 {
		rows, bad := t.find(args)
		switch {
		case method != http.MethodGet:
			throw(w, 405, "ValidationError", "not simulated")
		case bad != "":
			throw(w, 417, "DataError", "%s", bad)
		default:
			t.list(w, "data", rows, args)
		}
		return
	}
	if method == http.MethodPut {
		doc := map[string]any{}
		maps.Copy(doc, args)
		doc["doctype"], doc["docname"] = t.name, parts[1]
		if class, why := f.save(doc); class != "" {
			status := 417
			if class == "DoesNotExistError" {
				status = 404
			}
			throw(w, status, class, "%s", why)
			return
		}
	}
	row := t.rows[parts[1]]
	if row == nil {
		throw(w, 404, "DoesNotExistError", "%s %s not found", t.name, parts[1])
		return
	}
	respond(w, 200, map[string]any{"data": row})
}

// resource is what the REST paths do, also for custom fields.
func (f *Fake) resource(w http.ResponseWriter, method string, parts []string, args map[string]any) {
	if t := f.types[parts[0]]; t != nil {
		f.document(w, method, t, parts, args)
		return
	}
	if parts[0] != "Custom Field" {
		throw(w, 404, "DoesNotExistError", "DocType %s not found", parts[0])
		return
	}
	if method == http.MethodPut && len(parts) == 2 {
		object, name, _ := strings.Cut(parts[1], "-")
		if t := f.types[object]; t != nil && t.field(name) != nil && t.field(name)["is_custom_field"] == 1 {
			t.field(name)["options"] = args["options"]
			respond(w, 200, map[string]any{"data": t.field(name)})
			return
		}
		throw(w, 404, "DoesNotExistError", "Custom Field %s not found", parts[1])
		return
	}
	t := f.types[fmt.Sprint(args["dt"])]
	name := fmt.Sprint(args["fieldname"])
	switch {
	case method != http.MethodPost || len(parts) != 1:
		throw(w, 405, "ValidationError", "not simulated")
	case t == nil:
		throw(w, 417, "LinkValidationError", "Could not find DocType: %v", args["dt"])
	case t.field(name) != nil:
		throw(w, 409, "DuplicateEntryError", "A field with the name %s already exists in %s", name, t.name)
	case !slices.Contains([]any{"Data", "Small Text", "Float", "Currency", "Check", "Date", "Datetime", "Select", "Int"}, args["fieldtype"]):
		throw(w, 417, "ValidationError", "Field type is not valid")
	default:
		args["is_custom_field"] = 1
		t.fields = append(t.fields, args)
		respond(w, 200, map[string]any{"data": args})
	}
}
