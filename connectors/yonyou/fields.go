package yonyou

import (
	"context"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields compares and tells the administrator what to add: no call of the
// vendor makes fields, or levels.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
	var codes []string
	for _, o := range w.Options {
		codes = append(codes, o.Value)
	}
	have, ok := s.fields[w.Name]
	switch {
	case w.Name == level && len(codes) > 0:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("基础数据 → 客户级别：确认存在编码 %s（接口不提供该档案） / base data → customer levels: see that the codes %s are there (no call tells them)", strings.Join(codes, "、"), strings.Join(codes, ", "))
	case ok && have.Type != w.Type && (have.Type != connectors.TypeText || w.Type != connectors.TypeChoice):
		change.Differs(string(have.Type), w.Type)
	case !ok:
		change.Action = connectors.FieldManual
		change.Detail = fmt.Sprintf("数字化建模 → 特征：为客户档案添加特征 %s，类型 %s，并分配到业务对象；在任一客户上填写后即可被识别（若为空则无法看到） / digital modelling → features: add %s of type %s to the customer archive; it is seen once a customer holds a value",
			strings.TrimPrefix(w.Name, "merchantCharacter."), w.Type, strings.TrimPrefix(w.Name, "merchantCharacter."), w.Type)
	}
	return change
}
