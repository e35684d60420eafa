package okki

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// listed are the keys of a list's rows; the rest takes the record itself [O].
var listed = map[string][]string{
	"company_id": {"company_id", "serial_id", "name", "short_name", "country", "order_time", "update_time", "create_time"},
	"order_id":   {"order_id", "order_no", "name", "update_time", "create_time"},
}

// list is GET …/list: pages by number from 1, filters by the day [O]. More than 100
// rows at once are refused, which is chosen.
func (f *Fake) list(w http.ResponseWriter, o *fakeObject, q url.Values) {
	page, err1 := strconv.Atoi(first(q.Get("start_index"), "1"))
	size, err2 := strconv.Atoi(first(q.Get("count"), "10"))
	if err1 != nil || err2 != nil || page < 1 || size < 1 || size > 100 {
		f.say(w, 500, "分页参数错误", nil)
		return
	}
	ids := o.live
	if q.Get("removed") == "1" {
		ids = o.removed
	}
	from, to := q.Get("start_time"), q.Get("end_time")
	for _, day := range []string{from, to} {
		if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
			f.say(w, 500, "时间格式错误", nil)
			return
		}
	}
	stamp := "update_time"
	if q.Get("time_type") == "2" {
		stamp = "create_time"
	}
	var hits []int64
	for _, n := range slices.Backward(ids) { // last changed first
		day := fakeText(o.rows[n][stamp])[:len(time.DateOnly)]
		if (from == "" || day >= from) && (to == "" || day <= to) {
			hits = append(hits, n)
		}
	}
	list := []any{}
	for _, n := range hits[min((page-1)*size, len(hits)):min(page*size, len(hits))] {
		row := map[string]any{}
		for _, name := range listed[o.id] {
			row[name] = o.rows[n][name]
		}
		list = append(list, row)
	}
	total := "totalItem"
	if o.id == "order_id" {
		total = "count"
	}
	f.say(w, 200, "success", map[string]any{"list": list, total: len(hits)})
}

func first(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// info is GET …/info; a deleted record is none, which is chosen.
func (f *Fake) info(w http.ResponseWriter, o *fakeObject, q url.Values) {
	n, _ := strconv.ParseInt(q.Get(o.id), 10, 64)
	row := o.rows[n]
	if row == nil || row["removed"] != nil {
		f.say(w, 404, "数据不存在", nil)
		return
	}
	f.say(w, 200, "success", row)
}
