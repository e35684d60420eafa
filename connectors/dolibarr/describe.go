package dolibarr

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is an object as far as the system tells: the fields of one record, of
// which all are always there, and the extra fields.
type schema struct {
	object string
	plain  []string         // none while there is no record
	extra  map[string]field // by options_…
}

// field is an extra field.
type field struct {
	Type     string          `json:"type"`
	Label    string          `json:"label"`
	Size     json.RawMessage `json:"size"`
	Required any             `json:"required"`
	Param    struct {
		Options map[string]any `json:"options"`
	} `json:"-"`
	RawParam json.RawMessage `json:"param"`
}

// values are the keys of a select; none when the system does not tell them.
func (f field) values() []string { return slices.Sorted(maps.Keys(f.Param.Options)) }

func (f field) size() int {
	n, _ := strconv.Atoi(strings.Trim(string(f.Size), `"`)) // "24,8" of a double, or nothing
	return n
}

// types maps the vendor's type words; what is missing is TypeOther.
var types = map[string]connectors.FieldType{"varchar": connectors.TypeText, "text": connectors.TypeText, "html": connectors.TypeText, "mail": connectors.TypeText, "phone": connectors.TypeText, "url": connectors.TypeText,
	"int": connectors.TypeNumber, "double": connectors.TypeNumber, "price": connectors.TypeMoney, "boolean": connectors.TypeBool, "date": connectors.TypeDate, "datetime": connectors.TypeTime,
	"select": connectors.TypeChoice, "radio": connectors.TypeChoice, "link": connectors.TypeReference, "checkbox": connectors.TypeList}

func (f field) target() bool {
	return slices.Contains([]string{"varchar", "text", "int", "double", "price", "boolean", "select"}, f.Type)
}

var roles = map[string]string{customers: "customer", "orders": "order", "invoices": "invoice"}

// Objects lists the endpoints that are read; the system does not tell which of its
// modules are enabled.
func (c *conn) Objects(context.Context) ([]connectors.ObjectInfo, error) {
	names := slices.AppendSeq(c.cfg.ObjectNames(), maps.Keys(elements))
	slices.Sort(names)
	var out []connectors.ObjectInfo
	for _, name := range slices.Compact(names) {
		out = append(out, connectors.ObjectInfo{Name: name, Label: name, Role: roles[name]})
	}
	return out, nil
}

// Describe asks the system anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for _, name := range s.plain {
		t := connectors.TypeText
		switch {
		case slices.Contains(days, name):
			t = connectors.TypeDate
		case slices.Contains(instants, name):
			t = connectors.TypeTime
		}
		list = append(list, connectors.Field{Name: name, Label: name, Type: t, Native: string(t), ReadOnly: true})
	}
	for name, f := range s.extra {
		one := connectors.Field{Name: name, Label: f.Label, Type: cmp.Or(types[f.Type], connectors.TypeOther), Native: f.Type, Custom: true, Target: f.target() && s.object == customers, ReadOnly: s.object != customers}
		if f.Type == "varchar" {
			one.MaxLen = f.size()
		}
		for _, v := range f.values() {
			one.Options = append(one.Options, connectors.Choice{Value: v, Label: connectors.TextOf(f.Param.Options[v])})
		}
		list = append(list, one)
	}
	return list
}

// ask looks at a record and at the setup of the extra fields; c.schemas keeps it.
// To a user who may not see the setup, a record shows which there are.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	rows, err := c.list(ctx, op, object, nil, 1)
	if connectors.KindOf(err) == connectors.KindNotFound {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "there is no such endpoint",
			Fix: "Enable the module, or write the name as in the API explorer, such as thirdparties.", Err: err}
	}
	if err != nil {
		return nil, err
	}
	s := &schema{object: object, extra: map[string]field{}}
	for _, row := range rows {
		for name := range flatten(row) {
			if strings.HasPrefix(name, "options_") {
				s.extra[name] = field{Type: "text", Label: name}
				continue
			}
			s.plain = append(s.plain, name)
		}
	}
	if elements[object] == "" {
		return s, nil
	}
	body, _, err := c.rest.Do(ctx, rest.Call{Op: op, Object: object, Endpoint: "extrafields", Path: "/setup/extrafields", Query: map[string][]string{"elementtype": {elements[object]}}})
	switch connectors.KindOf(err) {
	case connectors.KindPermission, connectors.KindNotFound:
		return s, nil // what a record shows is all
	}
	if err != nil {
		return nil, err
	}
	var told map[string]map[string]field
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) { // an empty list stands for none
		return s, nil
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return nil, bug(op, object, "the setup of the extra fields has another form than documented")
	}
	for name, f := range told[elements[object]] {
		_ = json.Unmarshal(f.RawParam, &f.Param) // a list, a text or nothing where there are no options
		s.extra["options_"+name] = f
	}
	return s, nil
}

// known fails for the first wanted field that there is not, once a record has shown
// which there are.
func (s *schema) known(op string, fields []string) error {
	for _, path := range fields {
		root, _, _ := strings.Cut(path, ".")
		if _, extra := s.extra[root]; extra || slices.Contains(s.plain, root) || len(s.plain) == 0 && !strings.HasPrefix(root, "options_") {
			continue
		}
		return s.missing(op, root)
	}
	return nil
}

func (s *schema) missing(op, name string) *connectors.Error {
	return connectors.MissingField(op, Name, s.object, "no field", name, slices.AppendSeq(slices.Clone(s.plain), maps.Keys(s.extra)),
		"add it in Setup → Third parties → Complementary attributes")
}

// EnsureFields reports: version 19 has no call that makes extra fields.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	for i, w := range want {
		out[i] = connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
		have, ok := s.extra[w.Name]
		switch {
		case !ok:
			code := strings.TrimPrefix(w.Name, "options_")
			out[i].Action = connectors.FieldManual
			out[i].Detail = fmt.Sprintf("设置 → 模块 → 往来单位 → 扩展属性 → 新建：代码 %s，类型 %s；映射中写 options_%s / Setup → Modules → Third parties → Complementary attributes → New: code %s, type %s; in the mapping options_%s",
				code, w.Type, code, code, w.Type, code)
		case types[have.Type] != w.Type:
			out[i].Differs(have.Type, w.Type)
		}
	}
	return out, nil
}
