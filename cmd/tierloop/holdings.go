package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// holdingHeaders are the columns of a list of shareholders, the last name of each
// as a Chinese form has it.
var holdingHeaders = []header{
	{"child", []string{"child", "child_id", "company", "subsidiary", "investee", "下级公司", "子公司", "被投资企业", "被投资单位", "公司名称", "企业名称", "下级"}},
	{"parent", []string{"parent", "parent_id", "shareholder", "holder", "investor", "上级公司", "母公司", "股东", "股东名称", "投资方", "上级"}},
	{"share", []string{"share", "share_percent", "percent", "percentage", "ownership", "出资比例", "股权比例", "比例", "持股比例"}},
	{"from", []string{"from", "since", "start", "start_date", "起始日期", "开始日期", "生效日期", "起"}},
	{"to", []string{"to", "until", "end", "end_date", "截止日期", "结束日期", "失效日期", "止"}},
	{"error", []string{"error", "错误原因"}},
}

// holdingsOf reads the rows of a list of shareholders; what is wrong is noted in
// it. Rows without both sides are passed over.
func (a *app) holdingsOf(f *form) []model.Holding {
	shares, fractions := make([]float64, len(f.rows)), len(f.rows) > 0
	for i := range f.rows {
		cell, named := f.row(i)
		share, percent, ok := parseShare(cell["share"])
		if !ok {
			f.fault(i, named["share"], a.say("%q 不是持股比例；写 0 到 100 的百分数", "%q is no share; write percent from 0 to 100"), cell["share"])
		}
		shares[i] = share
		fractions = fractions && !percent && share <= 1 // Excel shows 51 % as 0.51
	}
	var out []model.Holding
	for i := range f.rows {
		cell, named := f.row(i)
		if cell["child"] == "" && cell["parent"] == "" && cell["share"] == "" {
			continue
		}
		wrong := func(field, text string, args ...any) {
			if _, told := f.faults[i]; !told {
				f.fault(i, named[field], text, args...)
			}
		}
		h := model.Holding{Child: cell["child"], Parent: cell["parent"], Line: f.lines[i]}
		for _, field := range []string{"child", "parent"} {
			switch {
			case cell[field] == "":
				wrong(field, "%s", a.say("为空", "is empty"))
			case rounded(cell[field]):
				wrong(field, "%s", a.roundedText(cell[field]))
			}
		}
		if h.Child == h.Parent {
			wrong("parent", "%s", a.say("就是下级自己", "is the child itself"))
		}
		if fractions {
			shares[i] *= 100
		}
		if cell["share"] != "" {
			h.Share = strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", shares[i]), "0"), ".")
		}
		day := func(field string) (d model.Date) {
			if d, _ = model.ParseDate(isoDate(cell[field])); cell[field] != "" && d == 0 {
				wrong(field, a.say("%q 不是日期；写 YYYY-MM-DD", "%q is no date; write YYYY-MM-DD"), cell[field])
			}
			return d
		}
		h.From, h.To = day("from"), day("to")
		if h.To != 0 && h.To < h.From {
			wrong("to", "%s", a.say("早于起始日", "is before from"))
		}
		out = append(out, h)
	}
	return out
}

// parseShare reads 51, 51.5%, 0.51 or 51％; "" is 0.
func parseShare(text string) (share float64, percent, ok bool) {
	text = strings.ReplaceAll(text, "％", "%")
	if text == "" {
		return 0, false, true
	}
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	return share, percent, err == nil && share >= 0 && share <= 100
}

// refused tells every wrong line of a file of which nothing was taken.
func (a *app) refused(path string, bad []badRow) error {
	for _, b := range bad {
		a.note("  ! %s %s", "  ! %s %s", b.Where, b.Reason)
	}
	return fault.New("E2204", a.say("%d 处有误，整份未导入", "%d {fault|faults}, nothing was taken", len(bad))).At(path).Quoting(bad[0].Where + " " + bad[0].Reason)
}

// holdingsTemplate writes an empty list.
func (a *app) holdingsTemplate(path string) error {
	return a.emptyForm(path, "shareholders", holdingHeaders, []string{"share"},
		[2]string{a.say("双方", "Both sides"), a.say("写实体编号、来源/对象/编号、证件号或名称", "an entity id, source/object/id, a valid code or a name")},
		[2]string{a.say("持股比例", "Share"), a.say("百分数；留空视为控制", "percent; empty means control")})
}
