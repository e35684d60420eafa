package erpnext

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
	"github.com/tierloop/tierloop/connectors/rest"
)

// fieldName is what the vendor takes as a name.
var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

// forms are the vendor's types of what can be created.
var forms = map[connectors.FieldType]string{connectors.TypeText: "Small Text", connectors.TypeNumber: "Float", connectors.TypeMoney: "Currency", connectors.TypeBool: "Check",
	connectors.TypeDate: "Date", connectors.TypeTime: "Datetime", connectors.TypeChoice: "Select"}

// EnsureFields creates custom fields, usable at once, and adds options to custom
// ones of type Select.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, dryRun bool) ([]connectors.FieldChange, error) {
	s, err := c.schemas.Ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	out := make([]connectors.FieldChange, len(want))
	for i, w := range want {
		out[i] = s.compare(w)
		if dryRun || out[i].Action != connectors.FieldCreated && out[i].Action != connectors.FieldExtended {
			continue
		}
		if err := c.save(ctx, s, w, &out[i]); err != nil {
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
		change.Detail = fmt.Sprintf("类型 %s，表单上只读 / type %s, read-only on the form", form, form)
		if form == "" || !fieldName.MatchString(w.Name) || w.Type == connectors.TypeChoice && len(w.Options) == 0 {
			change.Action = connectors.FieldManual
			change.Detail = fmt.Sprintf("自定义表单 → 选择 %s → 添加一行：类型 %s，字段名 %s（小写字母、数字、下划线） / Customize Form → choose %s → add a row: type %s, name %s (small letters, digits, underscores)",
				s.object, w.Type, w.Name, s.object, w.Type, w.Name)
		}
		return change
	}
	if got := native[have.Type]; got != w.Type {
		change.Differs(have.Type, w.Type)
		return change
	}
	change.Action = connectors.FieldExists
	var lacks []string
	for _, o := range w.Options {
		if !slices.Contains(have.values(), o.Value) {
			lacks = append(lacks, o.Value)
		}
	}
	if w.Type == connectors.TypeChoice && len(lacks) > 0 {
		change.Action = connectors.FieldExtended
		change.Detail = strings.Join(lacks, ", ")
		if have.Custom == 0 {
			change.Action = connectors.FieldManual
			change.Detail = fmt.Sprintf("请在 自定义表单 中为该字段添加选项：%s / add these options to the field in Customize Form: %s", strings.Join(lacks, "、"), strings.Join(lacks, ", "))
		}
	}
	return change
}

// save creates a custom field or extends its options. The call is not sent again
// when its answer is lost: asking EnsureFields once more finds what was made.
func (c *conn) save(ctx context.Context, s *schema, w connectors.FieldSpec, change *connectors.FieldChange) error {
	label := w.Label
	if label == "" {
		label = w.Name
	}
	values := s.fields[w.Name].values()
	for _, o := range w.Options {
		if !slices.Contains(values, o.Value) {
			values = append(values, o.Value)
		}
	}
	doc := map[string]any{"dt": s.object, "fieldname": w.Name, "label": label, "fieldtype": forms[w.Type], "insert_after": "customer_group", "read_only": 1, "no_copy": 1}
	if s.object != "Customer" {
		delete(doc, "insert_after")
	}
	if w.Type == connectors.TypeChoice {
		doc["options"] = "\n" + strings.Join(values, "\n") // the first, empty one is "none"
	}
	call := rest.Call{Op: "fields", Object: s.object, Endpoint: "Custom Field", Method: "POST", Path: "/api/resource/Custom%20Field", JSON: doc}
	if change.Action == connectors.FieldExtended {
		call.Method, call.Path, call.JSON = "PUT", call.Path+"/"+url.PathEscape(s.object+"-"+w.Name), map[string]any{"options": doc["options"]}
	}
	var answer struct {
		Data struct {
			Name string `json:"fieldname"`
		} `json:"data"`
	}
	err := c.rest.JSON(ctx, call, &answer)
	switch connectors.KindOf(err) {
	case connectors.KindInvalid, connectors.KindPermission, connectors.KindConflict, connectors.KindNotFound:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("系统拒绝，请在 自定义表单 中手工添加 / refused, add it by hand in Customize Form: %v; %s", err, change.Detail)
		return nil
	}
	if name := answer.Data.Name; name != "" && name != w.Name {
		change.Name = name
	}
	return err
}
