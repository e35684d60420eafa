package zoho

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// update is PUT {module}: at most 100 records, answered in input order; 200 when
// all are written, 207 when some are, 400 when none is [spec].
func (f *Fake) update(r *http.Request, m *fakeModule, in map[string]any) (int, any, *fakeRefusal) {
	list, bad := records(in)
	if bad != nil {
		return 0, nil, bad
	}
	if since := r.Header.Get("If-Unmodified-Since"); since != "" {
		if out := m.changedSince(since, list); out != nil {
			return 412, map[string]any{"data": []any{out}}, nil // of the whole request [spec]
		}
	}
	var out []any
	good := 0
	for i, e := range list {
		change, _ := e.(map[string]any)
		id := sandbox.Text(change["id"])
		one := f.refuseChange(m, id, change, i)
		if one == nil {
			one = f.written(m, id, change, in)
			good++
		}
		out = append(out, one)
	}
	return manyStatus(good, len(out)), map[string]any{"data": out}, nil
}

func manyStatus(good, all int) int {
	switch good {
	case all:
		return 200
	case 0:
		return 400
	}
	return 207
}

// records checks the frame of a write.
func records(in map[string]any) ([]any, *fakeRefusal) {
	list, ok := in["data"].([]any)
	switch {
	case !ok || len(list) == 0:
		return nil, refuse(400, "MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": "data", "json_path": "$.data"})
	case len(list) > 100:
		return nil, refuse(400, "LIMIT_EXCEEDED", "at most 100 records", map[string]any{"limit": 100, "api_name": "data"})
	}
	for _, t := range asList(in["trigger"]) {
		if !slices.Contains([]string{"workflow", "approval", "blueprint", "pathfinder", "orchestration"}, sandbox.Text(t)) {
			return nil, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"api_name": "trigger"})
		}
	}
	return list, nil
}

func (m *fakeModule) changedSince(since string, list []any) any {
	at, err := time.Parse(time.RFC3339, since)
	for _, e := range list {
		one, _ := e.(map[string]any)
		row := m.rows[sandbox.Text(one["id"])]
		changed, _ := row["Modified_Time"].(time.Time)
		if err == nil && row != nil && changed.After(at) {
			return failure("ALREADY_MODIFIED", "the record has been modified", map[string]any{"id": row["id"], "Modified_Time": changed.In(fakeZone).Format(time.RFC3339)})
		}
	}
	return nil
}

func failure(code, message string, details map[string]any) any {
	return map[string]any{"code": code, "details": details, "message": message, "status": "error"}
}

// refuseChange is the error of one record, nil when it can be written.
func (f *Fake) refuseChange(m *fakeModule, id string, change map[string]any, i int) any {
	switch {
	case id == "":
		return failure("MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": "id", "json_path": fmt.Sprintf("$.data[%d].id", i)})
	case m.rows[id] == nil:
		return failure("INVALID_DATA", "the id given seems to be invalid", map[string]any{"id": id})
	case f.locked[id] != "":
		return failure(f.locked[id], "the record cannot be changed now", map[string]any{"id": id})
	}
	return m.refuseFields(id, change, i)
}

// refuseFields finds the first value that the module does not take. Fields that
// it does not have are passed over in silence.
func (m *fakeModule) refuseFields(id string, change map[string]any, i int) any {
	for name, v := range change {
		fd, known := m.fields[name]
		if !known || name == "id" {
			continue
		}
		if v == nil {
			if fd.required {
				return failure("MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": name, "json_path": fmt.Sprintf("$.data[%d].%s", i, name)})
			}
			continue
		}
		if want := fd.refuses(v); want != "" {
			return failure("INVALID_DATA", "invalid data", map[string]any{"api_name": name, "json_path": fmt.Sprintf("$.data[%d].%s", i, name), "expected_data_type": want})
		}
		if fd.unique {
			for other, row := range m.rows {
				if other != id && sandbox.Text(row[name]) == sandbox.Text(v) {
					return failure("DUPLICATE_DATA", "duplicate data", map[string]any{"api_name": name, "id": other})
				}
			}
		}
	}
	return nil
}

// refuses says what a field wants instead of a value, "" when it takes it.
func (fd fakeField) refuses(v any) string {
	text, isText := v.(string)
	n, isNumber := v.(json.Number)
	switch fd.json {
	case "integer":
		if !isNumber || strings.ContainsAny(n.String(), ".eE") {
			return "integer"
		}
		return ""
	case "double":
		if !isNumber {
			return "double"
		}
		return ""
	case "boolean":
		if _, ok := v.(bool); !ok {
			return "boolean"
		}
		return ""
	case "jsonobject":
		if ref, ok := v.(map[string]any); !ok && !isText || ok && ref["id"] == nil {
			return "jsonobject"
		}
		return ""
	case "jsonarray":
		if _, ok := v.([]any); !ok {
			return "jsonarray"
		}
		return ""
	}
	switch {
	case !isText:
		return "string"
	case fd.kind == "date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return "date"
		}
	case fd.kind == "datetime":
		if _, err := time.Parse("2006-01-02T15:04:05-07:00", text); err != nil {
			return "datetime"
		}
	case fd.kind == "picklist":
		if !slices.ContainsFunc(fd.options, func(o fakeOption) bool { return o.actual == text }) {
			return "picklist"
		}
	case fd.length > 0 && utf8.RuneCountInString(text) > fd.length:
		return "text"
	}
	return ""
}

// written changes a record. Workflows run unless trigger is given without them.
func (f *Fake) written(m *fakeModule, id string, change, in map[string]any) any {
	fields, changed := map[string]any{}, false
	for name, v := range change {
		if fd, known := m.fields[name]; known && !fd.readOnly {
			fields[name] = v
			changed = changed || sandbox.Text(m.rows[id][name]) != sandbox.Text(m.store(name, v))
		}
	}
	if changed {
		f.Changed(id)
	}
	if trigger, given := in["trigger"]; !given || len(asList(trigger)) > 0 {
		f.fired++
	}
	f.save(m, id, fields)
	return f.success(m, id, "record updated", nil)
}

func (f *Fake) success(m *fakeModule, id, message string, more map[string]any) any {
	row := m.rows[id]
	by := map[string]any{"name": "Patricia Boyle", "id": fakeUser}
	out := map[string]any{"code": "SUCCESS", "message": message, "status": "success", "details": map[string]any{"id": id, "$approval_state": "approved",
		"Modified_Time": f.show(fakeField{}, row["Modified_Time"]), "Created_Time": f.show(fakeField{}, row["Created_Time"]), "Modified_By": by, "Created_By": by}}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// upsert is POST {module}/upsert: by the fields of duplicate_check_fields in
// their order, each of which must be unique; then by the module's own name [spec].
func (f *Fake) upsert(m *fakeModule, in map[string]any) (int, any, *fakeRefusal) {
	list, bad := records(in)
	if bad != nil {
		return 0, nil, bad
	}
	keys := []string{m.title}
	for i, k := range asList(in["duplicate_check_fields"]) {
		if i == 0 {
			keys = nil
		}
		name := sandbox.Text(k)
		if !m.fields[name].unique && name != m.title {
			return 0, nil, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"api_name": "duplicate_check_fields", "index": i})
		}
		keys = append(keys, name)
	}
	var out []any
	good := 0
	for i, e := range list {
		change, _ := e.(map[string]any)
		one, ok := f.upsertOne(m, keys, change, in, i)
		if ok {
			good++
		}
		out = append(out, one)
	}
	return manyStatus(good, len(out)), map[string]any{"data": out}, nil
}

func (f *Fake) upsertOne(m *fakeModule, keys []string, change, in map[string]any, i int) (any, bool) {
	for _, key := range keys {
		for _, id := range m.ids.All() {
			if change[key] == nil || sandbox.Text(m.rows[id][key]) != sandbox.Text(change[key]) {
				continue
			}
			if bad := f.refuseChange(m, id, change, i); bad != nil {
				return bad, false
			}
			f.written(m, id, change, in)
			return f.success(m, id, "record updated", map[string]any{"action": "update", "duplicate_field": key}), true
		}
	}
	for name, fd := range m.fields {
		if fd.required && change[name] == nil {
			return failure("MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": name, "json_path": fmt.Sprintf("$.data[%d].%s", i, name)}), false
		}
	}
	if bad := m.refuseFields("", change, i); bad != nil {
		return bad, false
	}
	id := f.nextID()
	f.save(m, id, change)
	return f.success(m, id, "record added", map[string]any{"action": "insert", "duplicate_field": nil}), true
}
