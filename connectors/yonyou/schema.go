package yonyou

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors"
)

// field is one field, dotted where it lies inside another.
type field struct {
	Type   connectors.FieldType
	Label  string
	Target bool
}

// schema is the catalogue of an object and what records show of more.
type schema struct {
	object string
	fields map[string]field
}

// own are the groups in which a tenant's fields of its own lie.
var own = []string{"merchantCharacter", "merchantDefine"}

const level = "merchantAppliedDetail.customerLevelCode"

// catalogue holds what the vendor's pages document: there is no call that describes.
var catalogue = map[string]map[string]field{
	merchant: fields("id:id code:客户编码 name.simplifiedName:客户名称 name.englishName:英文名称 name.traditionalName:繁体名称 shortname.simplifiedName:简称 createOrgId:创建组织 createOrgCode:创建组织编码 "+
		"belongOrgId:管理组织 belongOrgCode:管理组织编码 parentCustomerId:上级客户 parentCustomerCode:上级客户编码 customerClassId:客户分类 customerClassCode:客户分类编码 customerIndustryCode:行业 "+
		"enterpriseName:企业名称 creditCode:统一社会信用代码 leaderName:负责人 contactName:联系人 contactTel:联系电话 address.simplifiedName:地址 regionCode:地区 email:电子邮箱 "+
		"merchantAppliedDetail.customerLevelId:客户级别 "+level+":客户级别编码 merchantAppliedDetail.customerTypeCode:客户类型编码", "enterpriseNature:企业类型 licenseType:证照类型",
		"internalOrg:内部组织 stopStatus:停用 merchantAppliedDetail.stopStatus:停用", "createTime:创建时间 modifyTime:修改时间", "", "merchantApplyRanges:适用范围 merchantAgentInvoiceInfos:开票信息"),
	order: fields("id:id code:单据编号 agentId:客户 agentId_name:客户名称 salesOrgId:销售组织 settlementOrgId:开票组织 orderPrices.currency:币种 orderPrices.originalName:币种名称 orderPrices.natCurrency:本币 "+
		"nextStatus:订单状态 status:单据状态 verifystate:审批状态 payStatusCode:付款状态", "payMoney:含税金额 orderPayMoney:商品实付金额 realMoney:实际金额 totalMoney:总金额 orderPrices.exchRate:汇率",
		"", "pubts:时间戳 modifyTime:修改时间 createTime:创建时间", "vouchdate:单据日期", "orderDetails:订单明细"),
}

// fields reads lists of names with labels, a list a type.
func fields(texts, numbers, truths, times, days, lists string) map[string]field {
	out := map[string]field{}
	for kind, list := range map[connectors.FieldType]string{connectors.TypeText: texts, connectors.TypeNumber: numbers, connectors.TypeBool: truths, connectors.TypeTime: times, connectors.TypeDate: days, connectors.TypeList: lists} {
		for _, word := range strings.Fields(list) {
			name, label, _ := strings.Cut(word, ":")
			out[name] = field{Type: kind, Label: label, Target: name == level}
		}
	}
	return out
}

func rootOf(path string) string { root, _, _ := strings.Cut(path, "."); return root }

// reach follows a dotted name through objects, not through lists.
func reach(row map[string]any, path string) (any, bool) {
	var v any = row
	for step := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		v = m[step]
	}
	return v, true
}

// knows fails for an object without a list.
func (c *conn) knows(op, object string) error {
	if object == merchant || c.paths[object] != "" {
		return nil
	}
	e := &connectors.Error{Kind: connectors.KindNotFound, Op: op, System: Name, Object: object, Said: "the object has no list", Fix: "Give the path of its list in the option path."}
	e.SayNearest(object, append(slices.Collect(maps.Keys(c.paths)), merchant))
	return e
}

// ask reads some records and adds what they show to the catalogue: a tenant's own
// fields, and for a configured list everything.
func (c *conn) ask(ctx context.Context, op, object string) (*schema, error) {
	if err := c.knows(op, object); err != nil {
		return nil, err
	}
	a, err := c.list(ctx, op, object, "", time.Time{}, time.Time{}, 20)
	if err != nil {
		return nil, err
	}
	rows := a.Data.Rows
	if object == merchant {
		ids, err := a.ids(op, object, "")
		if err != nil {
			return nil, err
		}
		if rows, err = c.details(ctx, op, ids); err != nil {
			return nil, err
		}
	}
	s := &schema{object: object, fields: maps.Clone(catalogue[object])}
	if s.fields == nil {
		s.fields = map[string]field{"id": {Type: connectors.TypeText}, "pubts": {Type: connectors.TypeTime}}
	}
	for _, row := range rows {
		for name, v := range row {
			s.see(name, v)
		}
	}
	return s, nil
}

// see adds a field that a record shows.
func (s *schema) see(name string, v any) {
	if inner, ok := v.(map[string]any); ok {
		for key, v := range inner {
			s.see(name+"."+key, v)
		}
		return
	}
	if _, known := s.fields[name]; known || v == nil {
		return
	}
	kind := connectors.TypeText
	switch v.(type) {
	case json.Number:
		kind = connectors.TypeNumber
	case bool:
		kind = connectors.TypeBool
	case []any:
		kind = connectors.TypeList
	}
	s.fields[name] = field{Type: kind, Target: s.object == merchant && isOwn(name)}
}

func isOwn(name string) bool {
	root, inner, _ := strings.Cut(name, ".")
	return slices.Contains(own, root) && inner != "" && !strings.Contains(inner, ".") && inner != "id" && inner != "pubts"
}

// Objects lists the known and the configured ones.
func (c *conn) Objects(ctx context.Context) ([]connectors.ObjectInfo, error) {
	out := []connectors.ObjectInfo{{Name: merchant, Label: "客户档案", Role: "customer"}}
	for _, name := range slices.Sorted(maps.Keys(c.paths)) {
		info := connectors.ObjectInfo{Name: name, Label: c.paths[name]}
		if name == order {
			info.Label, info.Role = "销售订单", "order"
		}
		out = append(out, info)
	}
	return out, ctx.Err()
}

// Describe reads some records anew.
func (c *conn) Describe(ctx context.Context, object string) (connectors.Schema, error) {
	return c.schemas.Describe(ctx, object, (*schema).listed)
}

// listed are the fields of the object, in no order.
func (s *schema) listed() (list []connectors.Field) {
	for name, f := range s.fields {
		list = append(list, connectors.Field{Name: name, Label: f.Label, Type: f.Type, Native: string(f.Type), ReadOnly: !f.Target, Target: f.Target, Custom: isOwn(name)})
	}
	return list
}

// known fails for the first wanted field that is in no catalogue and on no record seen.
// A tenant's own field may be empty on all of these, and what lies in a list is not
// known: both are taken as they are.
func (s *schema) known(op string, fields []string) error {
	for _, path := range fields {
		if _, ok := s.fields[path]; ok || s.object == merchant && isOwn(path) || s.fields[rootOf(path)].Type == connectors.TypeList {
			continue
		}
		whole := false // a nested object as such
		for name := range s.fields {
			whole = whole || strings.HasPrefix(name, path+".")
		}
		if !whole {
			return connectors.MissingField(op, Name, s.object, "no field", path, slices.Collect(maps.Keys(s.fields)), "write a field of the tenant's own as merchantCharacter.NAME")
		}
	}
	return nil
}
