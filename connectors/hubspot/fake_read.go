package hubspot

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// list is GET objects/{object}: by id, ten by default and a hundred at most, always
// up to date; archived=true gives the recycle bin [spec].
func (f *Fake) list(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	q := c.URL.Query()
	limit := 10
	if text := q.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			return 0, nil, refuse(400, "VALIDATION_ERROR", "limit must be between 1 and 100")
		}
		limit = n
	}
	after, err := strconv.ParseInt("0"+q.Get("after"), 10, 64)
	if err != nil {
		return 0, nil, refuse(400, "VALIDATION_ERROR", "after is no place of this list")
	}
	ids := o.ids.All()
	at, _ := slices.BinarySearchFunc(ids, strconv.FormatInt(after, 10), fakeOrder)
	results, next := []any{}, ""
	for _, id := range ids[at:] {
		row := o.rows[id]
		if (q.Get("archived") == "true") == row.archived.IsZero() {
			continue
		}
		if len(results) == limit {
			next = id // where the next page begins
			break
		}
		results = append(results, o.show(row, q["properties"]))
	}
	out := map[string]any{"results": results}
	if next != "" {
		link := url.Values{"after": {next}, "limit": {strconv.Itoa(limit)}}
		out["paging"] = map[string]any{"next": map[string]any{"after": next, "link": "https://api.hubapi.com" + c.URL.Path + "?" + link.Encode()}}
	}
	return 200, out, nil
}

// fakeOperators are those of a search that the fake knows [spec].
var fakeOperators = []string{"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY"}

// search is POST objects/{object}/search: 200 rows at most, none behind 10,000, five
// groups of six filters, one rule of order; archived rows never appear [guide].
func (f *Fake) search(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	number := func(v any, otherwise int) int {
		n, err := strconv.Atoi(sandbox.Text(v))
		if v == nil || v == "" || err != nil {
			return otherwise
		}
		return n
	}
	limit, after := number(c.in["limit"], 10), number(c.in["after"], 0)
	groups, sorts := fakeList(c.in["filterGroups"]), fakeList(c.in["sorts"])
	switch {
	case limit < 1 || limit > 200:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "limit must be at most 200")
	case after+limit > 10_000:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "The maximum number of results of a search is 10000")
	case len(groups) > 5:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "at most 5 filter groups")
	case len(sorts) > 1:
		return 0, nil, refuse(400, "VALIDATION_ERROR", "at most one sort")
	}
	for _, g := range groups {
		filters := fakeList(fakeMap(g)["filters"])
		if len(filters) > 6 {
			return 0, nil, refuse(400, "VALIDATION_ERROR", "at most 6 filters in a group")
		}
		for _, e := range filters {
			one := fakeMap(e)
			if o.properties[sandbox.Text(one["propertyName"])] == nil || !slices.Contains(fakeOperators, sandbox.Text(one["operator"])) {
				return 0, nil, refuse(400, "VALIDATION_ERROR", "There was a problem with the request: property or operator of a filter is not known")
			}
		}
	}
	var hits []*fakeRow
	seen := f.Clock.Now().Add(-fakeLag)
	for _, id := range o.ids.All() {
		if row := o.live(id); row != nil && !row.at.After(seen) && o.fits(row, groups) {
			hits = append(hits, row)
		}
	}
	if len(sorts) == 1 {
		o.order(hits, sorts[0])
	}
	var names []string
	for _, v := range fakeList(c.in["properties"]) {
		names = append(names, sandbox.Text(v))
	}
	end := min(after+limit, len(hits))
	results := []any{}
	for _, row := range hits[min(after, len(hits)):end] {
		results = append(results, o.show(row, names))
	}
	out := map[string]any{"total": len(hits), "results": results}
	if end < len(hits) {
		out["paging"] = map[string]any{"next": map[string]any{"after": strconv.Itoa(end)}}
	}
	return 200, out, nil
}

func (o *fakeObject) order(hits []*fakeRow, rule any) {
	name, down := sandbox.Text(fakeMap(rule)["propertyName"]), fakeMap(rule)["direction"] == "DESCENDING"
	if text, ok := rule.(string); ok { // the client's short form [client]
		name = text
	}
	if name == "hs_object_id" && !down {
		return
	}
	slices.SortStableFunc(hits, func(a, b *fakeRow) int {
		n := o.compare(name, o.value(a, name), o.value(b, name))
		if down {
			n = -n
		}
		return n
	})
}

// fits says whether one group holds, each of whose filters must.
func (o *fakeObject) fits(row *fakeRow, groups []any) bool {
	if len(groups) == 0 {
		return true
	}
	return slices.ContainsFunc(groups, func(g any) bool {
		return !slices.ContainsFunc(fakeList(fakeMap(g)["filters"]), func(e any) bool { return !o.holds(row, fakeMap(e)) })
	})
}

func (o *fakeObject) holds(row *fakeRow, filter map[string]any) bool {
	name := sandbox.Text(filter["propertyName"])
	have, want := o.value(row, name), sandbox.Text(filter["value"])
	switch filter["operator"] {
	case "HAS_PROPERTY":
		return have != ""
	case "NOT_HAS_PROPERTY":
		return have == ""
	case "IN":
		return slices.ContainsFunc(fakeList(filter["values"]), func(v any) bool { return sandbox.Text(v) == have })
	}
	if have == "" {
		return filter["operator"] == "NEQ"
	}
	c := o.compare(name, have, want)
	switch filter["operator"] {
	case "EQ":
		return c == 0
	case "NEQ":
		return c != 0
	case "LT":
		return c < 0
	case "LTE":
		return c <= 0
	case "GT":
		return c > 0
	case "GTE":
		return c >= 0
	}
	return c >= 0 && o.compare(name, have, sandbox.Text(filter["highValue"])) <= 0 // BETWEEN
}

// compare orders values by their kind; instants of filters are milliseconds [guide].
func (o *fakeObject) compare(name, a, b string) int {
	switch o.properties[name].kind {
	case "number":
		if strings.Trim(a+b, "0123456789") == "" { // more digits than a float holds
			return fakeOrder(a, b)
		}
		x, _ := strconv.ParseFloat(a, 64)
		y, _ := strconv.ParseFloat(b, 64)
		return int(max(-1, min(1, (x-y)*1e9)))
	case "datetime", "date":
		return fakeInstant(a).Compare(fakeInstant(b))
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

func fakeInstant(text string) time.Time {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms)
	}
	at, _ := time.Parse(time.RFC3339, text)
	return at
}

func fakeMap(v any) map[string]any { m, _ := v.(map[string]any); return m }

func fakeList(v any) []any { l, _ := v.([]any); return l }

// batchRead is POST batch/read: a hundred ids at most; those that are not there
// make it 207, with one error for them all. An id that was merged away gives the
// record that it went into [spec, guide].
func (f *Fake) batchRead(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	inputs := fakeList(c.in["inputs"])
	if len(inputs) > 100 {
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Invalid input: at most 100 inputs")
	}
	if len(fakeList(c.in["propertiesWithHistory"])) > 0 && len(inputs) > 50 {
		return 0, nil, refuse(400, "VALIDATION_ERROR", "Invalid input: at most 50 inputs with history")
	}
	var names []string
	for _, v := range fakeList(c.in["properties"]) {
		names = append(names, sandbox.Text(v))
	}
	results, missing, seen := []any{}, []any{}, map[string]bool{}
	for i := len(inputs) - 1; i >= 0; i-- { // the order is not that of the inputs [guide]
		id := sandbox.Text(fakeMap(inputs[i])["id"])
		if third := o.aliases[id]; third != "" {
			id = third
		}
		row := o.live(id)
		if row == nil {
			missing = append(missing, id)
			continue
		}
		if !seen[id] {
			seen[id] = true
			results = append(results, o.show(row, names))
		}
	}
	return f.batchAnswer(results, o.notThere(missing))
}

func (o *fakeObject) notThere(ids []any) []any {
	if len(ids) == 0 {
		return nil
	}
	return []any{map[string]any{"status": "error", "category": "OBJECT_NOT_FOUND", "message": "Could not get some " + o.name + " objects, they may be deleted or not exist. Check that ids are valid.",
		"context": map[string]any{"ids": ids}}}
}

// batchAnswer is 200 when all went well and 207 when some did [spec].
func (f *Fake) batchAnswer(results, errs []any) (int, any, *fakeRefusal) {
	now := fakeStamp(f.Clock.Now())
	out := map[string]any{"status": "COMPLETE", "results": results, "startedAt": now, "completedAt": now}
	if len(errs) == 0 {
		return 200, out, nil
	}
	out["errors"], out["numErrors"] = errs, len(errs)
	return 207, out, nil
}

func (f *Fake) get(c *fakeCall) (int, any, *fakeRefusal) {
	o, bad := f.find(c.args[0])
	if bad != nil {
		return 0, nil, bad
	}
	id := c.args[1]
	if third := o.aliases[id]; third != "" {
		id = third
	}
	row := o.live(id)
	if row == nil {
		return 0, nil, refuse(404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.")
	}
	var names []string
	for _, v := range c.URL.Query()["properties"] {
		names = append(names, strings.Split(v, ",")...)
	}
	return 200, o.show(row, names), nil
}

// readLinks is POST associations/{from}/{to}/batch/read; the other ids are numbers
// here [client].
func (f *Fake) readLinks(c *fakeCall) (int, any, *fakeRefusal) {
	if _, bad := f.find(c.args[0]); bad != nil {
		return 0, nil, bad
	}
	if _, bad := f.find(c.args[1]); bad != nil {
		return 0, nil, bad
	}
	results := []any{}
	for _, e := range fakeList(c.in["inputs"]) {
		id := sandbox.Text(fakeMap(e)["id"])
		var to []any
		for _, l := range f.links {
			if l.from != c.args[0] || l.fromID != id || l.to != c.args[1] {
				continue
			}
			n, _ := strconv.ParseInt(l.toID, 10, 64)
			kinds := []any{map[string]any{"category": "HUBSPOT_DEFINED", "typeId": 341, "label": nil}}
			if l.primary {
				kinds = append(kinds, map[string]any{"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"})
			}
			to = append(to, map[string]any{"toObjectId": n, "associationTypes": kinds})
		}
		if to != nil {
			results = append(results, map[string]any{"from": map[string]any{"id": id}, "to": to})
		}
	}
	return f.batchAnswer(results, nil)
}
