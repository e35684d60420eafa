package netsuite

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as the record service takes it: an entry of a list by its id,
// numbers and truths as such, null to clear.
func (s *schema) wire(name string, v any) (field string, out any, bad *connectors.Error) {
	col, ok := s.columns[name]
	if !ok {
		return "", nil, s.missing("push", name)
	}
	if col.record == "" {
		return "", nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: "the column " + name + " cannot be written", Fix: "Choose a custom entity field, custentity_…."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return col.record, nil, nil
	}
	refuse := func(want string) (string, any, *connectors.Error) { return "", nil, connectors.Wants(name, want) }
	switch col.kind {
	case connectors.TypeReference:
		if !connectors.IsWhole(text) {
			return refuse("the internal id of an entry")
		}
		return col.record, map[string]any{"id": text}, nil
	case connectors.TypeNumber:
		if !connectors.IsDecimal(text) {
			return refuse("a decimal number")
		}
		return col.record, json.Number(text), nil
	case connectors.TypeBool:
		if text != "true" && text != "false" {
			return refuse("true or false")
		}
		return col.record, text == "true", nil
	case connectors.TypeDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return refuse("a day such as 2026-03-01")
		}
	case connectors.TypeTime:
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return refuse("an instant such as 2026-03-01T09:00:00Z")
		}
		return col.record, at.UTC().Format(time.RFC3339), nil
	}
	return col.record, text, nil
}

// shown brings a value of SuiteQL, which are all texts, into the writing that Push
// takes: T and F as truths, instants in UTC, numbers with a digit before the point.
func (col column) shown(v any, zone *time.Location) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	if text == "" {
		return nil
	}
	switch col.kind {
	case connectors.TypeBool:
		if text == "T" || text == "F" {
			return text == "T"
		}
	case connectors.TypeTime:
		if at, err := time.ParseInLocation(stampLayout, text, zone); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	case connectors.TypeNumber, connectors.TypeMoney:
		if rest, ok := strings.CutPrefix(text, "-."); ok {
			return "-0." + rest
		}
		if text[0] == '.' {
			return "0" + text
		}
	}
	return v
}
