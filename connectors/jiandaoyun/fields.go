package jiandaoyun

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields reports what an admin has to add: the API has no call that
// creates a field, so a dry run and a real one are the same.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	own, err := c.ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	var out []connectors.FieldChange
	for _, w := range want {
		s, name := own, w.Name
		if isSide(w.Name) {
			var object string
			object, name = sideName(w.Name)
			sd, err := c.side(ctx, "fields", object)
			if err != nil {
				return nil, err
			}
			s = sd.schema
		}
		out = append(out, s.compare(w, name))
	}
	return out, nil
}

// fieldNames are the words of the form designer for what it offers.
var fieldNames = map[connectors.FieldType]struct{ zh, en string }{
	connectors.TypeText:   {"单行文本", "single-line text"},
	connectors.TypeNumber: {"数字", "number"},
	connectors.TypeMoney:  {"数字", "number"},
	connectors.TypeBool:   {"下拉框", "drop-down"},
	connectors.TypeDate:   {"日期时间", "date and time"},
	connectors.TypeTime:   {"日期时间", "date and time"},
	connectors.TypeChoice: {"下拉框", "drop-down"},
}

// fitting are the field types that can hold a value of the wanted type.
var fitting = map[connectors.FieldType][]string{
	connectors.TypeText:   {"text", "textarea"},
	connectors.TypeNumber: {"number"},
	connectors.TypeMoney:  {"number"},
	connectors.TypeBool:   {"combo", "radiogroup", "text"},
	connectors.TypeDate:   {"datetime"},
	connectors.TypeTime:   {"datetime"},
	connectors.TypeChoice: {"combo", "radiogroup", "text"},
}

func (s *schema) compare(w connectors.FieldSpec, name string) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldManual}
	have, err := s.find("fields", name)
	switch {
	case connectors.KindOf(err) == connectors.KindNotFound:
		change.Detail = s.toAdd(w, name)
	case err != nil:
		change.Detail = err.Error()
	case !slices.Contains(fitting[w.Type], have.kind):
		change.Differs(have.kind, w.Type)
	default:
		change.Action = connectors.FieldExists
		if have.id != name {
			change.Name = have.id
		}
		if len(w.Options) > 0 && have.kind != "text" {
			change.Detail = fmt.Sprintf("接口不提供选项，请在表单设计中确认包含：%s / the API does not show options: see in the designer that there are %s",
				values(w.Options, "、"), values(w.Options, ", "))
		}
	}
	return change
}

// toAdd are the exact words for the admin.
func (s *schema) toAdd(w connectors.FieldSpec, name string) string {
	kind, ok := fieldNames[w.Type]
	if !ok {
		kind = fieldNames[connectors.TypeText]
	}
	if w.Type == connectors.TypeText && w.MaxLen > 100 {
		kind.zh, kind.en = "多行文本", "multi-line text"
	}
	zh := fmt.Sprintf("表单 %s（%s）→ 表单设计 → 添加字段：类型“%s”，标题“%s”", s.object, s.EntryID, kind.zh, w.Label)
	en := fmt.Sprintf("Form %s (%s) → designer (表单设计) → new field: type %s, title %q", s.object, s.EntryID, kind.en, w.Label)
	if w.Type == connectors.TypeBool {
		w.Options = []connectors.Choice{{Value: "true"}, {Value: "false"}}
	}
	if len(w.Options) > 0 {
		zh += "，选项 " + values(w.Options, "、")
		en += ", options " + values(w.Options, ", ")
	}
	if strings.HasPrefix(name, "_widget_") {
		zh += "；字段 ID 由系统生成，保存后请用 discover 查出并修改映射"
		en += "; the system makes the id: find it with discover afterwards and correct the mapping"
	} else {
		zh += fmt.Sprintf("；并在字段别名设置中设置别名 %s，或在映射中改用系统生成的字段 ID", name)
		en += fmt.Sprintf("; then set its alias to %s (字段别名), or write the id that the system makes in the mapping", name)
	}
	return zh + " / " + en
}

// values are the texts that a field holds; they are what people see as well.
func values(list []connectors.Choice, between string) string {
	var parts []string
	for _, o := range list {
		parts = append(parts, o.Value)
	}
	return strings.Join(parts, between)
}
