package kingdee

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
)

var fakeDecimal = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// save is Save and BatchSave [M]: each document by itself, the saved and the
// refused ones in one answer with MsgCode 11.
func (f *Fake) save(o *fakeForm, in map[string]any, batch bool) (any, *fakeError) {
	for k := range in {
		if !slices.Contains([]string{"NeedUpDateFields", "NeedReturnFields", "IsDeleteEntry", "IsVerifyBaseDataField", "ValidateFlag", "NumberSearch", "IsAutoAdjustField",
			"InterationFlags", "IgnoreInterationFlag", "ValidateRepeatJson", "SubSystemId", "IsEntryBatchFill", "IsControlPrecision", "BatchCount", "Model"}, k) {
			return nil, &fakeError{code: 8, text: "未知的参数" + k}
		}
	}
	models, isList := in["Model"].([]any)
	if one, ok := in["Model"].(map[string]any); ok && !batch {
		models, isList = []any{one}, true
	}
	if !isList || len(models) == 0 {
		return nil, &fakeError{code: 8, text: "Model不能为空"}
	}
	var update []string
	for _, v := range asList(in["NeedUpDateFields"]) {
		update = append(update, sandbox.Text(v))
	}
	dropLines := !strings.EqualFold(sandbox.Text(in["IsDeleteEntry"]), "false") // true unless it is switched off [M]
	done, errs, back := []any{}, []any{}, []any{}
	for i, m := range models {
		doc, _ := m.(map[string]any)
		id, field, text := f.saveOne(o, doc, update, dropLines)
		if text != "" {
			errs = append(errs, map[string]any{"FieldName": field, "Message": text, "DIndex": i})
			continue
		}
		done = append(done, map[string]any{"Id": id, "Number": o.rows[id]["FNumber"], "DIndex": i})
		back = append(back, map[string]any{})
	}
	st := map[string]any{"IsSuccess": len(errs) == 0, "Errors": errs, "SuccessEntitys": done, "SuccessMessages": []any{}, "MsgCode": 0}
	if len(errs) > 0 {
		st["ErrorCode"], st["MsgCode"] = 500, 11
	}
	return map[string]any{"Result": map[string]any{"ResponseStatus": st, "NeedReturnData": back}}, nil
}

func asList(v any) []any { l, _ := v.([]any); return l }

// saveOne saves one document; text is why it was refused.
func (f *Fake) saveOne(o *fakeForm, doc map[string]any, update []string, dropLines bool) (id int64, field, text string) {
	id, _ = strconv.ParseInt(sandbox.Text(doc[o.pk]), 10, 64)
	row := o.rows[id]
	creates := id == 0
	switch {
	case creates:
		if field, text = o.lacks(doc); text != "" {
			return 0, field, text
		}
		row = map[string]any{"FDocumentStatus": "A"} // created, not audited [M]
	case row == nil:
		return 0, "", fmt.Sprintf("内码为%d的数据不存在", id) // chosen
	case f.open[id]:
		return 0, "", "网络控制冲突：该数据正在被其他用户编辑，请稍候再使用" // MsgCode 13 when it is alone [M]
	case f.closed && o.id == "BD_Customer" && row["FDocumentStatus"] == "C":
		return 0, "", "单据已审核，不允许修改" // only A, Z and D may be edited [M]
	}
	next := maps.Clone(row)
	for key, v := range doc {
		if key == o.pk || !creates && len(update) > 0 && !slices.Contains(update, key) {
			continue
		}
		t, fd := o.find(key)
		if fd == nil || t != o.tables[0] {
			return 0, key, "字段" + key + "不存在"
		}
		stored, ok := fd.accepts(v)
		if !ok {
			return 0, key, fmt.Sprintf("字段“%s”的值不合法", fd.label)
		}
		next[key] = stored
	}
	if !creates && len(update) == 0 { // without NeedUpDateFields what is missing is emptied [M]
		for _, fd := range o.tables[0].fields {
			if _, sent := doc[fd.key]; !sent && strings.HasPrefix(fd.key, "F_") {
				next[fd.key] = nil
			}
		}
	}
	if !creates && dropLines {
		for _, t := range o.tables[1:] {
			if _, sent := doc[t.key]; !sent && !t.single {
				delete(next, t.key)
			}
		}
	}
	f.put(o, id, row, next, creates)
	if creates {
		id = f.made
	}
	return id, "", ""
}

func (f *Fake) put(o *fakeForm, id int64, row, next map[string]any, creates bool) {
	if creates {
		f.made++
		f.created++
		id = f.made
		next["FCreateDate"], next["FModifyDate"] = f.now(), nil
		o.ids.Add(id)
	}
	for k := range next {
		if sandbox.Text(next[k]) != sandbox.Text(row[k]) {
			f.Changed(strconv.FormatInt(id, 10))
			break
		}
	}
	if !creates {
		next["FModifyDate"] = f.now() // an own write moves the stamp as well [V]
	}
	o.rows[id] = next
}

// lacks finds a field that has to be filled in and is not.
func (o *fakeForm) lacks(doc map[string]any) (field, text string) {
	for _, fd := range o.tables[0].fields {
		if fd.must && sandbox.Text(doc[fd.key]) == "" {
			return fd.key, fmt.Sprintf("字段“%s”是必填项", fd.label)
		}
	}
	return "", ""
}

// accepts knows the writing of values [M]: a reference by number, a choice by
// its value, a day as 2006-01-02.
func (fd *fakeField) accepts(v any) (any, bool) {
	text := sandbox.Text(v)
	if fd.kind == "ref" {
		ref, ok := v.(map[string]any)
		text = sandbox.Text(ref["FNumber"])
		return text, ok && len(ref) == 1 && (text == "" || fd.with != "BOS_ASSISTANTDATA_SELECT" || slices.Contains([]string{"A", "B", "C", "D"}, text))
	}
	if v == nil || text == "" {
		return v, true
	}
	switch fd.kind {
	case "int", "decimal":
		return json.Number(text), fakeDecimal.MatchString(text)
	case "combo":
		return text, slices.Contains(strings.Split(fd.with, ","), text)
	case "datetime":
		t := fakeTime(text)
		_, ok := fakeInstant(sandbox.Text(t))
		return t, ok
	}
	_, isText := v.(string)
	return text, isText
}

// operate is Submit, Audit and UnAudit: the states of a document [M].
func (f *Fake) operate(o *fakeForm, call string, in map[string]any) (any, *fakeError) {
	var ids []int64
	for _, s := range strings.Split(sandbox.Text(in["Ids"]), ",") {
		if id, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	for _, n := range asList(in["Numbers"]) {
		id, _ := strconv.ParseInt(o.byNumber(sandbox.Text(n)), 10, 64)
		ids = append(ids, id)
	}
	from := map[string][]string{"submit": {"A", "Z", "D"}, "audit": {"B"}, "unaudit": {"C"}}[call]
	to := map[string]string{"submit": "B", "audit": "C", "unaudit": "D"}[call]
	done := []any{}
	for i, id := range ids {
		row := o.rows[id]
		if row == nil || !slices.Contains(from, sandbox.Text(row["FDocumentStatus"])) {
			return nil, &fakeError{code: 12, text: "当前状态不允许此操作"}
		}
		row["FDocumentStatus"] = to
		if call == "audit" {
			row["FApproveDate"] = f.now() // an audit may move this stamp alone
		}
		done = append(done, map[string]any{"Id": id, "Number": row["FNumber"], "DIndex": i})
	}
	return map[string]any{"Result": map[string]any{"ResponseStatus": map[string]any{"IsSuccess": true, "Errors": []any{}, "SuccessEntitys": done, "SuccessMessages": []any{}, "MsgCode": 0}}}, nil
}
