package bridge

import (
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// Fields reads the properties of a JSON Schema, by name. Keys are required.
func Fields(schema map[string]any, key Key) []connectors.Field {
	properties, _ := schema["properties"].(map[string]any)
	var out []connectors.Field
	for name, v := range properties {
		p, _ := v.(map[string]any)
		f := connectors.Field{Name: name, Label: text(p["title"]), ReadOnly: true}
		f.Type, f.Native = typeOf(p)
		f.Required = slices.ContainsFunc(key, func(path []string) bool { return len(path) == 1 && path[0] == name })
		if f.Label == "" {
			f.Label = name
		}
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b connectors.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// typeOf is the type of a property; null and the choice between types are looked
// through.
func typeOf(p map[string]any) (connectors.FieldType, string) {
	for _, word := range []string{"anyOf", "oneOf"} {
		list, _ := p[word].([]any)
		for _, e := range list {
			if q, ok := e.(map[string]any); ok && text(q["type"]) != "null" {
				return typeOf(q)
			}
		}
	}
	native := text(p["type"])
	if list, ok := p["type"].([]any); ok {
		for _, e := range list {
			if s := text(e); s != "null" && s != "" {
				native = s
				break
			}
		}
	}
	format := text(p["format"])
	switch native {
	case "integer", "number":
		return connectors.TypeNumber, native
	case "boolean":
		return connectors.TypeBool, native
	case "array":
		return connectors.TypeList, native
	case "object":
		return connectors.TypeOther, native
	}
	switch {
	case format == "date":
		return connectors.TypeDate, format
	case strings.HasPrefix(format, "date-time"):
		return connectors.TypeTime, format
	case native == "string" || native == "":
		return connectors.TypeText, native
	}
	return connectors.TypeOther, native
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
