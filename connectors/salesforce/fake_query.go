package salesforce

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// soql is the part of the language that this fake speaks. To mix AND and OR takes
// brackets; quotes inside texts are escaped by a backslash [rest].
var soql = sandbox.Dialect{Limit: 1 << 30, Escape: '\\', Bare: []string{"true", "false", "null"}}

// fakeLocator is what a place in a result stands for.
type fakeLocator struct {
	object  *fakeObject
	columns []string
	rows    []fakeRow
	ends    time.Time
}

func (f *Fake) query(c *fakeCall) (int, any, *fakeRefusal)    { return f.answerQuery(c, false) }
func (f *Fake) queryAll(c *fakeCall) (int, any, *fakeRefusal) { return f.answerQuery(c, true) }

func (f *Fake) answerQuery(c *fakeCall, all bool) (int, any, *fakeRefusal) {
	o, q, rows, bad := f.selectRows(c.URL.Query().Get("q"), all)
	if bad != nil {
		return 0, nil, bad
	}
	if len(q.Columns) == 1 && strings.EqualFold(q.Columns[0], "COUNT()") {
		return 200, map[string]any{"totalSize": len(rows), "done": true, "records": []any{}}, nil
	}
	size := f.narrow
	if text, ok := strings.CutPrefix(c.Header.Get("Sforce-Query-Options"), "batchSize="); ok { // 200 to 2,000 [rest]
		n, err := strconv.Atoi(text)
		if err != nil || n < 200 || n > 2000 {
			return 0, nil, refuse(400, "INVALID_BATCH_SIZE", "batchSize is 200 to 2000")
		}
		size = min(size, n)
	}
	return 200, f.rowsPage(c, fakeLocator{object: o, columns: q.Columns, rows: rows}, "", 0, size), nil
}

// queryMore goes on at a locator, which dies when it waits too long.
func (f *Fake) queryMore(c *fakeCall) (int, any, *fakeRefusal) {
	id, at, _ := strings.Cut(c.args[0], "-")
	l, ok := f.locators[id]
	from, err := strconv.Atoi(at)
	if !ok || err != nil || from > len(l.rows) || !f.Clock.Now().Before(l.ends) {
		return 0, nil, refuse(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
	}
	return 200, f.rowsPage(c, l, id, from, f.narrow), nil
}

// aboveID is an id that all records which fit are above, "" when none is known: the
// real thing has an index as well.
func aboveID(t *sandbox.Term) string {
	switch {
	case t == nil:
		return ""
	case t.Join == "and":
		return max(aboveID(t.Left), aboveID(t.Right))
	case t.Join == "" && strings.EqualFold(t.Column, "Id") && t.Op == ">":
		return t.Values[0].Text
	}
	return ""
}

func (f *Fake) rowsPage(c *fakeCall, l fakeLocator, id string, from, size int) any {
	end := min(from+size, len(l.rows))
	records := []any{}
	for _, row := range l.rows[from:end] {
		records = append(records, f.shape(c, l.object, row, l.columns))
	}
	out := map[string]any{"totalSize": len(l.rows), "done": end == len(l.rows), "records": records}
	if end < len(l.rows) {
		if id == "" {
			id = f.nextID("01g")
		}
		l.ends = f.Clock.Now().Add(15 * time.Minute)
		f.locators[id] = l
		version, _, _ := strings.Cut(strings.TrimPrefix(c.URL.Path, "/services/data/"), "/")
		out["nextRecordsUrl"] = fmt.Sprintf("/services/data/%s/query/%s-%d", version, id, end)
	}
	return out
}

// shape is a row as an answer holds it, related records nested [rest].
func (f *Fake) shape(c *fakeCall, o *fakeObject, row fakeRow, columns []string) map[string]any {
	version, _, _ := strings.Cut(strings.TrimPrefix(c.URL.Path, "/services/data/"), "/")
	attributes := func(o *fakeObject, id any) any {
		return map[string]any{"type": o.name, "url": fmt.Sprintf("/services/data/%s/sobjects/%s/%v", version, o.name, id)}
	}
	out := map[string]any{"attributes": attributes(o, row["Id"])}
	for _, column := range columns {
		root, part, nested := strings.Cut(column, ".")
		if !nested {
			out[column] = f.value(o, row, column)
			continue
		}
		other, related := f.related(o, row, root)
		if related == nil {
			out[root] = nil
			continue
		}
		inner, _ := out[root].(map[string]any)
		if inner == nil {
			inner = map[string]any{"attributes": attributes(other, related["Id"])}
			out[root] = inner
		}
		inner[part] = other.show(part, related[part])
	}
	return out
}

func (f *Fake) value(o *fakeObject, row fakeRow, column string) any {
	if fd := o.fields[column]; fd != nil && fd.kind == "address" {
		return map[string]any{"street": row["BillingStreet"], "city": row["BillingCity"], "state": row["BillingState"], "postalCode": row["BillingPostalCode"], "country": row["BillingCountry"]}
	}
	if v := row[column]; v != nil || o.fields[column].kind != "boolean" {
		return o.show(column, v)
	}
	return false
}

// related is the record behind a relationship, and its object.
func (f *Fake) related(o *fakeObject, row fakeRow, relation string) (*fakeObject, fakeRow) {
	for name, fd := range o.fields {
		if relation != "" && fd.relation == relation && !fd.hidden {
			other := f.objects[fd.refers]
			return other, other.live(sandbox.Text(row[name]))
		}
	}
	return nil, nil
}

// selectRows runs a query; all sees the recycle bin too.
func (f *Fake) selectRows(text string, all bool) (*fakeObject, *sandbox.Query, []fakeRow, *fakeRefusal) {
	q, syntax := sandbox.ParseQuery(text, soql)
	if syntax != nil {
		return nil, nil, nil, refuse(400, "MALFORMED_QUERY", "unexpected token: '%s': %s", syntax.Near, syntax.Why)
	}
	o := f.find(q.From)
	if o == nil {
		return nil, nil, nil, refuse(400, "INVALID_TYPE", "sObject type '%s' is not supported.", q.From)
	}
	if bad := f.checkQuery(o, q); bad != nil {
		return nil, nil, nil, bad
	}
	fits := q.Where.Compile(o.criterion)
	byID := len(q.Orders) == 0 || q.Orders[0].Column == "Id" && !q.Orders[0].Desc
	ids := o.ids.All()
	at, _ := slices.BinarySearch(ids, aboveID(q.Where))
	var hits []fakeRow
	for _, id := range ids[at:] {
		if row := o.rows[id]; (all || row["IsDeleted"] == false) && fits(row) {
			hits = append(hits, row)
		}
		if byID && len(hits) >= q.Offset+q.Limit {
			break
		}
	}
	if !byID {
		slices.SortStableFunc(hits, func(a, b fakeRow) int {
			for _, by := range q.Orders {
				n := compareFake(a[by.Column], b[by.Column])
				if by.Desc {
					n = -n
				}
				if n != 0 {
					return n
				}
			}
			return 0
		})
	}
	return o, q, hits[min(q.Offset, len(hits)):min(q.Offset+q.Limit, len(hits))], nil
}

// checkQuery holds the names and literals against the object.
func (f *Fake) checkQuery(o *fakeObject, q *sandbox.Query) *fakeRefusal {
	noField := func(name string) *fakeRefusal {
		return refuse(400, "INVALID_FIELD", "No such column '%s' on entity '%s'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.", name, o.name)
	}
	if q.Offset > 2000 {
		return refuse(400, "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
	}
	seen := map[string]bool{}
	for _, column := range q.Columns {
		if seen[strings.ToLower(column)] {
			return refuse(400, "INVALID_FIELD", "duplicate field selected: %s", column)
		}
		seen[strings.ToLower(column)] = true
		root, part, nested := strings.Cut(column, ".")
		switch {
		case strings.EqualFold(column, "COUNT()") && len(q.Columns) == 1:
		case nested:
			if other, _ := f.related(o, fakeRow{}, root); other == nil || other.visible(part) == nil {
				return noField(column)
			}
		case o.visible(column) == nil:
			return noField(column)
		}
	}
	for _, by := range q.Orders {
		if fd := o.visible(by.Column); fd == nil || fd.kind == "textarea" {
			return noField(by.Column)
		}
	}
	for _, t := range q.Where.Criteria() {
		fd := o.visible(t.Column)
		if fd == nil {
			return noField(t.Column)
		}
		if fd.kind == "textarea" {
			return refuse(400, "INVALID_FIELD", "field '%s' can not be filtered in a query call", t.Column)
		}
		for _, v := range t.Values {
			if bad := fd.checkLiteral(t.Column, v); bad != nil {
				return bad
			}
		}
	}
	return nil
}

// checkLiteral holds the form of a value: texts and ids in quotes, all else without [rest].
func (fd *fakeField) checkLiteral(column string, v sandbox.Word) *fakeRefusal {
	wrong := func(kind, quotes string) *fakeRefusal {
		return refuse(400, "INVALID_FIELD", "value of filter criterion for field '%s' must be of type %s and should %sbe enclosed in quotes", column, kind, quotes)
	}
	if strings.EqualFold(v.Text, "null") && v.Kind == "word" {
		return nil
	}
	switch fd.kind {
	case "id", "reference":
		if v.Kind != "text" || !fakeIsID(v.Text) {
			return refuse(400, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: %s", v.Text)
		}
	case "datetime":
		if _, err := time.Parse(time.RFC3339, v.Text); err != nil || v.Kind == "text" {
			return wrong("dateTime", "not ")
		}
	case "date":
		if _, err := time.Parse(time.DateOnly, v.Text); err != nil || v.Kind == "text" {
			return wrong("date", "not ")
		}
	case "boolean":
		if v.Kind != "word" {
			return wrong("boolean", "not ")
		}
	case "int", "double", "currency", "percent":
		if v.Kind != "number" {
			return wrong(fd.kind, "not ")
		}
	default:
		if v.Kind != "text" {
			return wrong("string", "")
		}
	}
	return nil
}

func fakeIsID(s string) bool {
	return (len(s) == 15 || len(s) == 18) && strings.Trim(s, fakeDigits) == ""
}

// criterion makes a test of rows. Texts compare without regard to case [rest].
func (o *fakeObject) criterion(t *sandbox.Term) func(fakeRow) bool {
	fd := o.fields[t.Column]
	var keys []any
	for _, v := range t.Values {
		switch {
		case v.Kind == "word" && strings.EqualFold(v.Text, "null"):
			keys = append(keys, nil)
		case fd.kind == "boolean":
			keys = append(keys, strings.EqualFold(v.Text, "true"))
		default:
			keys = append(keys, o.store(t.Column, v.Text))
		}
	}
	has := map[any]bool{}
	for _, k := range keys {
		has[k] = true
	}
	return func(r fakeRow) bool {
		v := r[t.Column]
		if v == nil && fd.kind == "boolean" {
			v = false
		}
		switch {
		case t.Op == "in":
			return has[v]
		case t.Op == "not in":
			return !has[v]
		case v == nil || keys[0] == nil:
			return t.Op == "=" && v == keys[0] || t.Op == "!=" && v != keys[0]
		}
		return t.Holds(compareFake(v, keys[0]))
	}
}

// compareFake orders values of one field; nothing comes first.
func compareFake(a, b any) int {
	if a == nil || b == nil {
		return cmp.Compare(len(sandbox.Text(a)), len(sandbox.Text(b)))
	}
	switch a := a.(type) {
	case time.Time:
		return a.Compare(b.(time.Time)) // store saw to it
	case bool:
		return cmp.Compare(sandbox.Text(a), sandbox.Text(b))
	case string:
		if fakeIsID(a) && fakeIsID(sandbox.Text(b)) {
			return cmp.Compare(a, sandbox.Text(b))
		}
	}
	x, number := fakeNumber(a)
	if y, both := fakeNumber(b); number && both {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(strings.ToLower(sandbox.Text(a)), strings.ToLower(sandbox.Text(b)))
}

// deleted is GET sobjects/{object}/deleted: at most 15 days back, seconds are cut
// off, at most 600,000 ids [rest].
func (f *Fake) deleted(c *fakeCall) (int, any, *fakeRefusal) {
	o, start, end, bad := f.span(c, 15*24*time.Hour)
	if bad != nil {
		return 0, nil, bad
	}
	list := []any{}
	for _, g := range o.gone {
		if !g.at.Before(start) && g.at.Before(end) {
			list = append(list, map[string]any{"id": g.id, "deletedDate": g.at.Format("2006-01-02T15:04:05.000-0700")})
		}
	}
	return 200, map[string]any{"deletedRecords": list, "earliestDateAvailable": f.Clock.Now().UTC().Add(-15 * 24 * time.Hour).Format("2006-01-02T15:04:05.000-0700"),
		"latestDateCovered": end.Format("2006-01-02T15:04:05.000-0700")}, nil
}

// updated is GET sobjects/{object}/updated: at most 30 days back [rest].
func (f *Fake) updated(c *fakeCall) (int, any, *fakeRefusal) {
	o, start, end, bad := f.span(c, 30*24*time.Hour)
	if bad != nil {
		return 0, nil, bad
	}
	list := []any{}
	for _, id := range o.ids.All() {
		if at, _ := o.rows[id]["SystemModstamp"].(time.Time); o.live(id) != nil && !at.Before(start) && at.Before(end) {
			list = append(list, id)
		}
	}
	return 200, map[string]any{"ids": list, "latestDateCovered": end.Format("2006-01-02T15:04:05.000-0700")}, nil
}

func (f *Fake) span(c *fakeCall, most time.Duration) (o *fakeObject, start, end time.Time, bad *fakeRefusal) {
	if o = f.find(c.args[0]); o == nil {
		return nil, start, end, fakeNoResource
	}
	start, err := fakeInstant(c.URL.Query().Get("start"))
	end, worse := fakeInstant(c.URL.Query().Get("end"))
	start, end = start.UTC().Truncate(time.Minute), end.UTC().Truncate(time.Minute)
	switch {
	case err != nil || worse != nil:
		return nil, start, end, refuse(400, "INVALID_REPLICATION_DATE", "start and end are instants")
	case !start.Before(end):
		return nil, start, end, refuse(400, "INVALID_REPLICATION_DATE", "startDate before endDate is required")
	case start.Before(f.Clock.Now().UTC().Add(-most)):
		return nil, start, end, refuse(400, "INVALID_REPLICATION_DATE", "startDate cannot be more than %d days ago", int(most.Hours()/24))
	}
	return o, start, end, nil
}

// fakeInstant reads the forms that clients send [client].
func fakeInstant(text string) (at time.Time, err error) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05-0700"} {
		if at, err = time.Parse(form, text); err == nil {
			return at, nil
		}
	}
	return at, err
}
