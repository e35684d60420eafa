package sap

import (
	"context"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields compares and tells the administrator what to add: no service of the
// system makes fields.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

// forms are the types of the app Custom Fields, in its own words.
var forms = map[connectors.FieldType][2]string{
	connectors.TypeText: {"文本", "Text"}, connectors.TypeNumber: {"带小数的数字", "Number with Decimals"}, connectors.TypeMoney: {"带小数的数字", "Number with Decimals"},
	connectors.TypeBool: {"复选框", "Checkbox"}, connectors.TypeDate: {"日期", "Date"}, connectors.TypeTime: {"时间戳", "Timestamp"}, connectors.TypeChoice: {"代码列表", "Code List"},
}

// compare says what is to be done for one field.
func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
	have, ok := s.properties[w.Name]
	if ok {
		got := have.kind()
		same := got == w.Type || got == connectors.TypeText && w.Type == connectors.TypeChoice || got == connectors.TypeNumber && w.Type == connectors.TypeMoney
		if !same {
			change.Differs(have.Type, w.Type)
		} else if w.MaxLen > 0 && have.length() > 0 && have.length() < w.MaxLen {
			change.Action = connectors.FieldMismatch
			change.Detail = fmt.Sprintf("字段长度 %d，需要 %d / holds %d characters, wanted are %d", have.length(), w.MaxLen, have.length(), w.MaxLen)
		}
		return change
	}
	form, known := forms[w.Type]
	if !known {
		form = [2]string{string(w.Type), string(w.Type)}
	}
	length := ""
	if w.MaxLen > 0 {
		length = fmt.Sprintf(" (%d)", w.MaxLen)
	}
	var codes []string
	for _, o := range w.Options {
		codes = append(codes, o.Value)
	}
	zh, en := "", ""
	if len(codes) > 0 {
		zh, en = "，代码值 "+strings.Join(codes, "、"), ", code values "+strings.Join(codes, ", ")
	}
	identifier := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(w.Name, "YY1_"), "_bus"), "_cus")
	change.Action = connectors.FieldManual
	change.Detail = fmt.Sprintf("应用“自定义字段”→ 新建：业务上下文“业务伙伴”，标识 %s，类型 %s%s%s；在 UI 与报表、API 中启用后发布，属性名为 %s"+
		" / app Custom Fields → new: business context Business Partner, identifier %s, type %s%s%s; enable it for the service and publish; the property is then %s",
		identifier, form[0], length, zh, w.Name, identifier, form[1], length, en, w.Name)
	return change
}
