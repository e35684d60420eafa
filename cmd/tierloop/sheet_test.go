package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/internal/clock"
)

func TestTextThatASpreadsheetWouldRunIsQuoted(t *testing.T) {
	var out bytes.Buffer
	s := newCSVSheet(&out)
	for _, err := range []error{s.head(append(texts("name"), sheetColumn{name: "amount", number: true}, sheetColumn{name: "=a product"})), s.row([]string{"=HYPERLINK(1)", "-5.00", "-5.00"}),
		s.row([]string{"@SUM", "=1+1", ""}), s.row([]string{"+8613812345678", "", ""}), s.row([]string{"a=b", "2", ""}), s.close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	want := "name,amount,'=a product\n'=HYPERLINK(1),-5.00,'-5.00\n'@SUM,'=1+1,\n'+8613812345678,,\na=b,2,\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestLongIDsStayTextInExcel(t *testing.T) {
	a := &app{clock: clock.System()}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	s, finish, _, err := a.createSheet(path, "members")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.head(append(texts("id"), sheetColumn{name: "amount", number: true})), s.row([]string{"00123456789012345678", "12.50"}), s.close(), finish()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	id, _ := f.GetCellType("members", "A2")
	amount, _ := f.GetCellType("members", "B2")
	value, _ := f.GetCellValue("members", "A2")
	if value != "00123456789012345678" || id != excelize.CellTypeInlineString || amount == excelize.CellTypeInlineString {
		t.Errorf("id %q of type %v, amount of type %v", value, id, amount)
	}
}

func TestAnExportAsJSONIsOneDocument(t *testing.T) {
	a := &app{clock: clock.System()}
	path := filepath.Join(t.TempDir(), "x.json")
	s, finish, _, err := a.createSheet(path, "tiers")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.head(append(texts("id", "name"), sheetColumn{name: "score", number: true})), s.row([]string{"1", `a"b`, "8.5"}), s.row([]string{"2", "", ""}), s.row([]string{"3", "", "007"}), s.close(), finish()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var doc struct {
		Schema string
		Rows   []map[string]any
	}
	if err := json.Unmarshal(readFile(t, path), &doc); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{"id": "1", "name": `a"b`, "score": 8.5}, {"id": "2"}, {"id": "3", "score": "007"}}
	if diff := cmp.Diff(want, doc.Rows); diff != "" || doc.Schema != "tierloop.export-tiers/v1" {
		t.Error(doc.Schema, diff)
	}
}
