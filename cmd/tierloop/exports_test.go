package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/report"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/web"
)

const exportCustomers = `客户编号,客户名称,统一社会信用代码,联系电话,地址,上级客户编号
C1,星辰科技（深圳）有限公司,91440300710931256Q,13812342046,广东省深圳市南山区科技路1号,
C2,=HYPERLINK(1),,,,
`

// pulled is a folder of the start's configuration whose drop was pulled; it is left
// when the test ends.
func pulled(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	if code, _, stderr := tierloop("init"); code != 0 {
		t.Fatalf("init: exit %d\n%s", code, stderr)
	}
	past, path := time.Date(2026, time.January, 6, 0, 0, 0, 0, time.UTC), filepath.Join(dir, "inbox", "customers-1.csv")
	if err := errors.Join(os.WriteFile(path, []byte(exportCustomers), 0o600), os.Chtimes(path, past, past)); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := tierloop("pull"); code != 0 {
		t.Fatalf("pull: exit %d\n%s", code, stderr)
	}
}

// Files of the console and the API hold what their owner may see, masked as the
// owner's pages are.
func TestAFileHoldsWhatItsOwnerMaySee(t *testing.T) {
	pulled(t)
	if code, _, stderr := tierloop("match"); code != 0 {
		t.Fatalf("match: exit %d\n%s", code, stderr)
	}
	ctx := t.Context()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true}
	defer a.close()
	e, err := a.openEngine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	x := &exportRoom{app: a, engine: e, analyst: &analyst{app: a, engine: e, tables: newTables(ctx)}, serving: ctx, shelf: newShelf(e.Config)}
	made := func(p model.Principal, kind, format string) string {
		t.Helper()
		begun, err := x.StartExport(ctx, p, "en", web.ExportAsk{Kind: kind, Format: format})
		if err != nil {
			t.Fatalf("%s for %s: %v", kind, p.Name, err)
		}
		for range 400 {
			got, err := x.Export(ctx, p, begun.ID)
			if err != nil || got.State == "failed" {
				t.Fatalf("%s for %s: %+v, %v", kind, p.Name, got, err)
			}
			if got.State == "ready" {
				_, body, err := x.ExportBody(ctx, p, begun.ID)
				if err != nil {
					t.Fatal(err)
				}
				return string(body)
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Fatalf("%s for %s is never ready", kind, p.Name)
		return ""
	}
	chief := model.Principal{Name: "chief", Role: model.Admin}
	analyst := model.Principal{Name: "ana", Role: model.Analyst, Masked: []string{"phone", "identifier", "address"}}
	elsewhere := model.Principal{Name: "far", Role: model.Approver, Units: []string{"nowhere"}}
	if body := made(chief, "entities", "csv"); !strings.Contains(body, "13812342046") || !strings.Contains(body, "91440300710931256Q") || !strings.Contains(body, "'=HYPERLINK") {
		t.Errorf("the chief's file:\n%s", body)
	}
	if body := made(analyst, "entities", "csv"); strings.Contains(body, "13812342046") || !strings.Contains(body, "138••••2046") || strings.Contains(body, "710931256") || strings.Contains(body, "科技路1号") || !strings.Contains(body, "星辰科技") {
		t.Errorf("a masked file:\n%s", body)
	}
	for _, kind := range []string{"entities", "members", "orders"} {
		if body := made(elsewhere, kind, "csv"); strings.Contains(body, "星辰") || strings.Contains(body, "C1") {
			t.Errorf("a file of another unit's %s:\n%s", kind, body)
		}
	}
	if body := made(chief, "tiers", "xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("a workbook is none")
	}
	if body := made(analyst, "report.concentration", "json"); !strings.Contains(body, `"rows"`) {
		t.Errorf("a report as a file:\n%s", body)
	}

	for who, ask := range map[string]web.ExportAsk{"no kind": {Kind: "secrets", Format: "csv"}, "no format": {Kind: "entities", Format: "exe"}, "a span of what has none": {Kind: "entities", Format: "csv", Report: web.ReportAsk{Months: 3}},
		"too many months": {Kind: "report.sales", Format: "csv", Report: web.ReportAsk{Months: 37}}, "an unknown split": {Kind: "report.sales", Format: "csv", Report: web.ReportAsk{By: "phone"}}} {
		if _, err := x.StartExport(ctx, chief, "en", ask); !refusal(err) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if _, err := x.StartExport(ctx, elsewhere, "en", web.ExportAsk{Kind: "tiers", Format: "csv"}); !refusal(err) {
		t.Errorf("a unit asks for the tiers of all: %v", err)
	}
	mine, err := x.Exports(ctx, chief)
	if err != nil || len(mine) != 2 {
		t.Fatalf("the chief has %+v, %v", mine, err)
	}
	if _, _, err := x.ExportBody(ctx, analyst, mine[0].ID); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("somebody else's file: %v", err)
	}
	// With as many as an account may have, one more is refused.
	for i := range exportsMaking {
		if err := x.shelf.put(shelved{Export: web.Export{ID: fmt.Sprintf("EX-%016d", i), State: exportMaking, Created: time.Now(), Expires: time.Now().Add(time.Hour)}, Owner: "chief", Scope: scopeOf(chief)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := x.StartExport(ctx, chief, "en", web.ExportAsk{Kind: "entities", Format: "csv"}); !refusal(err) {
		t.Errorf("more than may be made at once: %v", err)
	}
}

// A file is its owner's, as long as the owner sees the same, until it expires or is
// thrown away, also while it is being made.
func TestTheShelfGivesAFileToItsOwnerAlone(t *testing.T) {
	s, now := shelf{filepath.Join(t.TempDir(), "exports")}, time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	li := model.Principal{Name: "li", Masked: []string{"phone"}}
	put := func(id string) string {
		id = "EX-" + strings.Repeat("0", 16-len(id)) + id
		e := web.Export{ID: id, Kind: "entities", Format: "csv", State: exportMaking, Created: now, Expires: now.Add(time.Hour)}
		if err := s.put(shelved{Export: e, Owner: "li", Scope: scopeOf(li)}); err != nil {
			t.Fatal(err)
		}
		return id
	}
	one, two, three := put("1"), put("2"), put("3")
	if err := errors.Join(s.end(one, []byte("a,b"), ""), s.end(two, nil, "no disk for 13812342046")); err != nil {
		t.Fatal(err)
	}
	if mine, err := s.of(li, now); err != nil || len(mine) != 3 || mine[0].State != exportMaking || mine[1].Error != "no disk for 138••••2046" || mine[2].Size != 3 {
		t.Errorf("li has %+v, %v", mine, err)
	}
	if _, body, err := s.body(li, now, one); err != nil || string(body) != "a,b" {
		t.Errorf("the file is %q, %v", body, err)
	}
	for what, ask := range map[string]struct {
		p  model.Principal
		at time.Time
		id string
	}{
		"somebody else": {model.Principal{Name: "wu", Masked: []string{"phone"}}, now, one}, "without masks": {model.Principal{Name: "li"}, now, one},
		"of a unit": {model.Principal{Name: "li", Units: []string{"east"}, Masked: []string{"phone"}}, now, one}, "expired": {li, now.Add(time.Hour), one},
		"failed": {li, now, two}, "being made": {li, now, three}, "none": {li, now, "EX-NONE"}, "a path": {li, now, "../" + one},
	} {
		if _, _, err := s.body(ask.p, ask.at, ask.id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if e, err := s.get(li, now.Add(exportTakes+time.Minute), three); err != nil || e.State != exportFailed {
		t.Errorf("one whose process is gone: %+v, %v", e, err)
	}
	if info, err := os.Stat(s.file(one)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	if err := s.sweep(now); err != nil {
		t.Fatal(err)
	}
	if mine, err := s.of(li, now); err != nil || len(mine) != 3 {
		t.Errorf("thrown away too early: %+v, %v", mine, err)
	}
	if err := errors.Join(s.sweep(time.Time{}), s.end(three, []byte("late"), "")); err != nil {
		t.Fatal(err)
	}
	if left, err := filepath.Glob(filepath.Join(s.dir, "*")); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

func refusal(err error) bool {
	_, is := errors.AsType[*web.Refusal](err)
	return is
}
