package okki

import (
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is an object: of companies as the data dictionary describes them, of orders
// as their page does, since they have no dictionary.
type schema struct {
	object, id string
	fields     map[string]connectors.Field
}

// Objects are the two that TierLoop reads.
func (c *conn) Objects(context.Context) ([]connectors.ObjectInfo, error) {
	return []connectors.ObjectInfo{{Name: companies, Label: "客户", Role: "customer"}, {Name: orders, Label: "销售订单", Role: "order"}}, nil
}

// Describe asks the system anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() []connectors.Field { return slices.Collect(maps.Values(s.fields)) }

// known fails for the first wanted field that the object does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if _, ok := s.fields[name]; !ok && name != s.id {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no field", name, slices.Collect(maps.Keys(s.fields)),
		"add the field in OKKI (企业管理 → 字段设置); custom fields are named by the number of their id")
}

// ask is one call to the system; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	s := &schema{object: object, id: pathsOf[object].id, fields: maps.Clone(fixed[object])}
	if s.fields == nil {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "there is no such object; there are company and order",
			Fix: "Name the objects company and order."}
	}
	if object != companies {
		return s, nil
	}
	var raw json.RawMessage
	if _, err := c.get(ctx, rest.Call{Op: op, Object: object, Endpoint: "describe", Path: "/v1/company/fields", Query: url.Values{"type": {"company"}}}, &raw); err != nil {
		return nil, err
	}
	for _, f := range fieldsIn(raw) {
		if name := connectors.TextOf(either(f.ID, f.FieldID)); name != "" {
			s.add(name, f)
		}
	}
	return s, nil
}

// fieldsIn finds the fields of the dictionary: a list of them, of groups of them,
// or either under one key.
func fieldsIn(raw json.RawMessage) []fieldInfo {
	var list []fieldInfo
	if json.Unmarshal(raw, &list) == nil {
		var out []fieldInfo
		for _, f := range list {
			if f.Fields == nil {
				out = append(out, f)
				continue
			}
			inner, _ := json.Marshal(f.Fields) // it was JSON
			out = append(out, fieldsIn(inner)...)
		}
		return out
	}
	var keyed map[string]json.RawMessage
	var out []fieldInfo
	if json.Unmarshal(raw, &keyed) == nil {
		for _, key := range slices.Sorted(maps.Keys(keyed)) {
			out = append(out, fieldsIn(keyed[key])...)
		}
	}
	return out
}

func either(a, b any) any {
	if a != nil && a != "" {
		return a
	}
	return b
}

// add takes a field of the dictionary. What the page tells of a preset field stands;
// the words for types are told nowhere, so that options decide, and numbers only
// where a word says so.
func (s *schema) add(name string, f fieldInfo) {
	have, preset := s.fields[name]
	word := strings.ToLower(connectors.TextOf(either(f.Type, f.OldType)))
	label := connectors.TextOf(either(f.Name, f.FieldName))
	if preset {
		if label != "" {
			have.Label = label
		}
		s.fields[name] = have
		return
	}
	out := connectors.Field{Name: name, Label: label, Type: connectors.TypeText, Native: word, Custom: isID(name), Options: optionsIn(f.ExtInfo)}
	switch {
	case word == "7" || strings.Contains(word, "multi") || strings.Contains(word, "checkbox"):
		out.Type = connectors.TypeList
	case len(out.Options) > 0:
		out.Type = connectors.TypeChoice
	case word == "5" || strings.Contains(word, "number"):
		out.Type = connectors.TypeNumber
	case word == "4" || word == "date":
		out.Type = connectors.TypeDate
	}
	// Only custom fields of one value are known to be taken as they are.
	out.Target = out.Custom && out.Type != connectors.TypeList
	out.ReadOnly = !out.Custom
	s.fields[name] = out
}

// optionsIn reads the options of a field: texts, or objects with a text in them,
// perhaps as JSON in a text.
func optionsIn(v any) []connectors.Choice {
	if text, ok := v.(string); ok {
		var inner any
		if json.Unmarshal([]byte(text), &inner) != nil {
			return nil
		}
		v = inner
	}
	if m, ok := v.(map[string]any); ok {
		v = m["options"]
	}
	list, _ := v.([]any)
	var out []connectors.Choice
	for _, e := range list {
		if m, ok := e.(map[string]any); ok {
			e = either(m["value"], either(m["name"], m["label"]))
		}
		if text := connectors.TextOf(e); text != "" {
			out = append(out, connectors.Choice{Value: text, Label: text}) // a value is the text of its option
		}
	}
	return out
}
