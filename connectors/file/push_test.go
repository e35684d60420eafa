package file

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/connectors"
)

func tier(id, old, tier string) connectors.PushItem {
	return connectors.PushItem{ID: id, Fields: map[string]any{"集团等级": tier}, Expect: map[string]any{"集团等级": old}}
}

func push(t *testing.T, c *Connector, batch ...connectors.PushItem) []connectors.Outcome {
	t.Helper()
	res, err := c.Push(t.Context(), "customers", batch)
	if err != nil {
		t.Fatal(err)
	}
	var out []connectors.Outcome
	for _, r := range res {
		out = append(out, r.Outcome)
	}
	return out
}

func TestTiersComeBackAsAResultFileAndAreReadBack(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号,名称\n1,a\n=cmd,b\n3,c\n")
	d.pull(d.open(), 0, 0)
	c := d.open() // another process
	want := []connectors.Outcome{connectors.Written, connectors.Written, connectors.Conflict, connectors.Missing}
	if diff := cmp.Diff(want, push(t, c, tier("1", "", "金牌"), tier("=cmd", "", "-B"), tier("3", "A", "B"), tier("4", "", "B"))); diff != "" {
		t.Error(diff)
	}
	b, err := os.ReadFile(filepath.Join(d.dir, "out", "customers-tiers-20260301T100000.000Z.csv"))
	if err != nil || string(b) != "\ufeff编号,集团等级\n1,金牌\n'=cmd,'-B\n" {
		t.Errorf("%v %q", err, b)
	}
	recs, err := d.open().Fetch(t.Context(), "customers", []string{"1", "=cmd", "3", "4"}, []string{"集团等级"})
	if err != nil || len(recs) != 3 || recs[0].Fields["集团等级"] != "金牌" || recs[1].Fields["集团等级"] != "-B" || recs[2].Fields["集团等级"] != nil {
		t.Error(recs, err)
	}
	before := d.ls("out")
	if diff := cmp.Diff([]connectors.Outcome{connectors.Unchanged, connectors.Unchanged}, push(t, d.open(), tier("1", "", "金牌"), tier("=cmd", "-B", "-B"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, d.ls("out")); diff != "" {
		t.Errorf("a second run wrote files: %s", diff)
	}
}

func TestAnExcelResultKeepsIDsAsText(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号\n00123456789012345678\n")
	c := d.open("result", "xlsx")
	d.pull(c, 0, 0)
	push(t, c, tier("00123456789012345678", "", "=A"))
	f, err := excelize.OpenFile(filepath.Join(d.dir, "out", "customers-tiers-20260301T100000.000Z.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Sheet1")
	if diff := cmp.Diff([][]string{{"编号", "集团等级"}, {"00123456789012345678", "=A"}}, rows); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if kind, err := f.GetCellType("Sheet1", "B2"); err != nil || kind == excelize.CellTypeFormula {
		t.Error(kind, err)
	}
}

func TestAStateChangedByHandIsNotOverwritten(t *testing.T) {
	d := newDrop(t)
	d.put("customers-1.csv", "编号\n1\n")
	c := d.open()
	d.pull(c, 0, 0)
	path := filepath.Join(d.dir, "out", "customers-tiers.csv")
	if err := os.WriteFile(path, []byte("编号,t\n1,a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := c.Push(t.Context(), "customers", []connectors.PushItem{tier("1", "", "A")})
	if err == nil || !strings.Contains(err.Error(), "changed by hand") {
		t.Error(err)
	}
}

func TestFieldsAreCreatedOnce(t *testing.T) {
	d := newDrop(t)
	c := d.open()
	for _, want := range []connectors.FieldAction{connectors.FieldCreated, connectors.FieldExists} {
		if _, err := c.EnsureFields(t.Context(), "customers", []connectors.FieldSpec{{Name: "等级"}}, true); err != nil {
			t.Fatal(err)
		}
		got, err := c.EnsureFields(t.Context(), "customers", []connectors.FieldSpec{{Name: "等级"}}, false)
		if err != nil || got[0].Action != want {
			t.Errorf("%v %v, want %s", got, err, want)
		}
	}
}
