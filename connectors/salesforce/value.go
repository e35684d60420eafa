package salesforce

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// stampForm is how the API writes instants: an offset without a colon.
const stampForm = "2006-01-02T15:04:05.000-0700"

// wire writes a value as an update takes it: numbers as numbers, stamps with an
// offset, an active option of a restricted pick list, null to empty a field.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.target() {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Type),
			Fix: "Choose a text, number, date, check box or pick list field that the run-as user may edit."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		if f.Type == "boolean" {
			return false, nil // a check box is never empty
		}
		return nil, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "int":
		return connectors.Whole(name, text)
	case "double", "currency", "percent":
		return connectors.Decimal(name, text)
	case "boolean":
		return connectors.Truth(name, text)
	case "date":
		return connectors.Day(name, text)
	case "datetime":
		return connectors.Instant(name, text, time.UTC, literalForm)
	case "picklist":
		return f.choice(text, refuse)
	}
	return connectors.Short(name, text, f.Length)
}

// choice takes an active value; a pick list that is not restricted takes any.
func (f fieldInfo) choice(text string, refuse func(string) (any, *connectors.Error)) (any, *connectors.Error) {
	var values []string
	for _, o := range f.Options {
		if o.Active && o.Value == text {
			return text, nil
		}
		if o.Active {
			values = append(values, o.Value)
		}
	}
	if !f.Restricted {
		return text, nil
	}
	return refuse(connectors.OneOf("active values", text, values))
}

// shown brings a value of a row into the writing that Push takes; in parts of a
// job's result everything is text, and what is empty is null.
func (f fieldInfo) shown(v any) any {
	text, isText := v.(string)
	if v == nil || isText && text == "" {
		return nil
	}
	switch f.Type {
	case "int", "long", "double", "currency", "percent":
		return plain(connectors.TextOf(v))
	case "boolean":
		if isText {
			return text == "true"
		}
	case "datetime":
		for _, form := range []string{stampForm, time.RFC3339} {
			if at, err := time.Parse(form, text); err == nil {
				return at.UTC().Format(time.RFC3339)
			}
		}
	}
	return v
}

// plain writes a number without an exponent: 3.5E8 is one form that the API uses.
func plain(text string) any {
	if !strings.ContainsAny(text, "eE") {
		return json.Number(text)
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return text
	}
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	const mostDigits = 18 // of a number field behind the point
	return json.Number(strings.TrimRight(r.FloatString(mostDigits), "0"))
}
