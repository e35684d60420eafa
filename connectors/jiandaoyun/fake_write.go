package jiandaoyun

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
)

// fakeLocked are types that no call writes [D]; sent all the same, they are
// left alone, as is every key that the form does not know.
var fakeLocked = []string{"sn", "linkdata", "aggregation", "signature"}

// unwrap reads a data object: every value is wrapped as {"value": …} [D]. It
// gives the values by widget id. Options are not checked [D].
func (o *fakeForm) unwrap(v any, batch bool) (map[string]any, *fakeError) {
	data, ok := v.(map[string]any)
	if !ok {
		return nil, &fakeError{4000, "invalid data"}
	}
	out := map[string]any{}
	for key, e := range data {
		box, ok := e.(map[string]any)
		value, has := box["value"]
		if !ok || !has || len(box) != 1 {
			return nil, &fakeError{4000, "value of " + key + " is not wrapped"}
		}
		w := o.named(key)
		if w == nil || slices.Contains(fakeLocked, w.kind) {
			continue
		}
		if batch && w.kind == "subform" { // no subforms in batch_update [D]
			return nil, &fakeError{4000, "subform in a batch"}
		}
		kept, ok := fakeAccept(w.kind, value)
		if !ok {
			return nil, &fakeError{4000, "invalid value of " + key}
		}
		out[w.id] = kept
	}
	return out, nil
}

// fakeAccept knows the writing of values [D]. How a field is emptied is told for
// dates only (neither null nor ""); the fake takes "" for texts and null for
// the rest.
func fakeAccept(kind string, v any) (any, bool) {
	text, isText := v.(string)
	switch kind {
	case "text", "textarea", "radiogroup", "combo":
		if v == nil || text == "" && isText {
			return nil, true
		}
		return v, isText
	case "number":
		_, isNumber := v.(json.Number)
		return v, v == nil || isNumber
	case "datetime":
		return fakeTimeOf(v)
	case "checkboxgroup", "combocheck", "subform", "usergroup", "deptgroup":
		_, isList := v.([]any)
		return v, isList
	case "phone", "address":
		_, isObject := v.(map[string]any)
		return v, isObject
	}
	return v, true
}

func fakeTimeOf(v any) (any, bool) {
	stamp, ok := fakeTime(v)
	return stamp, ok
}

// apply changes a record; the stamp moves with every write [D].
func (f *Fake) apply(o *fakeForm, id string, values map[string]any) {
	row := o.rows[id]
	changed := false
	for k, v := range values {
		changed = changed || fakeText(row[k]) != fakeText(v)
		row[k] = v
	}
	if changed {
		f.Changed(id)
	}
	f.touch(o, row)
}

// update is POST …/update [D]: one record; the reply is the whole record.
func (f *Fake) update(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	if bad := fakeOnly(in, "data_id", "data", "is_start_trigger", "transaction_id"); bad != nil {
		return nil, bad
	}
	id := fmt.Sprint(in["data_id"])
	if o.rows[id] == nil {
		return nil, &fakeError{4001, "data does not exist"}
	}
	values, bad := o.unwrap(in["data"], false)
	if bad != nil {
		return nil, bad
	}
	f.apply(o, id, values)
	if in["is_start_trigger"] == true {
		f.triggers++
	}
	return map[string]any{"data": o.show(o.rows[id], nil)}, nil
}

// batchUpdate is POST …/batch_update [D]: one data object for up to 100 ids; the
// reply only counts.
func (f *Fake) batchUpdate(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	if bad := fakeOnly(in, "data_ids", "data", "transaction_id"); bad != nil {
		return nil, bad
	}
	ids, _ := in["data_ids"].([]any)
	if len(ids) > 100 {
		return nil, &fakeError{17024, "more than 100 records"}
	}
	if len(ids) == 0 {
		return nil, &fakeError{17017, "data_ids is empty"}
	}
	values, bad := o.unwrap(in["data"], true)
	if bad != nil {
		return nil, bad
	}
	done := 0
	for _, v := range ids {
		id := fmt.Sprint(v)
		if o.rows[id] == nil {
			continue
		}
		if f.resist[id] > 0 {
			f.resist[id]--
			continue
		}
		f.apply(o, id, values)
		done++
	}
	return map[string]any{"status": "success", "success_count": done}, nil
}

// create is POST …/create [D].
func (f *Fake) create(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	if bad := fakeOnly(in, "data", "data_creator", "is_start_workflow", "is_start_trigger", "transaction_id"); bad != nil {
		return nil, bad
	}
	values, bad := o.unwrap(in["data"], false)
	if bad != nil {
		return nil, bad
	}
	id := f.hex()
	f.row(o, id)
	f.apply(o, id, values)
	return map[string]any{"data": o.show(o.rows[id], nil)}, nil
}

var fakeUUID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// batchCreate is POST …/batch_create [D]: up to 100 rows. The same
// transaction_id within an hour writes the same rows again instead of new ones;
// with another number of rows it is refused, which is the fake's choice.
func (f *Fake) batchCreate(o *fakeForm, in map[string]any) (map[string]any, *fakeError) {
	if bad := fakeOnly(in, "data_list", "data_creator", "is_start_workflow", "transaction_id"); bad != nil {
		return nil, bad
	}
	list, _ := in["data_list"].([]any)
	if len(list) > 100 {
		return nil, &fakeError{17023, "more than 100 records"}
	}
	tid, _ := in["transaction_id"].(string)
	if in["transaction_id"] != nil && !fakeUUID.MatchString(tid) {
		return nil, &fakeError{17025, "transaction_id is no UUID"}
	}
	var rows []map[string]any
	for _, e := range list {
		values, bad := o.unwrap(e, false)
		if bad != nil {
			return nil, bad
		}
		rows = append(rows, values)
	}
	packet, again := f.packets[tid]
	again = again && tid != "" && f.Clock.Now().Sub(packet.at) < time.Hour
	if again && len(packet.ids) != len(rows) {
		return nil, &fakeError{17026, "transaction_id is used"}
	}
	if !again {
		packet = fakePacket{at: f.Clock.Now()}
		for range rows {
			packet.ids = append(packet.ids, f.hex())
		}
		f.packets[tid] = packet
	}
	for i, values := range rows {
		row := f.row(o, packet.ids[i])
		maps.DeleteFunc(row, func(k string, _ any) bool { return o.widget(k) != nil })
		f.apply(o, packet.ids[i], values)
	}
	return map[string]any{"status": "success", "success_count": len(rows), "success_ids": packet.ids}, nil
}

// fakeOnly refuses parameters that a call does not have.
func fakeOnly(in map[string]any, known ...string) *fakeError {
	for k := range in {
		if k != "app_id" && k != "entry_id" && !slices.Contains(known, k) {
			return &fakeError{17017, "invalid parameter " + k}
		}
	}
	return nil
}
