package zoho

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fakePlace is what a page token stands for.
type fakePlace struct {
	params string // the query it belongs to
	offset int
	ends   time.Time
}

// list is GET {module}: fields is required, at most 50; pages of at most 200;
// page reaches 2,000 rows, page_token 100,000 [spec].
func (f *Fake) list(r *http.Request, m *fakeModule) (int, any, *fakeRefusal) {
	q := r.URL.Query()
	names := strings.Split(q.Get("fields"), ",")
	if q.Get("fields") == "" && q.Get("ids") == "" || q.Get("fields") == "" {
		return 0, nil, refuse(400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", map[string]any{"param_name": "fields"})
	}
	if len(names) > 50 {
		return 0, nil, refuse(400, "LIMIT_EXCEEDED", "fields takes at most 50 names", map[string]any{"limit": 50, "param_name": "fields"})
	}
	size, offset, bad := f.listPlace(q)
	if bad != nil {
		return 0, nil, bad
	}
	rows := f.listRows(r, m)
	if len(rows) == 0 && r.Header.Get("If-Modified-Since") != "" {
		return 304, nil, nil
	}
	end := min(offset+size, len(rows))
	list := []any{}
	for _, row := range rows[min(offset, len(rows)):end] {
		one := map[string]any{"id": row["id"]}
		for _, n := range names {
			if fd, ok := m.fields[n]; ok { // unknown names are passed over
				one[n] = f.show(fd, row[n])
			}
		}
		list = append(list, one)
	}
	if len(list) == 0 {
		return 204, nil, nil
	}
	info := map[string]any{"per_page": size, "count": len(list), "page": offset/size + 1, "sort_by": q.Get("sort_by"), "sort_order": q.Get("sort_order"),
		"more_records": end < len(rows), "next_page_token": nil, "previous_page_token": nil, "page_token_expiry": nil}
	if end < len(rows) {
		ends := f.Clock.Now().Add(24 * time.Hour)
		f.made++
		token := fmt.Sprintf("%064x", f.made)
		f.places[token] = fakePlace{bound(q), end, ends}
		info["next_page_token"], info["page_token_expiry"] = token, ends.In(fakeZone).Format(time.RFC3339)
	}
	return 200, map[string]any{"data": list, "info": info}, nil
}

// bound is what a page token is bound to: every parameter but the place.
func bound(q url.Values) string {
	rest := url.Values{}
	for k, v := range q {
		if k != "page" && k != "page_token" {
			rest[k] = v
		}
	}
	return rest.Encode()
}

func (f *Fake) listPlace(q url.Values) (size, offset int, bad *fakeRefusal) {
	size = 200
	if text := q.Get("per_page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 200 {
			return 0, 0, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"param_name": "per_page", "maximum_length": 200})
		}
		size = n
	}
	if token := q.Get("page_token"); token != "" {
		place, ok := f.places[token]
		switch {
		case !ok || q.Get("page") != "":
			return 0, 0, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"param_name": "page_token"})
		case place.params != bound(q):
			return 0, 0, refuse(400, "TOKEN_BOUND_DATA_MISMATCH", "the parameters differ from those of the token", nil)
		case !f.Clock.Now().Before(place.ends):
			return 0, 0, refuse(400, "EXPIRED_VALUE", "the page token has expired", nil)
		case place.offset+size > 100_000:
			return 0, 0, refuse(400, "PAGINATION_LIMIT_EXCEEDED", "more than 100000 records", nil)
		}
		return size, place.offset, nil
	}
	page := 1
	if text := q.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return 0, 0, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"param_name": "page"})
		}
		page = n
	}
	if page*size > 2000 {
		return 0, 0, refuse(400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", "use page_token beyond 2000 records", nil)
	}
	return size, (page - 1) * size, nil
}

// listRows gives the rows of a list in its order; id descending by default [spec].
func (f *Fake) listRows(r *http.Request, m *fakeModule) []fakeRow {
	q := r.URL.Query()
	since, err := time.Parse(time.RFC3339, r.Header.Get("If-Modified-Since"))
	var ids []string
	if q.Get("ids") != "" {
		ids = strings.Split(q.Get("ids"), ",")
	}
	var rows []fakeRow
	for _, id := range m.ids.All() {
		row := m.rows[id]
		changed, _ := row["Modified_Time"].(time.Time)
		if ids != nil && !slices.Contains(ids, id) || err == nil && changed.Before(since) {
			continue
		}
		rows = append(rows, row)
	}
	by := q.Get("sort_by")
	if by == "" {
		by = "id"
	}
	slices.SortStableFunc(rows, func(a, b fakeRow) int {
		x, _ := keyOf(m.selectable(by), a[by])
		y, _ := keyOf(m.selectable(by), b[by])
		if q.Get("sort_order") == "asc" {
			return compareKeys(x, y)
		}
		return compareKeys(y, x)
	})
	return rows
}

// deleted is GET {module}/deleted [sdk]; the reach of page is told nowhere, so
// that of the list holds here too.
func (f *Fake) deleted(r *http.Request, m *fakeModule) (int, any, *fakeRefusal) {
	q := r.URL.Query()
	kind := q.Get("type")
	if !slices.Contains([]string{"all", "recycle", "permanent"}, kind) {
		return 0, nil, refuse(400, "INVALID_DATA", "invalid data", map[string]any{"param_name": "type"})
	}
	q.Del("page_token")
	size, offset, bad := f.listPlace(q)
	if bad != nil {
		return 0, nil, bad
	}
	since, err := time.Parse(time.RFC3339, r.Header.Get("If-Modified-Since"))
	var hits []fakeGone
	for i := len(m.gone) - 1; i >= 0; i-- { // the last one first
		if g := m.gone[i]; (kind == "all" || kind == g.kind) && (err != nil || !g.at.Before(since)) {
			hits = append(hits, g)
		}
	}
	end := min(offset+size, len(hits))
	list := []any{}
	for _, g := range hits[min(offset, len(hits)):end] {
		by := map[string]any{"name": "Patricia Boyle", "id": fakeUser}
		list = append(list, map[string]any{"deleted_by": by, "id": g.id, "display_name": g.name, "type": g.kind, "created_by": by,
			"deleted_time": g.at.In(fakeZone).Format(time.RFC3339)})
	}
	if len(list) == 0 {
		return 204, nil, nil
	}
	return 200, map[string]any{"data": list, "info": map[string]any{"per_page": size, "count": len(list), "page": offset/size + 1, "more_records": end < len(hits)}}, nil
}

// number reads a whole number of a decoded body.
func number(v any) (int64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	i, err := n.Int64()
	return i, err == nil
}
