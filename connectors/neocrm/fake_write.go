package neocrm

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeBatch is a batch of a job. It is looked at a few times before it is done, as
// a queue would have it.
type fakeBatch struct {
	id, job, object string
	rows            []map[string]any
	looks           int
	results         []any
}

// change applies an update to a record: only the fields sent change [C]. The text
// is why not.
func (f *Fake) change(o *fakeObject, id string, fields map[string]any) string {
	n, _ := strconv.ParseInt(id, 10, 64)
	row := o.rows[n]
	switch {
	case row == nil:
		return "数据不存在或已删除"
	case row["lockStatus"] == "2": // locked records are refused [C]
		return "数据已锁定，不能修改"
	}
	for name, v := range fields {
		if name != "id" && !o.accepts(name, v) {
			return "字段值不合法: " + name
		}
	}
	changed := false
	for name, v := range fields {
		if name == "id" {
			continue
		}
		changed = changed || sandbox.Text(row[name]) != sandbox.Text(v)
		if n, ok := v.(json.Number); ok && o.fields[name].kind == "picklist" {
			v = n.String()
		}
		row[name] = v
	}
	if changed {
		f.Changed(id)
	}
	row["updatedAt"] = f.now() // an own write moves the stamp as well
	return ""
}

// accepts knows the writing of values [C]: options by their whole code, stamps as
// ms, numbers as numbers.
func (o *fakeObject) accepts(name string, v any) bool {
	fd, known := o.fields[name]
	if !known || fd.locked {
		return false
	}
	if v == nil {
		return name != "accountName"
	}
	number, isNumber := v.(json.Number)
	_, isText := v.(string)
	switch fd.kind {
	case "picklist":
		return isNumber && slices.ContainsFunc(strings.Fields(fd.options), func(o string) bool { return strings.HasPrefix(o, number.String()+"=") })
	case "integer", "date", "datetime":
		return isNumber && !strings.ContainsAny(number.String(), ".eE")
	case "real", "currency":
		return isNumber
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "multipicklist":
		_, ok := v.([]any)
		return ok
	}
	return isText
}

// update is PATCH xobjects/…/…; here the code is a number [C].
func (f *Fake) update(w http.ResponseWriter, object, id string, in map[string]any) {
	o := f.objects[object]
	data, ok := in["data"].(map[string]any)
	switch {
	case o == nil:
		refuse(w, 200, 100102, "对象不存在: "+object)
		return
	case !ok || len(in) != 1:
		refuse(w, 200, 100001, "缺少 data")
		return
	}
	if why := f.change(o, id, data); why != "" {
		refuse(w, 200, 300001, why)
		return
	}
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "data": map[string]any{"id": json.Number(id)}})
}

// newJob is POST bulk/v2/job: its id stands in result [C].
func (f *Fake) newJob(w http.ResponseWriter, in map[string]any) {
	data, _ := in["data"].(map[string]any)
	object, operation := sandbox.Text(data["object"]), sandbox.Text(data["operation"])
	if f.objects[object] == nil || !slices.Contains([]string{"insert", "update", "delete"}, operation) {
		refuse(w, 200, 400001, "作业参数错误")
		return
	}
	f.checked = f.checked || data["execOption"] != nil
	id := fmt.Sprintf("%064x", f.next())
	f.jobs[id] = operation + " " + object
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "result": map[string]any{"id": id}})
}

// newBatch is POST bulk/v2/batch, of at most 5,000 rows [C].
func (f *Fake) newBatch(w http.ResponseWriter, in map[string]any) {
	data, _ := in["data"].(map[string]any)
	job := sandbox.Text(data["jobId"])
	operation, object, known := strings.Cut(f.jobs[job], " ")
	list, _ := data["datas"].([]any)
	if !known || operation != "update" || len(list) == 0 || len(list) > 5000 {
		refuse(w, 200, 400002, "批次参数错误")
		return
	}
	b := &fakeBatch{id: fmt.Sprintf("%064x", f.next()), job: job, object: object}
	for _, e := range list {
		row, _ := e.(map[string]any)
		b.rows = append(b.rows, row)
	}
	f.batches[b.id] = b
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "result": map[string]any{"id": b.id}})
}

// batchesOf is GET bulk/v2/batch?jobId=… [C]; the form of its answer is chosen.
func (f *Fake) batchesOf(w http.ResponseWriter, job string) {
	records := []any{}
	for _, b := range f.batches {
		if b.job == job {
			records = append(records, map[string]any{"id": b.id, "jobId": job})
		}
	}
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "result": map[string]any{"records": records}})
}

// result is GET bulk/v2/batch/…/result: records, in the order sent [C]. The first
// look finds the batch still under way.
func (f *Fake) result(w http.ResponseWriter, id string) {
	b := f.batches[id]
	if b == nil {
		refuse(w, 200, 400003, "批次不存在")
		return
	}
	if b.looks++; b.looks > 1 && b.results == nil {
		for _, row := range b.rows {
			id := sandbox.Text(row["id"])
			one := map[string]any{"id": id, "success": true}
			if why := f.change(f.objects[b.object], id, row); why != "" {
				one = map[string]any{"id": id, "success": false, "errorMessage": why}
			}
			b.results = append(b.results, one)
		}
	}
	sandbox.Answer(w, 200, map[string]any{"code": 200, "msg": "OK", "result": map[string]any{"records": append([]any{}, b.results...)}})
}
