package fxiaoke

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// query is POST …/data/query [F]. Names in filters are written with underscores
// and in orders in mixed case; any other writing is refused.
func (f *Fake) query(o *fakeObject, in, data map[string]any) (map[string]any, *fakeError) {
	search, _ := data["search_query_info"].(map[string]any)
	if bad := onlyKeys(in, "returnTotalNum", "includeNull", "convertUserId", "data"); bad != "" {
		return nil, illegal(bad)
	}
	if bad := onlyKeys(data, "dataObjectApiName", "find_explicit_total_num", "need_return_count_num", "search_query_info"); bad != "" {
		return nil, illegal(bad)
	}
	if bad := onlyKeys(search, "limit", "offset", "filters", "orders", "fieldProjection"); bad != "" || search == nil {
		return nil, illegal("search_query_info " + bad)
	}
	limit, err1 := fakeInt(search["limit"])
	offset, err2 := fakeInt(search["offset"])
	// limit at most 100, offset a multiple of it and at most 10,000 [F]. Only for
	// the last the code is told.
	switch {
	case err1 != nil || limit < 1 || limit > 100:
		return nil, illegal("limit")
	case err2 != nil || offset < 0 || offset%limit != 0:
		return nil, illegal("offset")
	case offset > 10000:
		return nil, &fakeError{10013, "offset out of range 10000"}
	}
	var only []string
	if list, ok := search["fieldProjection"].([]any); ok {
		only = []string{}
		for _, n := range list {
			only = append(only, sandbox.Text(n))
		}
	}
	filters, bad := o.filters(search["filters"])
	if bad != nil {
		return nil, bad
	}
	hits, bad := f.find(o, filters, search["orders"])
	if bad != nil {
		return nil, bad
	}
	// total is 0 when it is switched off [F].
	total := 0
	if exact, _ := fakeInt(in["returnTotalNum"]); !f.hideTotals && (exact == 1 || data["find_explicit_total_num"] == true) {
		total = len(hits)
	}
	list := []any{}
	for _, id := range hits[min(offset, len(hits)):min(offset+limit, len(hits))] {
		list = append(list, f.show(o, o.rows[id], only, in["includeNull"] == true))
	}
	return map[string]any{"data": map[string]any{"dataList": list, "offset": offset, "limit": limit, "total": total}}, nil
}

// fakeFilter is one condition; all of them hold together [F].
type fakeFilter struct {
	field, operator string
	values          []string
	number          bool
}

func (o *fakeObject) filters(v any) ([]fakeFilter, *fakeError) {
	list, _ := v.([]any)
	var out []fakeFilter
	for _, e := range list {
		m, _ := e.(map[string]any)
		name := sandbox.Text(m["field_name"])
		fd, known := o.fields[name]
		values, isList := m["field_values"].([]any) // always a list [F]
		if onlyKeys(m, "field_name", "field_values", "operator") != "" || !known || !isList || len(values) == 0 {
			return nil, illegal("filters")
		}
		flt := fakeFilter{field: name, operator: sandbox.Text(m["operator"])}
		flt.number = slices.Contains([]string{"date", "date_time", "number", "currency", "percentile"}, fd.kind)
		for _, x := range values {
			s, text := x.(string) // stamps too go as texts [F]
			if _, err := strconv.ParseFloat(s, 64); !text || flt.number && err != nil {
				return nil, illegal("field_values")
			}
			flt.values = append(flt.values, s)
		}
		if !slices.Contains([]string{"EQ", "N", "GT", "GTE", "LT", "LTE", "IN", "NIN", "LIKE", "STARTWITH"}, flt.operator) {
			return nil, illegal("operator")
		}
		out = append(out, flt)
	}
	return out, nil
}

func (flt fakeFilter) fits(v any) bool {
	have := sandbox.Text(v)
	in := slices.ContainsFunc(flt.values, func(s string) bool { return flt.compare(have, s) == 0 })
	c := flt.compare(have, flt.values[0])
	switch flt.operator {
	case "EQ":
		return v != nil && c == 0
	case "N": // also gives empty ones [F]
		return v == nil || c != 0
	case "GT":
		return v != nil && c > 0
	case "GTE":
		return v != nil && c >= 0
	case "LT":
		return v != nil && c < 0
	case "LTE":
		return v != nil && c <= 0
	case "IN":
		return in
	case "NIN":
		return !in
	case "LIKE":
		return strings.Contains(have, flt.values[0])
	}
	return strings.HasPrefix(have, flt.values[0])
}

func (flt fakeFilter) compare(a, b string) int {
	if flt.number {
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}

// find gives the ids that fit, in the order asked for; without one, the last
// changed comes first, which no document promises or excludes.
func (f *Fake) find(o *fakeObject, filters []fakeFilter, orders any) ([]string, *fakeError) {
	ids := o.ids.All()
	for _, flt := range filters { // a jump in the order of _id, for speed alone
		if flt.field == "_id" && flt.operator == "GT" {
			at, _ := slices.BinarySearch(ids, flt.values[0]+"\x00")
			ids = ids[at:]
		}
	}
	var hits []string
	for _, id := range ids {
		row := o.rows[id]
		if f.hideVoided && row["life_status"] == "invalid" {
			continue
		}
		if !slices.ContainsFunc(filters, func(flt fakeFilter) bool { return !flt.fits(row[flt.field]) }) {
			hits = append(hits, id)
		}
	}
	list, _ := orders.([]any)
	by, asc := "last_modified_time", false
	for i, e := range list {
		m, _ := e.(map[string]any)
		name := sandbox.Text(m["fieldName"])
		if _, known := o.fields[name]; !known || onlyKeys(m, "fieldName", "isAsc") != "" {
			return nil, illegal("orders")
		}
		if i == 0 {
			by, asc = name, m["isAsc"] == true
		}
	}
	if by != "_id" || !asc {
		sign := map[bool]int{true: 1, false: -1}[asc]
		flt := fakeFilter{number: by != "_id" && slices.Contains([]string{"date", "date_time", "number", "currency"}, o.fields[by].kind)}
		slices.SortStableFunc(hits, func(a, b string) int {
			return sign * flt.compare(sandbox.Text(o.rows[a][by]), sandbox.Text(o.rows[b][by]))
		})
	}
	return hits, nil
}

// get is POST …/data/get [F]; what it says of an unknown id is told nowhere.
func (f *Fake) get(o *fakeObject, data map[string]any) (map[string]any, *fakeError) {
	row := o.rows[sandbox.Text(data["objectDataId"])]
	if row == nil {
		return nil, fakeNoRecord
	}
	return map[string]any{"data": f.show(o, row, nil, false)}, nil
}

func fakeInt(v any) (int, error) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, strconv.ErrSyntax
	}
	i, err := n.Int64()
	return int(i), err
}
