package yonyou

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// wire writes a value as an update takes it: codes and texts as texts, an empty one
// to clear.
func (s *schema) wire(name string, v any) (any, *connectors.Error) {
	f, known := s.fields[name]
	switch {
	case !known && !isOwn(name):
		return nil, connectors.MissingField("push", Name, s.object, "no field", name, []string{level}, "write a field of the tenant's own as merchantCharacter.NAME")
	case known && !f.Target:
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Said: "the field " + name + " is not written",
			Fix: "Write to " + level + ", or to a field of the tenant's own in " + strings.Join(own, " or ") + "."}
	}
	text := connectors.TextOf(v)
	switch {
	case f.Type == connectors.TypeNumber && text != "":
		return connectors.Decimal(name, text)
	case f.Type == connectors.TypeBool && text != "":
		return connectors.Truth(name, text)
	}
	return text, nil
}

// shown brings a value into the usual writing: stamps, which are of China, in UTC,
// days without a time, truths that are numbers as truths, an empty text as nothing.
func (f field) shown(v any) any {
	if n, ok := v.(json.Number); ok && f.Type == connectors.TypeBool {
		return n.String() == "1"
	}
	text, ok := v.(string)
	if !ok {
		return v
	}
	if text == "" {
		return nil
	}
	switch f.Type {
	case connectors.TypeTime:
		if at, err := time.ParseInLocation(time.DateTime, text, china); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	case connectors.TypeDate:
		if at, err := time.Parse(time.DateTime, text); err == nil {
			return at.Format(time.DateOnly)
		}
	case connectors.TypeBool:
		switch text {
		case "true", "1":
			return true
		case "false", "0":
			return false
		}
	}
	return v
}
