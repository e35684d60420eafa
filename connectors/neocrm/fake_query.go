package neocrm

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeLanguage is XOQL as its users describe it [C]: no *, order by id alone, limit
// offset,size.
var fakeLanguage = sandbox.Dialect{Limit: 20, Escape: '\\'}

// query is POST query/xoql: the code is a text here, and totalSize counts all that
// fit [C].
func (f *Fake) query(w http.ResponseWriter, text string) {
	q, bad := sandbox.ParseQuery(text, fakeLanguage)
	if bad != nil {
		refuse(w, 200, 100101, "XOQL 语法错误: "+bad.Near+" "+bad.Why)
		return
	}
	o := f.objects[q.From]
	if o == nil {
		refuse(w, 200, 100102, "对象不存在: "+q.From)
		return
	}
	for _, name := range q.Columns {
		if _, known := o.fields[name]; !known {
			refuse(w, 200, 100103, "字段不存在: "+name)
			return
		}
	}
	if q.Limit < 1 || q.Limit > 300 || q.Offset < 0 { // 100 to 300, depending on the tenant [C]
		refuse(w, 200, 100104, "limit 超出范围")
		return
	}
	for _, by := range q.Orders {
		if by.Column != "id" || by.Desc { // id alone [C]; the other direction is not needed here
			refuse(w, 200, 100105, "不支持按该字段排序: "+by.Column)
			return
		}
	}
	why := ""
	fits := q.Where.Compile(func(t *sandbox.Term) func(map[string]any) bool { return o.criterion(t, &why) })
	if why != "" {
		refuse(w, 200, 100106, why)
		return
	}
	var hits []int64
	for _, id := range o.from(q.Where) {
		if fits(o.rows[id]) {
			hits = append(hits, id)
		}
	}
	records := []any{}
	for _, id := range hits[min(q.Offset, len(hits)):min(q.Offset+q.Limit, len(hits))] {
		row := map[string]any{}
		for _, name := range q.Columns {
			row[name] = o.fields[name].show(o.rows[id][name])
		}
		records = append(records, row)
	}
	sandbox.Answer(w, 200, map[string]any{"code": "200", "msg": "OK", "data": map[string]any{"totalSize": len(hits), "count": len(records), "records": records}})
}

// from jumps in the order of id, for speed alone.
func (o *fakeObject) from(where *sandbox.Term) []int64 {
	ids := o.ids.All()
	for _, t := range where.Criteria() {
		if t.Column == "id" && t.Op == ">" {
			n, _ := strconv.ParseInt(t.Values[0].Text, 10, 64)
			at, _ := slices.BinarySearch(ids, n+1)
			ids = ids[at:]
		}
		if t.Column == "id" && t.Op == "in" {
			var some []int64
			for _, v := range t.Values {
				n, _ := strconv.ParseInt(v.Text, 10, 64)
				if _, there := slices.BinarySearch(ids, n); there {
					some = append(some, n)
				}
			}
			slices.Sort(some)
			ids = slices.Compact(some)
		}
	}
	return ids
}

// criterion tests one criterion: numbers and stamps are plain literals, texts are
// quoted [C].
func (o *fakeObject) criterion(t *sandbox.Term, why *string) func(map[string]any) bool {
	fd, known := o.fields[t.Column]
	if !known {
		*why = "字段不存在: " + t.Column
	}
	number := t.Column == "id" || slices.Contains([]string{"integer", "real", "currency", "date", "datetime"}, fd.kind)
	for _, v := range t.Values {
		if _, err := strconv.ParseFloat(v.Text, 64); number && err != nil {
			*why = "值类型错误: " + t.Column
		}
	}
	compare := func(have, want string) int {
		if number {
			a, _ := strconv.ParseInt(have, 10, 64)
			b, _ := strconv.ParseInt(want, 10, 64)
			return cmp.Compare(a, b)
		}
		return strings.Compare(have, want)
	}
	return func(row map[string]any) bool {
		have := row[t.Column]
		switch t.Op {
		case "null":
			return have == nil
		case "not null":
			return have != nil
		case "in", "not in":
			in := slices.ContainsFunc(t.Values, func(v sandbox.Word) bool { return compare(sandbox.Text(have), v.Text) == 0 })
			return in == (t.Op == "in")
		}
		return have != nil && t.Holds(compare(sandbox.Text(have), t.Values[0].Text))
	}
}

// describe is GET xobjects/…/description [C].
func (f *Fake) describe(w http.ResponseWriter, name string) {
	o := f.objects[name]
	if o == nil {
		refuse(w, 200, 100102, "对象不存在: "+name)
		return
	}
	var fields []any
	for name, fd := range o.fields {
		one := map[string]any{"apiKey": name, "label": fd.label, "type": fd.kind, "itemType": strings.ToUpper(fd.kind), "enabled": true, "required": name == "accountName",
			"createable": !fd.locked, "updateable": !fd.locked, "sortable": name == "id", "maxLength": nil}
		if fd.ref != "" {
			one["referTo"] = map[string]any{"apiKey": fd.ref}
		}
		var options []any
		for _, o := range strings.Fields(fd.options) {
			code, label, _ := strings.Cut(o, "=")
			n, _ := strconv.Atoi(code)
			options = append(options, map[string]any{"label": label, "value": n, "apiKey": "option" + code, "isActive": true})
		}
		switch {
		case fd.kind == "picklist":
			one["selectitem"] = options
		case fd.kind == "multipicklist":
			one["checkitem"] = options
		}
		fields = append(fields, one)
	}
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "data": map[string]any{"apiKey": o.name, "label": o.label, "custom": o.custom, "queryable": true,
		"updateable": true, "fields": fields}})
}

// list is GET metadata xobjects/filter; its code is 0 [C].
func (f *Fake) list(w http.ResponseWriter) {
	records := []any{}
	for _, o := range f.objects {
		records = append(records, map[string]any{"apiKey": o.name, "label": o.label, "custom": o.custom, "active": true})
	}
	sandbox.Answer(w, 200, map[string]any{"code": "0", "msg": "OK", "data": map[string]any{"totalSize": len(records), "records": records}})
}
