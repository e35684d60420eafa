package mapping

import (
	"slices"
	"strings"
)

// PersonalData are the fields of an object that can hold data of a person, and why
// they are pulled.
type PersonalData struct {
	Object  string
	Purpose string
	Fields  []string
}

// Personal lists the objects whose mapping reads data of persons: the fields of
// contacts, and all identifying ones where the customer may be a person.
func (m *Mapping) Personal() []PersonalData {
	var out []PersonalData
	for _, name := range m.names {
		r := m.file.Objects[name]
		if r.As != "customer" {
			continue
		}
		kind, has := r.Fields["kind"]
		person := has && mayBePerson(kind, m.file.Tables[kind.Table])
		p := PersonalData{Object: name, Purpose: strings.TrimSpace(r.Purpose)}
		for _, field := range sortedKeys(r.Fields) {
			if slices.Contains(contactFields, field) || person && (field == "name" || strings.HasPrefix(field, "name_")) {
				p.Fields = append(p.Fields, field)
			}
		}
		if len(p.Fields) > 0 {
			out = append(out, p)
		}
	}
	return out
}
