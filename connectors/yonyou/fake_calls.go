package yonyou

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/connectors/sandbox"
	"github.com/tierloop/tierloop/internal/jsonvalue"
)

// fakeCriterion is a condition of a list.
type fakeCriterion struct {
	Field, Op string
	Value1    any
}

type fakeOrder struct{ Field, Order string }

// listMerchants is merchant/queryByPage: the fields asked for, a page, simpleVOs and
// an order [docs]. Counters are texts, as in the other lists of customers [docs]; how
// large a page may be stands nowhere, and the fake chose 500.
func (f *Fake) listMerchants(body []byte) fakeAnswer {
	var in struct {
		Data      string
		Page      struct{ PageIndex, PageSize int }
		Condition struct {
			SimpleVOs []fakeCriterion
		}
		QueryOrders []fakeOrder
	}
	if jsonvalue.Into(body, &in) != nil || in.Data == "" || in.Page.PageIndex < 1 || in.Page.PageSize < 1 || in.Page.PageSize > 500 {
		return refuse("1002", "数据缺失") // [docs]
	}
	hits, bad := f.tables["merchant"].matching(in.Condition.SimpleVOs, in.QueryOrders)
	if bad != nil {
		return *bad
	}
	var rows []any
	wanted := strings.Split(in.Data, ",")
	for _, id := range fakePage(hits, in.Page.PageIndex, in.Page.PageSize) {
		row := map[string]any{}
		for _, name := range wanted {
			row[name] = f.tables["merchant"].rows[id][name]
		}
		rows = append(rows, row)
	}
	return fakeAnswer{code: "200", message: "操作成功", data: map[string]any{"pageIndex": strconv.Itoa(in.Page.PageIndex), "pageSize": strconv.Itoa(in.Page.PageSize),
		"recordCount": strconv.Itoa(len(hits)), "recordList": rows}}
}

// listOrders is voucherorder/list: without isSum each line is a row that repeats the
// header; counters are numbers [docs].
func (f *Fake) listOrders(t *fakeTable, body []byte) fakeAnswer {
	var in struct {
		PageIndex, PageSize int
		IsSum               bool
		SimpleVOs           []fakeCriterion
		QueryOrders         []fakeOrder
	}
	if jsonvalue.Into(body, &in) != nil || in.PageIndex < 1 || in.PageSize < 1 || in.PageSize > 500 {
		return refuse("1002", "数据缺失")
	}
	hits, bad := t.matching(in.SimpleVOs, in.QueryOrders)
	if bad != nil {
		return *bad
	}
	rows := []any{}
	for _, id := range fakePage(hits, in.PageIndex, in.PageSize) {
		header := nested(t.rows[id])
		lines, _ := header["orderDetails"].([]any)
		delete(header, "orderDetails")
		if in.IsSum || len(lines) == 0 {
			rows = append(rows, header)
			continue
		}
		for _, line := range lines {
			one := maps.Clone(header)
			maps.Copy(one, line.(map[string]any))
			rows = append(rows, one)
		}
	}
	return fakeAnswer{code: "200", message: "操作成功", data: map[string]any{"pageIndex": in.PageIndex, "pageSize": in.PageSize, "recordCount": len(hits), "recordList": rows}}
}

func fakePage(hits []string, index, size int) []string {
	from := min((index-1)*size, len(hits))
	return hits[from:min(from+size, len(hits))]
}

// matching gives the ids that fit, in order. The operators are those of the page
// [docs]; the fake sorts by id alone.
func (t *fakeTable) matching(list []fakeCriterion, orders []fakeOrder) ([]string, *fakeAnswer) {
	if len(orders) != 1 || orders[0] != (fakeOrder{"id", "asc"}) {
		bad := refuse("999", "不支持的排序")
		return nil, &bad
	}
	candidates := t.ids.All()
	for _, c := range list {
		if !slices.Contains([]string{"eq", "neq", "lt", "gt"}, c.Op) || c.Field != "id" && c.Field != "pubts" {
			bad := refuse("999", "不支持的查询条件：%s", c.Field)
			return nil, &bad
		}
	}
	var hits []string
	for _, id := range candidates {
		row, fits := t.rows[id], true
		for _, c := range list { // ids are of one length, stamps of one form
			n := strings.Compare(sandbox.Text(row[c.Field]), sandbox.Text(c.Value1))
			fits = fits && (c.Op == "eq" && n == 0 || c.Op == "neq" && n != 0 || c.Op == "lt" && n < 0 || c.Op == "gt" && n > 0)
		}
		if fits {
			hits = append(hits, id)
		}
	}
	return hits, nil
}

// detail is merchant/newBatchDetail: a list of ids, as numbers; customers that are
// gone are left out, as the fake chose.
func (f *Fake) detail(body []byte) fakeAnswer {
	var in []struct {
		ID            any
		BelongOrgCode string
	}
	if jsonvalue.Into(body, &in) != nil || len(in) == 0 || len(in) > 100 {
		return refuse("1002", "数据缺失")
	}
	out := []any{}
	for _, one := range in {
		id, ok := one.ID.(json.Number)
		if !ok {
			return refuse("999", "id类型错误")
		}
		if row := f.tables["merchant"].rows[id.String()]; row != nil {
			out = append(out, nested(row))
		}
	}
	return fakeAnswer{code: "200", message: "操作成功", data: out}
}

// update is merchant/newupdate: it wants some fields though they stay as they are,
// empties what is left out when blank, and adds rows of lists anew [docs].
func (f *Fake) update(body []byte) fakeAnswer {
	var in map[string]any
	if jsonvalue.Into(body, &in) != nil {
		return refuse("999", "请求体不是JSON")
	}
	for _, name := range []string{"code", "name", "createOrgCode", "enterpriseNature"} {
		if sandbox.Text(in[name]) == "" {
			return refuse("1002", "数据缺失：%s", name)
		}
	}
	id := sandbox.Text(in["id"])
	row := f.tables["merchant"].rows[id]
	if row == nil || sandbox.Text(in["code"]) != sandbox.Text(row["code"]) {
		return refuse("999", "客户不存在")
	}
	if bad, held := f.refused[id]; held {
		return bad
	}
	if in["blank"] != false {
		return refuse("999", "the fake empties no customer")
	}
	fields, changed := map[string]any{}, false
	for name, v := range in {
		inner, group := v.(map[string]any)
		if _, list := v.([]any); list {
			return refuse("999", "the fake adds no rows to a customer")
		}
		if !group {
			continue // what is only repeated
		}
		for key, v := range inner {
			fields[name+"."+key] = v
		}
	}
	for name, v := range fields {
		group, key, _ := strings.Cut(name, ".")
		switch {
		case name == "merchantAppliedDetail.customerLevelCode":
			if sandbox.Text(v) != "" && !slices.Contains(fakeLevels, sandbox.Text(v)) {
				return refuse("999", "客户级别编码 %s 不正确", sandbox.Text(v))
			}
		case group == "merchantCharacter" && !slices.Contains([]string{"groupScore", "groupReason"}, key):
			return refuse("999", "特征 %s 未分配", key)
		}
		changed = changed || sandbox.Text(row[name]) != sandbox.Text(v)
	}
	if changed {
		f.Changed(id)
	}
	f.save("merchant", f.tables["merchant"], id, fields)
	return fakeAnswer{code: "200", message: "操作成功", data: map[string]any{"id": json.Number(id)}}
}
