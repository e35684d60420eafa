package jiandaoyun

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// schemaLife is how long the fields of a form are taken for granted: an admin
// may change aliases at any time.
const schemaLife = 5 * time.Minute

// field is one field of a form.
type field struct {
	id    string // _widget_…, stable for ever
	name  string // its key in data: the alias, or id
	label string
	kind  string // the vendor's type word; "system" for those that every form has
	items []field
}

// schema is a form as it stood at some moment.
type schema struct {
	form
	fields   []field
	system   []string
	modified string // the last change of any record, as sent
	asked    time.Time
	odd      map[string]bool // keys of rows that no field explains
}

// systemFields are on every record, listed or not.
var systemFields = []string{"_id", "appId", "entryId", "creator", "updater", "deleter", "createTime", "updateTime", "deleteTime",
	"ext", "flowState", "wx_open_id", "wx_nickname", "wx_gender"}

// ask reads the fields of a form anew.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	f, err := c.form(op, object)
	if err != nil {
		return nil, err
	}
	var a widgetsAnswer
	if err := c.rest.JSON(ctx, c.call(op, f, widgetsPath, f.formRef, true), &a); err != nil {
		return nil, err
	}
	s := &schema{form: f, fields: fieldsOf(a.Widgets), system: slices.Clone(systemFields), modified: a.DataModifyTime,
		asked: c.clock.Now(), odd: map[string]bool{}}
	for _, w := range a.SysWidgets {
		if !slices.Contains(s.system, w.Name) && w.Name != "" {
			s.system = append(s.system, w.Name)
		}
	}
	if len(s.fields) == 0 {
		return nil, &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the form has no field",
			Fix: "Look app_id and entry_id up with discover."}
	}
	c.mu.Lock()
	if before := c.schemas[object]; before != nil {
		s.odd = before.odd
	}
	c.schemas[object] = s
	c.mu.Unlock()
	return s, nil
}

func fieldsOf(widgets []widget) []field {
	var out []field
	for _, w := range widgets {
		f := field{id: w.WidgetName, name: w.Name, label: w.Label, kind: w.Type, items: fieldsOf(w.Items)}
		if f.name == "" {
			f.name = f.id
		}
		if f.id == "" {
			f.id = f.name
		}
		if f.name != "" { // separators have no key
			out = append(out, f)
		}
	}
	return out
}

// schema gives what the system said a short while ago, or asks.
func (c *conn) schema(ctx context.Context, op, object string) (*schema, error) {
	c.mu.Lock()
	s := c.schemas[object]
	c.mu.Unlock()
	if s != nil && c.clock.Now().Sub(s.asked).Abs() < schemaLife {
		return s, nil
	}
	return c.ask(ctx, op, object)
}

// forget makes the next call ask for the fields again.
func (c *conn) forget(object string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.schemas, object)
}

// find resolves a name: an id, else an alias, else a label that only one field
// has, else a system field.
func (s *schema) find(op, name string) (field, error) {
	for _, by := range []func(field) string{func(f field) string { return f.id }, func(f field) string { return f.name }} {
		if i := slices.IndexFunc(s.fields, func(f field) bool { return by(f) == name }); i >= 0 {
			return s.fields[i], nil
		}
	}
	if slices.Contains(s.system, name) {
		return field{id: name, name: name, kind: "system"}, nil
	}
	var hits []field
	for _, f := range s.fields {
		if f.label == name {
			hits = append(hits, f)
		}
	}
	switch len(hits) {
	case 1:
		return hits[0], nil
	case 0:
		return field{}, s.missing(op, name)
	}
	var ids []string
	for _, f := range hits {
		ids = append(ids, f.id)
	}
	return field{}, &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: s.object,
		Said: fmt.Sprintf("the label %q belongs to %s", name, strings.Join(ids, " and ")), Fix: "Write one of these ids in the mapping."}
}

func (s *schema) missing(op, name string) *connectors.Error {
	var names []string
	for _, f := range s.fields {
		names = append(names, f.id, f.label)
		if f.name != f.id {
			names = append(names, f.name)
		}
	}
	return connectors.MissingField(op, Name, s.object, "the form has no field", name, names, "add the field in the form's designer (表单设计)")
}

// asked is a field under the name that the mapping has for it.
type asked struct {
	as string
	field
}

// choose resolves the wanted fields by their roots; nil stays nil and means
// all. Fields of side forms are not of this form and are left out.
func (s *schema) choose(op string, names []string) ([]asked, error) {
	if names == nil {
		return nil, nil
	}
	out := make([]asked, 0, len(names))
	for _, name := range names {
		if isSide(name) {
			continue
		}
		root, _, _ := strings.Cut(name, ".")
		if slices.ContainsFunc(out, func(a asked) bool { return a.as == root }) {
			continue
		}
		f, err := s.find(op, root)
		if err != nil {
			return nil, err
		}
		out = append(out, asked{root, f})
	}
	return out, nil
}

// keyField is the field of a side form that holds the customer's id.
func (s *schema) keyField(op string) (field, error) {
	f, err := s.find(op, s.key)
	if err == nil && f.kind != "text" {
		err = &connectors.Error{Kind: connectors.KindInvalid, Op: op, System: Name, Object: s.object,
			Said: fmt.Sprintf("the key %q is a field of type %s", s.key, f.kind), Fix: "Choose a single-line text field (单行文本) as key of the side form."}
	}
	return f, err
}
