package hubspot

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// batchUpdate is POST batch/update: a hundred records at most. Those that are not
// there are errors of their own; a value that one record refuses fails the batch
// as a whole, and so does the same id twice [guide].
func (f *Fake) batchUpdate(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	inputs := fakeList(c.in["inputs"])
	if len(inputs) > 100 || len(inputs) == 0 {
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Invalid input: 1 to 100 inputs")
	}
	seen := map[string]bool{}
	for _, e := range inputs {
		id := f.alias(o, sandbox.Text(fakeMap(e)["id"]))
		if seen[id] {
			return 0, nil, refuse(400, "VALIDATION_ERROR", "Duplicate IDs found in batch input: [%s]", id)
		}
		seen[id] = true
		if bad := f.check(o, id, fakeMap(fakeMap(e)["properties"])); bad != nil {
			return 0, nil, bad
		}
	}
	results, missing := []any{}, []any{}
	for i := len(inputs) - 1; i >= 0; i-- { // the order is not that of the inputs [guide]
		one := fakeMap(inputs[i])
		id := f.alias(o, sandbox.Text(one["id"]))
		if o.live(id) == nil {
			missing = append(missing, id)
			continue
		}
		f.change(o, id, fakeMap(one["properties"]))
		shown := o.show(o.rows[id], nil)
		if one["objectWriteTraceId"] != nil {
			shown["objectWriteTraceId"] = one["objectWriteTraceId"]
		}
		results = append(results, shown)
	}
	return f.batchAnswer(results, o.notThere(missing))
}

func (f *Fake) alias(o *fakeObject, id string) string {
	if third := o.aliases[id]; third != "" {
		return third
	}
	return id
}

// check finds what a record refuses. A lock and a conflict have a status of their
// own [guide].
func (f *Fake) check(o *fakeObject, id string, properties map[string]any) *fakeRefusal {
	if o.live(id) == nil {
		return nil
	}
	if f.locked[id] > 0 {
		f.locked[id]--
		return refuse(423, "LOCKED", "The object is locked")
	}
	if why := f.refused[id]; why != "" { // rules of the account hold for writes of the API too since 2026-09 [guide]
		return refuse(400, "VALIDATION_ERROR", "%s", why)
	}
	for name, v := range properties {
		p := o.properties[name]
		text, isText := v.(string)
		switch {
		case p == nil:
			return invalid("PROPERTY_DOESNT_EXIST", name, fmt.Sprintf("Property %q does not exist", name))
		case v != nil && !isText:
			return refuse(400, "VALIDATION_ERROR", "Invalid input JSON: %s is no text", name)
		case p.readOnly:
			return invalid("READ_ONLY_VALUE", name, fmt.Sprintf("%q is a read only property; its value cannot be set.", name))
		case text == "":
			continue
		}
		if code, message := p.refuses(text); code != "" {
			return invalid(code, name, message)
		}
		if p.unique {
			for other, row := range o.rows {
				if other != id && row.values[name] == text && row.archived.IsZero() {
					return refuse(409, "CONFLICT", "%s already has that value", other)
				}
			}
		}
	}
	return nil
}

// invalid is the form in which values are refused: JSON within the message [guide].
func invalid(code, name, message string) *fakeRefusal {
	b, _ := json.Marshal([]any{map[string]any{"isValid": false, "message": message, "error": code, "name": name}})
	return refuse(400, "VALIDATION_ERROR", "Property values were not valid: %s", b)
}

func (p *fakeProperty) refuses(text string) (code, message string) {
	var err error
	switch p.kind {
	case "number":
		_, err = strconv.ParseFloat(text, 64)
		code = "INVALID_NUMBER"
	case "bool":
		_, err = strconv.ParseBool(text)
		code = "INVALID_BOOLEAN"
	case "date":
		if _, ms := strconv.ParseInt(text, 10, 64); ms != nil {
			_, err = time.Parse(time.DateOnly, text)
		}
		code = "INVALID_DATE"
	case "datetime":
		if _, ms := strconv.ParseInt(text, 10, 64); ms != nil {
			_, err = time.Parse(time.RFC3339, text)
		}
		code = "INVALID_LONG"
	case "enumeration":
		if p.form != "checkbox" && !slices.Contains(p.options, text) {
			return "INVALID_OPTION", fmt.Sprintf("%s was not one of the allowed options: %v", text, p.options)
		}
	default:
		if utf8.RuneCountInString(text) > 65536 {
			return "INVALID_STRING", "the value is too long"
		}
	}
	if err != nil {
		return code, text + " was not valid"
	}
	return "", ""
}

func (f *Fake) change(o *fakeObject, id string, properties map[string]any) {
	row := o.rows[id]
	for name, v := range properties {
		if row.values[name] != sandbox.Text(v) {
			f.Changed(id)
			break
		}
	}
	f.put(o, id, properties)
}

// batchUpsert is POST batch/upsert by a unique property [spec].
func (f *Fake) batchUpsert(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	results := []any{}
	for _, e := range fakeList(c.in["inputs"]) {
		one := fakeMap(e)
		key, properties := sandbox.Text(one["idProperty"]), fakeMap(one["properties"])
		if p := o.properties[key]; p == nil || !p.unique {
			return 0, nil, refuse(400, "VALIDATION_ERROR", "Unable to perform update/upsert by non-unique custom properties")
		}
		id := ""
		for other, row := range o.rows {
			if row.values[key] == sandbox.Text(one["id"]) && row.archived.IsZero() {
				id = other
			}
		}
		if bad := f.check(o, id, properties); bad != nil {
			return 0, nil, bad
		}
		made := id == ""
		if id = f.put(o, id, properties); made {
			f.put(o, id, map[string]any{key: sandbox.Text(one["id"])})
		}
		shown := o.show(o.rows[id], []string{key})
		shown["new"] = made
		results = append(results, shown)
	}
	return f.batchAnswer(results, nil)
}

// patch is PATCH objects/{object}/{id} [spec].
func (f *Fake) patch(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	id, properties := f.alias(o, c.args[1]), fakeMap(c.in["properties"])
	if o.live(id) == nil {
		return 0, nil, refuse(404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.")
	}
	if bad := f.check(o, id, properties); bad != nil {
		return 0, nil, bad
	}
	f.change(o, id, properties)
	return 200, o.show(o.rows[id], nil), nil
}
