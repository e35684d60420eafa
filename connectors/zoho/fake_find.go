package zoho

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// coql is POST coql: a query, its rows, and whether there are more; nothing is
// told by 204 [spec].
func (f *Fake) coql(in map[string]any) (int, any, *fakeRefusal) {
	text, ok := in["select_query"].(string)
	if !ok {
		return 0, nil, refuse(400, "MANDATORY_NOT_FOUND", "required field not found", map[string]any{"api_name": "select_query"})
	}
	q, bad := parseCOQL(text)
	if bad != nil {
		return 0, nil, bad
	}
	m := f.modules[q.From]
	if m == nil {
		return 0, nil, refuse(400, "INVALID_QUERY", "the module given seems to be invalid", map[string]any{"module": q.From})
	}
	if bad := m.checkQuery(q); bad != nil {
		return 0, nil, bad
	}
	fits := q.Where.Compile(m.criterion)
	var hits []fakeRow
	for _, id := range m.ids.All() { // by id unless told otherwise [help]
		if row := m.rows[id]; fits(row) {
			hits = append(hits, row)
		}
	}
	if len(q.Orders) > 0 && (q.Orders[0].Column != "id" || q.Orders[0].Desc) {
		slices.SortStableFunc(hits, func(a, b fakeRow) int {
			for _, o := range q.Orders {
				kind := m.selectable(o.Column)
				x, _ := keyOf(kind, a[o.Column])
				y, _ := keyOf(kind, b[o.Column])
				c := compareKeys(x, y)
				if o.Desc {
					c = -c
				}
				if c != 0 {
					return c
				}
			}
			return 0
		})
	}
	end := min(q.Offset+q.Limit, len(hits))
	list := []any{}
	for _, row := range hits[min(q.Offset, len(hits)):end] {
		one := map[string]any{"id": row["id"]}
		for _, c := range q.Columns {
			one[c] = f.column(m, row, c)
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return 204, nil, nil
	}
	return 200, map[string]any{"data": list, "info": map[string]any{"count": len(list), "more_records": end < len(hits)}}, nil
}

// column is a value as COQL gives it: a lookup as its id alone, and what is
// behind a point flat under the whole name [spec].
func (f *Fake) column(m *fakeModule, row fakeRow, name string) any {
	root, part, nested := strings.Cut(name, ".")
	fd := m.fields[root]
	if nested {
		full, _ := f.show(fd, row[root]).(map[string]any)
		return full[part]
	}
	if full, ok := f.show(fd, row[root]).(map[string]any); ok && fd.isLookup() {
		return map[string]any{"id": full["id"]}
	}
	return f.show(fd, row[root])
}

// show is a value as the list of records gives it [spec].
func (f *Fake) show(fd fakeField, v any) any {
	at, stamp := v.(time.Time)
	switch {
	case v == nil:
		return nil
	case stamp:
		return at.In(fakeZone).Format(time.RFC3339)
	case fd.kind == "ownerlookup" || fd.kind == "userlookup":
		return map[string]any{"name": "Patricia Boyle", "id": v, "email": "user@example.com"}
	case fd.kind == "lookup":
		name := any(nil)
		if m := f.modules[fd.module]; m != nil && m.rows[sandbox.Text(v)] != nil {
			name = m.rows[sandbox.Text(v)][m.title]
		}
		return map[string]any{"name": name, "id": v}
	}
	return v
}

// selectable is the kind of a column that COQL can read, "" when it cannot:
// unknown ones, pictures, files, subforms and lists of references.
func (m *fakeModule) selectable(name string) string {
	root, part, nested := strings.Cut(name, ".")
	fd, ok := m.fields[root]
	if !ok || slices.Contains([]string{"imageupload", "fileupload", "subform", "multiselectlookup", "multiuserlookup", "profileimage"}, fd.kind) ||
		fd.json == "jsonarray" && fd.kind != "multiselectpicklist" {
		return ""
	}
	if nested && (!fd.isLookup() || part != "email" && part != "id") {
		return ""
	}
	if root == "id" {
		return "bigint"
	}
	return fd.kind
}

// criterion makes a test of rows.
func (m *fakeModule) criterion(t *sandbox.Term) func(fakeRow) bool {
	kind := m.selectable(t.Column)
	var keys []fakeKey
	for _, v := range t.Values {
		k, _ := keyOf(kind, v.Text) // checkQuery saw to it
		keys = append(keys, k)
	}
	return func(r fakeRow) bool {
		v := r[t.Column]
		if t.Op == "null" || v == nil {
			return t.Op == "null" && v == nil
		}
		k, _ := keyOf(kind, v)
		switch t.Op {
		case "not null":
			return true
		case "in":
			return slices.Contains(keys, k)
		case "not in":
			return !slices.Contains(keys, k)
		}
		return t.Holds(compareKeys(k, keys[0]))
	}
}

// fakeKey is what a value is compared by.
type fakeKey struct {
	number float64
	text   string
}

func compareKeys(a, b fakeKey) int {
	return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.text, b.text))
}

// keyOf reads a stored value, or a literal of a query, by the column's kind.
func keyOf(kind string, v any) (fakeKey, bool) {
	switch v := v.(type) {
	case time.Time:
		return fakeKey{number: float64(v.Unix())}, true
	case nil:
		return fakeKey{}, true
	case json.Number:
		return keyOf(kind, v.String())
	case string:
		switch kind {
		case "bigint", "lookup", "ownerlookup", "userlookup":
			// More digits than a float holds: by length, then by text.
			return fakeKey{number: float64(len(v)), text: v}, strings.Trim(v, "0123456789") == "" && v != ""
		case "datetime":
			at, err := time.Parse(time.RFC3339, v)
			return fakeKey{number: float64(at.Unix())}, err == nil
		case "integer", "double", "currency", "percent":
			n, err := strconv.ParseFloat(v, 64)
			return fakeKey{number: n}, err == nil
		}
		return fakeKey{text: v}, true
	}
	return fakeKey{text: sandbox.Text(v)}, true
}
