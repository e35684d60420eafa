package neocrm

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeObject is one object; ids are whole numbers of 16 digits in the order of
// creation [C].
type fakeObject struct {
	name, label string
	custom      bool
	fields      map[string]fakeField
	rows        map[int64]map[string]any
	ids         sandbox.IDs[int64]
}

// fakeField is a field: type word, label, and options as "code=label code=label".
type fakeField struct {
	kind, label, options, ref string
	locked                    bool
}

func fakeObjects() map[string]*fakeObject {
	own := func(fields map[string]fakeField) map[string]fakeField {
		base := map[string]fakeField{"id": {kind: "text", label: "ID", locked: true}, "ownerId": {kind: "reference", label: "所有人", ref: "user"},
			"dimDepart": {kind: "reference", label: "所属部门", ref: "department"}, "entityType": {kind: "reference", label: "业务类型", ref: "entityType", locked: true},
			"createdAt": {kind: "datetime", label: "创建日期", locked: true}, "createdBy": {kind: "reference", label: "创建人", ref: "user", locked: true},
			"updatedAt": {kind: "datetime", label: "最新修改日", locked: true}, "updatedBy": {kind: "reference", label: "最新修改人", ref: "user", locked: true},
			"lockStatus": {kind: "picklist", label: "锁定状态", options: "1=未锁定 2=锁定", locked: true}}
		maps.Copy(base, fields)
		return base
	}
	list := []*fakeObject{
		{name: "account", label: "客户", fields: own(map[string]fakeField{
			"accountName": {kind: "text", label: "客户名称"}, "phone": {kind: "phone", label: "电话"}, "address": {kind: "text", label: "地址"},
			"url": {kind: "url", label: "网址"}, "comment": {kind: "textarea", label: "备注"}, "industryId": {kind: "picklist", label: "行业", options: "1=制造业 2=金融 3=零售"},
			"level": {kind: "picklist", label: "客户级别", options: "1=A(重点客户) 2=B(普通客户) 3=C(非优先客户)"}, "parentAccountId": {kind: "reference", label: "上级客户", ref: "account"},
			"employeeNumber": {kind: "integer", label: "员工数"}, "annualRevenue": {kind: "currency", label: "年营业额"},
			"totalOrderAmount": {kind: "currency", label: "订单总金额", locked: true}, "customItem8__c": {kind: "multipicklist", label: "产品线", options: "1=云 2=终端 3=服务"},
			"taxNo__c":      {kind: "text", label: "统一社会信用代码"},
			"group_tier__c": {kind: "picklist", label: "集团分级", options: "1=A 2=B 3=C 4=D"}, "group_score__c": {kind: "real", label: "集团得分"},
			"group_tier_date__c": {kind: "date", label: "定级日期"}, "group_tier_reason__c": {kind: "textarea", label: "定级说明"}, "group_key__c": {kind: "boolean", label: "集团重点"}})},
		{name: "order", label: "订单", fields: own(map[string]fakeField{
			"po": {kind: "autonumber", label: "订单编号", locked: true}, "accountId": {kind: "reference", label: "客户名称", ref: "account"}, "amount": {kind: "currency", label: "订单金额"},
			"transactionDate": {kind: "date", label: "下单日期"}, "poStatus": {kind: "picklist", label: "订单状态", options: "1=草稿 2=已生效 3=已取消", locked: true}})},
		{name: "opportunity", label: "商机", fields: own(map[string]fakeField{
			"opportunityName": {kind: "text", label: "商机名称"}, "accountId": {kind: "reference", label: "客户名称", ref: "account"}, "money": {kind: "currency", label: "销售金额"}})},
		{name: "customEntity1__c", label: "服务单", custom: true, fields: own(map[string]fakeField{"name": {kind: "text", label: "编号"}})},
	}
	out := map[string]*fakeObject{}
	for _, o := range list {
		o.rows = map[int64]map[string]any{}
		out[o.name] = o
	}
	return out
}

func (f *Fake) object(name string) *fakeObject {
	if f.objects[name] == nil {
		f.objects[name] = &fakeObject{name: name, label: name, custom: true, fields: map[string]fakeField{}, rows: map[int64]map[string]any{}}
	}
	return f.objects[name]
}

// fakeStart is below the first id.
const fakeStart = 2_904_963_933_000_000

// Put saves a record as a person at the screen would.
func (f *Fake) Put(object, id string, fields map[string]any) string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o, now := f.object(object), f.now()
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		n = fakeStart + f.next()
	}
	row := o.rows[n]
	if row == nil {
		row = map[string]any{"id": n, "createdAt": now, "lockStatus": "1", "entityType": int64(11010000100001)}
		o.rows[n] = row
		o.ids.Add(n)
	}
	for name, v := range fields {
		fd, known := o.fields[name]
		if !known {
			o.fields[name] = fakeField{kind: "text", label: name}
		}
		row[name] = fd.store(v)
	}
	row["updatedAt"] = now
	return strconv.FormatInt(n, 10)
}

// store keeps options by their code: the screen shows labels.
func (fd fakeField) store(v any) any {
	if v == nil || v == "" {
		return nil
	}
	if fd.kind == "picklist" {
		for _, o := range strings.Fields(fd.options) {
			if code, label, _ := strings.Cut(o, "="); label == sandbox.Text(v) {
				return code
			}
		}
		return sandbox.Text(v)
	}
	return v
}

// Delete puts a record into the recycle bin, which no call shows [C].
func (f *Fake) Delete(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	o := f.object(object)
	n, _ := strconv.ParseInt(id, 10, 64)
	delete(o.rows, n)
	o.ids.Drop(n)
}

// Lock locks a record, as an approval does.
func (f *Fake) Lock(object, id string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	f.object(object).rows[n]["lockStatus"] = "2"
}

// Merge does nothing: no client shows what a merge looks like.
func (f *Fake) Merge(string, string, string) bool { return false }

// Get reads a record.
func (f *Fake) Get(object, id string) (map[string]any, bool) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	n, _ := strconv.ParseInt(id, 10, 64)
	row, ok := f.object(object).rows[n]
	return maps.Clone(row), ok
}

// IDs lists the records in the order of id.
func (f *Fake) IDs(object string) []string {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	var out []string
	for _, n := range f.object(object).ids.All() {
		out = append(out, strconv.FormatInt(n, 10))
	}
	return out
}

// AddField adds a field as an admin would; kind is the vendor's type word.
func (f *Fake) AddField(object, name, kind, label string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.object(object).fields[name] = fakeField{kind: kind, label: label}
}

// now is the change stamp: ms, never before the last one.
func (f *Fake) now() int64 { return f.Stamp(time.Millisecond).UnixMilli() }

// show is a value as a query gives it: options by their label in a list, which is
// what XOQL does for some types [C]; ids and stamps as numbers.
func (fd fakeField) show(v any) any {
	if v == nil {
		return nil
	}
	switch fd.kind {
	case "picklist":
		for _, o := range strings.Fields(fd.options) {
			if code, label, _ := strings.Cut(o, "="); code == sandbox.Text(v) {
				return []any{label}
			}
		}
		return []any{v}
	case "integer", "real", "currency", "date", "datetime":
		if text := sandbox.Text(v); json.Valid([]byte(text)) {
			return json.Number(text)
		}
	}
	return v
}
