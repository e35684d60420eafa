package fxiaoke

import (
	"maps"
	"slices"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeObject is one object with its records.
type fakeObject struct {
	name, label string
	fields      map[string]fakeField
	rows        map[string]map[string]any
	ids         sandbox.IDs[string]
}

// fakeField is one field of the admin console.
type fakeField struct {
	kind, label string
	options     string // "value=label value=label"
	ref         string // the object a reference points to
	required    bool
}

// fakeObjects are the preset objects with the field names of [F]; those of
// orders and opportunities are told nowhere for certain, as are the option
// codes, which differ between tenants.
func fakeObjects() map[string]*fakeObject {
	all := map[string]*fakeObject{}
	add := func(name, label string, own map[string]fakeField) { all[name] = newFakeObject(name, label, own) }
	add("AccountObj", "客户", map[string]fakeField{
		"name": {kind: "text", label: "客户名称", required: true}, "account_no": {kind: "auto_number", label: "客户编号"}, "tel": {kind: "phone_number", label: "电话"},
		"account_type":    {kind: "select_one", label: "客户类型", options: "1=直客 2=渠道"},
		"account_level":   {kind: "select_one", label: "客户级别", options: "1=重要客户 2=普通客户 3=一般客户"},
		"account_status":  {kind: "select_one", label: "客户状态", options: "1=未成交 2=已成交"},
		"industry_level1": {kind: "select_one", label: "一级行业", options: "1=制造 2=零售 3=软件"}, "biz_status": {kind: "select_one", label: "分配状态", options: "allocated=已分配 un_assigned=未分配"},
		"uniform_social_credit_code": {kind: "text", label: "统一社会信用代码"}, "url": {kind: "url", label: "网址"}, "address": {kind: "text", label: "详细地址"},
		"country": {kind: "text", label: "国家"}, "province": {kind: "text", label: "省"}, "city": {kind: "text", label: "市"}, "district": {kind: "text", label: "区"},
		"parent_account_id": {kind: "object_reference", label: "上级客户", ref: "AccountObj"}, "remark": {kind: "long_text", label: "备注"},
		"last_deal_closed_amount": {kind: "count", label: "最后成交金额"},
		"group_tier__c":           {kind: "select_one", label: "集团分级", options: "A=核心 B=成长 C=普通 D=观察"},
		"group_score__c":          {kind: "number", label: "集团评分"}, "group_tier_reason__c": {kind: "long_text", label: "集团分级理由"},
		"group_tier_date__c": {kind: "date", label: "集团分级日期"}, "group_key__c": {kind: "true_or_false", label: "集团重点"},
	})
	add("SalesOrderObj", "销售订单", map[string]fakeField{
		"account_id": {kind: "object_reference", label: "客户名称", ref: "AccountObj", required: true}, "order_time": {kind: "date", label: "下单日期"},
		"order_amount": {kind: "currency", label: "销售订单金额"}, "payment_amount": {kind: "currency", label: "已回款金额"},
		"receivable_amount": {kind: "formula", label: "待回款金额"}, "invoice_amount": {kind: "currency", label: "已开票金额"}, "mc_currency": {kind: "select_one", label: "币种", options: "CNY=人民币 USD=美元"},
		"order_status": {kind: "select_one", label: "订单状态", options: "6=确认中 7=已确认 10=已发货"},
	})
	add("NewOpportunityObj", "商机2.0", map[string]fakeField{
		"account_id": {kind: "object_reference", label: "客户名称", ref: "AccountObj", required: true}, "amount": {kind: "currency", label: "商机金额"},
		"close_date": {kind: "date", label: "预计成交日期"}, "sales_stage": {kind: "select_one", label: "商机阶段", options: "1=验证客户 2=需求确定 3=赢单 4=输单"},
	})
	add("visit_record__c", "拜访记录", map[string]fakeField{
		"account__c": {kind: "object_reference", label: "客户", ref: "AccountObj"}, "visit_time__c": {kind: "date_time", label: "拜访时间"},
		"visit_type__c": {kind: "select_one", label: "拜访方式", options: "visit=上门 call=电话"},
	})
	return all
}

// newFakeObject gives an object the fields that all have, and its own.
func newFakeObject(name, label string, own map[string]fakeField) *fakeObject {
	fields := map[string]fakeField{
		"_id": {kind: "text", label: "ID"}, "name": {kind: "text", label: "名称", required: true}, "owner": {kind: "employee", label: "负责人"},
		"create_time": {kind: "date_time", label: "创建时间"}, "last_modified_time": {kind: "date_time", label: "最后修改时间"},
		"created_by": {kind: "employee", label: "创建人"}, "is_deleted": {kind: "true_or_false", label: "是否作废"},
		"life_status": {kind: "select_one", label: "生命状态", options: "ineffective=未生效 under_review=审核中 normal=正常 in_change=变更中 invalid=作废"},
		"lock_status": {kind: "select_one", label: "锁定状态", options: "0=未锁定 1=锁定"},
	}
	maps.Copy(fields, own)
	return &fakeObject{name: name, label: label, fields: fields, rows: map[string]map[string]any{}}
}

// AddField adds a field as an admin would; kind is the vendor's type word.
func (f *Fake) AddField(object, name, kind, label string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.object(object).fields[name] = fakeField{kind: kind, label: label}
}

// list is POST /cgi/crm/v2/object/list [F].
func (f *Fake) list() map[string]any {
	var list []any
	for _, name := range slices.Sorted(maps.Keys(f.objects)) {
		o := f.objects[name]
		define := "package"
		if strings.HasSuffix(name, "__c") {
			define = "custom"
		}
		list = append(list, map[string]any{"describeApiName": name, "describeDisplayName": o.label, "defineType": define, "isActive": true})
	}
	return map[string]any{"data": map[string]any{"objects": list}}
}

// describe is POST /cgi/crm/v2/object/describe, for custom objects too [F]. A
// missing apiName is 10006 (probed); so is, here, an unknown one.
func (f *Fake) describe(in map[string]any) (map[string]any, *fakeError) {
	data, _ := in["data"].(map[string]any)
	name, _ := data["apiName"].(string)
	o := f.objects[name]
	if o == nil || onlyKeys(in, "includeDetail", "data", "includeNull") != "" {
		return nil, illegal("apiName")
	}
	fields := map[string]any{}
	for n, fd := range o.fields {
		define := "package"
		if strings.HasSuffix(n, "__c") {
			define = "custom"
		}
		one := map[string]any{"api_name": n, "label": fd.label, "type": fd.kind, "is_required": fd.required, "is_active": true, "define_type": define}
		var options []any
		for _, pair := range strings.Fields(fd.options) {
			value, label, _ := strings.Cut(pair, "=")
			options = append(options, map[string]any{"label": label, "value": value})
		}
		if options != nil {
			one["options"] = options
		}
		fields[n] = one
	}
	return map[string]any{"data": map[string]any{"describe": map[string]any{"api_name": name, "display_name": o.label, "fields": fields}}}, nil
}
