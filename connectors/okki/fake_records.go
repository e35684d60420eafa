package okki

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeObject is companies or orders. The order of a list is chosen: last changed
// first, by which rows move while they are read.
type fakeObject struct {
	id       string
	rows     map[int64]map[string]any // deleted ones too, with "removed"
	live     []int64                  // last changed first
	removed  []int64
	contacts bool
}

// Custom fields are named by numbers [T].
const (
	fakeTier   = "4432264586798"
	fakeReason = "1937147522317"
	fakeTaxNo  = "1937147522400"
	fakeScore  = "1937147522500"
	fakeStart  = 105_791_567_000_000
)

func fakeObjects() map[string]*fakeObject {
	return map[string]*fakeObject{
		"company": {id: "company_id", rows: map[int64]map[string]any{}, contacts: true},
		"order":   {id: "order_id", rows: map[int64]map[string]any{}},
	}
}

// fakeDictionary is what company/fields tells; its form is chosen, in groups.
func fakeDictionary() any {
	field := func(id, name, kind string, options ...any) any {
		return map[string]any{"id": id, "name": name, "field_type": kind, "require": 0, "ext_info": options}
	}
	return []any{
		map[string]any{"name": "基本信息", "fields": []any{field("name", "公司名称", "1"), field("short_name", "简称", "1"), field("star", "客户星级", "3")}},
		map[string]any{"name": "自定义", "fields": []any{field(fakeTier, "集团分级", "3", "A", "B", "C", "D"), field(fakeReason, "定级说明", "2"),
			field(fakeTaxNo, "统一社会信用代码", "1"), field(fakeScore, "集团得分", "5")}},
	}
}

func fakeText(v any) string {
	switch v := v.(type) {
	case []any:
		if len(v) == 1 {
			return fakeText(v[0])
		}
		if len(v) == 0 {
			return ""
		}
	}
	return sandbox.Text(v)
}

// Put saves a record as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		n = fakeStart + f.next()
	}
	row := o.rows[n]
	if row == nil {
		row = map[string]any{o.id: n, "create_time": f.now()}
		if o.contacts {
			row["serial_id"], row["pool_id"], row["is_public"], row["user_id"] = fmt.Sprintf("C%d", n-fakeStart), 0, 0, 55370002
			row["customers"] = []any{map[string]any{"customer_id": fakeStart*2 + f.next(), "name": "联系人", "email": "a@example.com", "main_customer_flag": 1}}
		}
		o.rows[n] = row
		o.live = append(o.live, n)
	}
	for name, v := range fields {
		if s, text := v.(string); name == fakeTier && text { // a select of the screen may be kept as a list [T]
			v = []any{s}
			if s == "" {
				v = []any{}
			}
		}
		row[name] = v
	}
	f.touch(o, n)
	return strconv.FormatInt(n, 10)
}

// touch moves a record to the front.
func (f *Fake) touch(o *fakeObject, n int64) {
	o.rows[n]["update_time"] = f.now()
	if at := len(o.live) - 1; at >= 0 && o.live[at] == n {
		return
	}
	o.live = append(slices.DeleteFunc(o.live, func(m int64) bool { return m == n }), n)
}

// Delete puts a record into the recycle bin, where a list shows it [O].
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	n, _ := strconv.ParseInt(id, 10, 64)
	if row := o.rows[n]; row != nil && row["removed"] == nil {
		row["removed"], row["update_time"] = true, f.now() // that it moves the stamp is chosen
		o.live = slices.DeleteFunc(o.live, func(m int64) bool { return m == n })
		o.removed = append(o.removed, n)
	}
}

// Merge does nothing: no page tells what a merge looks like.
func (f *Fake) Merge(string, string, string) bool { return false }

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	row := f.objects[object].rows[n]
	if row == nil || row["removed"] != nil {
		return nil, false
	}
	return maps.Clone(row), true
}

// IDs lists the records in the order of id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, n := range slices.Sorted(slices.Values(f.objects[object].live)) {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return out
}

// now is the change stamp, in whole seconds of Chinese time.
func (f *Fake) now() string { return f.Clock.Now().In(sandbox.China).Format(time.DateTime) }

// push edits a company, or makes one without an id. Contacts without an id are made
// anew; what is left out falls back to its default [O].
func (f *Fake) push(w http.ResponseWriter, o *fakeObject, in map[string]any) {
	contacts, isList := in["customers"].([]any)
	if fakeText(in["name"]) == "" || !isList || in["pool_id"] == nil { // required [O]
		f.say(w, 500, "缺少必填参数", nil)
		return
	}
	n, _ := strconv.ParseInt(fakeText(in["company_id"]), 10, 64)
	row := o.rows[n]
	switch {
	case in["company_id"] == nil:
		n = fakeStart + f.next()
		row = map[string]any{o.id: n, "create_time": f.now()}
		o.rows[n] = row
	case row == nil || row["removed"] != nil:
		f.say(w, 404, "客户不存在", nil)
		return
	}
	for name, v := range in {
		if !acceptable(name, v) {
			f.say(w, 500, "字段值错误: "+name, nil)
			return
		}
	}
	row["is_public"], row["user_id"] = 0, fakeAPI // their defaults [O]
	changed := false
	for name, v := range in {
		if name == "company_id" || name == "customers" {
			continue
		}
		if name != "name" && name != "pool_id" && name != "is_public" && name != "user_id" {
			changed = changed || fakeText(row[name]) != fakeText(v)
		}
		row[name] = v
	}
	var kept []any
	for _, e := range contacts {
		c, _ := e.(map[string]any)
		if c["customer_id"] == nil {
			c["customer_id"] = fakeStart*2 + f.next()
		}
		kept = append(kept, c)
	}
	if len(contacts) > 0 {
		row["customers"] = kept
	}
	if changed {
		f.Changed(strconv.FormatInt(n, 10))
	}
	f.touch(o, n)
	f.say(w, 200, "success", map[string]any{"company_id": n})
}

// acceptable knows the writing of values [O]: numbers as numbers, options by text.
func acceptable(name string, v any) bool {
	number, isNumber := v.(json.Number)
	switch name {
	case "company_id", "pool_id", "group_id", "trail_status", "is_public":
		return isNumber
	case "star":
		return isNumber && strings.Contains("12345", number.String()) && len(number) == 1
	case "intention_level", "annual_procurement", "scale_id", "user_id", fakeScore:
		return isNumber || v == ""
	case "customers":
		return true
	case fakeTier:
		list, isList := v.([]any)
		if !isList {
			list = []any{v}
		}
		return !slices.ContainsFunc(list, func(e any) bool { return !slices.Contains([]any{"A", "B", "C", "D", ""}, e) })
	}
	_, isText := v.(string)
	return isText
}
