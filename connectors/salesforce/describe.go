package salesforce

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is an object as the live system describes it: fields that the run-as
// user may not see are absent.
type schema struct {
	object     string
	fields     map[string]fieldInfo
	relations  map[string]fieldInfo // by relationship name, such as Owner of OwnerId
	replicates bool                 // the list of deletes can be asked
}

// roles are what the standard objects usually are.
var roles = map[string]string{"Account": "customer", "Opportunity": "opportunity", "Order": "order", "Invoice": "invoice", "Task": "activity", "Event": "activity"}

// Objects lists what can be queried.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var a objectsAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: "describe", Endpoint: "describe", Path: c.path + "sobjects"}, &a); err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, o := range a.Objects {
		if o.Queryable && !o.Deprecated {
			out = append(out, connectors.ObjectInfo{Name: o.Name, Label: o.Label, Role: roles[o.Name]})
		}
	}
	slices.SortFunc(out, func(a, b connectors.ObjectInfo) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Describe asks the system anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for _, f := range s.fields {
		list = append(list, f.field())
	}
	return list
}

// ask is one call to the system; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	var a describeAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "describe", Path: c.object(object, "/describe")}, &a); err != nil {
		return nil, err
	}
	s := &schema{object: object, fields: map[string]fieldInfo{}, relations: map[string]fieldInfo{}, replicates: a.Replicateable}
	for _, f := range a.Fields {
		s.fields[f.Name] = f
		if f.Relation != "" {
			s.relations[f.Relation] = f
		}
	}
	for _, name := range []string{"Id", "SystemModstamp", "IsDeleted"} {
		if _, ok := s.fields[name]; !ok {
			return nil, &connectors.Error{Kind: connectors.KindUnsupported, Op: op, System: Name, Object: object,
				Said: "the object has no field " + name + ", so that its changes cannot be followed", Fix: "Choose an object that has it, such as Account."}
		}
	}
	return s, nil
}

// native maps the vendor's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"id": connectors.TypeText, "string": connectors.TypeText, "textarea": connectors.TypeText, "phone": connectors.TypeText, "url": connectors.TypeText,
	"email": connectors.TypeText, "encryptedstring": connectors.TypeText, "picklist": connectors.TypeChoice, "combobox": connectors.TypeText,
	"multipicklist": connectors.TypeList, "int": connectors.TypeNumber, "long": connectors.TypeNumber, "double": connectors.TypeNumber,
	"percent": connectors.TypeNumber, "currency": connectors.TypeMoney, "date": connectors.TypeDate, "datetime": connectors.TypeTime,
	"boolean": connectors.TypeBool, "reference": connectors.TypeReference,
}

// targets are the types whose values Push can write.
var targets = []string{"string", "textarea", "phone", "url", "email", "combobox", "picklist", "int", "double", "currency", "percent", "date", "datetime", "boolean"}

// compound are the types that are made of other fields, or are files: jobs do not
// give them, and nobody asks for all of them.
var compound = []string{"address", "location", "base64", "complexvalue", "anyType"}

func (f fieldInfo) isCompound() bool { return slices.Contains(compound, f.Type) }

func (f fieldInfo) target() bool { return f.Updateable && slices.Contains(targets, f.Type) }

func (f fieldInfo) field() connectors.Field {
	out := connectors.Field{Name: f.Name, Label: f.Label, Type: native[f.Type], Native: f.Type, Custom: f.Custom, ReadOnly: !f.Updateable,
		Required: !f.Nillable && !f.Defaulted && f.Updateable, Target: f.target()}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	if out.Type == connectors.TypeText {
		out.MaxLen = f.Length
	}
	if len(f.RefersTo) == 1 {
		out.Ref = f.RefersTo[0]
	}
	for _, o := range f.Options {
		if o.Active {
			out.Options = append(out.Options, connectors.Choice{Value: o.Value, Label: o.Label})
		}
	}
	return out
}

// known fails for the first wanted field that the object does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		root, part, _ := strings.Cut(name, ".")
		_, plain := s.fields[root]
		_, related := s.relations[root]
		if !plain && (!related || part == "") {
			return s.missing(op, root)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	known := slices.Concat(slices.Collect(maps.Keys(s.fields)), slices.Collect(maps.Keys(s.relations)))
	return connectors.MissingField(op, Name, s.object, "the run-as user sees no field with the API name", name, known,
		"add the field in Setup → Object Manager and grant access to it by a permission set")
}
