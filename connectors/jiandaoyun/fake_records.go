package jiandaoyun

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Put saves a record as a person at the screen would. Fields are named by id,
// alias or label; one that the form lacks is added as text.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.forms[object]
	if id == "" {
		id = f.hex()
	}
	row := f.row(o, id)
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name == "flowState" {
			row[name] = fields[name]
			continue
		}
		w := o.widget(name)
		if w == nil {
			o.fields = append(o.fields, fakeWidget{id: fmt.Sprintf("_widget_171%010d", len(o.fields)), label: name, kind: "text"})
			w = &o.fields[len(o.fields)-1]
		}
		row[w.id] = fakeStore(w.kind, fields[name])
	}
	f.touch(o, row)
	return id
}

// row finds a record or makes it.
func (f *Fake) row(o *fakeForm, id string) map[string]any {
	row := o.rows[id]
	if row == nil {
		now := f.now()
		row = map[string]any{"_id": id, "creator": fakeUser, "createTime": now, "updateTime": now, "updater": fakeUser, "deleter": nil, "deleteTime": nil}
		o.rows[id] = row
		o.ids.Add(id)
	}
	return row
}

var fakeUser = map[string]any{"name": "王敏", "username": "wangmin", "status": 1, "type": 0, "departments": []any{1}, "integrate_id": ""}

// touch moves the record's stamp and the form's dataModifyTime [D].
func (f *Fake) touch(o *fakeForm, row map[string]any) {
	row["updateTime"], row["updater"] = f.now(), fakeUser
	o.changed = f.now()
}

// fakeStore brings a person's value into the form in which the vendor keeps it.
func fakeStore(kind string, v any) any {
	if v == nil || v == "" {
		return nil
	}
	text := fakeText(v)
	switch kind {
	case "number", "aggregation":
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return json.Number(text)
		}
	case "datetime":
		if stamp, ok := fakeTime(v); ok {
			return stamp
		}
	case "phone":
		if _, whole := v.(map[string]any); !whole {
			return map[string]any{"phone": text, "verified": false}
		}
	case "address":
		if _, whole := v.(map[string]any); !whole {
			return map[string]any{"province": "", "city": "", "district": "", "detail": text}
		}
	}
	return v
}

// fakeTime reads a time in one of the accepted writings [D]: ISO 8601, ms as a
// number, "2006-01-02 15:04:05" and "2006-01-02". The last two are local, which
// the fake takes to be UTC+8.
func fakeTime(v any) (string, bool) {
	const kept = "2006-01-02T15:04:05.000Z"
	if n, ok := v.(json.Number); ok {
		ms, err := n.Int64()
		return time.UnixMilli(ms).UTC().Format(kept), err == nil && ms > 1e11 // no seconds, no 0 [D]
	}
	text, _ := v.(string)
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.UTC().Format(kept), true
	}
	for _, layout := range []string{time.DateTime, time.DateOnly} {
		if at, err := time.ParseInLocation(layout, text, sandbox.China); err == nil {
			return at.UTC().Format(kept), true
		}
	}
	return "", false
}

// Delete removes a record. No call of the API tells of it [D].
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.forms[object]
	if o.rows[id] != nil {
		delete(o.rows, id)
		o.ids.Drop(id)
		o.changed = f.now()
	}
}

// Merge does nothing: forms know no merge.
func (f *Fake) Merge(string, string, string) bool { return false }

// Get reads a record, each value under the field's id, alias and label.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.forms[object]
	row, ok := o.rows[id]
	if !ok {
		return nil, false
	}
	out := maps.Clone(row)
	for _, w := range slices.Backward(o.fields) { // the first of equal labels wins
		out[w.label] = row[w.id]
		if w.alias != "" {
			out[w.alias] = row[w.id]
		}
	}
	return out, true
}

// IDs lists the records in the order of _id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.forms[object].ids.All())
}
