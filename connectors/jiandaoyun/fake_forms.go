package jiandaoyun

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

// fakeForm is one form with its records.
type fakeForm struct {
	entry, name string
	suite       bool // a preset form of the CRM suite, which refuses the API [D]
	fields      []fakeWidget
	rows        map[string]map[string]any // values by widget id and system field
	ids         sandbox.IDs[string]
	changed     string // the last change of any record
}

// fakeWidget is one field of the designer.
type fakeWidget struct {
	id, alias, label, kind string
	items                  []fakeWidget
}

// name is the field's key in data: the alias if there is one [D].
func (w fakeWidget) name() string {
	if w.alias != "" {
		return w.alias
	}
	return w.id
}

// fakeForms are forms as a tenant might design them: there are no fixed ones.
func fakeForms() map[string]*fakeForm {
	all := map[string]*fakeForm{}
	add := func(object, name string, n int, widgets ...fakeWidget) {
		all[object] = &fakeForm{entry: fmt.Sprintf("64f1b0000000000000000b%02d", n), name: name, rows: map[string]map[string]any{}, fields: widgets}
	}
	id := func(n int) string { return fmt.Sprintf("_widget_170000000%04d", n) }
	add("customers", "客户档案", 1,
		fakeWidget{id: id(1001), label: "客户名称", kind: "text"}, fakeWidget{id: id(1002), alias: "uscc", label: "统一社会信用代码", kind: "text"},
		fakeWidget{id: id(1003), label: "联系电话", kind: "phone"}, fakeWidget{id: id(1004), label: "地址", kind: "address"},
		fakeWidget{id: id(1005), label: "所属行业", kind: "combo"}, fakeWidget{id: id(1006), label: "客户等级", kind: "radiogroup"},
		fakeWidget{id: id(1007), label: "年营业额", kind: "number"}, fakeWidget{id: id(1008), label: "成立日期", kind: "datetime"},
		fakeWidget{id: id(1009), label: "负责人", kind: "user"}, fakeWidget{id: id(1010), label: "备注", kind: "textarea"},
		fakeWidget{id: id(1011), label: "集团分级", kind: "combo"}, fakeWidget{id: id(1012), alias: "group_score", label: "集团评分", kind: "number"},
		fakeWidget{id: id(1013), label: "分级理由", kind: "textarea"}, fakeWidget{id: id(1014), label: "分级日期", kind: "datetime"},
		fakeWidget{id: id(1015), label: "客户编号", kind: "sn"}, fakeWidget{id: id(1016), label: "标签", kind: "checkboxgroup"},
		fakeWidget{id: id(1017), label: "上级客户", kind: "lookup"}, fakeWidget{id: id(1018), label: "累计金额", kind: "aggregation"},
		fakeWidget{id: id(1019), alias: "website", label: "官网", kind: "text"})
	add("orders", "销售订单", 2,
		fakeWidget{id: id(2001), label: "订单编号", kind: "text"}, fakeWidget{id: id(2002), label: "客户", kind: "lookup"},
		fakeWidget{id: id(2003), label: "下单日期", kind: "datetime"}, fakeWidget{id: id(2004), label: "订单金额", kind: "number"},
		fakeWidget{id: id(2005), label: "未收金额", kind: "number"}, fakeWidget{id: id(2006), label: "订单状态", kind: "radiogroup"},
		fakeWidget{id: id(2007), label: "订单明细", kind: "subform", items: []fakeWidget{
			{id: id(2008), alias: "product", label: "产品", kind: "text"}, {id: id(2009), label: "数量", kind: "number"}, {id: id(2010), label: "金额", kind: "number"}}})
	add("visits", "拜访记录", 3,
		fakeWidget{id: id(4001), label: "客户", kind: "lookup"}, fakeWidget{id: id(4002), label: "拜访时间", kind: "datetime"},
		fakeWidget{id: id(4003), label: "备注", kind: "textarea"}, fakeWidget{id: id(4004), label: "备注", kind: "text"})
	add("tiers", "集团分级表", 4,
		fakeWidget{id: id(3001), label: "客户数据ID", kind: "text"}, fakeWidget{id: id(3002), label: "集团分级", kind: "combo"},
		fakeWidget{id: id(3003), label: "分级理由", kind: "textarea"}, fakeWidget{id: id(3004), label: "分级日期", kind: "datetime"})
	add("suite", "CRM套件 客户", 5, fakeWidget{id: id(5001), label: "客户名称", kind: "text"})
	all["suite"].suite = true
	return all
}

// widget finds a field by id, alias or label; nil when there is none.
func (o *fakeForm) widget(name string) *fakeWidget {
	for i, w := range o.fields {
		if w.id == name || w.alias == name && name != "" || w.label == name {
			return &o.fields[i]
		}
	}
	return nil
}

// named finds a field by its key in data.
func (o *fakeForm) named(name string) *fakeWidget {
	if i := slices.IndexFunc(o.fields, func(w fakeWidget) bool { return w.name() == name }); i >= 0 {
		return &o.fields[i]
	}
	return nil
}

// SetAlias changes a field's alias as an admin would; "" takes it away.
func (f *Fake) SetAlias(object, field, alias string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if w := f.forms[object].widget(field); w != nil {
		w.alias = alias
	}
}

// AddField adds a field as an admin would; kind is the vendor's type word.
func (f *Fake) AddField(object, id, alias, label, kind string) {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	f.forms[object].fields = append(f.forms[object].fields, fakeWidget{id: id, alias: alias, label: label, kind: kind})
}

// place reads limit (1 to 100, 100 by default) and skip of the two lists [D].
func fakePlace(in map[string]any) (limit, skip int, bad *fakeError) {
	limit = 100
	if v, sent := in["limit"]; sent {
		limit = fakeInt(v)
	}
	if v, sent := in["skip"]; sent {
		skip = fakeInt(v)
	}
	if limit < 1 || limit > 100 || skip < 0 {
		return 0, 0, &fakeError{17017, "invalid parameter"}
	}
	return limit, skip, nil
}

func fakeInt(v any) int {
	n, _ := v.(json.Number)
	i, err := n.Int64()
	if err != nil {
		return -1
	}
	return int(i)
}

func fakeCut(list []any, limit, skip int) []any {
	return append([]any{}, list[min(skip, len(list)):min(skip+limit, len(list))]...)
}

// listApps is POST /v5/app/list [D].
func (f *Fake) listApps(in map[string]any) (map[string]any, *fakeError) {
	limit, skip, bad := fakePlace(in)
	if bad != nil {
		return nil, bad
	}
	return map[string]any{"apps": fakeCut([]any{map[string]any{"app_id": fakeApp, "name": "客户管理"}}, limit, skip)}, nil
}

// listForms is POST /v5/app/entry/list [D].
func (f *Fake) listForms(in map[string]any) (map[string]any, *fakeError) {
	limit, skip, bad := fakePlace(in)
	if bad != nil {
		return nil, bad
	}
	if in["app_id"] != fakeApp {
		return nil, &fakeError{2004, "app does not exist"}
	}
	var list []any
	for _, o := range f.forms {
		list = append(list, map[string]any{"app_id": fakeApp, "entry_id": o.entry, "name": o.name})
	}
	slices.SortFunc(list, func(a, b any) int {
		return fakeCompare(a.(map[string]any)["entry_id"], b.(map[string]any)["entry_id"])
	})
	return map[string]any{"forms": fakeCut(list, limit, skip)}, nil
}

// formOf finds the form that a call names.
func (f *Fake) formOf(in map[string]any) (*fakeForm, *fakeError) {
	if in["app_id"] != fakeApp {
		return nil, &fakeError{2004, "app does not exist"}
	}
	for _, o := range f.forms {
		if o.entry == in["entry_id"] {
			if o.suite {
				return nil, &fakeError{30002, "form of the suite cannot be accessed by API"}
			}
			return o, nil
		}
	}
	return nil, &fakeError{3000, "form does not exist"}
}

// widgets is POST /v5/app/entry/widget/list [D]; there is no list of options.
func (o *fakeForm) widgets() map[string]any {
	out := map[string]any{"widgets": fakeDescribe(o.fields), "sysWidgets": []any{
		map[string]any{"name": "creator"}, map[string]any{"name": "createTime"}, map[string]any{"name": "updateTime"}}}
	if o.changed != "" {
		out["dataModifyTime"] = o.changed
	}
	return out
}

func fakeDescribe(widgets []fakeWidget) []any {
	list := []any{}
	for _, w := range widgets {
		one := map[string]any{"name": w.name(), "widgetName": w.id, "label": w.label, "type": w.kind}
		if w.items != nil {
			one["items"] = fakeDescribe(w.items)
		}
		list = append(list, one)
	}
	return list
}
