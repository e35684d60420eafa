package dynamics

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeRow is one row by the names that it is read under; stamps are texts, numbers
// json.Number.
type fakeRow struct {
	values  map[string]any
	version int64
}

// fakeGone is one deletion.
type fakeGone struct {
	id      string
	version int64
}

// nextID makes the next GUID; ids grow.
func (f *Fake) nextID() string {
	f.made++
	return fmt.Sprintf("49b0be2e-d01c-ee11-%04x-%012x", 0x8000+f.Seed%1000, f.made)
}

// Put saves a row as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if id == "" {
		id = f.nextID()
	}
	f.save(f.tables[object], id, fields)
	return id
}

func (f *Fake) save(t *fakeTable, id string, fields map[string]any) {
	stamp := f.Stamp(time.Second).Format(time.RFC3339)
	row := t.rows[id]
	if row == nil {
		row = &fakeRow{values: map[string]any{t.key: id, "createdon": stamp, "statecode": json.Number("0")}}
		if t.columns["merged"] != nil {
			row.values["merged"] = false
		}
		t.rows[id] = row
		t.ids.Add(id)
		t.gone = slices.DeleteFunc(t.gone, func(g fakeGone) bool { return g.id == id })
	}
	for name, v := range fields {
		if t.columns[name] == nil {
			t.columns[name] = &fakeColumn{kind: "String", length: 100, writable: true, custom: true}
		}
		row.values[name] = t.columns[name].store(v)
	}
	f.version++
	row.version = f.version
	row.values["modifiedon"], row.values["versionnumber"] = stamp, json.Number(fmt.Sprint(f.version)) // our own write moves them too [docs]
}

// store brings a value into the form that is kept; an empty text is no value.
func (col *fakeColumn) store(v any) any {
	if v == nil || v == "" {
		return nil
	}
	switch col.kind {
	case "Integer", "BigInt", "Decimal", "Double", "Money", "Picklist", "State", "Status":
		return json.Number(sandbox.Text(v))
	case "Lookup", "Customer", "Owner":
		return strings.ToLower(sandbox.Text(v))
	}
	return v
}

// Delete takes a row away for good: there is no recycle bin [docs].
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.remove(f.tables[object], id)
}

func (f *Fake) remove(t *fakeTable, id string) {
	if t.rows[id] == nil {
		return
	}
	delete(t.rows, id)
	t.ids.Drop(id)
	f.version++
	t.gone = append(t.gone, fakeGone{id, f.version})
}

// Merge leaves the loser behind: inactive, with merged and masterid set.
func (f *Fake) Merge(object, loser, winner string) bool {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.tables[object]
	if t.columns["merged"] == nil || t.rows[loser] == nil || t.rows[winner] == nil {
		return false
	}
	f.save(t, loser, map[string]any{"merged": true, "_masterid_value": winner, "statecode": 1})
	for _, other := range f.tables {
		for name, col := range other.columns {
			for id, row := range other.rows {
				if col.kind == "Customer" && row.values[name] == loser {
					f.save(other, id, map[string]any{name: winner})
				}
			}
		}
	}
	f.save(t, winner, nil)
	return true
}

// Get reads a row; the loser of a merge is no customer any more.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row := f.tables[object].rows[id]
	if row == nil || row.values["merged"] == true {
		return nil, false
	}
	out := map[string]any{}
	for name, v := range row.values {
		out[name] = v
	}
	return out, true
}

// IDs lists the rows by id, without the losers of merges.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	t := f.tables[object]
	return slices.DeleteFunc(slices.Clone(t.ids.All()), func(id string) bool { return t.rows[id].values["merged"] == true })
}
