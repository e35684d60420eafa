package neocrm

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

const (
	objectsPath  = "/rest/data/v2.0/xobjects/"
	metadataPath = "/rest/metadata/v2.0/xobjects/filter?active=true"
)

// schema is an object as the live system describes it.
type schema struct {
	object string
	fields map[string]connectors.Field
}

// roles are what the standard objects usually are.
var roles = map[string]string{"account": "customer", "order": "order", "opportunity": "opportunity", "payment": "payment", "receivedPayment": "payment",
	"activityrecord": "activity", "visitRecord": "activity"}

// Objects lists the objects that the user has a right to.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var list objectList
	if err := c.get(ctx, "describe", "", metadataPath, &list); err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, o := range list.Records {
		out = append(out, connectors.ObjectInfo{Name: o.Name, Label: o.Label, Role: roles[o.Name]})
	}
	slices.SortFunc(out, func(a, b connectors.ObjectInfo) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Describe asks the system anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() []connectors.Field { return slices.Collect(maps.Values(s.fields)) }

// get reads data of an address.
func (c *conn) get(ctx context.Context, op, object, path string, into any) error {
	var a answer
	if err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "describe", Path: path}, &a); err != nil {
		return err
	}
	if len(a.Data) == 0 || json.Unmarshal(a.Data, into) != nil {
		return bug(op, object, "the answer holds no data of the documented form")
	}
	return nil
}

// ask is one call to the system; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	var d description
	if err := c.get(ctx, op, object, objectsPath+url.PathEscape(object)+"/description", &d); err != nil {
		return nil, err
	}
	s := &schema{object: object, fields: map[string]connectors.Field{}}
	for _, f := range d.Fields {
		if f.Name == "" {
			f.Name = f.OldName
		}
		if f.Name != "" && f.Name != "id" && (f.Enabled == nil || *f.Enabled) {
			s.fields[f.Name] = f.field()
		}
	}
	if len(s.fields) == 0 {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the system describes no field of this object",
			Fix: "Look the object's API key up with discover; custom objects end in __c."}
	}
	for _, stamp := range []string{"createdAt", "updatedAt"} { // every object has them, listed or not
		s.fields[stamp] = connectors.Field{Name: stamp, Label: s.fields[stamp].Label, Type: connectors.TypeTime, Native: "datetime", ReadOnly: true}
	}
	return s, nil
}

// managed are fields that the system keeps itself.
var managed = []string{"createdAt", "createdBy", "updatedAt", "updatedBy", "lockStatus", "approvalStatus", "entityType", "ownerId", "dimDepart"}

// native maps the vendor's type words, in small letters; what is missing goes by
// the options or the reference that a field has.
var native = map[string]connectors.FieldType{
	"text": connectors.TypeText, "textarea": connectors.TypeText, "longtext": connectors.TypeText, "string": connectors.TypeText, "email": connectors.TypeText,
	"phone": connectors.TypeText, "mobile": connectors.TypeText, "url": connectors.TypeText, "autonumber": connectors.TypeText,
	"picklist": connectors.TypeChoice, "select": connectors.TypeChoice, "multipicklist": connectors.TypeList, "multiselect": connectors.TypeList,
	"checkbox": connectors.TypeList, "integer": connectors.TypeNumber, "number": connectors.TypeNumber, "real": connectors.TypeNumber,
	"double": connectors.TypeNumber, "decimal": connectors.TypeNumber, "percent": connectors.TypeNumber, "currency": connectors.TypeMoney,
	"money": connectors.TypeMoney, "date": connectors.TypeDate, "datetime": connectors.TypeTime, "boolean": connectors.TypeBool, "bool": connectors.TypeBool,
	"reference": connectors.TypeReference, "relation": connectors.TypeReference, "masterdetail": connectors.TypeReference,
}

// targets are the types whose values Push can write.
var targets = []connectors.FieldType{connectors.TypeText, connectors.TypeChoice, connectors.TypeNumber, connectors.TypeMoney, connectors.TypeBool, connectors.TypeDate}

func (f fieldInfo) field() connectors.Field {
	word := strings.ToLower(connectors.TextOf(f.Type))
	kind, known := native[word]
	if !known {
		kind, known = native[strings.ToLower(f.ItemType)]
	}
	choices := slices.Concat(f.Select, f.Options)
	refers := f.ReferTo.Name + f.Refers
	switch {
	case known:
	case len(choices) > 0:
		kind = connectors.TypeChoice
	case len(f.Check) > 0:
		kind = connectors.TypeList
	case refers != "":
		kind = connectors.TypeReference
	default:
		kind = connectors.TypeOther
	}
	out := connectors.Field{Name: f.Name, Label: f.Label, Type: kind, Native: word, Required: f.Required, Custom: strings.HasSuffix(f.Name, "__c"), Ref: refers}
	if n, err := f.MaxLength.Int64(); err == nil {
		out.MaxLen = int(n)
	}
	for _, o := range slices.Concat(choices, f.Check) {
		if o.Active == nil || *o.Active {
			out.Options = append(out.Options, connectors.Choice{Value: o.Value.String(), Label: o.Label})
		}
	}
	barred := f.Writable != nil && !*f.Writable || f.Writeable != nil && !*f.Writeable
	out.ReadOnly = barred || word == "autonumber" || slices.Contains(managed, f.Name)
	out.Target = !out.ReadOnly && slices.Contains(targets, kind)
	return out
}

// choose lists the columns to read, with id and the stamp; nil wants all.
func (s *schema) choose(fields []string) []string {
	names := connectors.Roots(fields)
	if fields == nil {
		names = slices.Collect(maps.Keys(s.fields))
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "id" || name == "updatedAt" })
	slices.Sort(names)
	return append([]string{"id", "updatedAt"}, slices.Compact(names)...)
}

// known fails for the first wanted field that the object does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if _, ok := s.fields[name]; !ok && name != "id" {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no field", name, slices.Collect(maps.Keys(s.fields)),
		"add the field in the admin console (系统设置 → 业务对象)")
}
