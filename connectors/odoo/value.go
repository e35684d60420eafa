package odoo

import (
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// stampForm is how the API writes instants, in UTC; it takes no other form.
const stampForm = "2006-01-02 15:04:05"

// wire writes a value as write takes it; false empties a field.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.target() {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Type),
			Fix: "Choose a text, number, date, yes/no or selection field that is stored and not read-only."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return false, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "integer":
		return connectors.Whole(name, text)
	case "float", "monetary":
		return connectors.Decimal(name, text)
	case "boolean":
		return connectors.Truth(name, text)
	case "date":
		return connectors.Day(name, text)
	case "datetime":
		return connectors.Instant(name, text, time.UTC, stampForm)
	case "selection":
		var values []string
		for _, o := range f.options() {
			if o.Value == text {
				return text, nil
			}
			values = append(values, o.Value)
		}
		return refuse(connectors.OneOf("values", text, values))
	}
	return connectors.Short(name, text, f.Size)
}

// shown brings a value into the writing that Push takes: false is nothing for every
// type but truths, instants are in UTC, a reference is an id with its label.
func (f field) shown(v any) any {
	if v == false && f.Type != "boolean" {
		return nil
	}
	switch v := v.(type) {
	case string:
		if v == "" {
			return nil
		}
		if at, err := time.Parse(stampForm, v); err == nil && f.Type == "datetime" {
			return at.UTC().Format(time.RFC3339)
		}
	case []any:
		if f.Type == "many2one" && len(v) == 2 {
			return map[string]any{"id": connectors.TextOf(v[0]), "name": connectors.TextOf(v[1])}
		}
	}
	return v
}
