package netsuite

import (
	"context"
	"fmt"
	"strings"

	"github.com/tierloop/tierloop/connectors"
)

// EnsureFields compares and tells the administrator what to add: the record service
// makes no fields.
func (c *conn) EnsureFields(ctx context.Context, object string, want []connectors.FieldSpec, _ bool) ([]connectors.FieldChange, error) {
	return c.schemas.Compare(ctx, object, want, (*schema).compare)
}

// forms are the types of custom entity fields, in the vendor's words.
var forms = map[connectors.FieldType]string{connectors.TypeText: "Free-Form Text", connectors.TypeNumber: "Decimal Number", connectors.TypeMoney: "Currency", connectors.TypeBool: "Check Box",
	connectors.TypeDate: "Date", connectors.TypeTime: "Date/Time", connectors.TypeChoice: "List/Record"}

// compare says what is to be done for one field. A list is a reference whose entries
// no catalogue tells.
func (s *schema) compare(w connectors.FieldSpec) connectors.FieldChange {
	change := connectors.FieldChange{Field: w.Name, Action: connectors.FieldExists}
	have, ok := s.columns[w.Name]
	if ok {
		if have.kind != w.Type && (have.kind != connectors.TypeReference || w.Type != connectors.TypeChoice) && (have.kind != connectors.TypeNumber || w.Type != connectors.TypeMoney) {
			change.Differs(have.native, w.Type)
		}
		return change
	}
	var entries []string
	for _, o := range w.Options {
		entries = append(entries, o.Value)
	}
	zh, en := "", ""
	if len(entries) > 0 {
		zh, en = "，自定义列表含 "+strings.Join(entries, "、"), ", a custom list with "+strings.Join(entries, ", ")
	}
	change.Action = connectors.FieldManual
	change.Detail = fmt.Sprintf("Customization → Lists, Records & Fields → Entity Fields → New：ID %s，类型 %s%s，适用于 Customer，勾选 Store Value，并放到表单上"+
		" / Customization → Lists, Records & Fields → Entity Fields → New: id %s, type %s%s, applies to Customer, with Store Value, placed on the form",
		strings.TrimPrefix(w.Name, "custentity"), forms[w.Type], zh, strings.TrimPrefix(w.Name, "custentity"), forms[w.Type], en)
	return change
}
