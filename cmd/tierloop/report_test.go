package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/model"
)

// What the reports say was sold is what the scores were made of: the revenue of
// twelve months that end with a month, by every unit's score, is the report's.
func TestReportsAgreeWithScores(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TIERLOOP_LANG", "en")
	tierloop := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if code := run(context.Background(), append(args, "-c", filepath.Join(dir, "tierloop.yaml")), strings.NewReader(""), &out, &errs); code != 0 {
			t.Fatalf("tierloop %v ended with %d: %s", args, code, errs.String())
		}
		return out.String()
	}
	tierloop("init", dir, "--sample")
	y, m, _ := time.Now().Date()
	today := model.NewDate(y, m, 1) - 1
	policy, err := os.ReadFile(filepath.Join(dir, "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	// At the end of a month both windows are the same days.
	if err := os.WriteFile(filepath.Join(dir, "policy.yaml"), bytes.Replace(policy, []byte("name: group"), []byte("name: group\nas_of: "+today.String()), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, stage := range []string{"pull", "match", "score"} {
		tierloop(stage, "-q")
	}
	var scores struct {
		Rows []struct {
			Scope   string      `json:"scope"`
			Revenue json.Number `json:"revenue_12m"`
			Orders  json.Number `json:"orders_12m"`
		} `json:"rows"`
	}
	file := filepath.Join(dir, "tiers.json")
	tierloop("export", "tiers", "--out", file)
	body, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(body, &scores)
	}
	if err != nil {
		t.Fatal(err)
	}
	var revenue, orders model.Amount
	for _, r := range scores.Rows {
		if strings.HasPrefix(r.Scope, "unit:") {
			for _, x := range []struct {
				text json.Number
				into *model.Amount
			}{{r.Revenue, &revenue}, {r.Orders, &orders}} {
				v, err := model.ParseAmount(x.text.String())
				if err != nil {
					t.Fatal(err)
				}
				*x.into += v
			}
		}
	}
	var doc struct {
		Rows []map[string]any `json:"rows"`
	}
	dec := json.NewDecoder(strings.NewReader(tierloop("report", "tiers", "--to", today.String(), "--json")))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	total := doc.Rows[len(doc.Rows)-1]
	if got, err := model.ParseAmount(string(total["revenue"].(json.Number))); err != nil || got != revenue || revenue == 0 {
		t.Errorf("the report says %v, the scores %s (%v)", total["revenue"], revenue, err)
	}
	if got := string(total["orders"].(json.Number)); got+".00" != orders.String() {
		t.Errorf("the report counts %s orders, the scores %s", got, orders)
	}
	book := filepath.Join(dir, "tiers.xlsx")
	tierloop("report", "tiers", "--to", today.String(), "--compare", "year", "--lang", "zh", "--out", book)
	f, err := excelize.OpenFile(book)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("report-tiers")
	if err != nil || len(rows) < 5 || !strings.Contains(rows[0][0], "各等级的客户数") || rows[3][0] != "等级" || rows[3][2] != "此前客户" {
		t.Errorf("the workbook begins with %q, %v", rows[:min(5, len(rows))], err)
	}
	if last := rows[len(rows)-1]; last[0] != "合计" {
		t.Errorf("its last row is %q", last)
	}
	notes, _ := f.GetRows("说明")
	told := fmt.Sprint(notes)
	for _, want := range []string{"统计期间", "对比期间", "策略与版本 group · ", "毛利：成本已知", "缺少数据"} {
		if !strings.Contains(told, want) {
			t.Errorf("the notes do not tell %s: %s", want, told)
		}
	}
	if sheets := f.GetSheetList(); !slices.Contains(sheets, "图表") {
		t.Errorf("sheets %v", sheets)
	}
	members := filepath.Join(dir, "members.xlsx")
	tierloop("export", "members", "--lang", "zh", "--out", members)
	crosswalk, err := excelize.OpenFile(members)
	if err != nil {
		t.Fatal(err)
	}
	defer crosswalk.Close()
	if rows, err := crosswalk.GetRows("members"); err != nil || rows[0][0] != "客户编号" || rows[0][3] != "来源编号" {
		t.Errorf("the export begins with %q, %v", rows[0], err)
	}
}
