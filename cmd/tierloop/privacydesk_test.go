package main

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/internal/clock"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
	"github.com/tierloop/tierloop/sync/engine"
	"github.com/tierloop/tierloop/web"
)

// An erasure at the console drops the files that people had made, and is refused
// while a run is under way.
func TestAPersonIsErasedAtTheConsole(t *testing.T) {
	pulled(t)
	ctx := t.Context()
	a := &app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, clock: clock.System(), lang: "en", quiet: true}
	defer a.close()
	e, err := a.openEngine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d, chief := &privacyDesk{a, e}, model.Principal{Name: "chief", Role: model.Admin}
	x := &exportRoom{app: a, engine: e, analyst: &analyst{app: a, engine: e, tables: newTables(ctx)}, serving: ctx, shelf: newShelf(e.Config)}
	if _, err := x.StartExport(ctx, chief, "en", web.ExportAsk{Kind: "members", Format: "csv"}); err != nil {
		t.Fatal(err)
	}
	ask := web.PersonAsk{Phones: []string{"138 1234 2046"}}
	found, err := d.FindPerson(ctx, chief, ask)
	if err != nil || len(found.Near) != 1 || found.Texts == 0 || found.Near[0].System != "file" {
		t.Fatalf("found %+v, %v", found, err)
	}
	if body, err := d.PersonFile(ctx, chief, "en", ask, "csv"); err != nil || !strings.Contains(string(body), "13812342046") {
		t.Errorf("the person's file: %v\n%s", err, body)
	}
	for _, bad := range []web.PersonAsk{{}, {Phones: []string{"12"}}, {Records: []string{"nothing"}}, {Names: []string{"周晚晴"}}, {Phones: []string{"13900000000"}}} {
		if _, err := d.ErasePerson(ctx, chief, bad, "asked"); !refusal(err) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := d.FindPerson(ctx, model.Principal{Name: "half", Role: model.Admin, Masked: []string{"phone"}}, ask); !refusal(err) {
		t.Errorf("found by an admin behind masks: %v", err)
	}
	if _, taken, err := e.Store.AcquireLease(ctx, engine.Lease, "another run", time.Minute); err != nil || !taken {
		t.Fatal(taken, err)
	}
	if _, err := d.ErasePerson(ctx, chief, ask, "asked"); !refusal(err) {
		t.Errorf("during a run: %v", err)
	}
	held, err := e.Store.LeaseOf(ctx, engine.Lease)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Store.ReleaseLease(ctx, store.Fence{Lease: engine.Lease, Token: held.Token}); err != nil {
		t.Fatal(err)
	}
	key := func() string {
		t.Helper()
		q, err := x.analyst.question(ctx, a.speaking(chief, "en"), web.ReportAsk{Name: "concentration", Months: 12})
		if err != nil {
			t.Fatal(err)
		}
		return q.key
	}
	before := key()
	r, err := d.ErasePerson(ctx, chief, ask, "asked")
	if err != nil || r.By != "chief" || len(r.Records) != 1 || len(r.Found) < 2 {
		t.Fatalf("the receipt is %+v, %v", r, err)
	}
	if again, err := d.Receipt(ctx, chief, r.ID); err != nil || again.ID != r.ID {
		t.Errorf("read again: %+v, %v", again, err)
	}
	if list, err := d.Receipts(ctx, chief); err != nil || len(list) != 1 {
		t.Errorf("listed: %+v, %v", list, err)
	}
	if key() == before {
		t.Error("tables that were counted before are shown afterwards")
	}
	if mine, err := x.Exports(ctx, chief); err != nil || len(mine) != 0 {
		t.Errorf("files that were made before: %+v, %v", mine, err)
	}
	if found, err := d.FindPerson(ctx, chief, ask); err != nil || !found.Empty() {
		t.Errorf("found afterwards: %+v, %v", found, err)
	}
}
