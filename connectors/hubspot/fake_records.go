package hubspot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeRow is one record; values are texts, as on the wire.
type fakeRow struct {
	id       string
	values   map[string]string
	born, at time.Time
	archived time.Time // zero while it lives
}

// fakeLink is an association of two records.
type fakeLink struct {
	from, fromID, to, toID string
	primary                bool
}

// nextID makes the next id: digits that grow [spec].
func (f *Fake) nextID() string {
	f.made++
	return strconv.FormatInt(17_000_000_000+(f.Seed%1000)*1_000_000+f.made*7, 10)
}

// Put saves a record as a person at the screen would; an archived one is restored.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return f.put(f.objects[object], id, fields)
}

func (f *Fake) put(o *fakeObject, id string, fields map[string]any) string {
	row := o.rows[id]
	if row == nil {
		if id == "" {
			id = f.nextID()
		}
		row = &fakeRow{id: id, values: map[string]string{}, born: f.now()}
		o.rows[id] = row
		o.ids.Add(id)
	}
	row.archived = time.Time{}
	for name, v := range fields {
		if o.properties[name] == nil {
			o.properties[name] = &fakeProperty{kind: "string", form: "text"}
		}
		if row.values[name] = sandbox.Text(v); row.values[name] == "" {
			delete(row.values, name)
		}
	}
	row.at = f.now() // our own write moves it too [guide]
	return id
}

// Delete puts a record into the recycle bin.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if row := f.objects[object].live(id); row != nil {
		row.archived = f.now()
	}
}

// Merge makes a third record, like the winner, which names both; reading either of
// them gives the third [guide]. That neither lies in the recycle bin is told nowhere.
func (f *Fake) Merge(object, loser, winner string) bool {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	a, b := o.live(winner), o.live(loser)
	if a == nil || b == nil || o.properties["hs_merged_object_ids"] == nil {
		return false
	}
	names := []string{winner, loser}
	for _, row := range []*fakeRow{a, b} {
		if more := row.values["hs_merged_object_ids"]; more != "" {
			names = append(names, strings.Split(more, ";")...)
		}
	}
	third := f.put(o, "", nil)
	for name, v := range a.values {
		o.rows[third].values[name] = v
	}
	o.rows[third].values["hs_merged_object_ids"] = strings.Join(names, ";")
	for _, id := range names {
		delete(o.rows, id)
		o.aliases[id] = third
	}
	o.ids.Drop(names...)
	for i, l := range f.links {
		if l.to == object && slices.Contains(names, l.toID) {
			f.links[i].toID = third
		}
	}
	return true
}

// Link associates two records.
func (f *Fake) Link(from, fromID, to, toID string, primary bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.links = append(f.links, fakeLink{from, fromID, to, toID, primary})
}

// Get reads a record; what it holds not is absent.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row := f.objects[object].live(id)
	if row == nil {
		return nil, false
	}
	out := map[string]any{}
	for name, v := range row.values {
		out[name] = v
	}
	return out, true
}

// IDs lists the live records by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.objects[object]
	return slices.DeleteFunc(slices.Clone(o.ids.All()), func(id string) bool { return o.live(id) == nil })
}

func (o *fakeObject) live(id string) *fakeRow {
	if row := o.rows[id]; row != nil && row.archived.IsZero() {
		return row
	}
	return nil
}

// fakeOrder is that of the numbers that ids are.
func fakeOrder(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// show is a record as answers hold it: every value is a text or null [spec].
func (o *fakeObject) show(row *fakeRow, names []string) map[string]any {
	properties := map[string]any{}
	for _, name := range append(slices.Clone(names), "createdate", o.stamp, "hs_object_id") {
		if o.properties[name] == nil {
			continue // unknown names are passed over
		}
		properties[name] = nil
		if v := o.value(row, name); v != "" {
			properties[name] = v
		}
	}
	out := map[string]any{"id": row.id, "properties": properties, "createdAt": fakeStamp(row.born), "updatedAt": fakeStamp(row.at), "archived": !row.archived.IsZero()}
	if !row.archived.IsZero() {
		out["archivedAt"] = fakeStamp(row.archived)
	}
	return out
}

func (o *fakeObject) value(row *fakeRow, name string) string {
	switch name {
	case "hs_object_id":
		return row.id
	case "createdate":
		return fakeStamp(row.born)
	case o.stamp:
		return fakeStamp(row.at)
	}
	return row.values[name]
}

func fakeStamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

// now is the change stamp: milliseconds, never before the last one.
func (f *Fake) now() time.Time { return f.Stamp(time.Millisecond) }
