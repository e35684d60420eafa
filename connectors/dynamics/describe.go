package dynamics

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

// schema is a table as the environment describes it.
type schema struct {
	object, set, key string
	tracked          bool
	columns          map[string]attribute // by the name that rows hold them under
}

// roles are what the standard tables usually are.
var roles = map[string]string{"account": "customer", "opportunity": "opportunity", "salesorder": "order", "invoice": "invoice"}

const definitions = apiPath + "EntityDefinitions"

func definition(object string) string {
	return definitions + "(LogicalName='" + url.PathEscape(strings.ReplaceAll(object, "'", "''")) + "')"
}

// Objects lists the tables that hold rows of their own.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	var a tablesAnswer
	err := c.rest.JSON(ctx, rest.Call{Op: "describe", Endpoint: "describe", Path: definitions + "?$select=LogicalName,EntitySetName,DisplayName,IsActivity,IsPrivate,IsIntersect"}, &a)
	if err != nil {
		return nil, err
	}
	var out []connectors.ObjectInfo
	for _, t := range a.Tables {
		if t.Set == "" || t.Private || t.Intersect {
			continue
		}
		role := roles[t.Name]
		if t.Activity {
			role = "activity"
		}
		out = append(out, connectors.ObjectInfo{Name: t.Name, Label: t.Shown.text(), Role: role})
	}
	slices.SortFunc(out, func(a, b connectors.ObjectInfo) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Describe asks the environment anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for name, a := range s.columns {
		list = append(list, a.field(name))
	}
	return list
}

// casts hold what only columns of one type have.
var casts = map[string]string{"StringAttributeMetadata": "LogicalName,MaxLength", "MemoAttributeMetadata": "LogicalName,MaxLength", "DateTimeAttributeMetadata": "LogicalName,Format",
	"LookupAttributeMetadata": "LogicalName,Targets", "PicklistAttributeMetadata": "LogicalName&$expand=OptionSet"}

// ask describes a table: its columns, and by one call each what belongs to a type.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	call := func(path string) rest.Call {
		return rest.Call{Op: op, Object: object, Endpoint: "describe", Path: definition(object) + path, Header: strong}
	}
	var t tableAnswer
	if err := c.rest.JSON(ctx, call("?$select=LogicalName,EntitySetName,PrimaryIdAttribute,ChangeTrackingEnabled"), &t); err != nil {
		return nil, err
	}
	var all attributesAnswer
	if err := c.rest.JSON(ctx, call("/Attributes?$select=LogicalName,AttributeType,AttributeOf,IsValidForRead,IsValidForUpdate,IsCustomAttribute,RequiredLevel,DisplayName"), &all); err != nil {
		return nil, err
	}
	if t.Set == "" || t.Key == "" || len(all.Columns) == 0 {
		return nil, bug(op, object, "a table without a set, a key or columns")
	}
	byName := map[string]attribute{}
	for _, a := range all.Columns {
		byName[a.Name] = a
	}
	for _, cast := range slices.Sorted(maps.Keys(casts)) {
		var some attributesAnswer
		if err := c.rest.JSON(ctx, call("/Attributes/Microsoft.Dynamics.CRM."+cast+"?$select="+casts[cast]), &some); err != nil {
			return nil, err
		}
		for _, more := range some.Columns {
			a := byName[more.Name]
			a.MaxLength, a.Format, a.Targets, a.Options = max(a.MaxLength, more.MaxLength), a.Format+more.Format, append(a.Targets, more.Targets...), more.Options
			byName[more.Name] = a
		}
	}
	s := &schema{object: object, set: t.Set, key: t.Key, tracked: t.Tracked, columns: map[string]attribute{}}
	for _, a := range byName {
		if a.Readable && (a.Of == nil || *a.Of == "") && a.kind() != connectors.TypeOther {
			s.columns[a.column()] = a
		}
	}
	return s, nil
}

// strong reads metadata as they are: a cache would be half a minute behind.
var strong = map[string][]string{"Consistency": {"Strong"}}

// native maps the vendor's type words; columns of others are not read.
var native = map[string]connectors.FieldType{
	"String": connectors.TypeText, "Memo": connectors.TypeText, "Uniqueidentifier": connectors.TypeText, "Integer": connectors.TypeNumber, "BigInt": connectors.TypeNumber,
	"Decimal": connectors.TypeNumber, "Double": connectors.TypeNumber, "Money": connectors.TypeMoney, "Boolean": connectors.TypeBool, "DateTime": connectors.TypeTime,
	"Picklist": connectors.TypeChoice, "State": connectors.TypeChoice, "Status": connectors.TypeChoice, "Lookup": connectors.TypeReference, "Customer": connectors.TypeReference,
	"Owner": connectors.TypeReference,
}

// targets are the types whose values Push can write.
var targets = []string{"String", "Memo", "Integer", "Decimal", "Double", "Money", "Boolean", "DateTime", "Picklist"}

func (a attribute) kind() connectors.FieldType {
	kind := native[a.Type]
	switch {
	case kind == "":
		return connectors.TypeOther
	case a.Type == "DateTime" && a.Format == "DateOnly":
		return connectors.TypeDate
	}
	return kind
}

// column is the name that rows hold the value under: lookups have their own form.
func (a attribute) column() string {
	if a.kind() == connectors.TypeReference {
		return "_" + a.Name + "_value"
	}
	return a.Name
}

func (a attribute) target() bool { return a.Writable && slices.Contains(targets, a.Type) }

func (a attribute) field(name string) connectors.Field {
	out := connectors.Field{Name: name, Label: a.Shown.text(), Type: a.kind(), Native: a.Type, ReadOnly: !a.Writable, Custom: a.Custom, Target: a.target(),
		Required: a.Required.Value == "ApplicationRequired" || a.Required.Value == "SystemRequired", MaxLen: a.MaxLength}
	if len(a.Targets) == 1 {
		out.Ref = a.Targets[0]
	}
	for _, o := range a.Options.List {
		out.Options = append(out.Options, connectors.Choice{Value: o.Value.String(), Label: o.Label.text()})
	}
	return out
}

// known fails for the first wanted column that the table does not have.
func (s *schema) known(op string, fields []string) error {
	for _, name := range fields {
		if _, ok := s.columns[name]; !ok {
			return s.missing(op, name)
		}
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	if _, ok := s.columns["_"+name+"_value"]; ok {
		return &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: s.object, Said: "the lookup " + name + " is read as _" + name + "_value",
			Fix: "Write \"_" + name + "_value\" in the mapping."}
	}
	return connectors.MissingField(op, Name, s.object, "no column with the logical name", name, slices.Collect(maps.Keys(s.columns)),
		"add the column in Power Apps → Tables")
}
