package fxiaoke

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

const (
	listPath     = "/cgi/crm/v2/object/list"
	describePath = "/cgi/crm/v2/object/describe"
)

// schema is an object as the live system describes it.
type schema struct {
	object string
	fields map[string]connectors.Field
}

// roles are what the preset objects usually are.
var roles = map[string]string{
	"AccountObj": "customer", "SalesOrderObj": "order", "NewOpportunityObj": "opportunity", "ReturnedGoodsInvoiceObj": "return",
	"PaymentObj": "payment", "InvoiceApplicationObj": "invoice",
}

// Objects lists the active objects of the tenant, custom ones included.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var a listAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: "describe", Endpoint: listPath, Path: listPath, JSON: listRequest{}, Idempotent: true}, &a); err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, o := range a.Data.Objects {
		if o.Active == nil || *o.Active {
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
func (s *schema) listed() []connectors.Field { return slices.Collect(maps.Values(s.fields)) }

// ask is one call to the system; c.schemas keeps its answer.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	var a describeAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: describePath, Path: describePath, Idempotent: true,
		JSON: describeRequest{Data: describeName{Name: object}}}, &a)
	if err != nil {
		return nil, err
	}
	if len(a.Data.Describe.Fields) == 0 {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the system describes no field of this object",
			Fix: "Look the object's API name up with discover; custom objects end in __c."}
	}
	s := &schema{object: object, fields: map[string]connectors.Field{}}
	for name, f := range a.Data.Describe.Fields {
		if f.Active == nil || *f.Active {
			s.fields[name] = f.field(name)
		}
	}
	return s, nil
}

// managed are fields that the system keeps itself or changes by other calls
// than update.
var managed = []string{"_id", "create_time", "created_by", "last_modified_time", "last_modified_by", "life_status", "lock_status", "is_deleted",
	"owner", "account_status", "biz_status"}

// native maps the vendor's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"text": connectors.TypeText, "long_text": connectors.TypeText, "phone_number": connectors.TypeText, "email": connectors.TypeText, "url": connectors.TypeText,
	"auto_number": connectors.TypeText, "select_one": connectors.TypeChoice, "select_many": connectors.TypeList, "employee": connectors.TypeList,
	"department": connectors.TypeList, "image": connectors.TypeList, "file_attachment": connectors.TypeList, "number": connectors.TypeNumber,
	"percentile": connectors.TypeNumber, "count": connectors.TypeNumber, "currency": connectors.TypeMoney, "date": connectors.TypeDate,
	"date_time": connectors.TypeTime, "true_or_false": connectors.TypeBool, "object_reference": connectors.TypeReference, "master_detail": connectors.TypeReference,
}

// targets are the types whose values Push can write.
var targets = []string{"text", "long_text", "select_one", "number", "currency", "percentile", "date", "true_or_false"}

func (f fieldInfo) field(name string) connectors.Field {
	out := connectors.Field{Name: name, Label: f.Label, Type: native[f.Type], Native: f.Type, Required: f.Required,
		Custom: f.DefineType == "custom" || strings.HasSuffix(name, "__c")}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	computed := f.Type == "formula" || f.Type == "count" || f.Type == "quote" || f.Type == "auto_number"
	out.ReadOnly = computed || slices.Contains(managed, name)
	out.Target = !out.ReadOnly && slices.Contains(targets, f.Type)
	for _, o := range f.Options {
		out.Options = append(out.Options, connectors.Choice{Value: connectors.TextOf(o.Value), Label: o.Label})
	}
	return out
}

// derived are the endings of read-only companions of a field: the name behind
// a reference, the text behind an option, and so on.
var derived = []string{"__r", "__l", "__o", "__v", "__p", "__relation_ids"}

// known fails for the first wanted field that neither the object nor a
// companion of one of its fields has: the system itself would leave it out
// without a word.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if _, ok := s.fields[name]; ok || slices.Contains(managed, name) {
			continue // every object has the managed ones, listed or not
		}
		base := name
		for _, end := range derived {
			base = strings.TrimSuffix(base, end)
		}
		if _, ok := s.fields[base]; !ok || base == name {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no active field", name, slices.Collect(maps.Keys(s.fields)),
		"add the field in the admin console (管理后台 → 对象管理)")
}

// kind is the vendor's type word of a field, "" when it is none.
func (s *schema) kind(name string) string { return s.fields[name].Native }
