package hubspot

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors"
)

// maxText is the most characters of a text property.
const maxText = 65536

// wire writes a value as an update takes it: always a text, the empty one to
// empty a property.
func (s *schema) wire(name string, v any) (string, *connectors.Error) {
	p, ok := s.properties[name]
	if !ok {
		return "", s.missing("push", name)
	}
	if !p.target() {
		return "", &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the property %q (%s) cannot be written", name, p.Type),
			Fix: "Choose a text, number, date, yes/no or select property that is not calculated."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return "", nil
	}
	refuse := func(want string) (string, *connectors.Error) { return "", connectors.Wants(name, want) }
	switch p.Type {
	case "number":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
	case "bool":
		if text != "true" && text != "false" {
			return refuse("true or false")
		}
	case "date":
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return refuse("a day such as 2026-03-01")
		}
	case "datetime":
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return refuse("an instant such as 2026-03-01T09:00:00Z")
		}
		return at.UTC().Format("2006-01-02T15:04:05.000Z"), nil
	case "enumeration":
		var values []string
		for _, o := range p.Options {
			if o.Value == text {
				return text, nil
			}
			values = append(values, o.Value)
		}
		if !p.External {
			return refuse(connectors.OneOf("option values", text, values))
		}
	default:
		if n := utf8.RuneCountInString(text); n > maxText {
			return refuse(fmt.Sprintf("at most %d characters, not %d", maxText, n))
		}
	}
	return text, nil
}

// shown brings a value into the writing that Push takes: a number, a truth, an
// instant in UTC; nil where there is none.
func (p property) shown(text *string) any {
	if text == nil || *text == "" {
		return nil
	}
	switch p.Type {
	case "number":
		if connectors.IsDecimal(*text) {
			return json.Number(*text)
		}
	case "bool":
		return *text == "true"
	case "date":
		if ms, err := strconv.ParseInt(*text, 10, 64); err == nil {
			return time.UnixMilli(ms).UTC().Format(time.DateOnly)
		}
	case "datetime":
		if at, ok := instant(*text); ok {
			return at.Format(time.RFC3339)
		}
	}
	return *text
}

// instant reads either form of the API: a text, or milliseconds.
func instant(text string) (time.Time, bool) {
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms).UTC(), true
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err == nil
}
