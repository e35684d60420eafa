package neocrm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields reports what an admin has to add: the data API has no call that
// makes a field, so a dry run and a real one are the same.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

// fieldNames are the words of the admin console for what it offers.
var fieldNames = map[connectors.FieldType][2]string{
	connectors.TypeText: {"文本", "text"}, connectors.TypeNumber: {"实数", "number"}, connectors.TypeMoney: {"货币", "currency"}, connectors.TypeBool: {"布尔", "yes/no"},
	connectors.TypeDate: {"日期", "date"}, connectors.TypeTime: {"日期时间", "date and time"}, connectors.TypeChoice: {"单选", "single choice"},
}

func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldManual}
	have, exists := s.fields[w.Name]
	if !exists {
		change.Detail = s.toAdd(w)
		return change
	}
	if have.Type != w.Type {
		change.Differs(have.Native, w.Type)
		return change
	}
	var lacks []string
	for _, o := range w.Options {
		if !slices.ContainsFunc(have.Options, func(h connectors.Choice) bool { return h.Value == o.Value }) {
			lacks = append(lacks, o.Value+"="+o.Label)
		}
	}
	if len(lacks) > 0 {
		change.Detail = fmt.Sprintf("在 %s 的字段 %s 中添加选项：%s / add options to field %s of %s: %s", s.object, w.Name, strings.Join(lacks, "、"), w.Name, s.object, strings.Join(lacks, ", "))
		return change
	}
	change.Action = connectors.FieldExists
	return change
}

// toAdd are the words for the admin. API keys of custom fields end in __c, and the
// codes of options are given by the system.
func (s *schema) toAdd(w connectors.FieldSpec) string {
	kind, ok := fieldNames[w.Type]
	if !ok {
		kind = fieldNames[connectors.TypeText]
	}
	label := w.Label
	if label == "" {
		label = w.Name
	}
	zh := fmt.Sprintf("系统设置 → 业务对象 → %s → 字段 → 新建：类型“%s”，名称“%s”，API Key %s", s.object, kind[0], label, w.Name)
	en := fmt.Sprintf("System settings → business objects → %s → fields → new: type %s, label %q, API key %s", s.object, kind[1], label, w.Name)
	if len(w.Options) > 0 {
		var options []string
		for _, o := range w.Options {
			options = append(options, o.Label)
		}
		zh += "，选项 " + strings.Join(options, "、") + "（选项编号由系统给出，请据此填写映射）"
		en += ", options " + strings.Join(options, ", ") + " (their codes are given by the system: write those in the mapping)"
	}
	if w.MaxLen > 0 {
		zh += fmt.Sprintf("，最大长度 %d", w.MaxLen)
		en += fmt.Sprintf(", at most %d characters", w.MaxLen)
	}
	if !strings.HasSuffix(w.Name, "__c") {
		zh += "（自定义字段的 API Key 须以 __c 结尾，请同时修改映射）"
		en += " (the API key of a custom field ends in __c: change the mapping too)"
	}
	return zh + " / " + en
}
