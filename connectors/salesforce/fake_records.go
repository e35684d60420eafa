package salesforce

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeRow is one record by API name; instants are times.
type fakeRow = map[string]any

// fakeGone is one line of the list of deletes.
type fakeGone struct {
	id string
	at time.Time
}

func fakeNumber(v any) (float64, bool) {
	n, err := strconv.ParseFloat(sandbox.Text(v), 64)
	return n, err == nil
}

const fakeDigits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// nextID makes the next id: a prefix of the object, an instance, and a number that
// grows; three more characters tell the case of the first fifteen [object].
func (f *Fake) nextID(prefix string) string {
	f.made++
	tail := make([]byte, 7)
	for i, n := len(tail)-1, f.made; i >= 0; i-- {
		tail[i] = fakeDigits[n%62]
		n /= 62
	}
	return fakeLong(prefix + "5g" + fmt.Sprintf("%03d", f.Seed%1000) + string(tail))
}

// fakeLong makes 18 characters out of 15.
func fakeLong(id string) string {
	if len(id) != 15 {
		return id
	}
	for part := 0; part < 15; part += 5 {
		bits := 0
		for i := range 5 {
			if c := id[part+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		id += string("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits])
	}
	return id
}

// Put saves a record as a person at the screen would; a deleted one is restored.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.put(object, id, fields)
}

func (f *Fake) put(object, id string, fields map[string]any) string {
	o := f.objects[object]
	if id == "" {
		id = f.nextID(o.prefix)
	}
	f.save(o, id, fields)
	return id
}

func (f *Fake) save(o *fakeObject, id string, fields map[string]any) {
	now := f.now()
	row := o.rows[id]
	if row == nil {
		row = fakeRow{"Id": id, "CreatedDate": now}
		if o.fields["OwnerId"] != nil {
			row["OwnerId"] = fakeUser
		}
		o.rows[id] = row
		o.ids.Add(id)
	}
	row["IsDeleted"], row["MasterRecordId"] = false, nil
	for name, v := range fields {
		row[name] = o.store(name, v)
	}
	row["SystemModstamp"], row["LastModifiedDate"] = now, now // our own write moves them too [object]
}

// store brings a value into the form that is kept. A field that the object lacks
// is made; an empty text is no value.
func (o *fakeObject) store(name string, v any) any {
	fd := o.fields[name]
	if fd == nil {
		o.fields[name] = &fakeField{kind: "string", length: 255, custom: true}
		return v
	}
	if v == nil || v == "" {
		return nil
	}
	switch fd.kind {
	case "int", "double", "currency", "percent":
		return json.Number(sandbox.Text(v))
	case "boolean":
		return v == true || v == "true"
	case "datetime":
		if at, err := time.Parse(time.RFC3339, sandbox.Text(v)); err == nil {
			return at.UTC()
		}
	case "reference", "id":
		return fakeLong(sandbox.Text(v))
	}
	return v
}

// Delete puts a record into the recycle bin.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.remove(f.objects[object], id, nil)
}

func (f *Fake) remove(o *fakeObject, id string, winner any) {
	row := o.rows[id]
	if row == nil || row["IsDeleted"] == true {
		return
	}
	row["IsDeleted"], row["MasterRecordId"], row["SystemModstamp"] = true, winner, f.now()
	o.gone = append(o.gone, fakeGone{id, f.now()})
}

// Purge empties the recycle bin of a record; the list of deletes still knows it.
func (f *Fake) Purge(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	f.remove(o, id, nil)
	delete(o.rows, id)
	o.ids.Drop(id)
}

// Merge puts the loser into the recycle bin with the winner in MasterRecordId,
// and moves the references to it [object].
func (f *Fake) Merge(object, loser, winner string) bool {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	if o.fields["MasterRecordId"] == nil {
		return false
	}
	f.remove(o, loser, winner)
	for _, other := range f.objects {
		for name, fd := range other.fields {
			for id, row := range other.rows {
				if fd.refers == object && name != "MasterRecordId" && row[name] == loser {
					f.save(other, id, map[string]any{name: winner})
				}
			}
		}
	}
	if row := o.rows[winner]; row != nil && row["IsDeleted"] == false {
		f.save(o, winner, nil)
	}
	return true
}

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	row := o.live(id)
	if row == nil {
		return nil, false
	}
	out := map[string]any{}
	for name, v := range row {
		out[name] = o.show(name, v)
	}
	return out, true
}

// live is a record that is not in the recycle bin, by an id of either length.
func (o *fakeObject) live(id string) fakeRow {
	if row := o.rows[fakeLong(id)]; row != nil && row["IsDeleted"] == false {
		return row
	}
	return nil
}

// IDs lists the live records by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	return slices.DeleteFunc(slices.Clone(o.ids.All()), func(id string) bool { return o.live(id) == nil })
}

// show is a value as REST gives it: instants with an offset without a colon [rest],
// numbers as doubles, large ones with an exponent (one of the forms that clients meet).
func (o *fakeObject) show(name string, v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Format("2006-01-02T15:04:05.000-0700")
	case json.Number:
		n, _ := v.Float64()
		switch {
		case o.fields[name].kind == "int":
			return v
		case n >= 1e7:
			return json.Number(strconv.FormatFloat(n, 'E', -1, 64))
		case !strings.Contains(v.String(), "."):
			return json.Number(v.String() + ".0")
		}
		return v
	}
	return v
}

// now is the change stamp: whole seconds, never before the last one.
func (f *Fake) now() time.Time { return f.Stamp(time.Second) }
