package neocrm

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as an update takes it: an option by its code, a day as the ms
// of its midnight in the tenant's zone, null to empty a field.
func (c *conn) wire(s *schema, name string, v any) (any, *connectors.Error) {
	f, ok := s.fields[name]
	if !ok {
		return nil, s.missing("push", name)
	}
	if !f.Target {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: fmt.Sprintf("the field %q (%s) cannot be written", name, f.Native),
			Fix: "Choose a text, number, date, yes/no or single-choice field that the integration user may edit."}
	}
	text := connectors.TextOf(v)
	if text == "" {
		return nil, nil
	}
	refuse := func(want string) (any, *connectors.Error) { return nil, connectors.Wants(name, want) }
	switch f.Type {
	case connectors.TypeNumber, connectors.TypeMoney:
		return connectors.Decimal(name, text)
	case connectors.TypeBool:
		return connectors.Truth(name, text)
	case connectors.TypeDate:
		return connectors.DayMillis(name, text, c.zone)
	case connectors.TypeChoice:
		return option(f, text, refuse)
	}
	return connectors.Short(name, text, f.MaxLen)
}

// option takes an option by its code only: a label may change or occur twice.
func option(f connectors.Field, text string, refuse func(string) (any, *connectors.Error)) (any, *connectors.Error) {
	var codes []string
	for _, o := range f.Options {
		if o.Value == text {
			return json.Number(text), nil
		}
		if o.Label == text {
			return refuse(fmt.Sprintf("an option's code; %q is a label, its code is %s", text, o.Value))
		}
		codes = append(codes, o.Value)
	}
	return refuse(connectors.OneOf("option codes", text, codes))
}

// shown brings a value into the writing that Push takes. Queries give options by
// code or by label, bare or in a list, depending on the field's type; ids of other
// records are numbers.
func (c *conn) shown(f connectors.Field, v any) any {
	if v == nil || v == "" {
		return nil
	}
	switch f.Type {
	case connectors.TypeChoice:
		if list, ok := v.([]any); ok {
			if len(list) == 0 {
				return nil
			}
			v = list[0]
		}
		return codeOf(f, v)
	case connectors.TypeList:
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		out := make([]any, len(list))
		for i, e := range list {
			out[i] = codeOf(f, e)
		}
		return out
	case connectors.TypeReference:
		return connectors.TextOf(v)
	case connectors.TypeDate:
		if ms, ok := millis(v); ok {
			at := time.UnixMilli(ms).In(c.zone)
			if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
				return at.Format(time.DateOnly)
			}
			return at.UTC().Format(time.RFC3339) // a field that keeps the time of day as well
		}
	case connectors.TypeTime:
		if ms, ok := millis(v); ok {
			return time.UnixMilli(ms).UTC().Format(time.RFC3339Nano)
		}
	case connectors.TypeBool:
		switch connectors.TextOf(v) {
		case "1":
			return true
		case "0":
			return false
		}
	}
	return v
}

// codeOf finds the code of an option that is shown by its label.
func codeOf(f connectors.Field, v any) string {
	text, label := connectors.TextOf(v), ""
	for _, o := range f.Options {
		if o.Value == text {
			return text
		}
		if o.Label == text {
			label = o.Value
		}
	}
	if label != "" {
		return label
	}
	return text
}

// millis reads a stamp, as a number or a text.
func millis(v any) (int64, bool) {
	ms, err := strconv.ParseInt(connectors.TextOf(v), 10, 64)
	return ms, err == nil
}
