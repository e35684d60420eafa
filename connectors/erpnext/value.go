package erpnext

import (
	"fmt"
	"strings"
	"time"

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
		return connectors.Whole(name, text)
	case "Float", "Currency", "Percent":
		return connectors.Decimal(name, text)
	case "Date":
		return connectors.Day(name, text)
	case "Datetime":
		return connectors.Instant(name, text, zone, time.DateTime)
	case "Select":
		values := f.values()
		for _, have := range values {
			if have == text {
				return text, nil
			}
		}
		return refuse(connectors.OneOf("options", text, values))
	case "Data":
		return connectors.Short(name, text, f.size())
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
