package erpnext

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as a document takes it; null empties a field, and 0 one that
// has no empty.
func (s *schema) wire(name string, v any, zone *time.Location) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.target() {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Type),
			Fix: "Choose a text, number, date, check or select field."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return nil, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "Check":
		if text != "true" && text != "false" {
			return refuse("true or false")
		}
		return map[string]int{"true": 1}[text], nil
	case "Int":
		if !connectors.IsWhole(text) {
			return refuse("a whole number")
		}
		return json.Number(text), nil
	case "Float", "Currency", "Percent":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
		return json.Number(text), nil
	case "Date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return refuse("a day such as 2026-03-01")
		}
	case "Datetime":
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return refuse("an instant such as 2026-03-01T09:00:00Z")
		}
		return at.In(zone).Format("2006-01-02 15:04:05"), nil
	case "Select":
		values := f.values()
		for _, have := range values {
			if have == text {
				return text, nil
			}
		}
		return refuse(connectors.OneOf("options", text, values))
	case "Data":
		if n := utf8.RuneCountInString(text); n > f.size() {
			return refuse(fmt.Sprintf("at most %d characters, not %d", f.size(), n))
		}
	}
	return text, nil
}

// shown brings a value into the writing that Push takes.
func (f field) shown(v any, zone *time.Location) any {
	text := connectors.TextOf(v)
	switch {
	case text == "":
		return nil
	case f.Type == "Check":
		return text != "0" && text != "false"
	case f.Type == "Datetime":
		if at := instant(text, zone); !at.IsZero() {
			return at.Format(time.RFC3339)
		}
	}
	return v
}

// values are the options of a Select, one a line.
func (f field) values() (out []string) {
	for line := range strings.Lines(f.Options) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// size is how many characters a Data field holds.
func (f field) size() int {
	if n := int(f.Length); n > 0 {
		return n
	}
	return 140
}
