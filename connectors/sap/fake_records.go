package sap

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeRow is one row: texts, truths and json.Number; days, times and instants as
// texts; rows behind navigations as lists of maps.
type fakeRow struct {
	values map[string]any
	tag    string
}

// Put saves a row as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	set := f.sets[object]
	if id == "" {
		f.made++
		id = fmt.Sprint(1000000 + f.Seed%7*100000 + f.made)
	}
	f.save(set, id, fields)
	return id
}

func (f *Fake) save(set *fakeSet, id string, fields map[string]any) {
	stamp := f.Stamp(time.Second)
	row, day, hour := set.rows[id], stamp.Format(time.DateOnly), stamp.Format(time.TimeOnly)
	stamps := map[string]any{"LastChangeDate": day, "LastChangeTime": hour, "LastChangeDateTime": stamp.Format(time.RFC3339)}
	if row == nil {
		row = &fakeRow{values: map[string]any{}}
		for i, part := range strings.Split(id, ",") {
			row.values[set.keys[i]] = part
		}
		stamps["CreationDate"], stamps["CreationTime"] = day, hour
		if set.name == "A_BusinessPartner" { // null until the first change
			delete(stamps, "LastChangeDate")
			delete(stamps, "LastChangeTime")
			row.values["Customer"] = id
		}
		set.rows[id] = row
		set.ids.Add(id)
	}
	for name, v := range stamps {
		if _, ok := set.properties[name]; ok {
			row.values[name] = v
		}
	}
	maps.Copy(row.values, fields)
	f.made++
	row.tag = fmt.Sprintf(`W/"'%s%05d'"`, stamp.Format("20060102150405"), f.made)
}

// Delete takes a row away, as archiving does.
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	delete(f.sets[object].rows, id)
	f.sets[object].ids.Drop(id)
}

// Merge does nothing: the services know no merge.
func (f *Fake) Merge(_, _, _ string) bool { return false }

// Get reads a row.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	row := f.sets[object].rows[id]
	if row == nil {
		return nil, false
	}
	return maps.Clone(row.values), true
}

// IDs lists the rows by id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	return slices.Clone(f.sets[object].ids.All())
}

// show is a row as answers hold it: an entity with its properties and links.
func (s *fakeSet) show(id string, columns, expand []string) map[string]any {
	row := s.rows[id]
	uri := fakeInner + fakeService + s.service + "/" + s.name + "('" + id + "')"
	meta := map[string]any{"id": uri, "uri": uri, "type": s.service + "." + s.name + "Type"}
	if s.tagged {
		meta["etag"] = row.tag
	}
	out := map[string]any{"__metadata": meta}
	for name, p := range s.properties {
		if columns == nil || slices.Contains(columns, name) {
			out[name] = p.show(row.values[name])
		}
	}
	for lead, kind := range s.leads {
		if columns != nil && !slices.Contains(columns, lead) {
			continue
		}
		out[lead] = map[string]any{"__deferred": map[string]any{"uri": uri + "/" + lead}}
		if slices.ContainsFunc(expand, func(way string) bool { return way == lead || strings.HasPrefix(way, lead+"/") }) {
			out[lead] = fakeExpand(row.values[lead], kind, lead, expand)
		}
	}
	return out
}

// fakeExpand shows the rows behind a navigation, and those behind theirs.
func fakeExpand(v any, kind, way string, expand []string) any {
	list, _ := v.([]any)
	results := []any{}
	for _, e := range list {
		given, _ := e.(map[string]any)
		one := map[string]any{"__metadata": map[string]any{"type": kind}}
		for name, p := range fakeTypes[kind] {
			one[name] = p.show(given[name])
		}
		for lead, inner := range fakeInnerLeads[kind] {
			one[lead] = map[string]any{"__deferred": map[string]any{"uri": lead}}
			if slices.Contains(expand, way+"/"+lead) {
				one[lead] = fakeExpand(given[lead], inner, way+"/"+lead, expand)
			}
		}
		results = append(results, one)
	}
	return map[string]any{"results": results}
}

// show writes a value: numbers beyond 32 bits as texts, stamps in milliseconds, texts
// never null.
func (p fakeProperty) show(v any) any {
	text := sandbox.Text(v)
	if text == "" {
		if p.kind == "String" {
			return ""
		}
		if p.kind == "Boolean" {
			return false
		}
		return nil
	}
	switch p.kind {
	case "Date":
		at, _ := time.Parse(time.DateOnly, text) // as it was stored
		return fmt.Sprintf("/Date(%d)/", at.UnixMilli())
	case "DateTimeOffset":
		at, _ := time.Parse(time.RFC3339, text)
		return fmt.Sprintf("/Date(%d+0000)/", at.UnixMilli())
	case "Time":
		at, _ := time.Parse(time.TimeOnly, text)
		return at.Format("PT15H04M05S")
	case "Boolean":
		return text == "true"
	case "Int32":
		return json.Number(text)
	}
	return text
}
