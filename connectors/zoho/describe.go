package zoho

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

const fieldsPath = apiPath + "settings/fields"

// schema is a module as the live system describes it.
type schema struct {
	object string
	fields map[string]fieldInfo
}

// roles are what the standard modules usually are.
var roles = map[string]string{"Accounts": "customer", "Deals": "opportunity", "Sales_Orders": "order", "Invoices": "invoice"}

// Objects lists the modules that the API can read.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var a modulesAnswer
	if err := c.rest.JSON(ctx, rest.Call{Op: "describe", Endpoint: "modules", Path: apiPath + "settings/modules"}, &a); err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, m := range a.Modules {
		if m.Supported {
			out = append(out, connectors.ObjectInfo{Name: m.Name, Label: m.Label, Role: roles[m.Name]})
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
	var a fieldsAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: object, Endpoint: "fields", Path: fieldsPath, Query: url.Values{"module": {object}}}, &a)
	if err != nil {
		return nil, err
	}
	if len(a.Fields) == 0 {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the system describes no field of this module",
			Fix: "Look the module's API name up with discover."}
	}
	s := &schema{object: object, fields: map[string]fieldInfo{}}
	for _, f := range a.Fields {
		if f.Visible == nil || *f.Visible {
			s.fields[f.Name] = f
		}
	}
	// Every module has these two, shown in its settings or not.
	for name, kind := range map[string]string{"id": "bigint", "Modified_Time": "datetime"} {
		if _, ok := s.fields[name]; !ok {
			s.fields[name] = fieldInfo{Name: name, Label: name, Type: kind, JSON: "string", ReadOnly: true}
		}
	}
	return s, nil
}

// native maps the vendor's type words; what is missing is TypeOther.
var native = map[string]connectors.FieldType{
	"text": connectors.TypeText, "textarea": connectors.TypeText, "phone": connectors.TypeText, "email": connectors.TypeText, "website": connectors.TypeText,
	"autonumber": connectors.TypeText, "picklist": connectors.TypeChoice, "multiselectpicklist": connectors.TypeList, "integer": connectors.TypeNumber,
	"bigint": connectors.TypeNumber, "double": connectors.TypeNumber, "percent": connectors.TypeNumber, "currency": connectors.TypeMoney,
	"date": connectors.TypeDate, "datetime": connectors.TypeTime, "boolean": connectors.TypeBool, "lookup": connectors.TypeReference,
	"ownerlookup": connectors.TypeReference, "userlookup": connectors.TypeReference, "subform": connectors.TypeList, "multiselectlookup": connectors.TypeList,
}

// targets are the types whose values Push can write.
var targets = []string{"text", "textarea", "phone", "email", "website", "picklist", "integer", "bigint", "double", "percent", "currency", "date", "datetime", "boolean"}

// unqueried are the types that COQL does not select.
var unqueried = []string{"imageupload", "fileupload", "profileimage", "subform", "multiselectlookup", "multiuserlookup"}

// reserved are words of SQL that a query takes as a column only in quotes; what
// is then the name in the answer is told nowhere, so that the list is asked.
var reserved = []string{"all", "and", "any", "as", "asc", "avg", "between", "by", "case", "count", "cross", "current", "date", "default", "desc", "distinct",
	"else", "end", "exists", "external", "false", "for", "from", "full", "group", "having", "if", "in", "index", "inner", "interval", "into", "is", "join",
	"key", "left", "like", "limit", "max", "min", "not", "null", "offset", "on", "or", "order", "outer", "range", "right", "row", "rows", "select", "set",
	"sum", "table", "then", "time", "timestamp", "true", "union", "unique", "update", "user", "using", "values", "when", "where", "with", "year"}

func (f fieldInfo) readOnly() bool {
	return f.ReadOnly || f.Locked || f.Type == "formula" || f.Type == "rollup_summary" || f.Type == "autonumber"
}

func (f fieldInfo) queried() bool {
	return !slices.Contains(unqueried, f.Type) && !slices.Contains(reserved, strings.ToLower(f.Name)) && (f.JSON != "jsonarray" || f.Type == "multiselectpicklist")
}

func (f fieldInfo) isLookup() bool {
	return f.Type == "lookup" || f.Type == "ownerlookup" || f.Type == "userlookup"
}

func (f fieldInfo) field() connectors.Field {
	out := connectors.Field{Name: f.Name, Label: f.Label, Type: native[f.Type], Native: f.Type, Required: f.Mandatory, Custom: f.Custom,
		ReadOnly: f.readOnly(), Ref: f.Lookup.Module.Name}
	if out.Type == "" {
		out.Type = connectors.TypeOther
	}
	if out.Type == connectors.TypeText {
		out.MaxLen = f.Length
	}
	out.Target = !out.ReadOnly && f.JSON != "jsonarray" && slices.Contains(targets, f.Type)
	for _, o := range f.Options {
		out.Options = append(out.Options, connectors.Choice{Value: o.value(), Label: o.Shown})
	}
	return out
}

// value is what records hold of an option.
func (o optionInfo) value() string {
	if o.Actual != "" {
		return o.Actual
	}
	return o.Shown
}

// known fails for the first wanted field that the module does not have.
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
	return connectors.MissingField(op, Name, s.object, "no field with the API name", name, slices.Collect(maps.Keys(s.fields)),
		"add the field in Setup → Modules and Fields")
}
