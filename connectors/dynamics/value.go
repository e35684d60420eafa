package dynamics

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

var (
	guid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
)

// isID says whether a text can be an id; rows hold them in small letters.
func isID(s string) bool { return guid.MatchString(strings.ToLower(s)) }

// wire writes a value as an update takes it: numbers and choices as numbers, an
// instant in UTC, null to empty a column.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	a, ok := s.columns[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !a.target() {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the column %q (%s) cannot be written", name, a.Type),
			Fix: "Choose a text, number, date, yes/no or choice column that may be updated."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return nil, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch a.Type {
	case "Integer":
		return connectors.Whole(name, text)
	case "Decimal", "Double", "Money":
		return connectors.Decimal(name, text)
	case "Boolean":
		return connectors.Truth(name, text)
	case "DateTime":
		if a.Format == "DateOnly" {
			return connectors.Day(name, text)
		}
		return connectors.Instant(name, text, time.UTC, time.RFC3339)
	case "Picklist":
		return a.choice(text, refuse)
	}
	return connectors.Short(name, text, a.MaxLength)
}

// choice takes an option by its number only: labels are translated.
func (a attribute) choice(text string, refuse func(string) (any, *connectors.Error)) (any, *connectors.Error) {
	var values []string
	for _, o := range a.Options.List {
		if o.Value.String() == text {
			return o.Value, nil
		}
		values = append(values, o.Value.String())
	}
	for _, o := range a.Options.List {
		if o.Label.text() == text {
			return refuse(fmt.Sprintf("an option's number; %q is its label, the number is %s", text, o.Value))
		}
	}
	return refuse(connectors.OneOf("option numbers", text, values))
}

// shown brings a value into the writing that Push takes: instants in UTC.
func (a attribute) shown(v any) any {
	if text, ok := v.(string); ok {
		if text == "" {
			return nil
		}
		if at, err := time.Parse(time.RFC3339, text); err == nil && a.Type == "DateTime" {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return v
}
