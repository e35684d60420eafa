package web_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tierloop/tierloop/access"
	"github.com/tierloop/tierloop/model"
	"github.com/tierloop/tierloop/store"
)

func TestAReplacedPlanSaysThatItsRowsAreGone(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Operator})
	tx := func(fn func(*store.Tx) error) {
		t.Helper()
		if err := w.db.InTx(ctx, store.Fence{}, fn); err != nil {
			t.Fatal(err)
		}
	}
	row := model.PlanRow{Seq: 1, Target: crmRef("B1"), Name: "泊岚控股有限公司", Field: "tier", OldKnown: true, Old: "C", New: "A"}
	tx(func(tx *store.Tx) error {
		rows := func(yield func(model.PlanRow, error) bool) { yield(row, nil) }
		return tx.SavePlan(ctx, model.Plan{ID: "PLAN7", Run: "r1", Made: w.clock.Now(), State: model.PlanOpen, Counts: model.PlanCounts{Change: 1}}, rows)
	})
	li := w.as("li")
	page := func() string { return li.get("/plans/PLAN7").body }
	const gone = "its rows were old enough"
	if body := page(); !strings.Contains(body, "泊岚控股") || strings.Contains(body, gone) {
		t.Errorf("an open plan:\n%s", body)
	}
	tx(func(tx *store.Tx) error { _, err := tx.SupersedePlans(ctx, "PLAN8"); return err })
	var found []store.AgedRows
	err := w.db.EachAged(ctx, model.SystemPrincipal(), store.Aged{Kind: store.KeptPlanRows, Before: w.clock.Now().Add(time.Hour)}, func(rows store.AgedRows) error {
		found = append(found, rows)
		return nil
	})
	if err != nil || len(found) != 1 {
		t.Fatal(len(found), err)
	}
	tx(func(tx *store.Tx) error { _, err := tx.Drop(ctx, found[0]); return err })
	if body := page(); !strings.Contains(body, gone) || strings.Contains(body, "泊岚控股") {
		t.Errorf("a purged plan:\n%s", body)
	}
	if body := li.page("/plans/PLAN7?q=nobody").body; strings.Contains(body, gone) || !strings.Contains(body, "No row in this view") {
		t.Errorf("a filter that fits nothing:\n%s", body)
	}
}

func TestTheAuditLogSaysWhereItWasCut(t *testing.T) {
	w := newWorld(t)
	w.account(access.Person{Name: "li", Role: model.Auditor})
	const gone = "Lines 1 to "
	li := w.as("li")
	if body := li.get("/audit").body; strings.Contains(body, gone) {
		t.Errorf("a whole log:\n%s", body)
	}
	w.clock.Advance(time.Minute)
	for _, fn := range []func(*store.Tx) (int64, error){
		func(tx *store.Tx) (int64, error) { return tx.CutAudit(ctx, "tierloop", w.clock.Now()) },
		func(tx *store.Tx) (int64, error) { return tx.DropCut(ctx) },
	} {
		if err := w.db.InTx(ctx, store.Fence{}, func(tx *store.Tx) error { _, err := fn(tx); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if body := li.get("/audit").body; !strings.Contains(body, gone) || !strings.Contains(body, "chain verified") || !strings.Contains(body, "audit.cut") {
		t.Errorf("a log that was cut:\n%s", body)
	}
}
