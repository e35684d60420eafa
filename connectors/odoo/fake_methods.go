package odoo

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// run calls a method of a model.
func (f *Fake) run(model, method string, ids []int64, args map[string]any) (any, *fakeFailure) {
	m := f.models[model]
	if m == nil {
		return nil, raise(404, "builtins.KeyError", "%s", model)
	}
	context, _ := args["context"].(map[string]any)
	delete(args, "context")
	known := fakeNames[method]
	if known == nil {
		return nil, raise(404, "builtins.AttributeError", "The method '%s.%s' does not exist", model, method)
	}
	for name := range args {
		if !slices.Contains(known, name) {
			return nil, raise(422, "builtins.TypeError", "%s() got an unexpected keyword argument '%s'", method, name)
		}
	}
	switch method {
	case "check_access_rights", "has_access": // the one until 18, the other since 18
		if method == "has_access" && f.major < 18 || method != "has_access" && f.major > 18 {
			return nil, raise(404, "builtins.AttributeError", "The method '%s.%s' does not exist", model, method)
		}
		operation, _ := args["operation"].(string)
		return operation == "read" || slices.Contains(f.allowed, operation+" "+model), nil
	case "fields_get":
		return m.describe(), nil
	case "search_read", "search", "search_count":
		return f.search(m, method, args, context["active_test"] != false)
	case "read":
		return f.read(m, ids, args)
	case "write":
		return f.write(m, ids, args)
	case "create":
		return f.create(m, args)
	}
	for _, id := range ids { // unlink
		delete(m.rows, id)
	}
	m.ids.Drop(ids...)
	return true, nil
}

func (m *fakeModel) describe() any {
	out := map[string]any{}
	for name, fd := range m.fields {
		label := fd.label
		if label == "" {
			label = name
		}
		one := map[string]any{"string": label, "type": fd.kind, "required": fd.required, "readonly": fd.readOnly || fd.computed, "store": !fd.computed}
		if fd.relation != "" {
			one["relation"] = fd.relation
		}
		if fd.kind == "selection" {
			pairs := []any{}
			for _, v := range fd.selection {
				pairs = append(pairs, []any{v, v})
			}
			one["selection"] = pairs
		}
		out[name] = one
	}
	return out
}

// search finds records; archived ones are hidden unless the context or a condition
// on active says otherwise, and the order is that of the name unless told.
func (f *Fake) search(m *fakeModel, method string, args map[string]any, hide bool) (any, *fakeFailure) {
	domain, ok := args["domain"].([]any)
	if !ok {
		return nil, raise(422, "builtins.TypeError", "missing a required argument: 'domain'")
	}
	names, bad := m.names(args["fields"])
	if bad != nil {
		return nil, bad
	}
	fits, used, bad := m.compile(domain)
	if bad != nil {
		return nil, bad
	}
	var hits []map[string]any
	for _, id := range m.ids.All() {
		row := m.rows[id]
		if hide && !used["active"] && m.fields["active"] != nil && row["active"] == false {
			continue
		}
		if fits(row) {
			hits = append(hits, row)
		}
	}
	if method == "search_count" {
		return len(hits), nil
	}
	if order := sandbox.Text(args["order"]); order != "id" {
		slices.SortStableFunc(hits, func(a, b map[string]any) int {
			return strings.Compare(sandbox.Text(a["name"]), sandbox.Text(b["name"]))
		})
	}
	offset, _ := strconv.Atoi(sandbox.Text(args["offset"]))
	hits = hits[min(offset, len(hits)):]
	if limit, _ := strconv.Atoi(sandbox.Text(args["limit"])); limit > 0 { // none is everything
		hits = hits[:min(limit, len(hits))]
	}
	out := []any{}
	for _, row := range hits {
		if method == "search" {
			out = append(out, row["id"])
			continue
		}
		out = append(out, f.shape(m, row, names))
	}
	return out, nil
}

func (f *Fake) shape(m *fakeModel, row map[string]any, names []string) any {
	one := map[string]any{"id": row["id"]}
	for _, name := range names {
		one[name] = f.show(m.fields[name], row[name])
	}
	return one
}

// names are the fields that are asked for; one that the model lacks fails the whole call.
func (m *fakeModel) names(v any) ([]string, *fakeFailure) {
	list, _ := v.([]any)
	var out []string
	for _, e := range list {
		name := sandbox.Text(e)
		if m.fields[name] == nil {
			return nil, raise(500, "builtins.ValueError", "Invalid field '%s' on '%s'", name, m.name)
		}
		out = append(out, name)
	}
	if list == nil {
		for name := range m.fields {
			out = append(out, name)
		}
	}
	return out, nil
}

// compile reads a domain: conditions in the Polish notation of Odoo, joined by and
// where nothing stands.
func (m *fakeModel) compile(domain []any) (fits func(map[string]any) bool, used map[string]bool, bad *fakeFailure) {
	used = map[string]bool{}
	type test = func(map[string]any) bool
	var stack []test
	for _, e := range slices.Backward(domain) {
		switch word, isWord := e.(string); {
		case isWord && (word == "|" || word == "&") && len(stack) > 1:
			a, b := stack[len(stack)-1], stack[len(stack)-2]
			both := func(r map[string]any) bool { return a(r) && b(r) }
			if word == "|" {
				both = func(r map[string]any) bool { return a(r) || b(r) }
			}
			stack = append(stack[:len(stack)-2], both)
		case isWord && word == "!" && len(stack) > 0:
			a := stack[len(stack)-1]
			stack[len(stack)-1] = func(r map[string]any) bool { return !a(r) }
		default:
			triple, _ := e.([]any)
			if len(triple) != 3 {
				return nil, nil, raise(500, "builtins.ValueError", "Domain() invalid item in domain: %v", e)
			}
			field, op, want := sandbox.Text(triple[0]), sandbox.Text(triple[1]), triple[2]
			fd := m.fields[field]
			switch {
			case fd == nil || fd.computed:
				return nil, nil, raise(500, "builtins.ValueError", "Invalid field %s.%s in condition %v", m.name, field, e)
			case !slices.Contains([]string{"=", "!=", ">", ">=", "<", "<=", "in", "not in"}, op):
				return nil, nil, raise(500, "builtins.ValueError", "Invalid operator in %v", e)
			case fd.kind == "datetime":
				if _, err := time.Parse("2006-01-02 15:04:05", sandbox.Text(want)); err != nil { // no form with T and Z
					return nil, nil, raise(500, "builtins.ValueError", "time data %v does not match format '%%Y-%%m-%%d %%H:%%M:%%S'", want)
				}
			}
			used[field] = true
			if list, many := want.([]any); field == "id" && op == "in" && many { // by thousands
				set := map[string]bool{}
				for _, w := range list {
					set[sandbox.Text(w)] = true
				}
				stack = append(stack, func(r map[string]any) bool { return set[sandbox.Text(r["id"])] })
				continue
			}
			stack = append(stack, func(r map[string]any) bool { return m.fits(r, field, op, want) })
		}
	}
	return func(r map[string]any) bool {
		return !slices.ContainsFunc(stack, func(one test) bool { return !one(r) })
	}, used, nil
}

// read leaves out ids that are gone.
func (f *Fake) read(m *fakeModel, ids []int64, args map[string]any) (any, *fakeFailure) {
	names, bad := m.names(args["fields"])
	if bad != nil {
		return nil, bad
	}
	out := []any{}
	for _, id := range ids {
		if row := m.rows[id]; row != nil {
			out = append(out, f.shape(m, row, names))
		}
	}
	return out, nil
}

// write gives one set of values to many records in one transaction: one that is
// gone, or one value that is wrong, undoes all.
func (f *Fake) write(m *fakeModel, ids []int64, args map[string]any) (any, *fakeFailure) {
	values, ok := args["vals"].(map[string]any)
	if !ok || ids == nil {
		return nil, raise(422, "builtins.TypeError", "missing a required argument: 'vals'")
	}
	if bad := m.refuses(values); bad != nil {
		return nil, bad
	}
	for _, id := range ids {
		if m.rows[id] == nil {
			return nil, raise(404, "odoo.exceptions.MissingError", "Record does not exist or has been deleted.\n(Record: %s(%d,), User: %d)", m.name, id, fakeUID)
		}
		if why := f.refused[id]; why != "" {
			return nil, raise(422, "odoo.exceptions.ValidationError", "%s", why)
		}
	}
	for _, id := range ids {
		for name, v := range values {
			if sandbox.Text(m.rows[id][name]) != sandbox.Text(m.fields[name].store(v)) {
				f.Changed(text10(id))
				break
			}
		}
		f.put(m, id, values)
	}
	return true, nil
}

func (m *fakeModel) refuses(values map[string]any) *fakeFailure {
	for name, v := range values {
		fd := m.fields[name]
		if fd == nil {
			return raise(500, "builtins.ValueError", "Invalid field '%s' in '%s'", name, m.name)
		}
		if v == false || v == nil {
			if fd.required {
				return raise(422, "odoo.exceptions.ValidationError", "Missing required value for the field '%s'", name)
			}
			continue
		}
		_, number := v.(json.Number)
		word, isText := v.(string)
		wrong := raise(500, "builtins.ValueError", "Wrong value for %s.%s: %v", m.name, name, v)
		switch fd.kind {
		case "selection":
			if !slices.Contains(fd.selection, word) {
				return wrong
			}
		case "integer", "float", "monetary":
			if !number {
				return wrong
			}
		case "date":
			if _, err := time.Parse(time.DateOnly, word); err != nil {
				return wrong
			}
		case "datetime":
			if _, err := time.Parse("2006-01-02 15:04:05", word); err != nil {
				return wrong
			}
		case "char", "text", "html":
			if !isText {
				return wrong
			}
		}
	}
	return nil
}

// create takes a list and gives ids in its order. A field that a person makes
// begins with x_ and is usable at once.
func (f *Fake) create(m *fakeModel, args map[string]any) (any, *fakeFailure) {
	list, many := args["vals_list"].([]any)
	if one, single := args["vals_list"].(map[string]any); single {
		list = []any{one}
	} else if !many {
		return nil, raise(422, "builtins.TypeError", "missing a required argument: 'vals_list'")
	}
	var ids []any
	for _, e := range list {
		values, _ := e.(map[string]any)
		if m.name == "ir.model.fields" {
			if bad := f.makeField(values); bad != nil {
				return nil, bad
			}
			values = map[string]any{"name": values["name"], "ttype": values["ttype"]}
		}
		if bad := m.refuses(values); bad != nil {
			return nil, bad
		}
		ids = append(ids, f.put(m, 0, values))
	}
	if !many {
		return ids[0], nil
	}
	return ids, nil
}

func (f *Fake) makeField(values map[string]any) *fakeFailure {
	name, kind := sandbox.Text(values["name"]), sandbox.Text(values["ttype"])
	id, _ := strconv.ParseInt(sandbox.Text(values["model_id"]), 10, 64)
	m := f.models[sandbox.Text(f.models["ir.model"].rows[id]["model"])]
	switch {
	case m == nil:
		return raise(422, "odoo.exceptions.ValidationError", "the model is missing")
	case !strings.HasPrefix(name, "x_"):
		return raise(422, "odoo.exceptions.ValidationError", "Custom fields must have a name that starts with 'x_'!")
	case m.fields[name] != nil:
		return raise(422, "odoo.exceptions.ValidationError", "Field names must be unique per model.")
	case !slices.Contains([]string{"char", "text", "float", "integer", "boolean", "date", "datetime", "selection"}, kind):
		return raise(422, "odoo.exceptions.ValidationError", "unknown field type %s", kind)
	}
	fd := &fakeField{kind: kind, label: sandbox.Text(values["field_description"])}
	list, _ := values["selection_ids"].([]any)
	for _, e := range list {
		command, _ := e.([]any)
		if len(command) != 3 {
			return raise(500, "builtins.ValueError", "wrong command")
		}
		one, _ := command[2].(map[string]any)
		fd.selection = append(fd.selection, sandbox.Text(one["value"]))
	}
	m.fields[name] = fd
	return nil
}
