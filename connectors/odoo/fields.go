package odoo

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// fieldName is what the vendor takes as the name of a field that a person makes.
var fieldName = regexp.MustCompile(`^x_[a-z0-9_]{1,60}$`)

// forms are the vendor's types of what can be created.
var forms = map[connectors.FieldType]string{connectors.TypeText: "char", connectors.TypeNumber: "float", connectors.TypeBool: "boolean", connectors.TypeDate: "date",
	connectors.TypeTime: "datetime", connectors.TypeChoice: "selection"}

// EnsureFields creates fields, usable at once. More values of a selection are named
// for the admin.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	for i, w := range want {
		out[i] = s.compare(w)
		if dryRun || out[i].Action != connectors.FieldCreated {
			continue
		}
		if err := c.create(ctx, object, w, &out[i]); err != nil {
			return nil, err
		}
		c.schemas.Forget()
	}
	return out, nil
}

// compare says what is to be done for one field.
func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name}
	have, ok := s.fields[w.Name]
	if !ok {
		form := forms[w.Type]
		change.Action = connectors.FieldCreated
		change.Detail = fmt.Sprintf("类型 %s；如需在表单上显示，请添加到视图 / type %s; add it to a view to show it on the form", form, form)
		if form == "" || !fieldName.MatchString(w.Name) || w.Type == connectors.TypeChoice && len(w.Options) == 0 {
			change.Action = connectors.FieldManual
			change.Detail = fmt.Sprintf("设置 → 技术 → 字段 → 新建：模型 %s，类型 %s，名称 %s（以 x_ 开头，小写字母） / Settings → Technical → Fields → New: model %s, type %s, name %s (begins with x_, small letters)",
				s.object, w.Type, w.Name, s.object, w.Type, w.Name)
		}
		return change
	}
	if got := have.field(w.Name).Type; got != w.Type {
		change.Differs(have.Type, w.Type)
		return change
	}
	change.Action = connectors.FieldExists
	var lacks []string
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.options(), func(h connectors.Choice) bool { return h.Value == o.Value }) {
			lacks = append(lacks, o.Value)
		}
	}
	if w.Type == connectors.TypeChoice && len(lacks) > 0 {
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("请在 设置 → 技术 → 字段 中为该字段添加选项：%s / add these values to the field in Settings → Technical → Fields: %s", strings.Join(lacks, "、"), strings.Join(lacks, ", "))
	}
	return change
}

// create makes a field. The call is not sent again when its answer is lost: asking
// EnsureFields once more finds what was created.
func (c *conn) create(ctx context.Context, object string, w connectors.FieldSpec, change *connectors.FieldChange) error {
	models, err := c.search(ctx, "fields", "ir.model", []string{"id"}, []any{[]any{"model", "=", object}}, 1)
	if err != nil {
		return err
	}
	if len(models) != 1 {
		return bug("fields", object, "the model is described but not listed")
	}
	label := w.Label
	if label == "" {
		label = w.Name
	}
	values := map[string]any{"name": w.Name, "model_id": models[0]["id"], "ttype": forms[w.Type], "state": "manual", "field_description": label}
	var selection []any
	for i, o := range w.Options {
		name := o.Label
		if name == "" {
			name = o.Value
		}
		selection = append(selection, []any{0, 0, map[string]any{"value": o.Value, "name": name, "sequence": i + 1}})
	}
	if selection != nil {
		values["selection_ids"] = selection
	}
	var made any
	_, err = c.call(ctx, request{op: "fields", object: "ir.model.fields", method: "create", args: map[string]any{"vals_list": []any{values}}}, &made)
	switch connectors.KindOf(err) {
	case connectors.KindInvalid, connectors.KindPermission:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("系统拒绝，请手工添加 / refused, add it by hand: %v; %s", err, change.Detail)
		return nil
	}
	return err
}
