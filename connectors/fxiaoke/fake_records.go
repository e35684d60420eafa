package fxiaoke

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// Put saves a record as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.object(object)
	now := f.now()
	if id == "" {
		id = f.hex(24) // 24 hexadecimal digits, in the order of creation
	}
	row := o.rows[id]
	if row == nil {
		row = map[string]any{"_id": id, "create_time": now, "created_by": []any{fakeUser}, "owner": []any{fakeUser},
			"life_status": "normal", "lock_status": "0", "is_deleted": false}
		o.rows[id] = row
		o.ids.Add(id)
	}
	for k, v := range fields {
		row[k] = o.store(k, v)
	}
	row["last_modified_time"] = now
	return id
}

// object finds an object, or makes one as an admin would.
func (f *Fake) object(name string) *fakeObject {
	if f.objects[name] == nil {
		f.objects[name] = newFakeObject(name, name, nil)
	}
	return f.objects[name]
}

// store brings a value into the vendor's writing: numbers are texts, lists are
// lists, stamps are numbers [F]. A field that the object lacks is made.
func (o *fakeObject) store(name string, v any) any {
	if v == nil {
		return nil
	}
	kind := o.fields[name].kind
	switch {
	case kind == "":
		o.fields[name] = fakeField{kind: "text", label: name}
	case kind == "date" || kind == "date_time":
		if ms, err := strconv.ParseInt(sandbox.Text(v), 10, 64); err == nil {
			return ms
		}
	case kind == "select_many" || kind == "employee" || kind == "department":
		if s, one := v.(string); one {
			return []any{s}
		}
	case kind == "number" || kind == "currency" || kind == "percentile":
		return sandbox.Text(v)
	}
	return v
}

// Delete voids a record and deletes it from the recycle bin: two steps [F].
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	delete(f.object(object).rows, id)
	f.object(object).ids.Drop(id)
}

// Void puts a record into the recycle bin: life_status becomes invalid [F].
func (f *Fake) Void(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if row := f.object(object).rows[id]; row != nil {
		row["life_status"], row["last_modified_time"] = "invalid", f.now()
	}
}

// HideVoided says whether queries leave voided records out. The documents do
// not tell; the fake shows them unless told otherwise.
func (f *Fake) HideVoided(hide bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.hideVoided = hide
}

// HideTotals makes total 0 whatever is asked for: what the flags do is told in
// three ways.
func (f *Fake) HideTotals(hide bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.hideTotals = hide
}

// Merge does nothing: no document tells what a merge looks like.
func (f *Fake) Merge(string, string, string) bool { return false }

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row, ok := f.object(object).rows[id]
	if !ok {
		return nil, false
	}
	return maps.Clone(row), true
}

// IDs lists the records in the order of _id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.object(object).ids.All())
}

// now is the change stamp: ms, never before the last one.
func (f *Fake) now() int64 { return f.Stamp(time.Millisecond).UnixMilli() }

// show is a row as an answer holds it: empty fields are left out unless asked
// for, and references bring the name of what they point to [F].
func (f *Fake) show(o *fakeObject, row map[string]any, only []string, nulls bool) map[string]any {
	out := map[string]any{}
	for name := range o.fields {
		wanted := only == nil || slices.Contains(only, name)
		if v := row[name]; wanted && (v != nil || nulls) {
			out[name] = v
		}
		if ref := o.fields[name].ref; ref != "" && (only == nil || slices.Contains(only, name+"__r")) {
			if target := f.objects[ref].rows[sandbox.Text(row[name])]; target != nil {
				out[name+"__r"] = target["name"]
			}
		}
	}
	out["_id"] = row["_id"]
	return out
}
