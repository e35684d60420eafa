package tryton

import (
	"encoding/json"
	"regexp"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

var wholeText = regexp.MustCompile(`^-?(0|[1-9]\d*)$`)

// wire writes a text as the field takes it. The server itself stores a number
// in a text field and a text in a selection without a word, so all is checked
// here.
func (f fieldInfo) wire(name, text string) (any, *connectors.Error) {
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case "integer", "biginteger":
		if !wholeText.MatchString(text) {
			return refuse("a whole number")
		}
		return json.Number(text), nil
	case "float":
		if !decimalText.MatchString(text) {
			return refuse("a number")
		}
		return json.Number(text), nil
	case "numeric":
		if !decimalText.MatchString(text) {
			return refuse("a decimal number")
		}
		return map[string]any{"__class__": "Decimal", "decimal": text}, nil
	case "boolean":
		if text != "true" && text != "false" {
			return refuse("true or false")
		}
		return text == "true", nil
	case "date":
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return refuse("a day such as 2026-03-01")
		}
		return map[string]any{"__class__": "date", "year": day.Year(), "month": int(day.Month()), "day": day.Day()}, nil
	case "selection":
		var values []string
		for _, o := range f.options() {
			if o.Value == text {
				return text, nil
			}
			values = append(values, o.Value)
		}
		if values == nil {
			return text, nil // a method of the server knows the choices
		}
		return refuse(connectors.OneOf("values", text, values))
	}
	return text, nil
}
