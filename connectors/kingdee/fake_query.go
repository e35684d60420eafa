package kingdee

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// query is ExecuteBillQuery: lists in the order of FieldKeys [M]; BillQuery
// gives objects instead.
func (f *Fake) query(o *fakeForm, in map[string]any, objects bool) (any, *fakeError) {
	for k := range in {
		if !slices.Contains([]string{"FormId", "FieldKeys", "FilterString", "OrderString", "TopRowCount", "StartRow", "Limit", "SubSystemId"}, k) {
			return nil, &fakeError{code: 8, text: "未知的参数" + k}
		}
	}
	keys := strings.Split(strings.ReplaceAll(sandbox.Text(in["FieldKeys"]), " ", ""), ",")
	filter := &fakeFilter{form: o}
	cond, bad := filter.condition(sandbox.Text(in["FilterString"]))
	if bad != nil {
		return nil, bad
	}
	orders, bad := fakeOrders(sandbox.Text(in["OrderString"]))
	if bad != nil {
		return nil, bad
	}
	var lines *fakeTable
	named := slices.Concat(keys, filter.fields)
	for _, ord := range orders {
		named = append(named, ord.key)
	}
	for _, key := range named {
		t, ok := o.column(key)
		if !ok {
			base, _, _ := strings.Cut(key, ".")
			return nil, &fakeError{code: 9, text: "元数据中标识为" + base + "的字段不存在"} // [M]
		}
		if t != nil && !t.single {
			if lines != nil && lines != t {
				return nil, &fakeError{code: 8, text: "不支持同时查询多个单据体"} // chosen: the product of two tables
			}
			lines = t
		}
	}
	limit, start, top := fakeInt(in["Limit"]), fakeInt(in["StartRow"]), fakeInt(in["TopRowCount"])
	switch {
	case limit < 0 || limit > 2000 || start < 0 || top < 0: // at most 2000 [M]
		return nil, &fakeError{code: 8, text: "Limit不能超过2000"}
	case limit == 0:
		limit = 2000
	}
	byKey := len(orders) == 1 && orders[0].key == o.pk && !orders[0].down && lines == nil
	most := 0
	if byKey && top == 0 {
		most = start + limit // what lies behind is not looked at
	}
	hits := f.hits(o, lines, cond, filter.above, most)
	f.queries++
	if len(orders) == 0 { // no stable order without OrderString [M]
		slices.SortStableFunc(hits, func(a, b fakeHit) int {
			return cmp.Compare((a.id*2654435761+int64(f.queries)*97)%1009, (b.id*2654435761+int64(f.queries)*97)%1009)
		})
	} else if !byKey {
		slices.SortStableFunc(hits, func(a, b fakeHit) int { return compareHits(f, o, orders, a, b) })
	}
	if top > 0 {
		hits = hits[:min(top, len(hits))] // caps the total [M]
	}
	hits = hits[min(start, len(hits)):min(start+limit, len(hits))]
	out := []any{}
	for _, h := range hits {
		row, object := make([]any, len(keys)), map[string]any{}
		for i, key := range keys {
			row[i] = f.cell(o, h, key)
			object[key] = row[i]
		}
		if objects {
			out = append(out, object)
		} else {
			out = append(out, row)
		}
	}
	return out, nil
}

// fakeHit is a record, with one of its lines where a query asks for those.
type fakeHit struct {
	id   int64
	row  map[string]any
	line map[string]any
}

// hits are the rows that fit: a record once, or once for each of its lines when
// the query names a field of them [M]. most ends the search early; 0 is no end.
func (f *Fake) hits(o *fakeForm, lines *fakeTable, cond fakeCondition, above int64, most int) []fakeHit {
	ids := o.ids.All()
	at, _ := slices.BinarySearch(ids, above+1)
	if above == 0 {
		at = 0
	}
	var out []fakeHit
	for _, id := range ids[at:] {
		if most > 0 && len(out) >= most {
			break
		}
		all := []fakeHit{{id: id, row: o.rows[id]}}
		if list, ok := o.rows[id][lineKey(lines)].([]any); ok && len(list) > 0 {
			all = nil
			for _, e := range list {
				line, _ := e.(map[string]any)
				all = append(all, fakeHit{id: id, row: o.rows[id], line: line})
			}
		}
		for _, h := range all {
			if cond == nil || cond(func(key string) any { return f.cell(o, h, key) }) {
				out = append(out, h)
			}
		}
	}
	return out
}

func lineKey(t *fakeTable) string {
	if t == nil {
		return ""
	}
	return t.key
}

// column says whether a key can be asked for, and where it stands: fields by
// exact case, numbers and names of references, ids of records and lines. Values
// of choices have no .FName (public notes on a live one).
func (o *fakeForm) column(key string) (*fakeTable, bool) {
	if key == o.pk || key == "FMASTERID" && o.id == "BD_Customer" {
		return nil, true
	}
	for _, t := range o.tables {
		if key == t.key+"_FEntryID" && !t.single {
			return t, true
		}
	}
	base, sub, dotted := strings.Cut(key, ".")
	t, fd := o.find(base)
	if fd == nil || dotted && (fd.kind != "ref" || !slices.Contains([]string{"FNumber", "FName", "FDataValue"}, sub)) {
		return nil, false
	}
	return t, true
}

func (o *fakeForm) isNumber(key string) bool {
	base, _, dotted := strings.Cut(key, ".")
	_, fd := o.find(base)
	return key == o.pk || key == "FMASTERID" || strings.HasSuffix(key, "_FEntryID") || fd != nil && !dotted && (fd.kind == "int" || fd.kind == "decimal" || fd.kind == "ref")
}

// cell reads one column. A reference shows the internal id, its number under
// .FNumber.
func (f *Fake) cell(o *fakeForm, h fakeHit, key string) any {
	if key == o.pk {
		return h.id
	}
	base, sub, _ := strings.Cut(key, ".")
	t, fd := o.find(base)
	from := h.row
	if t != nil && !t.single || strings.HasSuffix(key, "_FEntryID") {
		if base = strings.TrimPrefix(base, lineTable(o, key)+"_"); h.line == nil {
			return nil
		}
		from = h.line
	}
	v := from[base]
	switch {
	case key == "FMASTERID":
		n, _ := strconv.ParseInt(sandbox.Text(v), 10, 64)
		return n
	case fd != nil && fd.kind == "ref" && sub == "" && sandbox.Text(v) == "":
		return 0 // chosen: the column of an empty reference is a number, and 0
	case v == nil || sandbox.Text(v) == "":
		return v
	case fd == nil || fd.kind != "ref":
		return v
	}
	target := f.forms[fd.with]
	if target == nil || fd.with == "ORG_Organizations" {
		if sub == "" {
			return innerID(sandbox.Text(v))
		}
		return v
	}
	n, _ := strconv.ParseInt(sandbox.Text(v), 10, 64)
	if sub == "" {
		return n
	}
	return target.rows[n][sub]
}

func lineTable(o *fakeForm, key string) string {
	for _, t := range o.tables {
		if key == t.key+"_FEntryID" {
			return t.key
		}
	}
	return ""
}

type fakeOrder struct {
	key  string
	down bool
}

func fakeOrders(text string) ([]fakeOrder, *fakeError) {
	var out []fakeOrder
	for _, p := range strings.Split(text, ",") {
		switch w := strings.Fields(p); {
		case len(w) == 0:
		case len(w) == 1, strings.EqualFold(w[1], "asc"):
			out = append(out, fakeOrder{key: w[0]})
		case len(w) == 2 && strings.EqualFold(w[1], "desc"):
			out = append(out, fakeOrder{w[0], true})
		default:
			return nil, &fakeError{code: 4, text: "当前查询串无法解析--" + text, plain: true}
		}
	}
	return out, nil
}

func compareHits(f *Fake, o *fakeForm, orders []fakeOrder, a, b fakeHit) int {
	for _, ord := range orders {
		x, y := sandbox.Text(f.cell(o, a, ord.key)), sandbox.Text(f.cell(o, b, ord.key))
		c := strings.Compare(x, y)
		if m, err := strconv.ParseFloat(x, 64); err == nil {
			if n, err := strconv.ParseFloat(y, 64); err == nil {
				c = cmp.Compare(m, n)
			}
		}
		if ord.down {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// view is View: one record with its property names, which are the keys without
// F [M].
func (f *Fake) view(o *fakeForm, in map[string]any) (any, *fakeError) {
	id, _ := strconv.ParseInt(sandbox.Text(in["Id"]), 10, 64)
	if number := sandbox.Text(in["Number"]); number != "" {
		id, _ = strconv.ParseInt(o.byNumber(number), 10, 64)
	}
	row := o.rows[id]
	if row == nil {
		return nil, &fakeError{code: 10, text: "数据不存在或已被删除"}
	}
	shown := map[string]any{"Id": id}
	for k, v := range maps.All(row) {
		if !strings.HasPrefix(k, "F_") {
			k = strings.TrimPrefix(k, "F")
		}
		if k == "Name" {
			v = []any{map[string]any{"Key": 2052, "Value": v}}
		}
		shown[k] = v
	}
	return map[string]any{"Result": map[string]any{"ResponseStatus": nil, "Result": shown}}, nil
}

func fakeInt(v any) int {
	n, ok := v.(json.Number)
	if !ok {
		return map[bool]int{true: 0, false: -1}[v == nil]
	}
	i, err := n.Int64()
	if err != nil {
		return -1
	}
	return int(i)
}
