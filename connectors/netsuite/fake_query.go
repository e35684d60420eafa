package netsuite

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

var (
	fakeToChar = regexp.MustCompile(`TO_CHAR\((\w+), '([^']+)'\) AS (\w+)`)
	fakeToDate = regexp.MustCompile(`TO_DATE\(('[^']+'), 'YYYY-MM-DD HH24:MI:SS'\)`)
	fakeFirst  = regexp.MustCompile(`FETCH FIRST (\d+) ROWS ONLY`)
)

// query is POST query/v1/suiteql: a thousand rows a page, a hundred thousand a query,
// a header that says that nothing is kept [docs]. The fake reads what a connector
// like ours asks for, and no more of the language.
func (f *Fake) query(r *http.Request, body []byte) fakeReply {
	var in struct{ Q string }
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	offset, worse := strconv.Atoi(r.URL.Query().Get("offset"))
	switch {
	case r.Method != http.MethodPost || r.Header.Get("Prefer") != "transient":
		return failed(refuse(400, "INVALID_HEADER", "Missing header: Prefer: transient"))
	case json.Unmarshal(body, &in) != nil || in.Q == "":
		return failed(refuse(400, "INVALID_CONTENT", "The request body has no q."))
	case err != nil || worse != nil || limit < 1 || limit > 1000 || offset%limit != 0:
		return failed(refuse(400, "INVALID_PARAMETER", "limit is 1 to 1000, offset a multiple of it."))
	}
	forms := map[string]string{}
	text := fakeToChar.ReplaceAllStringFunc(in.Q, func(call string) string {
		m := fakeToChar.FindStringSubmatch(call)
		forms[m[3]] = m[2]
		return m[1]
	})
	text = fakeFirst.ReplaceAllString(fakeToDate.ReplaceAllString(text, "$1"), "LIMIT $1")
	q, bad := sandbox.ParseQuery(strings.Replace(text, "COUNT(*) AS n", "COUNT()", 1), sandbox.Dialect{Limit: 100_001, Escape: '\''})
	if bad != nil {
		return failed(refuse(400, "INVALID_PARAMETER", "Invalid search query. Detailed unprocessed description follows. Search error: %s near %q.", bad.Why, bad.Near))
	}
	t := f.tables[q.From]
	if t == nil {
		return failed(refuse(400, "INVALID_PARAMETER", "Search error: Record '%s' was not found.", q.From))
	}
	names := q.Columns
	for _, c := range q.Where.Criteria() {
		names = append(names[:len(names):len(names)], c.Column)
	}
	for _, name := range names {
		if name != "COUNT()" && f.column(q.From, name) == "" { // in small letters
			return failed(refuse(400, "INVALID_PARAMETER", "Search error: Field '%s' for record '%s' was not found.", name, q.From))
		}
	}
	hits := f.matching(q, t)
	if q.Columns[0] == "COUNT()" {
		return fakeReply{status: 200, body: map[string]any{"links": []any{}, "count": 1, "hasMore": false, "offset": 0, "totalResults": 1, "items": []any{map[string]any{"links": []any{}, "n": strconv.Itoa(len(hits))}}}}
	}
	if len(hits) > 100_000 {
		return failed(refuse(400, "INVALID_PARAMETER", "The query has more than 100,000 results."))
	}
	from := min(offset, len(hits))
	to := min(from+limit, len(hits))
	items := []any{}
	for _, id := range hits[from:to] {
		row := map[string]any{"links": []any{}}
		for _, name := range q.Columns {
			if v := f.shown(q.From, name, sandbox.Text(t.rows[id][name]), forms[name]); v != "" { // nulls are absent
				row[name] = v
			}
		}
		items = append(items, row)
	}
	return fakeReply{status: 200, body: map[string]any{"links": []any{}, "count": len(items), "hasMore": to < len(hits), "offset": offset, "totalResults": len(hits), "items": items}}
}

// shown writes a value: all are texts, days and instants in the user's own form
// without a time unless another is asked for, numbers without a digit before the
// point where it is naught.
func (f *Fake) shown(table, name, text, form string) string {
	switch kind := f.column(table, name); {
	case text == "":
		return ""
	case kind == "number" && strings.HasPrefix(text, "0."):
		return text[1:]
	case kind == "instant" && form != "":
		return strings.Replace(text, " ", "T", 1)
	case kind == "date" && form != "":
		return text
	case kind == "instant" || kind == "date":
		at, _ := time.Parse(time.DateOnly, text[:10]) // as it was stored
		return at.Format("1/2/2006")
	}
	return text
}

// matching gives the ids that fit, in order. Without one the order is any, so that
// the fake turns it around.
func (f *Fake) matching(q *sandbox.Query, t *fakeTable) []string {
	fits := q.Where.Compile(func(c *sandbox.Term) func(map[string]any) bool { return f.criterion(q.From, c) })
	candidates := t.ids.All()
	if criteria := q.Where.Criteria(); len(criteria) == 1 && criteria[0].Op == "in" && criteria[0].Column == "id" {
		candidates = nil // by id alone
		for _, v := range criteria[0].Values {
			candidates = append(candidates, v.Text)
		}
	}
	var hits []string
	for _, id := range candidates {
		if len(hits) == q.Limit {
			break
		}
		if row := t.rows[id]; row != nil && fits(row) {
			hits = append(hits, id)
		}
	}
	if len(q.Orders) == 0 {
		for i, j := 0, len(hits)-1; i < j; i, j = i+1, j-1 {
			hits[i], hits[j] = hits[j], hits[i]
		}
	}
	return hits
}

// criterion makes a test of rows. Ids are of one length.
func (f *Fake) criterion(table string, c *sandbox.Term) func(map[string]any) bool {
	number := f.column(table, c.Column) == "number"
	return func(row map[string]any) bool {
		have := sandbox.Text(row[c.Column])
		if c.Op == "null" || c.Op == "not null" {
			return (have == "") == (c.Op == "null")
		}
		for _, want := range c.Values {
			n := cmp.Compare(have, want.Text)
			if number {
				x, _ := strconv.ParseFloat(have, 64)
				y, _ := strconv.ParseFloat(want.Text, 64)
				n = cmp.Compare(x, y)
			}
			if c.Op == "in" && n == 0 || c.Op != "in" && have != "" && c.Holds(n) {
				return true
			}
		}
		return false
	}
}
