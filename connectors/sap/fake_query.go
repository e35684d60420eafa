package sap

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakePage is how many rows the host gives at most at once; there is no figure, so
// that the fake chose one.
const fakePage = 500

// fakeFilter turns a filter of OData into a query of the shared language: words for
// signs, literals without their types.
func fakeFilter(filter string) (*sandbox.Query, *sandbox.QueryError) {
	parts := strings.Split(filter, "'")
	for i := 0; i < len(parts); i += 2 { // outside of quotes
		for _, kind := range []string{"datetimeoffset", "datetime", "guid", "time"} {
			parts[i] = strings.TrimSuffix(parts[i], kind)
		}
		for word, sign := range map[string]string{"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="} {
			parts[i] = strings.ReplaceAll(parts[i], " "+word+" ", " "+sign+" ")
		}
	}
	return sandbox.ParseQuery("select x from x where "+strings.Join(parts, "'"), sandbox.Dialect{Escape: '\'', Bare: []string{"null", "true", "false"}})
}

var fakeOptions = []string{"$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$inlinecount", "$format", "$skiptoken", "sap-client", "sap-language"}

// list is GET {set} [docs]. Where a page ends before the rows do, a link leads on,
// with the name that the host has inside [cap].
func (f *Fake) list(r *http.Request, set *fakeSet) fakeReply {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains(fakeOptions, name) {
			return failed(refuse(400, "/IWFND/CM_BEC/026", "The query option '%s' is not supported", name))
		}
	}
	if q.Get("$format") != "json" && !strings.Contains(r.Header.Get("Accept"), "application/json") {
		return failed(refuse(406, "/IWFND/CM_BEC/027", "the fake writes no Atom"))
	}
	columns, expand, bad := set.selection(q)
	if bad != nil {
		return failed(bad)
	}
	hits, bad := set.matching(q.Get("$filter"))
	if bad != nil {
		return failed(bad)
	}
	if by := q.Get("$orderby"); by != "" && by != strings.Join(set.keys, ",") {
		return failed(refuse(400, "/IWFND/CM_BEC/028", "the fake sorts by the key alone"))
	}
	out := map[string]any{}
	if q.Get("$inlinecount") == "allpages" {
		out["__count"] = strconv.Itoa(len(hits))
	}
	skip, _ := strconv.Atoi(cmp.Or(q.Get("$skiptoken"), q.Get("$skip"))) // absent is none
	top, err := strconv.Atoi(cmp.Or(q.Get("$top"), fmt.Sprint(len(hits))))
	if err != nil || top < 0 {
		return failed(refuse(400, "/IWFND/CM_BEC/029", "$top is no number"))
	}
	hits = hits[min(skip, len(hits)):]
	hits = hits[:min(top, len(hits))]
	results := []any{}
	for _, id := range hits[:min(fakePage, len(hits))] {
		results = append(results, set.show(id, columns, expand))
	}
	out["results"] = results
	if len(hits) > fakePage {
		q.Set("$skiptoken", strconv.Itoa(skip+fakePage))
		q.Set("$top", strconv.Itoa(top-fakePage))
		out["__next"] = fakeInner + r.URL.Path + "?" + q.Encode()
	}
	return fakeReply{status: 200, body: map[string]any{"d": out}}
}

// selection checks the names; an expansion that is not selected is not shown [docs].
func (s *fakeSet) selection(q url.Values) (columns, expand []string, bad *fakeRefusal) {
	if text := q.Get("$select"); text != "" {
		columns = strings.Split(text, ",")
	}
	for _, name := range columns {
		if _, ok := s.properties[name]; !ok && s.leads[name] == "" {
			return nil, nil, refuse(400, "/IWFND/CM_MGW/004", "Property %s not found in type %sType", name, s.name)
		}
	}
	if text := q.Get("$expand"); text != "" {
		expand = strings.Split(text, ",")
	}
	for _, way := range expand {
		first, rest, deep := strings.Cut(way, "/")
		kind := s.leads[first]
		if kind == "" || deep && fakeInnerLeads[kind][rest] == "" {
			return nil, nil, refuse(400, "/IWFND/CM_MGW/005", "Invalid expand: %s", way)
		}
	}
	return columns, expand, nil
}

// matching gives the ids that fit a filter, in order.
func (s *fakeSet) matching(filter string) ([]string, *fakeRefusal) {
	if filter == "" {
		return s.ids.All(), nil
	}
	query, wrong := fakeFilter(filter)
	if wrong != nil {
		return nil, refuse(400, "/IWFND/CM_MGW/006", "Invalid filter, %s near %q", wrong.Why, wrong.Near)
	}
	candidates, named := s.ids.All(), len(s.keys) == 1
	for _, c := range query.Where.Criteria() {
		if _, ok := s.properties[c.Column]; !ok {
			return nil, refuse(400, "/IWFND/CM_MGW/004", "Property %s not found in type %sType", c.Column, s.name)
		}
		named = named && c.Column == s.keys[0] && c.Op == "="
	}
	if named { // by id alone
		candidates = nil
		for _, c := range query.Where.Criteria() {
			candidates = append(candidates, c.Values[0].Text)
		}
		slices.Sort(candidates)
		candidates = slices.Compact(candidates)
	}
	fits := query.Where.Compile(s.criterion)
	var hits []string
	for _, id := range candidates {
		if row := s.rows[id]; row != nil && fits(row.values) {
			hits = append(hits, id)
		}
	}
	return hits, nil
}

// criterion makes a test of rows. Nothing compares with a stamp that is null [cap];
// texts and truths are never null.
func (s *fakeSet) criterion(c *sandbox.Term) func(map[string]any) bool {
	p, want := s.properties[c.Column], c.Values[0]
	null := want.Kind == "word" && want.Text == "null"
	return func(values map[string]any) bool {
		have := sandbox.Text(values[c.Column])
		switch {
		case null || have == "" && p.kind != "String" && p.kind != "Boolean":
			return null && (c.Op == "=") == (have == "")
		case p.kind == "Boolean":
			return c.Holds(cmp.Compare(cmp.Or(have, "false"), want.Text))
		case p.kind == "Date":
			return c.Holds(cmp.Compare(have+"T00:00:00", want.Text))
		case p.kind == "Decimal" || p.kind == "Int64":
			x, _ := strconv.ParseFloat(have, 64)
			y, _ := strconv.ParseFloat(strings.TrimRight(want.Text, "mMlL"), 64)
			return c.Holds(cmp.Compare(x, y))
		}
		return c.Holds(cmp.Compare(have, want.Text))
	}
}
