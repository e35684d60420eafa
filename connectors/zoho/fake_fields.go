package zoho

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// makeFields is POST settings/fields: at most five at once, labels of at most
// 25 characters; the API name is derived and the answer holds the id alone [spec].
func (f *Fake) makeFields(m *fakeModule, in map[string]any) (int, any, *fakeRefusal) {
	list, ok := in["fields"].([]any)
	if !ok || m == nil {
		return 0, nil, refuse(400, "MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": "fields"})
	}
	if len(list) > 5 {
		return 0, nil, refuse(400, "LIMIT_EXCEEDED", "at most 5 fields", map[string]any{"limit": 5})
	}
	status := 400
	var out []any
	for _, e := range list {
		one, _ := e.(map[string]any)
		if bad := f.refuseField(m, one); bad != nil {
			out = append(out, bad)
			continue
		}
		fd := fakeField{kind: sandbox.Text(one["data_type"]), label: sandbox.Text(one["field_label"]), custom: true}
		if n, ok := number(one["length"]); ok {
			fd.length = int(n)
		}
		for _, o := range asList(one["pick_list_values"]) {
			fd.options = append(fd.options, f.option(o))
		}
		_, fd = m.add(f, fd)
		status = 201
		out = append(out, map[string]any{"code": "SUCCESS", "details": map[string]any{"id": fd.id}, "message": "field created", "status": "success"})
	}
	return status, map[string]any{"fields": out}, nil
}

func (f *Fake) refuseField(m *fakeModule, one map[string]any) any {
	bad := func(code, name, message string) any {
		return map[string]any{"code": code, "details": map[string]any{"api_name": name, "json_path": "$.fields[0]." + name}, "message": message, "status": "error"}
	}
	label, kind := sandbox.Text(one["field_label"]), sandbox.Text(one["data_type"])
	kinds := []string{"text", "textarea", "integer", "bigint", "double", "currency", "percent", "boolean", "date", "datetime", "picklist", "phone", "email", "website"}
	switch {
	case label == "":
		return bad("MANDATORY_NOT_FOUND", "field_label", "required field not found")
	case utf8.RuneCountInString(label) > 25:
		return bad("INVALID_DATA", "field_label", "invalid data: maximum_length 25")
	case !slices.Contains(kinds, kind):
		return bad("INVALID_DATA", "data_type", "invalid data: supported_values")
	case kind == "picklist" && len(asList(one["pick_list_values"])) == 0:
		return bad("DEPENDENT_FIELD_MISSING", "pick_list_values", "dependent field is missing")
	case kind == "text" && one["length"] == nil:
		return bad("DEPENDENT_FIELD_MISSING", "length", "dependent field is missing")
	}
	for _, fd := range m.fields {
		if strings.EqualFold(fd.label, label) {
			return bad("DUPLICATE_DATA", "field_label", "duplicate data")
		}
	}
	return nil
}

// changeFields is PATCH settings/fields, for the values of pick lists: those
// that are not named stay [help].
func (f *Fake) changeFields(m *fakeModule, in map[string]any) (int, any, *fakeRefusal) {
	list := asList(in["fields"])
	if len(list) == 0 || len(list) > 5 || m == nil {
		return 0, nil, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"api_name": "fields"})
	}
	var out []any
	for _, e := range list {
		one, _ := e.(map[string]any)
		id := sandbox.Text(one["id"])
		found := false
		for name, fd := range m.fields {
			if fd.id != id || fd.kind != "picklist" {
				continue
			}
			found = true
			for _, o := range asList(one["pick_list_values"]) {
				given, _ := o.(map[string]any)
				if !slices.ContainsFunc(fd.options, func(h fakeOption) bool {
					return h.id == sandbox.Text(given["id"]) || h.actual == sandbox.Text(given["actual_value"])
				}) {
					fd.options = append(fd.options, f.option(o))
				}
			}
			m.fields[name] = fd
		}
		if !found {
			out = append(out, map[string]any{"code": "INVALID_DATA", "details": map[string]any{"api_name": "id"}, "message": "invalid data", "status": "error"})
			continue
		}
		out = append(out, map[string]any{"code": "SUCCESS", "details": map[string]any{"id": id}, "message": "field updated", "status": "success"})
	}
	return 200, map[string]any{"fields": out}, nil
}

func (f *Fake) option(v any) fakeOption {
	given, _ := v.(map[string]any)
	o := fakeOption{f.nextID(), sandbox.Text(given["display_value"]), sandbox.Text(given["actual_value"])}
	if o.actual == "" {
		o.actual = o.shown
	}
	return o
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}
