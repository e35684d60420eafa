package tryton

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// schema is a model as the server describes it to this user.
type schema struct {
	model  string
	fields map[string]fieldInfo
}

func (s *schema) has(name string) bool { _, ok := s.fields[name]; return ok }

// ask is one call to the server; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	s := &schema{model: object}
	if err := c.call(ctx, invocation{op: op, model: object, method: "fields_get"}, &s.fields, []any{}); err != nil {
		return nil, c.noSuchModel(err, op, object)
	}
	return s, nil
}

func (c *conn) noSuchModel(err error, op, object string) error {
	if connectors.KindOf(err) != connectors.KindNotFound {
		return err
	}
	return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Code: exception, Said: "the database has no such model",
		Fix: "Activate the module " + moduleOf(object) + ", or correct the object's name."}
}

// missing names a field that the model lacks, and the nearest one.
func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.model, "no field", name, slices.Collect(maps.Keys(s.fields)), "have an admin install a module that adds the field")
}

// roles are what the models usually are.
var roles = map[string]string{partyModel: "customer", "sale.sale": "order", "account.invoice": "invoice", "sale.opportunity": "opportunity"}

// Objects lists those models with a role that the database has. Any other model
// can be pulled by its name.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var names []string
	for n := range roles {
		names = append(names, n)
	}
	there, err := c.models(ctx, "describe", names)
	if err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for name, label := range there {
		out = append(out, connectors.ObjectInfo{Name: name, Label: label, Role: roles[name]})
	}
	slices.SortFunc(out, func(a, b connectors.ObjectInfo) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Describe asks the server anew, and lists each tree of categories as a field
// of the party.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	s, err := c.schemas.Ask(ctx, "describe", object)
	if err != nil {
		return connectors.Schema{}, err
	}
	out := connectors.Schema{Object: object}
	for name, f := range s.fields {
		out.Fields = append(out.Fields, f.field(object, name))
	}
	if object == partyModel {
		trees, err := c.loadTrees(ctx, "describe", nil)
		if err != nil {
			return connectors.Schema{}, err
		}
		for _, t := range trees {
			out.Fields = append(out.Fields, t.field())
		}
	}
	slices.SortFunc(out.Fields, func(a, b connectors.Field) int { return cmp.Compare(a.Name, b.Name) })
	// Two trees may share a name; the first stands for both.
	out.Fields = slices.CompactFunc(out.Fields, func(a, b connectors.Field) bool { return a.Name == b.Name })
	return out, nil
}

// native maps the server's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"char": connectors.TypeText, "text": connectors.TypeText, "fulltext": connectors.TypeText, "selection": connectors.TypeChoice,
	"multiselection": connectors.TypeList, "integer": connectors.TypeNumber, "biginteger": connectors.TypeNumber, "float": connectors.TypeNumber,
	"numeric": connectors.TypeMoney, "boolean": connectors.TypeBool, "date": connectors.TypeDate, "datetime": connectors.TypeTime,
	"timestamp": connectors.TypeTime, "many2one": connectors.TypeReference, "one2one": connectors.TypeReference, "reference": connectors.TypeReference,
	"one2many": connectors.TypeList, "many2many": connectors.TypeList,
}

// targets are the types whose values Push can write.
var targets = []string{"char", "text", "selection", "integer", "biginteger", "float", "numeric", "boolean", "date"}

// standard are fields of the party that a tier must never go into.
var standard = []string{"active", "code"}

func (f fieldInfo) field(object, name string) connectors.Field {
	out := connectors.Field{Name: name, Label: f.Label, Type: native[f.Type], Native: f.Type, ReadOnly: f.ReadOnly, Required: f.Required, Ref: f.Relation}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	out.Options = f.options()
	out.Target = object == partyModel && !f.ReadOnly && slices.Contains(targets, f.Type) && !slices.Contains(standard, name)
	return out
}

// options are the choices of a selection; nil when a method of the server makes
// them, which the server itself then checks.
func (f fieldInfo) options() []connectors.Choice {
	if !strings.HasPrefix(string(bytes.TrimSpace(f.Selection)), "[") {
		return nil
	}
	var pairs [][]any
	if json.Unmarshal(f.Selection, &pairs) != nil {
		return nil
	}
	var out []connectors.Choice
	for _, p := range pairs {
		if len(p) == 2 && connectors.TextOf(p[0]) != "" {
			out = append(out, connectors.Choice{Value: connectors.TextOf(p[0]), Label: connectors.TextOf(p[1])})
		}
	}
	return out
}
