package file

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/connectors"
)

func TestExcelCellsComeAsTheyWereMeant(t *testing.T) {
	d := newDrop(t)
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetSheetName("Sheet1", "客户"))
	style := func(format string) int {
		n, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(err)
		return n
	}
	day := time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC)
	moment := time.Date(2024, 12, 5, 13, 45, 10, 0, time.UTC)
	cells := []struct {
		name   string
		value  any
		format string
		want   any
	}{
		{"编号", "00123456789012345678", "", "00123456789012345678"},
		{"日期", day, "yyyy-mm-dd", "2024-01-31"},
		{"中文日期", day, "yyyy\"年\"m\"月\"d\"日\"", "2024-01-31"},
		{"美国日期", day, "m/d/yy", "2024-01-31"},
		{"时刻", moment, "yyyy/m/d h:mm", "2024-12-05 13:45:10"},
		{"金额", 12, "0.00", "12"},
		{"大额", 45322, "¥#,##0.00", "45322"},
		{"零头", 0.1 + 0.2, "", "0.3"},
		{"文本数字", "007", "", "007"},
		{"像日期的文本", "1/2", "", "1/2"},
		{"开关", true, "", "true"},
		{"空", nil, "", nil},
		{"公式样", "=1+1", "", "=1+1"},
	}
	want := map[string]any{}
	for i, c := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, 1)
		must(err)
		must(f.SetCellStr("客户", at, "　"+c.name))
		at, err = excelize.CoordinatesToCellName(i+1, 2)
		must(err)
		must(f.SetCellValue("客户", at, c.value))
		if c.format != "" {
			must(f.SetCellStyle("客户", at, at, style(c.format)))
		}
		want[c.name] = c.want
	}
	must(f.SetCellValue("客户", "A3", 123456789012345678)) // a number where an id belongs
	must(f.SetCellStr("客户", "A4", "4"))                  // a short row
	path := filepath.Join(d.dir, "customers-1.xlsx")
	must(f.SaveAs(path))
	d.age(path)
	p := d.pull(d.open("sheet", "客户"), 0, 0)
	must(p.err)
	if diff := cmp.Diff(want, p.recs["00123456789012345678"]); diff != "" {
		t.Error(diff)
	}
	if len(p.recs) != 2 || p.recs["4"]["空"] != nil {
		t.Errorf("the short row: %v", p.recs["4"])
	}
	if len(p.bad) != 1 || !strings.Contains(p.bad[0], "customers-1.xlsx:3 has an id that Excel has damaged") {
		t.Errorf("%q", p.bad)
	}
}

func TestABrokenWorkbookIsSetAside(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.xlsx", "PK\x03\x04 no workbook")
	p := d.pull(d.open(), 0, 0)
	if connectors.KindOf(p.err) != connectors.KindInvalid || len(d.ls("failed")) != 2 {
		t.Error(p.err, d.ls("failed"))
	}
}
