package kingdee

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// schema is a form as the live system describes it.
type schema struct {
	form, label string
	key         string // of the internal id
	head        map[string]connectors.Field
	tables      map[string]table // sub-tables by key
	stamps      []string         // fields of head that move when the record changes
	asked       map[string]bool  // names outside the description that the system knows all the same
}

// table is one sub-table of a form: its lines, or a second half of its head.
type table struct {
	key    string // of the line's id, as queries name it
	fields map[string]connectors.Field
}

// roles are what the known forms are.
var roles = map[string]string{customerForm: "customer", orderForm: "order", receivableForm: "invoice", receiptForm: "payment"}

// stamps are the header fields that tell of a change: an audit, a close or a
// forbid need not move the modified stamp.
var stamps = []string{"FModifyDate", "FCreateDate", "FApproveDate", "FCancelDate", "FForbidDate", "FCloseDate"}

// Objects asks for each form that is known or configured: the system has no
// list of its forms.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	forms := append([]string{customerForm, orderForm, receivableForm, receiptForm}, c.cfg.ObjectNames()...)
	if c.side.form != "" {
		forms = append(forms, c.side.form)
	}
	slices.Sort(forms)
	var out []connectors.ObjectInfo
	for _, form := range slices.Compact(forms) {
		s, err := c.ask(ctx, "describe", form)
		switch k := connectors.KindOf(err); {
		case k == connectors.KindNotFound || k == connectors.KindPermission:
		case err != nil:
			return nil, err
		default:
			out = append(out, connectors.ObjectInfo{Name: form, Label: s.label, Role: roles[form]})
		}
	}
	return out, nil
}

// Describe asks the system anew. Fields of sub-tables are named TABLE.FIELD;
// a reference also shows as FIELD.FNumber, which is how its number is read and
// written; fields of the side form are named as targets are.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	s, err := c.ask(ctx, "describe", object)
	if err != nil {
		return connectors.Schema{}, err
	}
	out := connectors.Schema{Object: object}
	add := func(prefix string, fields map[string]connectors.Field, targets bool) {
		for name, f := range fields {
			f.Name, f.Target = prefix+name, f.Target && targets
			out.Fields = append(out.Fields, f)
			if f.Type == connectors.TypeReference {
				f.Name, f.Type, f.Target, f.Ref = f.Name+".FNumber", connectors.TypeText, targets && writable(name), ""
				out.Fields = append(out.Fields, f)
			}
		}
	}
	add("", s.head, object == customerForm && !c.onlySide)
	for key, t := range s.tables {
		add(key+".", t.fields, false)
	}
	if _, ok := s.head[s.key]; !ok {
		out.Fields = append(out.Fields, connectors.Field{Name: s.key, Label: "ID", Type: connectors.TypeNumber, ReadOnly: true})
	}
	if object == customerForm && c.side.form != "" {
		side, err := c.ask(ctx, "describe", c.side.form)
		if err != nil {
			return connectors.Schema{}, err
		}
		add(sidePrefix+c.side.form+".", side.head, true)
	}
	slices.SortFunc(out.Fields, func(a, b connectors.Field) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// schema gives what the system said last, asking it once in the connector's life.
func (c *conn) schema(ctx context.Context, op, form string) (*schema, error) {
	if s := c.known(form); s != nil {
		return s, nil
	}
	return c.ask(ctx, op, form)
}

// known is the schema of a form that was asked for before.
func (c *conn) known(form string) *schema {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.schemas[form]
}

func (c *conn) ask(ctx context.Context, op, form string) (*schema, error) {
	var a envelope
	err := c.rest.JSON(ctx, rest.Call{Op: op, Object: form, Endpoint: "describe", Path: service + "QueryBusinessInfo" + suffix, Idempotent: true,
		JSON: dataCall{Data: describeRequest{Form: form}}}, &a)
	if err != nil {
		return nil, err
	}
	var info businessInfo
	if err := json.Unmarshal(a.Result.Data, &info); err != nil || len(info.Tables) == 0 {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: form, Said: "the system describes no field of this form",
			Fix: "Check the form's id; upper and lower case count.", Err: err}
	}
	s := readSchema(form, info)
	c.mu.Lock()
	c.schemas[form] = s
	c.mu.Unlock()
	return s, nil
}

const headTable = "FBillHead"

func readSchema(form string, info businessInfo) *schema {
	s := &schema{form: form, label: info.Name.String(), key: info.Key, head: map[string]connectors.Field{}, tables: map[string]table{}, asked: map[string]bool{}}
	if s.key == "" {
		s.key = map[bool]string{true: "FCUSTID", false: "FID"}[form == customerForm]
	}
	for _, t := range info.Tables {
		into := s.head
		if t.Key != headTable {
			// The description shows the database's writing; queries know this one.
			key := "FEntryID"
			if t.Pk != "" && !strings.EqualFold(t.Pk, key) {
				key = t.Pk
			}
			into = map[string]connectors.Field{}
			s.tables[t.Key] = table{key: t.Key + "_" + key, fields: into}
		}
		for _, f := range t.Fields {
			if f.Key != "" {
				into[f.Key] = f.field()
			}
		}
	}
	for _, want := range stamps {
		for name := range s.head {
			if strings.EqualFold(name, want) {
				s.stamps = append(s.stamps, name)
			}
		}
	}
	return s
}

// native maps the database's type codes, which is what FieldType carries as far
// as answers show; what is missing is TypeOther and is written as text.
var native = map[string]connectors.FieldType{
	"231": connectors.TypeText, "167": connectors.TypeText, "175": connectors.TypeText, "239": connectors.TypeText, "99": connectors.TypeText, "35": connectors.TypeText,
	"56": connectors.TypeNumber, "127": connectors.TypeNumber, "52": connectors.TypeNumber, "106": connectors.TypeNumber, "108": connectors.TypeNumber, "60": connectors.TypeMoney,
	"61": connectors.TypeTime, "40": connectors.TypeDate, "104": connectors.TypeBool,
}

func (f fieldInfo) field() connectors.Field {
	out := connectors.Field{Name: f.Key, Label: f.Name.String(), Type: native[f.Type.String()], Native: f.Type.String(), Ref: strings.TrimSpace(f.Lookup),
		Custom: writable(f.Key)}
	must := connectors.TextOf(f.Must)
	out.Required = must == "1" || must == "true"
	switch {
	case out.Ref != "":
		out.Type = connectors.TypeReference
	case out.Type == "":
		out.Type = connectors.TypeOther
	}
	out.Target = out.Custom && out.Ref == ""
	return out
}

// writable says that a field was added in the BOS designer, whose keys begin
// with F_: the vendor's own fields are not for tiers.
func writable(name string) bool { return strings.HasPrefix(name, "F_") }

// knows fails for the first wanted field that the form lacks. A name outside
// the description is tried on the system itself: ids and master ids stand in
// no description, and an admin may have added a field since.
func (c *conn) knows(ctx context.Context, op string, s *schema, fields []string) error {
	for _, name := range fields {
		base, sub, dotted := strings.Cut(name, ".")
		if t, ok := s.tables[base]; ok {
			line, _, _ := strings.Cut(sub, ".")
			if _, ok := t.fields[line]; !ok && dotted && base+"_"+line != t.key {
				return s.missing(op, name)
			}
			continue
		}
		if s.has(base) {
			continue
		}
		c.mu.Lock()
		tried := s.asked[base]
		c.mu.Unlock()
		if tried {
			continue
		}
		_, err := c.query(ctx, op, &queryRequest{Form: s.form, Fields: base, Limit: 1})
		if e, ok := errors.AsType[*connectors.Error](err); ok && e.Kind == connectors.KindNotFound {
			return s.missing(op, name)
		}
		if err != nil {
			return err
		}
		c.mu.Lock()
		s.asked[base] = true
		c.mu.Unlock()
	}
	return nil
}

func (s *schema) has(name string) bool {
	if _, ok := s.head[name]; ok || name == s.key {
		return true
	}
	for _, t := range s.tables {
		if _, ok := t.fields[name]; ok || name == t.key {
			return true
		}
	}
	return false
}

func (s *schema) missing(op, name string) *connectors.Error {
	names := []string{s.key}
	for n := range s.head {
		names = append(names, n)
	}
	for key, t := range s.tables {
		for n := range t.fields {
			names = append(names, key+"."+n)
		}
	}
	return connectors.MissingField(op, Name, s.form, "no field", name, names, "add the field in the BOS designer; upper and lower case count")
}
