package fxiaoke

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields reports what an admin has to add: the OpenAPI has no call that
// creates a field, so a dry run and a real one are the same.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

// fieldNames are the words of the admin console for what it offers.
var fieldNames = map[connectors.FieldType]struct{ zh, en, native string }{
	connectors.TypeText:   {"单行文本", "Single-line text", "text"},
	connectors.TypeNumber: {"数字", "Number", "number"},
	connectors.TypeMoney:  {"金额", "Currency", "currency"},
	connectors.TypeBool:   {"布尔值", "Yes/no", "true_or_false"},
	connectors.TypeDate:   {"日期", "Date", "date"},
	connectors.TypeTime:   {"日期时间", "Date and time", "date_time"},
	connectors.TypeChoice: {"单选", "Single choice", "select_one"},
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
	if lacks := lacking(have.Options, w.Options); w.Type == connectors.TypeChoice && len(lacks) > 0 {
		change.Detail = fmt.Sprintf("在 %s 的字段 %s 中添加选项：%s / add options to field %s of %s: %s",
			s.object, w.Name, choices(lacks, "、"), w.Name, s.object, choices(lacks, ", "))
		return change
	}
	change.Action = connectors.FieldExists
	return change
}

// toAdd are the exact words for the admin. The console ends the API name of
// every custom field in __c.
func (s *schema) toAdd(w connectors.FieldSpec) string {
	kind := fieldNames[w.Type]
	if kind.native == "" {
		kind = fieldNames[connectors.TypeText]
	}
	if w.Type == connectors.TypeText && w.MaxLen > 100 {
		kind = struct{ zh, en, native string }{"多行文本", "Multi-line text", "long_text"}
	}
	zh := fmt.Sprintf("管理后台 → 对象管理 → %s → 新建字段：类型“%s”（%s），名称“%s”，API 名称 %s", s.object, kind.zh, kind.native, w.Label, w.Name)
	en := fmt.Sprintf("Admin console → object management → %s → new field: type %s (%s), label %q, API name %s", s.object, kind.en, kind.native, w.Label, w.Name)
	if len(w.Options) > 0 {
		zh += "，选项 " + choices(w.Options, "、")
		en += ", options " + choices(w.Options, ", ")
	}
	if w.MaxLen > 0 {
		zh += fmt.Sprintf("，最大长度 %d", w.MaxLen)
		en += fmt.Sprintf(", at most %d characters", w.MaxLen)
	}
	if !strings.HasSuffix(w.Name, "__c") {
		zh += "（自定义字段的 API 名称须以 __c 结尾，请同时修改映射）"
		en += " (the API name of a custom field ends in __c: change the mapping too)"
	}
	return zh + " / " + en
}

func lacking(have, want []connectors.Choice) []connectors.Choice {
	return slices.DeleteFunc(slices.Clone(want), func(w connectors.Choice) bool {
		return slices.ContainsFunc(have, func(h connectors.Choice) bool { return h.Value == w.Value })
	})
}

func choices(list []connectors.Choice, between string) string {
	var parts []string
	for _, o := range list {
		parts = append(parts, o.Value+"="+o.Label)
	}
	return strings.Join(parts, between)
}
