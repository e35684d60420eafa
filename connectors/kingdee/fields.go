package kingdee

import (
	"context"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields reports what an admin has to add: the Web API has no call that
// changes a form, so a dry run and a real one are the same.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	own, err := c.ask(ctx, "fields", object)
	if err != nil {
		return nil, err
	}
	var out []connectors.FieldChange
	for _, w := range want {
		s, field := own, w.Name
		if rest, ok := strings.CutPrefix(w.Name, sidePrefix); ok {
			form, name, _ := strings.Cut(rest, ".")
			if s, err = c.ask(ctx, "fields", form); connectors.KindOf(err) == connectors.KindNotFound {
				s = &schema{form: form} // the form itself has to be made
			} else if err != nil {
				return nil, err
			}
			field = name
		}
		out = append(out, s.compare(field, w))
	}
	return out, nil
}

// fieldNames are the words of the BOS designer for what it offers.
var fieldNames = map[connectors.FieldType]struct{ zh, en string }{
	connectors.TypeText:      {"文本", "text"},
	connectors.TypeNumber:    {"小数", "decimal"},
	connectors.TypeMoney:     {"金额", "amount"},
	connectors.TypeBool:      {"复选框", "check box"},
	connectors.TypeDate:      {"日期", "date"},
	connectors.TypeTime:      {"日期时间", "date and time"},
	connectors.TypeChoice:    {"下拉列表", "combo list"},
	connectors.TypeReference: {"辅助资料", "assistant data"},
}

// compatible says whether a field of the system can hold what is wanted: a
// combo list shows as text, and its values stand in no description.
func compatible(have, want connectors.FieldType) bool {
	switch {
	case have == want, have == connectors.TypeOther:
		return true
	case want == connectors.TypeChoice:
		return have == connectors.TypeText || have == connectors.TypeReference
	case want == connectors.TypeDate || want == connectors.TypeTime:
		return have == connectors.TypeTime || have == connectors.TypeDate
	case want == connectors.TypeMoney || want == connectors.TypeNumber:
		return have == connectors.TypeNumber || have == connectors.TypeMoney
	case want == connectors.TypeBool:
		return have == connectors.TypeText // a check box is stored as one character
	}
	return false
}

func (s *schema) compare(field string, w connectors.FieldSpec) connectors.FieldChange {
	base, _, _ := strings.Cut(field, ".")
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldManual}
	have, exists := s.head[base]
	switch {
	case !exists:
		change.Detail = s.toAdd(base, w)
	case !compatible(have.Type, w.Type):
		change.Differs(string(have.Type), w.Type)
	default:
		change.Action = connectors.FieldExists
	}
	return change
}

// toAdd are the exact words for the admin.
func (s *schema) toAdd(field string, w connectors.FieldSpec) string {
	kind, ok := fieldNames[w.Type]
	if !ok {
		kind = fieldNames[connectors.TypeText]
	}
	zh := fmt.Sprintf("BOS 设计器 → 打开 %s 的扩展 → 单据头添加“%s”字段：标识 %s，名称“%s”", s.form, kind.zh, field, w.Label)
	en := fmt.Sprintf("BOS designer → open the extension of %s → add a %s field to the header: key %s, name %q", s.form, kind.en, field, w.Label)
	if len(w.Options) > 0 {
		var parts []string
		for _, o := range w.Options {
			parts = append(parts, o.Value+"="+o.Label)
		}
		zh += "，枚举值 " + strings.Join(parts, "、")
		en += ", values " + strings.Join(parts, ", ")
	}
	if w.MaxLen > 0 {
		zh += fmt.Sprintf("，长度 %d", w.MaxLen)
		en += fmt.Sprintf(", length %d", w.MaxLen)
	}
	if s.form == customerForm {
		zh += "；并允许该字段在审核后修改"
		en += "; allow editing of it after audit"
	}
	if !writable(field) {
		zh += "（自定义字段标识以 F_ 开头，请同时修改映射）"
		en += " (keys of custom fields begin with F_: change the mapping too)"
	}
	return zh + " / " + en
}
