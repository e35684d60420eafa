package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var about = About{Title: "各等级价值", Above: []string{"2026-01 – 2026-12,CNY", "李雷 · 2026-11-22"}, Notes: [][2]string{{"策略", "group-2026"}},
	By: "李雷 & co", At: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), Chinese: true}

func written(t *testing.T, about About, columns []Column, rows [][]string, charts ...Chart) *excelize.File {
	t.Helper()
	b, err := New("report-tiers", about)
	if err == nil {
		err = b.Head(columns)
	}
	for _, r := range rows {
		err = errors.Join(err, b.Row(r))
	}
	for _, c := range charts {
		b.Chart(c)
	}
	var out bytes.Buffer
	if err = errors.Join(err, b.Write(&out)); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestAWorkbookCanBeSentOn(t *testing.T) {
	columns := []Column{{"编号", Text}, {"客户", Text}, {"销售额", Money}, {"占比", Share}, {"订单", Count}}
	rows := [][]string{{"00123456789012345678", "=HYPERLINK(\"http://x\")", "1234567.5", "0.25", "3"}, {"2", strings.Repeat("长", 60), "-1", "", "x"}}
	f := written(t, about, columns, rows, Chart{Title: "销售额", Categories: []string{"金", "铁"}, Kind: Money, Series: []Series{{"销售额", []float64{3, 4}}}})
	shown, err := f.GetRows("report-tiers")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"各等级价值"}, {"2026-01 – 2026-12,CNY"}, {"李雷 · 2026-11-22"}, {"编号", "客户", "销售额", "占比", "订单"},
		{"00123456789012345678", "=HYPERLINK(\"http://x\")", "1,234,567.50", "25.0%", "3"}, {"2", strings.Repeat("长", 60), "-1.00", "", "x"}}
	if d := cmp.Diff(want, shown); d != "" {
		t.Error(d)
	}
	if formula, _ := f.GetCellFormula("report-tiers", "B5"); formula != "" {
		t.Errorf("text became the formula %q", formula)
	}
	if kind, _ := f.GetCellType("report-tiers", "A5"); kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
		t.Errorf("a long id is a cell of type %v", kind)
	}
	panes, err := f.GetPanes("report-tiers")
	if err != nil || !panes.Freeze || panes.YSplit != 4 {
		t.Errorf("panes %+v %v", panes, err)
	}
	filtered := false
	for _, n := range f.GetDefinedName() {
		filtered = filtered || n.Name == "_xlnm._FilterDatabase" && strings.HasSuffix(n.RefersTo, "A$4:$E$6") || n.RefersTo == "'report-tiers'!$A$4:$E$6"
	}
	if !filtered {
		t.Errorf("no filter over the header and the data: %+v", f.GetDefinedName())
	}
	narrow, _ := f.GetColWidth("report-tiers", "E")
	wide, _ := f.GetColWidth("report-tiers", "B")
	if narrow != narrowest || wide != widest {
		t.Errorf("widths %v and %v", narrow, wide)
	}
	if d := cmp.Diff([]string{"report-tiers", "图表", "说明"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	notes, _ := f.GetRows("说明")
	if d := cmp.Diff([][]string{{"标题", "各等级价值"}, {"导出人与时间", "李雷 & co · 2026-11-22 10:00 UTC"}, {"策略", "group-2026"}}, notes); d != "" {
		t.Error(d)
	}
	if hf, _ := f.GetHeaderFooter("report-tiers"); hf == nil || !strings.Contains(hf.OddFooter, "李雷 && co") {
		t.Errorf("the foot of the page is %+v", hf)
	}
	figures, _ := f.GetRows("图表")
	if d := cmp.Diff([][]string{{"销售额"}, {"", "销售额"}, {"金", "3.00"}, {"铁", "4.00"}}, figures); d != "" {
		t.Error(d)
	}
}

// A workbook with a chart holds a drawing, one without has none.
func TestChartsAreNative(t *testing.T) {
	for charts, want := range map[int]int{0: 0, 1: 1, 3: 3} {
		b, err := New("data", About{})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Head([]Column{{"a", Text}}); err != nil {
			t.Fatal(err)
		}
		for i := range charts {
			b.Chart(Chart{Title: "t", Shape: []Shape{Bars, Lines, Pie}[i], Categories: []string{"x"}, Series: []Series{{"s", []float64{1}}}})
		}
		var out bytes.Buffer
		if err := b.Write(&out); err != nil {
			t.Fatal(err)
		}
		n := 0
		for i := range 9 {
			if bytes.Contains(out.Bytes(), fmt.Appendf(nil, "xl/charts/chart%d.xml", i)) {
				n++
			}
		}
		if n != want {
			t.Errorf("%d charts became %d", charts, n)
		}
	}
}

// A file that is to be read back has its header in the first row.
func TestAFormBeginsWithItsHeader(t *testing.T) {
	rows := make([][]string, 3*sample)
	for i := range rows {
		rows[i] = []string{fmt.Sprint(i), "1"}
	}
	f := written(t, About{}, []Column{{"id", Text}, {"n", Count}}, rows)
	got, err := f.GetRows("report-tiers")
	if err != nil || len(got) != len(rows)+1 || got[0][0] != "id" || got[len(rows)][0] != fmt.Sprint(len(rows)-1) {
		t.Errorf("%d rows, %v", len(got), err)
	}
	if d := cmp.Diff([]string{"report-tiers"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
}
