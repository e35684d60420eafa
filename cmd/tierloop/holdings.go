package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tierloop/tierloop/internal/fault"
	"github.com/tierloop/tierloop/model"
)

// holdingHeaders are the columns of a list of shareholders.
var holdingHeaders = []header{
	{"child", []string{"child", "child_id", "company", "subsidiary", "investee", "下级", "下级公司", "子公司", "被投资企业", "被投资单位", "公司名称", "企业名称"}},
	{"parent", []string{"parent", "parent_id", "shareholder", "holder", "investor", "上级", "上级公司", "母公司", "股东", "股东名称", "投资方"}},
	{"share", []string{"share", "share_percent", "percent", "percentage", "ownership", "持股比例", "出资比例", "股权比例", "比例"}},
	{"from", []string{"from", "since", "start", "start_date", "起", "起始日期", "开始日期", "生效日期"}},
	{"to", []string{"to", "until", "end", "end_date", "止", "截止日期", "结束日期", "失效日期"}},
}

// readHoldings reads a list; a row with anything wrong is told with its column.
func readHoldings(path string, columns []string) ([]model.Holding, []badRow, error) {
	rows, bad, err := readPlain(path, holdingHeaders, columns, "child", "parent")
	if err != nil {
		return nil, nil, err
	}
	shares, fractions := make([]float64, len(rows)), len(rows) > 0
	for i, r := range rows {
		var percent bool
		if shares[i], percent, err = parseShare(r["share"]); err != nil {
			bad = append(bad, badRow{Where: path + ":" + r[lineField] + " share", Reason: err.Error()})
		}
		fractions = fractions && !percent && shares[i] <= 1 // Excel shows 51 % as 0.51
	}
	var out []model.Holding
	for i, r := range rows {
		wrong := func(field, text string) {
			bad = append(bad, badRow{Where: path + ":" + r[lineField] + " " + field, Reason: text})
		}
		h := model.Holding{Child: strings.TrimSpace(r["child"]), Parent: strings.TrimSpace(r["parent"])}
		_, _ = fmt.Sscan(r[lineField], &h.Line)
		if h.Child == "" {
			wrong("child", "is empty")
		}
		if h.Parent == "" {
			wrong("parent", "is empty")
		}
		if h.Child != "" && h.Child == h.Parent {
			wrong("parent", "is the child itself")
		}
		if fractions {
			shares[i] *= 100
		}
		if r["share"] != "" {
			h.Share = strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", shares[i]), "0"), ".")
		}
		day := func(field string) (d model.Date) {
			text := strings.TrimSpace(r[field])
			if d, _ = model.ParseDate(isoDate(text)); text != "" && d == 0 {
				wrong(field, fmt.Sprintf("%q is no date; write YYYY-MM-DD", text))
			}
			return d
		}
		h.From, h.To = day("from"), day("to")
		if h.To != 0 && h.To < h.From {
			wrong("to", "is before from")
		}
		out = append(out, h)
	}
	slices.SortStableFunc(bad, func(a, b badRow) int { return cmp.Compare(lineOf(a), lineOf(b)) })
	return out, bad, nil
}

// lineOf is the line of a badRow, which stands behind the last colon.
func lineOf(b badRow) (line int) {
	_, _ = fmt.Sscan(b.Where[strings.LastIndex(b.Where, ":")+1:], &line)
	return line
}

// parseShare reads 51, 51.5%, 0.51 or 51％; "" is 0.
func parseShare(text string) (share float64, percent bool, err error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "％", "%")
	if text == "" {
		return 0, false, nil
	}
	number, percent := strings.CutSuffix(text, "%")
	share, err = strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || !(share >= 0 && share <= 100) {
		return 0, percent, fmt.Errorf("%q is no share; write percent from 0 to 100", text)
	}
	return share, percent, nil
}

// refused tells every wrong line of a file of which nothing was taken.
func (a *app) refused(path string, bad []badRow) error {
	for _, b := range bad {
		a.note("  ! %s %s", "  ! %s %s", b.Where, b.Reason)
	}
	return fault.New("E2204", fmt.Sprintf(a.say("%d 处有误,整份未导入", "%d faults, nothing was taken"), len(bad))).At(path).Quoting(bad[0].Where + " " + bad[0].Reason)
}
