package fxiaoke

import (
	"fmt"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as update takes it: numbers as texts, a day as the ms of
// its midnight in the tenant's zone, an option by its value, null to empty a
// field.
func (c *conn) wire(s *schema, name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.Target {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Native),
			Fix: "Choose a text, number, date, yes/no or single-choice field."}
	}
	if v == nil {
		return nil, nil
	}
	text, isText := v.(string)
	if !isText {
		text = connectors.TextOf(v)
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Native {
	case "number", "currency", "percentile":
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
	case "date":
		return connectors.DayMillis(name, text, c.zone)
	case "true_or_false":
		return connectors.Truth(name, text)
	case "select_one":
		return choice(f, text, refuse)
	}
	return text, nil
}

// choice takes an option by its value only: a label may change or occur twice.
func choice(f connectors.Field, text string, refuse func(string) (any, *connectors.Error)) (any, *connectors.Error) {
	var values []string
	for _, o := range f.Options {
		if o.Value == text {
			return text, nil
		}
		if o.Label == text {
			return refuse(fmt.Sprintf("an option's value; %q is a label, its value is %q", text, o.Value))
		}
		values = append(values, o.Value)
	}
	return refuse(connectors.OneOf("option values", text, values))
}
