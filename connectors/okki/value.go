package okki

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as an edit takes it: preset choices and groups by number,
// options of custom fields by their text.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.Target {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Native),
			Fix: "Choose star, group_id, a text field or a custom field of one value."}
	}
	text := connectors.TextOf(v)
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	number := f.Type == connectors.TypeNumber || f.Native == "integer"
	if text == "" {
		if number && !f.Custom {
			return refuse("a value: whether it can be emptied is told nowhere")
		}
		return "", nil
	}
	switch f.Type {
	case connectors.TypeNumber:
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
	case connectors.TypeDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return refuse("a day such as 2026-03-01")
		}
	case connectors.TypeChoice:
		var values []string
		known := false
		for _, o := range f.Options {
			known = known || o.Value == text
			values = append(values, o.Value)
		}
		if !known {
			return refuse(connectors.OneOf("values", text, values))
		}
	}
	if number {
		return json.Number(text), nil
	}
	return text, nil
}

// shown brings a value into the writing that Push takes: an empty text or list is
// nothing, stamps are in UTC.
func (c *conn) shown(f connectors.Field, v any) any {
	switch e := v.(type) {
	case string:
		if e == "" {
			return nil
		}
	case []any:
		if len(e) == 0 {
			return nil
		}
		if len(e) == 1 && f.Type == connectors.TypeChoice {
			return e[0]
		}
	}
	switch f.Type {
	case connectors.TypeTime:
		if at, ok := c.stamp(v); ok {
			return at.UTC().Format(time.RFC3339)
		}
	case connectors.TypeReference, connectors.TypeChoice:
		return connectors.TextOf(v)
	}
	return v
}
