package jiandaoyun

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// list is POST /v5/app/entry/data/list [D]: rows above data_id in the order of
// _id, 10 unless told, at most 100.
func (f *Fake) list(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	for k := range in {
		// Whether an unknown parameter is refused is told nowhere; the fake does.
		if !slices.Contains([]string{"app_id", "entry_id", "data_id", "limit", "fields", "filter"}, k) {
			return nil, &fakeError{17017, "invalid parameter " + k}
		}
	}
	limit := 10
	if v, sent := in["limit"]; sent {
		limit = fakeInt(v)
	}
	if limit < 1 || limit > 100 {
		return nil, &fakeError{17017, "limit out of range"}
	}
	after, _ := in["data_id"].(string)
	if after != "" && !fakeID(after) {
		return nil, &fakeError{17017, "invalid data_id"}
	}
	conds, either, bad := f.filter(o, in["filter"])
	if bad != nil {
		return nil, bad
	}
	var only []string
	if list, ok := in["fields"].([]any); ok {
		only = []string{}
		for _, n := range list {
			only = append(only, fmt.Sprint(n))
		}
	}
	ids := o.ids.All()
	at, found := slices.BinarySearch(ids, after)
	if found {
		at++
	}
	data := []any{}
	for _, id := range ids[at:] {
		if len(data) == limit {
			break
		}
		if row := o.rows[id]; fakeFits(row, conds, either) {
			data = append(data, o.show(row, only))
		}
	}
	return map[string]any{"data": data}, nil
}

// get is POST /v5/app/entry/data/get [D].
func (f *Fake) get(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	row := o.rows[fmt.Sprint(in["data_id"])]
	if row == nil {
		return nil, &fakeError{4001, "data does not exist"}
	}
	return map[string]any{"data": o.show(row, nil)}, nil
}

// show is a row as an answer holds it, under aliases. With chosen fields only
// these and the three ids come (seen in a published answer).
func (o *fakeForm) show(row map[string]any, only []string) map[string]any {
	out := map[string]any{"_id": row["_id"], "appId": fakeApp, "entryId": o.entry}
	if only == nil {
		for _, name := range []string{"creator", "updater", "deleter", "createTime", "updateTime", "deleteTime", "flowState"} {
			if v, set := row[name]; set || name != "flowState" {
				out[name] = v
			}
		}
	}
	for _, w := range o.fields {
		if only != nil && !slices.Contains(only, w.name()) {
			continue
		}
		v := row[w.id]
		switch {
		case v == nil && slices.Contains([]string{"text", "textarea", "combo", "radiogroup"}, w.kind):
			v = "" // an empty text comes as "" (seen in a published answer)
		case w.kind == "subform":
			v = fakeLines(w, v)
		}
		out[w.name()] = v
	}
	return out
}

// fakeLines shows the rows of a subform under the aliases of its columns.
func fakeLines(w fakeWidget, v any) any {
	list, _ := v.([]any)
	out := []any{}
	for i, e := range list {
		line, _ := e.(map[string]any)
		shown := map[string]any{"_id": fmt.Sprintf("66%022x", i+1)}
		for _, item := range w.items {
			for _, key := range []string{item.id, item.alias, item.label} {
				if x, set := line[key]; set {
					shown[item.name()] = x
				}
			}
		}
		out = append(out, shown)
	}
	return out
}

func fakeID(s string) bool {
	return len(s) == 24 && strings.Trim(s, "0123456789abcdef") == ""
}

// fakeCond is one condition.
type fakeCond struct {
	key, method string
	values      []any
	number      bool
}

// fakeMethods are allowed by type [D].
var fakeMethods = map[string][]string{
	"datetime": {"eq", "ne", "range", "empty", "not_empty"},
	"number":   {"eq", "ne", "range", "gt", "lt", "empty", "not_empty"},
	"text":     {"eq", "ne", "in", "nin", "empty", "not_empty"},
	"id":       {"eq", "in"},
}

// filter reads a filter: rel and one level of conditions [D].
func (f *Fake) filter(o *fakeForm, v any) (conds []fakeCond, either bool, bad *fakeError) {
	if v == nil {
		return nil, false, nil
	}
	m, _ := v.(map[string]any)
	list, _ := m["cond"].([]any)
	if m["rel"] != "and" && m["rel"] != "or" || len(list) == 0 {
		return nil, false, &fakeError{4815, "invalid filter"}
	}
	for _, e := range list {
		one, _ := e.(map[string]any)
		c, ok := f.cond(o, one)
		if !ok {
			return nil, false, &fakeError{4815, "invalid filter condition"}
		}
		conds = append(conds, c)
	}
	return conds, m["rel"] == "or", nil
}

func (f *Fake) cond(o *fakeForm, one map[string]any) (fakeCond, bool) {
	name, _ := one["field"].(string)
	c := fakeCond{key: name, method: fmt.Sprint(one["method"])}
	values, isList := one["value"].([]any) // always a list [D]
	c.values = values
	kind := "text"
	switch w := o.named(name); {
	case name == "_id" || name == "data_id":
		c.key, kind = "_id", "id"
	case name == "createTime", name == "updateTime" && f.stamps != "none":
		kind = "datetime"
	case w == nil || w.kind == "subform": // columns of subforms cannot be filtered [D]
		return c, false
	default:
		c.key = w.id
		if w.kind == "datetime" || w.kind == "number" {
			kind = w.kind
		}
	}
	c.number = kind == "number"
	if !isList || len(values) > 1000 || !slices.Contains(fakeMethods[kind], c.method) {
		return c, false
	}
	if c.method == "range" && (len(values) != 2 || name == "updateTime" && f.stamps == "closed" && values[1] == nil) {
		return c, false
	}
	return c, true
}

func fakeFits(row map[string]any, conds []fakeCond, either bool) bool {
	for _, c := range conds {
		if c.fits(row[c.key]) == either {
			return either
		}
	}
	return len(conds) == 0 || !either
}

func (c fakeCond) fits(v any) bool {
	empty := v == nil || v == ""
	has := slices.ContainsFunc(c.values, func(x any) bool { return c.compare(v, x) == 0 })
	switch c.method {
	case "empty":
		return empty
	case "not_empty":
		return !empty
	case "eq", "in":
		return !empty && has
	case "ne", "nin":
		return !has
	case "gt":
		return !empty && c.compare(v, c.values[0]) > 0
	case "lt":
		return !empty && c.compare(v, c.values[0]) < 0
	}
	return !empty && (c.values[0] == nil || c.compare(v, c.values[0]) >= 0) && (c.values[1] == nil || c.compare(v, c.values[1]) <= 0)
}

func (c fakeCond) compare(a, b any) int {
	if c.number {
		x, _ := strconv.ParseFloat(fmt.Sprint(a), 64)
		y, _ := strconv.ParseFloat(fmt.Sprint(b), 64)
		return cmp.Compare(x, y)
	}
	return fakeCompare(a, b)
}

func fakeCompare(a, b any) int { return strings.Compare(fakeText(a), fakeText(b)) }

func fakeText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}
