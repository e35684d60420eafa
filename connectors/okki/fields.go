package okki

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields reports what an admin has to add: the API has no call that makes a
// field, and the name of a new one is a number that OKKI gives.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldManual}
	var options, lacks []string
	have, exists := s.fields[w.Name]
	for _, o := range w.Options {
		options = append(options, o.Value)
		if !slices.ContainsFunc(have.Options, func(h connectors.Choice) bool { return h.Value == o.Value }) {
			lacks = append(lacks, o.Value)
		}
	}
	label := w.Label
	if label == "" {
		label = w.Name
	}
	switch {
	case !exists:
		zh := fmt.Sprintf("企业管理 → 字段设置 → 客户 → 新建自定义字段“%s”（%s）", label, kinds[w.Type][0])
		en := fmt.Sprintf("Company management → field settings → customers → new custom field %q (%s)", label, kinds[w.Type][1])
		if len(options) > 0 {
			zh, en = zh+"，选项 "+strings.Join(options, "、"), en+", options "+strings.Join(options, ", ")
		}
		change.Detail = zh + "；随后以 tierloop discover 查出其数字编号，写入映射 / " + en + "; then look its number up with tierloop discover and write that in the mapping"
	case have.Type != w.Type:
		change.Differs(have.Native, w.Type)
	case len(lacks) > 0:
		change.Detail = fmt.Sprintf("在字段 %s 中添加选项：%s / add options to field %s: %s", w.Name, strings.Join(lacks, "、"), w.Name, strings.Join(lacks, ", "))
	default:
		change.Action = connectors.FieldExists
	}
	return change
}

// kinds are the words for types of custom fields.
var kinds = map[connectors.FieldType][2]string{
	connectors.TypeText: {"文本", "text"}, connectors.TypeNumber: {"数值", "number"}, connectors.TypeMoney: {"数值", "number"}, connectors.TypeDate: {"日期", "date"},
	connectors.TypeChoice: {"单选", "single choice"}, connectors.TypeBool: {"单选", "single choice"}, connectors.TypeTime: {"日期时间", "date and time"},
}
