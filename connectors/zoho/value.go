package zoho

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as an update takes it: numbers as numbers where the
// schema says so, stamps with an offset and whole seconds, an option by its
// actual value, null to empty a field.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.field().Target {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Type),
			Fix: "Choose a text, number, date, yes/no or pick list field that is not read-only."}
	}
	if v == nil {
		return nil, nil
	}
	text := connectors.TextOf(v)
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "integer", "bigint":
		if !connectors.IsWhole(text) {
			return refuse("a whole number")
		}
		return f.number(text), nil
	case "double", "percent", "currency":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
		return f.number(text), nil
	case "boolean":
		return connectors.Truth(name, text)
	case "date":
		return connectors.Day(name, text)
	case "datetime":
		return connectors.Instant(name, text, time.UTC, stampForm)
	case "picklist":
		return f.choice(text, refuse)
	}
	return connectors.Short(name, text, f.Length)
}

// number is in the JSON form of the field: long integers go as text.
func (f fieldInfo) number(text string) any {
	if f.JSON == "string" {
		return text
	}
	return json.Number(text)
}

// choice takes an option by its actual value only: what is displayed may change.
func (f fieldInfo) choice(text string, refuse func(string) (any, *connectors.Error)) (any, *connectors.Error) {
	var values []string
	for _, o := range f.Options {
		if o.value() == text {
			return text, nil
		}
		values = append(values, o.value())
	}
	for _, o := range f.Options {
		if o.Shown == text {
			return refuse(fmt.Sprintf("an option's actual value; %q is displayed, its value is %q", text, o.value()))
		}
	}
	return refuse(connectors.OneOf("option values", text, values))
}

// versionOf is a stamp of the system in the writing of Record.Version.
func versionOf(v any) string {
	at, err := time.Parse(time.RFC3339, connectors.TextOf(v))
	if err != nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
