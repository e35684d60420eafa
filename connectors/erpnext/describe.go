package erpnext

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// schema is a DocType as the site describes it.
type schema struct {
	object string
	fields map[string]field
}

// field is what the site tells of one, custom ones included.
type field struct {
	Name     string `json:"fieldname"`
	Label    string `json:"label"`
	Type     string `json:"fieldtype"`
	Options  string `json:"options"`
	Required flag   `json:"reqd"`
	ReadOnly flag   `json:"read_only"`
	Custom   flag   `json:"is_custom_field"`
	Virtual  flag   `json:"is_virtual"`
	Length   flag   `json:"length"`
}

// flag is a number that comes as one, as a text or as null.
type flag int

// UnmarshalJSON reads any of them.
func (f *flag) UnmarshalJSON(b []byte) error {
	n, _ := strconv.Atoi(strings.Trim(string(b), `"`)) // anything else is 0
	*f = flag(n)
	return nil
}

// own are the fields that every document has beside those of its DocType.
var own = []field{
	{Name: "name", Label: "ID", Type: "Data", ReadOnly: 1}, {Name: "owner", Label: "Created By", Type: "Link", Options: "User", ReadOnly: 1},
	{Name: "creation", Label: "Created On", Type: "Datetime", ReadOnly: 1}, {Name: "modified", Label: "Last Updated On", Type: "Datetime", ReadOnly: 1},
	{Name: "modified_by", Label: "Last Updated By", Type: "Link", Options: "User", ReadOnly: 1}, {Name: "docstatus", Label: "Document Status", Type: "Int", ReadOnly: 1},
}

// native maps the vendor's type words; those that are missing hold no value of
// their own in a list: layout, tables, pictures.
var native = map[string]connectors.FieldType{
	"Data": connectors.TypeText, "Small Text": connectors.TypeText, "Text": connectors.TypeText, "Long Text": connectors.TypeText, "Text Editor": connectors.TypeText, "Read Only": connectors.TypeText,
	"Phone": connectors.TypeText, "Autocomplete": connectors.TypeText, "Int": connectors.TypeNumber, "Float": connectors.TypeNumber, "Percent": connectors.TypeNumber, "Rating": connectors.TypeNumber,
	"Currency": connectors.TypeMoney, "Check": connectors.TypeBool, "Date": connectors.TypeDate, "Datetime": connectors.TypeTime, "Select": connectors.TypeChoice,
	"Link": connectors.TypeReference, "Dynamic Link": connectors.TypeReference,
}

// targets are the types whose values Push can write.
var targets = []string{"Data", "Small Text", "Text", "Long Text", "Int", "Float", "Percent", "Currency", "Check", "Date", "Datetime", "Select"}

func (f field) target() bool {
	for _, o := range own {
		if o.Name == f.Name {
			return false
		}
	}
	// A field that is read-only on the form can be written by the API.
	return slices.Contains(targets, f.Type)
}

// roles are what the standard DocTypes usually are.
var roles = map[string]string{"Customer": "customer", "Sales Order": "order", "Sales Invoice": "invoice", "Payment Entry": "payment", "Opportunity": "opportunity"}

// Objects lists the DocTypes that hold documents; to a user who may not read them,
// the usual ones.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	rows, err := c.list(ctx, "describe", "DocType", []string{"name"}, []any{[]any{"istable", "=", 0}, []any{"issingle", "=", 0}}, 5000)
	var out []connectors.ObjectInfo
	if connectors.KindOf(err) == connectors.KindPermission {
		for _, name := range slices.Sorted(maps.Keys(roles)) {
			out = append(out, connectors.ObjectInfo{Name: name, Label: name, Role: roles[name]})
		}
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		name := connectors.TextOf(row["name"])
		out = append(out, connectors.ObjectInfo{Name: name, Label: name, Role: roles[name]})
	}
	return out, nil
}

// Describe asks the site anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for _, f := range s.fields {
		one := connectors.Field{Name: f.Name, Label: f.Label, Type: native[f.Type], Native: f.Type, ReadOnly: f.ReadOnly != 0 && !f.target(), Required: f.Required != 0, Custom: f.Custom != 0, Target: f.target()}
		switch f.Type {
		case "Link":
			one.Ref = f.Options
		case "Data":
			one.MaxLen = f.size()
		case "Select":
			for _, v := range f.values() {
				one.Options = append(one.Options, connectors.Choice{Value: v, Label: v})
			}
		}
		list = append(list, one)
	}
	return list
}

// ask is one call to the site; c.schemas keeps its answer. This method alone wraps
// its answer in docs.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	var answer struct {
		Docs []struct {
			Name   string  `json:"name"`
			Fields []field `json:"fields"`
		} `json:"docs"`
	}
	body, _, err := c.rest.Do(ctx, rest.Call{Op: op, Object: object, Endpoint: "getdoctype", Path: "/api/method/frappe.desk.form.load.getdoctype", Idempotent: true, JSON: map[string]any{"doctype": object}})
	if connectors.KindOf(err) == connectors.KindNotFound {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the site has no such DocType", Fix: "Look its name up with discover, such as Sales Invoice; its application may not be installed.", Err: err}
	}
	if err != nil {
		return nil, err
	}
	if err := jsonvalue.Into(body, &answer); err != nil {
		return nil, bug(op, object, "the answer has another form than documented")
	}
	s := &schema{object: object, fields: map[string]field{}}
	for _, doc := range answer.Docs {
		if doc.Name != object { // tables of lines come along
			continue
		}
		for _, f := range append(doc.Fields, own...) {
			if native[f.Type] != "" && f.Virtual == 0 {
				s.fields[f.Name] = f
			}
		}
	}
	if len(s.fields) == 0 {
		return nil, bug(op, object, "the site does not describe the DocType")
	}
	return s, nil
}

// known fails for the first wanted field that the DocType does not have.
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
	return connectors.MissingField(op, Name, s.object, "no field with the fieldname", name, slices.Collect(maps.Keys(s.fields)), "add it in Customize Form")
}
