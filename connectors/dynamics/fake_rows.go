package dynamics

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

var fakeGUID = regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// fakeFilter turns a filter of OData into a query of the shared language: words for
// signs, GUIDs in quotes.
func fakeFilter(filter string) (*sandbox.Query, *sandbox.QueryError) {
	parts := strings.Split(filter, "'")
	for i := 0; i < len(parts); i += 2 { // outside of quotes
		parts[i] = fakeGUID.ReplaceAllString(parts[i], "\x00$0\x00")
		for word, sign := range map[string]string{"eq": "=", "ne": "!=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="} {
			parts[i] = strings.ReplaceAll(parts[i], " "+word+" ", " "+sign+" ")
		}
	}
	text := strings.ReplaceAll(strings.Join(parts, "'"), "\x00", "'")
	return sandbox.ParseQuery("select x from x where "+text, sandbox.Dialect{Escape: '\'', Bare: []string{"null", "true", "false"}})
}

// list is GET {set}: 5,000 rows a page at most, links that are followed as they are,
// or everything and its changes by change tracking [docs].
func (f *Fake) list(r *http.Request, t *fakeTable) fakeReply {
	q := r.URL.Query()
	preferences, size := r.Header.Get("Prefer"), 5000
	for _, p := range strings.Split(preferences, ",") {
		if text, ok := strings.CutPrefix(strings.TrimSpace(p), "odata.maxpagesize="); ok {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return failed(refuse(400, "0x80060888", "odata.maxpagesize is a number"))
			}
			size = min(n, 5000)
		}
	}
	var columns []string
	if text := q.Get("$select"); text != "" {
		columns = strings.Split(text, ",")
	}
	for _, name := range columns {
		if col := t.columns[name]; col == nil || col.kind == "Virtual" || col.of != "" {
			return failed(refuse(400, "0x80060888", "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", name, t.name))
		}
	}
	if strings.Contains(preferences, "odata.track-changes") || q.Get("$deltatoken") != "" {
		return f.tracked(r, t, columns, size)
	}
	return f.filtered(r, t, columns, size)
}

func (f *Fake) filtered(r *http.Request, t *fakeTable, columns []string, size int) fakeReply {
	q := r.URL.Query()
	fits, candidates := func(map[string]any) bool { return true }, t.ids.All()
	if text := q.Get("$filter"); text != "" {
		query, bad := fakeFilter(text)
		if bad != nil {
			return failed(refuse(400, "0x80060888", "Syntax error at position %d in '%s'.", bad.Word, text))
		}
		for _, c := range query.Where.Criteria() {
			if t.columns[c.Column] == nil {
				return failed(refuse(400, "0x80060888", "Could not find a property named '%s' on type 'Microsoft.Dynamics.CRM.%s'.", c.Column, t.name))
			}
		}
		fits = query.Where.Compile(t.criterion)
		candidates = t.candidates(query.Where)
	}
	var hits []*fakeRow
	for _, id := range candidates {
		if row := t.rows[id]; row != nil && fits(row.values) {
			hits = append(hits, row)
		}
	}
	if by, down, _ := strings.Cut(strings.Split(q.Get("$orderby"), ",")[0], " "); by != "" && by != t.key {
		slices.SortStableFunc(hits, func(a, b *fakeRow) int {
			n := cmp.Compare(sandbox.Text(a.values[by]), sandbox.Text(b.values[by]))
			if down == "desc" {
				n = -n
			}
			return n
		})
	}
	from, _ := strconv.Atoi(q.Get("$skiptoken"))
	if n, err := strconv.Atoi(q.Get("$top")); err == nil && !strings.Contains(r.Header.Get("Prefer"), "maxpagesize") {
		hits = hits[:min(n, len(hits))]
	}
	end := min(from+size, len(hits))
	out := f.frame(r, t, "")
	var list []any
	for _, row := range hits[min(from, len(hits)):end] {
		list = append(list, row.show(t, columns))
	}
	out["value"] = fakeRows(list)
	if end < len(hits) {
		out["@odata.nextLink"] = fakeLink(r, map[string]string{"$skiptoken": strconv.Itoa(end)})
	}
	return fakeReply{status: 200, body: out, header: http.Header{"Preference-Applied": {"odata.maxpagesize=" + strconv.Itoa(size)}}}
}

// candidates are the rows that can fit: those named, where the filter names ids alone.
func (t *fakeTable) candidates(where *sandbox.Term) []string {
	var ids []string
	for _, c := range where.Criteria() {
		if c.Column != t.key || c.Op != "=" {
			return t.ids.All()
		}
		ids = append(ids, strings.ToLower(c.Values[0].Text))
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// tracked gives every row and then a link; the link gives what changed after it,
// deletions last. A link lives seven days and ends with a change of the table; no
// filter, order or top may stand with it [docs]. That the link begins where its pass
// began is told nowhere.
func (f *Fake) tracked(r *http.Request, t *fakeTable, columns []string, size int) fakeReply {
	q := r.URL.Query()
	for _, name := range []string{"$filter", "$orderby", "$expand", "$top"} {
		if q.Has(name) {
			return failed(refuse(400, "0x80060888", "The \"${filter|orderby|expand|top}\" query parameter isn't supported when Change Tracking is enabled."))
		}
	}
	if !t.tracked {
		return failed(refuse(400, "0x80044329", "Change tracking isn't enabled for entity %s", t.name))
	}
	began, after := f.version, ""
	since := int64(-1)
	if text := q.Get("$deltatoken"); text != "" {
		version, stamp, _ := strings.Cut(text, "!")
		var bad, worse error
		var at time.Time
		since, bad = strconv.ParseInt(version, 10, 64)
		at, worse = time.Parse("01/02/2006 15:04:05", stamp)
		if bad != nil || worse != nil {
			return failed(refuse(400, "0x80060888", "the delta token is not valid"))
		}
		if f.Clock.Now().Sub(at) > 7*24*time.Hour || at.Before(t.changed.Truncate(time.Second)) {
			return failed(refuse(400, expired, "Version stamp associated with the client has expired. Please perform a full sync."))
		}
	}
	if text := q.Get("$skiptoken"); text != "" {
		first, rest, _ := strings.Cut(text, "/")
		began, _ = strconv.ParseInt(first, 10, 64)
		after = rest
	}
	list, next := f.changes(t, columns, since, after, size)
	out := f.frame(r, t, map[bool]string{true: "/$delta"}[since >= 0])
	out["value"] = fakeRows(list)
	if next != "" {
		out["@odata.nextLink"] = fakeLink(r, map[string]string{"$skiptoken": fmt.Sprintf("%d/%s", began, next)})
	} else {
		out["@odata.deltaLink"] = fakeLink(r, map[string]string{"$skiptoken": "", "$deltatoken": fmt.Sprintf("%d!%s", began, f.Clock.Now().UTC().Format("01/02/2006 15:04:05"))})
	}
	return fakeReply{status: 200, body: out}
}

// changes gives a page of rows behind a place, by id, and deletions behind them.
func (f *Fake) changes(t *fakeTable, columns []string, since int64, after string, size int) (list []any, next string) {
	add := func(id string, one any) bool {
		if len(list) == size {
			return false
		}
		list, next = append(list, one), id
		return true
	}
	last, deletions := strings.CutPrefix(after, "gone:")
	if !deletions {
		ids := t.ids.All()
		at, found := slices.BinarySearch(ids, after)
		if found {
			at++
		}
		for _, id := range ids[at:] {
			if row := t.rows[id]; row.version > since && !add(id, row.show(t, columns)) {
				return list, next
			}
		}
		last = ""
	}
	for _, g := range t.gone {
		if since < 0 || g.version <= since || g.id <= last && last != "" {
			continue
		}
		if !add("gone:"+g.id, map[string]any{"@odata.context": "https://x/api/data/v9.2/$metadata#" + t.set + "/$deletedEntity", "id": g.id, "reason": "deleted"}) {
			return list, next
		}
	}
	return list, ""
}

func fakeRows(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}

func (f *Fake) frame(r *http.Request, t *fakeTable, tail string) map[string]any {
	return map[string]any{"@odata.context": "http://" + r.Host + "/api/data/v9.2/$metadata#" + t.set + tail}
}

// fakeLink is the address of a request with other options: absolute, and opaque.
func fakeLink(r *http.Request, change map[string]string) string {
	q := r.URL.Query()
	for name, v := range change {
		q.Set(name, v)
		if v == "" {
			q.Del(name)
		}
	}
	u := url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path, RawQuery: strings.ReplaceAll(q.Encode(), "+", "%20")}
	return u.String()
}

// show is a row as answers hold it.
func (row *fakeRow) show(t *fakeTable, columns []string) any {
	out := map[string]any{"@odata.etag": fmt.Sprintf(`W/"%d"`, row.version), t.key: row.values[t.key]}
	if columns == nil {
		for name, col := range t.columns {
			if col.kind != "Virtual" && col.of == "" {
				columns = append(columns, name)
			}
		}
	}
	for _, name := range columns {
		out[name] = row.values[name]
	}
	return out
}

// criterion makes a test of rows; texts compare without regard to case.
func (t *fakeTable) criterion(c *sandbox.Term) func(map[string]any) bool {
	col, want := t.columns[c.Column], c.Values[0]
	return func(values map[string]any) bool {
		have := values[c.Column]
		if have == nil || want.Kind == "word" && want.Text == "null" {
			null := want.Kind == "word" && want.Text == "null"
			return c.Op == "=" && null == (have == nil) && null || c.Op == "!=" && null != (have == nil)
		}
		if _, number := have.(json.Number); number {
			x, _ := strconv.ParseFloat(sandbox.Text(have), 64)
			y, _ := strconv.ParseFloat(want.Text, 64)
			return c.Holds(cmp.Compare(x, y))
		}
		if col.kind == "DateTime" {
			x, _ := time.Parse(time.RFC3339, sandbox.Text(have))
			y, _ := time.Parse(time.RFC3339, want.Text)
			return c.Holds(x.Compare(y))
		}
		return c.Holds(strings.Compare(strings.ToLower(sandbox.Text(have)), strings.ToLower(want.Text)))
	}
}
