package zoho

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// What the vendor's documents say of new fields.
const (
	maxNewFields = 5
	maxLabel     = 25
	longText     = 255 // longer ones are multi-line
)

// EnsureFields creates fields and adds options to pick lists. The system makes
// the API name out of the label, so that a label is chosen from which the wanted
// name comes; which name it really gave is read back by the field's id.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	var create, extend []newField
	var creating, extending []int
	for i, w := range want {
		change, field := s.compare(w)
		out[i] = change
		switch change.Action {
		case connectors.FieldCreated:
			create, creating = append(create, field), append(creating, i)
		case connectors.FieldExtended:
			extend, extending = append(extend, field), append(extending, i)
		}
	}
	if dryRun {
		return out, nil
	}
	if err := c.apply(ctx, object, http.MethodPost, create, creating, out); err != nil {
		return nil, err
	}
	if err := c.apply(ctx, object, http.MethodPatch, extend, extending, out); err != nil {
		return nil, err
	}
	if len(create)+len(extend) > 0 {
		if _, err := c.schemas.Ask(ctx, "fields", object); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// compare says what is to be done for one field, and with what.
func (s *schema) compare(w connectors.FieldSpec) (connectors.FieldChange, newField) {
	change := connectors.FieldChange{Field: w.Name}
	label := labelFor(w)
	have, ok := s.fields[w.Name]
	if !ok {
		// Made before, and given another name.
		for name, f := range s.fields {
			if f.Custom && strings.EqualFold(f.Label, label) {
				have, ok, change.Name = f, true, name
			}
		}
	}
	if !ok {
		return s.toCreate(w, label, change)
	}
	if got := have.field().Type; got != w.Type {
		change.Differs(have.Type, w.Type)
		return change, newField{}
	}
	change.Action = connectors.FieldExists
	if w.Type != connectors.TypeChoice {
		return change, newField{}
	}
	field := newField{ID: have.ID}
	var lacks []string
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.Options, func(h optionInfo) bool { return h.value() == o.Value }) {
			field.Options = append(field.Options, optionInfo{Shown: shownFor(o), Actual: o.Value})
			lacks = append(lacks, o.Value)
		}
	}
	if len(lacks) > 0 {
		change.Action = connectors.FieldExtended
		change.Detail = fmt.Sprintf("添加选项：%s / options added: %s", strings.Join(lacks, "、"), strings.Join(lacks, ", "))
		field.Options = append(slices.Clone(have.Options), field.Options...)
	}
	return change, field
}

// kinds are the vendor's types for what can be created.
var kinds = map[connectors.FieldType]string{connectors.TypeText: "text", connectors.TypeNumber: "double", connectors.TypeMoney: "currency",
	connectors.TypeBool: "boolean", connectors.TypeDate: "date", connectors.TypeTime: "datetime", connectors.TypeChoice: "picklist"}

func (s *schema) toCreate(w connectors.FieldSpec, label string, change connectors.FieldChange) (connectors.FieldChange, newField) {
	field := newField{Label: label, Type: kinds[w.Type]}
	switch {
	case field.Type == "" || utf8.RuneCountInString(label) > maxLabel || w.Type == connectors.TypeChoice && len(w.Options) == 0:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("设置 → 模块和字段 → %s → 新建字段：类型 %s，标签 %q，API 名称 %s（标签最多 25 个字符） / Setup → Modules and Fields → %s → new field: type %s, label %q, API name %s (labels have at most 25 characters)",
			s.object, w.Type, label, w.Name, s.object, w.Type, label, w.Name)
		return change, field
	case w.Type == connectors.TypeText && w.MaxLen > longText:
		field.Type = "textarea"
	case w.Type == connectors.TypeText:
		field.Length = longText
		if w.MaxLen > 0 {
			field.Length = w.MaxLen
		}
	case w.Type == connectors.TypeChoice:
		keep := false
		field.Sorted = &keep
		for _, o := range w.Options {
			field.Options = append(field.Options, optionInfo{Shown: shownFor(o), Actual: o.Value})
		}
	}
	change.Action = connectors.FieldCreated
	change.Detail = fmt.Sprintf("类型 %s，标签 %q；请将其加入页面布局并授权给相应角色 / type %s, label %q; place it on the layout and give it to the profiles", field.Type, label, field.Type, label)
	return change, field
}

func shownFor(o connectors.Choice) string {
	if o.Label != "" {
		return o.Label
	}
	return o.Value
}

var noName = regexp.MustCompile(`[^A-Za-z0-9_ ]`)

// labelFor is a label that becomes the wanted API name: the wanted one if it
// does, else the words of the name.
func labelFor(w connectors.FieldSpec) string {
	if !noName.MatchString(w.Label) && strings.ReplaceAll(w.Label, " ", "_") == w.Name {
		return w.Label
	}
	return strings.TrimSpace(strings.ReplaceAll(w.Name, "_", " "))
}

// apply sends fields in calls of five and notes what became of each.
func (c *conn) apply(ctx context.Context, object, method string, fields []newField, at []int, out []connectors.FieldChange) error {
	for len(fields) > 0 {
		n := min(len(fields), maxNewFields)
		results, err := c.sendFields(ctx, object, method, fields[:n])
		if err != nil {
			return err
		}
		names := map[string]string{}
		if method == http.MethodPost {
			s, err := c.schemas.Ask(ctx, "fields", object)
			if err != nil {
				return err
			}
			for name, f := range s.fields {
				names[f.ID] = name
			}
		}
		for k, r := range results {
			change := &out[at[k]]
			if r.Code != "SUCCESS" {
				change.Action = connectors.FieldManual
				change.Detail = fmt.Sprintf("%s / refused (%s: %s); %s", "系统拒绝，请手工添加", r.Code, r.said(), change.Detail)
				continue
			}
			if name := names[connectors.TextOf(r.Details["id"])]; name != "" && name != change.Field {
				change.Name = name
			}
		}
		fields, at = fields[n:], at[n:]
	}
	return nil
}

// sendFields gives one result for each field. The call is not sent again when
// its answer is lost: asking EnsureFields once more finds what was created.
func (c *conn) sendFields(ctx context.Context, object, method string, fields []newField) ([]status, error) {
	body, _, err := c.rest.Do(ctx, rest.Call{Op: "fields", Object: object, Endpoint: "fields", Method: method, Path: fieldsPath,
		Query: url.Values{"module": {object}}, JSON: fieldsRequest{Fields: fields}})
	if p, ok := errors.AsType[perRecord](err); ok {
		body, err = p.body, nil
	}
	if err != nil {
		return nil, err
	}
	var a fieldResults
	if err := json.Unmarshal(body, &a); err != nil || len(a.Fields) != len(fields) {
		return nil, bug("fields", object, "the answer does not hold one result for each field")
	}
	return a.Fields, nil
}
