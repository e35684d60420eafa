package hubspot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is an object as the account describes it.
type schema struct {
	object     string
	properties map[string]property
	stamp      string // the property that changes with every change
	merges     bool   // winners name those that they took in
}

// standard are the objects that every account may have, and what they usually are.
var standard = map[string]string{"companies": "customer", "contacts": "", "deals": "opportunity", "orders": "order", "invoices": "invoice", "line_items": "", "products": "", "tickets": "activity"}

// linked begins the path of an association, such as associations.companies.
const linked = "associations"

// Objects lists the standard objects that the token may read, by asking each.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var out []connectors.ObjectInfo
	for _, name := range slices.Sorted(maps.Keys(standard)) {
		_, err := c.schemas.Ask(ctx, "describe", name)
		switch connectors.KindOf(err) {
		case connectors.KindPermission, connectors.KindNotFound:
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, connectors.ObjectInfo{Name: name, Label: name, Role: standard[name]})
	}
	return out, nil
}

// Describe asks the account anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for _, p := range s.properties {
		list = append(list, p.field())
	}
	return list
}

// ask is one call to the account; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	var a propertiesAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "properties", Path: c.properties(object, "")}, &a); err != nil {
		return nil, err
	}
	s := &schema{object: object, properties: map[string]property{}}
	for _, p := range a.Results {
		if !p.Archived {
			s.properties[p.Name] = p
		}
	}
	// Contacts call it otherwise.
	for _, name := range []string{"hs_lastmodifieddate", "lastmodifieddate"} {
		if _, ok := s.properties[name]; ok && s.stamp == "" {
			s.stamp = name
		}
	}
	if s.stamp == "" {
		return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: op, System: Name, Object: object,
			Said: "the object has no property hs_lastmodifieddate, so that its changes cannot be followed", Fix: "Choose an object that has it, such as companies."}
	}
	_, s.merges = s.properties[mergedIDs]
	return s, nil
}

// targets are the types whose values Push can write; lists of options cannot.
var targets = []string{"string", "number", "date", "datetime", "enumeration", "bool", "phone_number"}

func (p property) isList() bool { return p.Type == "enumeration" && p.FieldType == "checkbox" }

func (p property) readOnly() bool { return p.Calculated || p.Meta != nil && p.Meta.ReadOnlyValue }

func (p property) target() bool {
	return !p.readOnly() && !p.isList() && slices.Contains(targets, p.Type)
}

func (p property) kind() connectors.FieldType {
	switch p.Type {
	case "string", "phone_number":
		return connectors.TypeText
	case "number":
		if p.Shown == "currency" || p.Currency != "" || p.Symbol {
			return connectors.TypeMoney
		}
		return connectors.TypeNumber
	case "date":
		return connectors.TypeDate
	case "datetime":
		return connectors.TypeTime
	case "bool":
		return connectors.TypeBool
	case "enumeration":
		if p.isList() {
			return connectors.TypeList
		}
		return connectors.TypeChoice
	}
	return connectors.TypeOther
}

func (p property) field() connectors.Field {
	out := connectors.Field{Name: p.Name, Label: p.Label, Type: p.kind(), Native: p.Type + "/" + p.FieldType, ReadOnly: p.readOnly(), Custom: !p.Defined, Target: p.target()}
	for _, o := range p.Options {
		out.Options = append(out.Options, connectors.Choice{Value: o.Value, Label: o.Label})
	}
	return out
}

// known fails for the first wanted property that the object does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if root, to, nested := strings.Cut(name, "."); nested && root == linked && to != "" {
			continue
		}
		if _, ok := s.properties[name]; !ok {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no property with the internal name", name, slices.Collect(maps.Keys(s.properties)),
		"add the property in Settings → Properties")
}
