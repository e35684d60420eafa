package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// twinStore is a store of the start's configuration with the twins and their
// orders, after one turn of the loop.
func twinStore(t *testing.T) (*app, *engine.Engine) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if code, _, stderr := tierloop("init"); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, stderr)
	}
	past := time.Date(2026, time.January, 6, 0, 0, 0, 0, time.UTC)
	for name, text := range map[string]string{"customers-1.csv": twinCustomers, "orders-1.csv": twinOrders} {
		path := filepath.Join(dir, "inbox", name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := tierloop("sync"); code != 6 {
		t.Fatalf("sync: exit %d\n%s", code, stderr)
	}
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true}
	t.Cleanup(func() { _ = a.close() })
	e, err := a.openEngine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return a, e
}

func isRefusal(err error) bool {
	_, ok := errors.AsType[*web.Refusal](err)
	return ok
}

// filled is a template with rows under its header.
func filled(t *testing.T, template []byte, rows ...[]any) []byte {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+2)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow(book.GetSheetName(0), cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFormsOfTheConsoleAreTakenWholeOrSentBack(t *testing.T) {
	a, e := twinStore(t)
	ctx, sys := t.Context(), model.SystemPrincipal()
	d := importer{a.stewardDesk(e)}
	chen := model.Principal{Name: "chen", Role: model.Admin}
	entity := func(id string) string {
		found, err := e.Store.EntityOf(ctx, sys, model.Ref{Source: "inbox", Object: "customers", ID: id})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	send := func(kind, name string, rows ...[]any) web.Imported {
		t.Helper()
		template, err := d.Template(ctx, chen, "zh", kind)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Import(ctx, chen, "zh", kind, name, filled(t, template, rows...))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}

	// Pins: customer, name, tier, kind, unit, until, reason, author.
	bad := send("pins", "指定.xlsx", []any{entity("C1"), "", "战略", "", "", "", "大客户"}, []any{entity("C2"), "", "白金", "", "", "", "大客户"}, []any{1.23456789012345e17, "", "战略"}, []any{entity("C3"), "", "战略", "", "", "", "大客户", "wu"})
	if len(bad.Faults) != 3 || bad.Faults[0].Row != 3 || bad.Faults[0].Column != "等级" || bad.Faults[1].Row != 4 || !strings.Contains(bad.Faults[1].Text, "舍入") || bad.Faults[2].Column != "决定人" {
		t.Errorf("faults of pins %+v", bad.Faults)
	}
	back, err := excelize.OpenReader(bytes.NewReader(bad.Back))
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	if rows, err := back.GetRows(back.GetSheetName(0)); err != nil || len(rows) != 5 || !strings.Contains(strings.Join(rows[2], " "), "白金") || !strings.Contains(rows[2][len(rows[2])-1], "等级: ") {
		t.Errorf("what comes back: %q, %v", rows, err)
	}
	if pins, err := e.Store.Pins(ctx, sys); err != nil || len(pins) != 0 {
		t.Errorf("a faulty file left %+v, %v", pins, err)
	}
	if got := send("pins", "指定.xlsx", []any{entity("C1"), "", "战略", "保底", "", "", "大客户"}); got.Taken != 1 || len(got.Faults) > 0 {
		t.Errorf("a good file: %+v", got)
	}
	if pins, err := e.Store.Pins(ctx, sys); err != nil || len(pins) != 1 || pins[0].Author != "chen" || pins[0].Kind != model.FloorTier {
		t.Errorf("pins %+v, %v", pins, err)
	}

	// Parents: child, parent, share, from, to.
	if got := send("parents", "股东.xlsx", []any{"宁波海曙五金有限公司", "", 51}, []any{"星辰科技", "宁波", "多"}); len(got.Faults) != 2 || got.Faults[0].Column == "" {
		t.Errorf("faults of parents %+v", got)
	}
	if got := send("parents", "股东.xlsx", []any{"inbox/customers/C3", "inbox/customers/C1", "60%"}); got.Taken != 1 {
		t.Errorf("parents %+v", got)
	}
	eventually(t, "the link stands", func() bool {
		child, err := e.Store.Entity(ctx, sys, entity("C3"))
		return err == nil && child.Parent == entity("C1")
	})

	// Review: the template holds the questions; one gets an answer.
	template, err := d.Template(ctx, chen, "zh", "review")
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) < 2 {
		t.Fatalf("questions %q, %v", rows, err)
	}
	open := len(rows) - 1
	for cell, text := range map[string]string{"L2": "不是", "M2": "两家公司"} {
		if err := book.SetCellValue(book.GetSheetName(0), cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := book.Write(&file); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Import(ctx, chen, "zh", "review", "待审.xlsx", file.Bytes()); err != nil || got.Taken != 1 {
		t.Errorf("answers %+v, %v", got, err)
	}
	if left, err := e.Store.Doubts(ctx, sys); err != nil || len(left) != open-1 {
		t.Errorf("%d questions are left of %d, %v", len(left), open, err)
	}

	for name, c := range map[string]struct{ kind, file, body string }{
		"no such file":      {"pins", "pins.exe", "x"},
		"no workbook":       {"pins", "pins.xlsx", "x"},
		"other columns":     {"pins", "pins.csv", "a,b\n1,2\n"},
		"nobody is scored":  {"scores", "scores.csv", "customer,indicator,score\nx,y,1\n"},
		"a list of nothing": {"parents", "p.csv", "a,b\n1,2\n"},
	} {
		got, err := d.Import(ctx, chen, "en", c.kind, c.file, []byte(c.body))
		if name == "nobody is scored" {
			if err != nil || len(got.Faults) != 1 {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
			continue
		}
		if !isRefusal(err) || strings.Contains(err.Error(), "tierloop-import") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Template(ctx, chen, "en", "scores"); !isRefusal(err) {
		t.Errorf("a form of scores without such an indicator: %v", err)
	}
	if err := e.Store.VerifyAudit(ctx); err != nil {
		t.Error(err)
	}
}

// A workbook of kilobytes that unpacks to a disk full is refused before it does.
func TestABombThatIsSentInIsRefused(t *testing.T) {
	a, e := twinStore(t)
	d := importer{a.stewardDesk(e)}
	chen := model.Principal{Name: "chen", Role: model.Admin}
	template, err := d.Template(t.Context(), chen, "en", "pins")
	if err != nil {
		t.Fatal(err)
	}
	from, err := zip.NewReader(bytes.NewReader(template), int64(len(template)))
	if err != nil {
		t.Fatal(err)
	}
	var bomb bytes.Buffer
	to := zip.NewWriter(&bomb)
	for _, f := range from.File {
		if err := to.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := to.Create("xl/media/image1.png")
	blanks := make([]byte, 1<<20)
	for i := 0; i < 80 && err == nil; i++ {
		_, err = w.Write(blanks)
	}
	if err = errors.Join(err, to.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := d.Import(t.Context(), chen, "en", "pins", "pins.xlsx", bomb.Bytes())
	if !isRefusal(err) || strings.Contains(err.Error(), os.TempDir()) {
		t.Errorf("%d KB that unpack to 80 MB: %+v, %v", bomb.Len()>>10, got, err)
	}
}
