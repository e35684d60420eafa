package zoho

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeRow is one record by API name; stamps are times, numbers json.Number.
type fakeRow = map[string]any

// fakeGone is one line of the list of deleted records.
type fakeGone struct {
	id, name, kind string
	at             time.Time
}

// Put saves a record as a person at the screen would; a deleted one is restored.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	m := f.module(object)
	if id == "" {
		id = f.nextID()
	}
	f.save(m, id, fields)
	return id
}

func (f *Fake) save(m *fakeModule, id string, fields map[string]any) {
	now := f.now()
	row := m.rows[id]
	if row == nil {
		row = fakeRow{"id": id, "Owner": fakeUser, "Created_By": fakeUser, "Created_Time": now, "Record_Status__s": "Available"}
		m.rows[id] = row
		m.ids.Add(id)
		m.gone = slices.DeleteFunc(m.gone, func(g fakeGone) bool { return g.id == id })
	}
	for name, v := range fields {
		row[name] = m.store(name, v)
	}
	row["Modified_Time"], row["Modified_By"] = now, fakeUser // our own write moves it too [help]
}

// module finds a module, or makes one as an admin would.
func (f *Fake) module(name string) *fakeModule {
	if f.modules[name] == nil {
		f.modules[name] = f.newModule(name, name, "Name", nil)
	}
	return f.modules[name]
}

// store brings a value into the form that is kept. A field that the module
// lacks is made; an empty text is no value.
func (m *fakeModule) store(name string, v any) any {
	fd, known := m.fields[name]
	if !known {
		m.fields[name] = fakeField{kind: "text", json: "string", label: name, length: 255}
		return v
	}
	if v == nil || v == "" {
		return nil
	}
	switch fd.json {
	case "integer", "double":
		return json.Number(sandbox.Text(v))
	case "jsonobject":
		if ref, ok := v.(map[string]any); ok {
			return sandbox.Text(ref["id"])
		}
		return sandbox.Text(v)
	}
	if s, ok := v.(string); ok && fd.kind == "datetime" {
		if at, err := time.Parse(time.RFC3339, s); err == nil {
			return at.UTC()
		}
	}
	return v
}

// Delete puts a record into the recycle bin.
func (f *Fake) Delete(object, id string) { f.remove(object, id, "recycle") }

// Purge deletes a record for good.
func (f *Fake) Purge(object, id string) { f.remove(object, id, "permanent") }

func (f *Fake) remove(object, id, kind string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	m := f.module(object)
	if row := m.rows[id]; row != nil {
		m.gone = append(m.gone, fakeGone{id: id, name: sandbox.Text(row[m.title]), kind: kind, at: f.now()})
		delete(m.rows, id)
		m.ids.Drop(id)
	}
}

// Merge puts the loser into the recycle bin and moves the references to it;
// that losers are listed as deleted stands in no document.
func (f *Fake) Merge(object, loser, winner string) bool {
	f.Delete(object, loser)
	f.Mu.Lock()
	defer f.Mu.Unlock()
	for _, m := range f.modules {
		for name, fd := range m.fields {
			for id, row := range m.rows {
				if fd.kind == "lookup" && fd.module == object && row[name] == loser {
					f.save(m, id, map[string]any{name: winner})
				}
			}
		}
	}
	if m := f.module(object); m.rows[winner] != nil {
		f.save(m, winner, nil)
	}
	return true
}

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row, ok := f.module(object).rows[id]
	if !ok {
		return nil, false
	}
	out := map[string]any{}
	for name, v := range row {
		if at, stamp := v.(time.Time); stamp {
			v = at.In(fakeZone).Format(time.RFC3339)
		}
		out[name] = v
	}
	return out, true
}

// IDs lists the records by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.module(object).ids.All())
}

// now is the change stamp: whole seconds, never before the last one.
func (f *Fake) now() time.Time { return f.Stamp(time.Second) }
