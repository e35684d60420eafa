package odoo

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// schema is a model as the database describes it.
type schema struct {
	object string
	fields map[string]field
}

// field is what fields_get tells.
type field struct {
	Label     string  `json:"string"`
	Type      string  `json:"type"`
	Required  bool    `json:"required"`
	ReadOnly  bool    `json:"readonly"`
	Stored    *bool   `json:"store"`
	Relation  string  `json:"relation"`
	Selection [][]any `json:"selection"`
	Size      int     `json:"size"`
}

// roles are what the standard models usually are.
var roles = map[string]string{"res.partner": "customer", "sale.order": "order", "account.move": "invoice", "crm.lead": "opportunity", "account.payment": "payment"}

// Objects lists the models that are kept in the database.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var rows []struct {
		Model string `json:"model"`
		Name  string `json:"name"`
	}
	_, err := c.call(ctx, request{op: "describe", object: "ir.model", method: "search_read", idempotent: true,
		args: map[string]any{"domain": []any{[]any{"transient", "=", false}}, "fields": []string{"model", "name"}, "order": "model"}}, &rows)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.ObjectInfo, len(rows))
	for i, r := range rows {
		out[i] = connectors.ObjectInfo{Name: r.Model, Label: r.Name, Role: roles[r.Model]}
	}
	return out, nil
}

// Describe asks the database anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for name, f := range s.fields {
		list = append(list, f.field(name))
	}
	return list
}

// ask is one call to the database; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	s := &schema{object: object}
	_, err := c.call(ctx, request{op: op, object: object, method: "fields_get", idempotent: true,
		args: map[string]any{"attributes": []string{"string", "type", "required", "readonly", "store", "relation", "selection", "size"}}}, &s.fields)
	if connectors.KindOf(err) == connectors.KindInvalid || connectors.KindOf(err) == connectors.KindNotFound {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Code: connectors.CodeOf(err), Said: "the database has no such model",
			Fix: "Look the model's technical name up with discover; its module may not be installed.", Err: err}
	}
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"id", "write_date"} {
		if _, ok := s.fields[name]; !ok {
			return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: op, System: Name, Object: object,
				Said: "the model has no field " + name + ", so that its changes cannot be followed", Fix: "Choose a model that has it, such as res.partner."}
		}
	}
	return s, nil
}

// native maps the vendor's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"char": connectors.TypeText, "text": connectors.TypeText, "html": connectors.TypeText, "integer": connectors.TypeNumber, "float": connectors.TypeNumber,
	"monetary": connectors.TypeMoney, "boolean": connectors.TypeBool, "date": connectors.TypeDate, "datetime": connectors.TypeTime, "selection": connectors.TypeChoice,
	"many2one": connectors.TypeReference, "one2many": connectors.TypeList, "many2many": connectors.TypeList,
}

// targets are the types whose values Push can write.
var targets = []string{"char", "text", "integer", "float", "monetary", "boolean", "date", "datetime", "selection"}

func (f field) stored() bool { return f.Stored == nil || *f.Stored }

func (f field) target() bool { return !f.ReadOnly && f.stored() && slices.Contains(targets, f.Type) }

// options are the values of a selection and their labels.
func (f field) options() (out []connectors.Choice) {
	for _, pair := range f.Selection {
		if len(pair) == 2 {
			out = append(out, connectors.Choice{Value: connectors.TextOf(pair[0]), Label: connectors.TextOf(pair[1])})
		}
	}
	return out
}

func (f field) field(name string) connectors.Field {
	out := connectors.Field{Name: name, Label: f.Label, Type: native[f.Type], Native: f.Type, ReadOnly: f.ReadOnly || !f.stored(), Required: f.Required,
		Custom: strings.HasPrefix(name, "x_"), Ref: f.Relation, Options: f.options(), MaxLen: f.Size, Target: f.target()}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	return out
}

// known fails for the first wanted field that the model does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		root, _, _ := strings.Cut(name, ".")
		if _, ok := s.fields[root]; !ok {
			return s.missing(op, root)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no field with the technical name", name, slices.Collect(maps.Keys(s.fields)),
		"install the module that brings the field, or add it in Settings → Technical → Fields")
}
